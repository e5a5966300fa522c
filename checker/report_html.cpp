#include "checker/report_html.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "checker/bug_report.h"
#include "checker/chart_html.h"
#include "checker/embedded.h"
#include "checker/proofs.h"
#include "checker/report_text.h"
#include "checker/version.h"

namespace condis {
namespace {

// What the parts of the page may take, so that together they stay below kMostPage.
constexpr std::size_t kMostCharts = 8'000'000;
constexpr std::size_t kMostOther = 1'500'000;

std::string_view file_of_page(std::string_view name) {
  for (const PageFile& file : embedded_page()) {
    if (file.name == name) return file.text;
  }
  return "";
}

// The verdict as the class of its colour.
std::string_view class_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::Violated: return "violated";
    case Verdict::Possible: return "possible";
    case Verdict::Open: return "open";
    case Verdict::Holds: return "holds";
    case Verdict::NotExercised: break;
  }
  return "soft";
}

std::string hex(std::uint64_t value) {
  return value == 0 ? "" : fmt::format("{:#x}", value);
}

class HtmlReport : public Report {
 public:
  HtmlReport(const ReportContext& context, ReportSink sink)
      : context_(context), sink_(std::move(sink)), rules_(context.rules.size()) {}

  void add(const CheckOutcome& outcome) override {
    const TraceResult& result = outcome.result;
    add_summary(outcome);
    for (std::size_t i = 0; i < std::min(rules_.size(), result.rules.size()); ++i) {
      rules_[i].verdict = std::max(rules_[i].verdict, result.rules[i].verdict);
      rules_[i].exercised += result.rules[i].exercised;
    }
    for (std::size_t i = 0; i < result.findings.size(); ++i) {
      if (result.findings[i].follows < 0) add_finding(outcome, i);
    }
    findings_left_out_ += result.findings_left_out;
    for (const Diagnostic& warning : result.warnings) add_loss(warning, "warning");
    losses_left_out_ += result.warnings_left_out;
    if (outcome.error) add_loss(*outcome.error, "error");
  }

  void finish() override {
    sink_(fmt::format(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<title>condis-check report</title>\n<style>\n{}</style>\n</head>\n<body>\n",
        file_of_page("report.css")));
    sink_(
        fmt::format("<svg width=\"0\" height=\"0\" style=\"position:absolute\" "
                    "aria-hidden=\"true\">\n"
                    "{}</svg>\n",
                    pictures_.symbols()));
    write_summary();
    write_findings();
    write_parties();
    write_rules();
    write_losses();
    sink_(
        fmt::format("<p class=\"soft\">condis-check {}</p>\n<script>\n{}</script>\n"
                    "</body>\n</html>\n",
                    kVersion, file_of_page("report.js")));
  }

 private:
  bool has_room(const std::string& text) {
    if (other_ + text.size() > kMostOther) return false;
    other_ += text.size();
    return true;
  }

  void add_summary(const CheckOutcome& outcome) {
    const TraceResult& result = outcome.result;
    const Verdict verdict = overall(result, context_.rules, context_.fail_on.severity);
    const ExitCode code = exit_code_of(outcome, context_.rules, context_.fail_on);
    ++codes_[code];
    const std::string row = fmt::format(
        "<tr><td>{}</td><td class=\"{}\">{}</td><td>{}</td></tr>\n",
        html(display_name(result.path)), outcome.error ? "error" : class_of(verdict),
        outcome.error ? "not read to its end" : name_of(verdict),
        html(summary(
            result, context_.rules,
            {.least = context_.fail_on.severity, .partial = outcome.error.has_value()})));
    if (has_room(row)) {
      summary_ += row;
    } else {
      ++recordings_left_out_;
    }
  }

  void add_loss(const Diagnostic& loss, std::string_view kind) {
    const std::string item = fmt::format(
        "<li><span class=\"{}\">{}</span> {}: {}{}{}</li>\n", kind, kind,
        html(loss.where), html(loss.what), loss.why.empty() ? "" : ": ", html(loss.why));
    if (has_room(item)) {
      losses_ += item;
    } else {
      ++losses_left_out_;
    }
  }

  // Made once for all findings of the rule.
  const std::string& rule_page(std::uint32_t index) {
    std::string& out = rule_pages_[index];
    if (!out.empty()) return out;
    const Rule& rule = context_.rules[index];
    out = fmt::format("<p><b>{}</b></p>\n", html(rule.title));
    if (!rule.quote.empty()) {
      const std::string address = address_of(rule.page);
      const std::string page =
          address.empty()
              ? html(rule.page)
              : fmt::format("<a href=\"{}\">{}</a>", html(address), html(rule.page));
      out += fmt::format(
          "<blockquote>{}<br><span class=\"soft\">{}{}{}</span>"
          "</blockquote>\n",
          html(rule.quote), page, rule.section.empty() ? "" : ", ", html(rule.section));
    }
    if (!rule.reading.empty()) {
      out += fmt::format("<p>How it is read: {}</p>\n", html(rule.reading));
    }
    return out;
  }

  std::string followers_of(const TraceResult& result, std::size_t index) const {
    std::string out;
    for (const Finding& other : result.findings) {
      if (other.follows != static_cast<int>(index)) continue;
      out += fmt::format("<li>{}: {} {}: {}</li>\n",
                         html(place(result, other.event.number)), name_of(other.verdict),
                         html(context_.rules[other.rule].id), html(other.message));
    }
    return out.empty() ? out : "<p>This also breaks:</p>\n<ul>\n" + out + "</ul>\n";
  }

  void add_finding(const CheckOutcome& outcome, std::size_t index) {
    const TraceResult& result = outcome.result;
    const Finding& finding = result.findings[index];
    const Rule& rule = context_.rules[finding.rule];
    std::string head = fmt::format(
        "<section class=\"finding\" data-vc=\"{}\">\n"
        "<h3><span class=\"{}\">{}</span> {} ({}{})</h3>\n<p>{}: {}</p>\n",
        hex(finding.event.vc), class_of(finding.verdict), name_of(finding.verdict),
        html(rule.id), html(rule.at_fault),
        finding.severity == Severity::Error
            ? ""
            : fmt::format(", {}", name_of(finding.severity)),
        html(place(result, finding.event.number)), html(finding.message));
    if (finding.source.line != 0) {
      head += fmt::format("<p>at {}:{} {}</p>\n", html(finding.source.file),
                          finding.source.line, html(finding.source.function));
    }
    head += rule_page(finding.rule) + followers_of(result, index);
    if (!has_room(head)) {
      ++findings_left_out_;
      return;
    }
    const std::string chart = chart_of(outcome, index);
    std::pair<int, std::string> entry = {
        -(static_cast<int>(finding.severity) * 8 + static_cast<int>(finding.verdict)),
        head + chart + "</section>\n"};
    findings_.push_back(std::move(entry));
  }

  // The whole chart if there is room for it, else what matters of it.
  std::string chart_of(const CheckOutcome& outcome, std::size_t index) {
    const Chart* known = outcome.proofs ? outcome.proofs->chart_of(index) : nullptr;
    if (known == nullptr) {
      ++charts_left_out_;
      return "";
    }
    const Chart& whole = *known;
    const std::string name = fmt::format("chart{}", ++charts_);
    const std::string& unit = outcome.result.unit;
    for (const std::size_t most : {whole.rows.size(), kFoldedRows}) {
      std::string text = chart_html(folded(whole, most), unit, name, pictures_);
      if (chart_bytes_ + text.size() > kMostCharts) continue;
      chart_bytes_ += text.size();
      if (whole.cut) {
        text +=
            "<p class=\"soft\">Earlier events of this VC are not known any more and "
            "left out.</p>\n";
      }
      const std::string parties = parties_of(outcome.result, whole);
      if (has_room(parties)) {
        parties_ += parties;
      } else {
        parties_left_out_ += whole.parties.size();
      }
      return text;
    }
    ++charts_left_out_;
    return "";
  }

  // Those that have not been told for another chart of the same VC.
  std::string parties_of(const TraceResult& result, const Chart& chart) {
    std::string out;
    for (const ChartParty& party : chart.parties) {
      const auto key = std::pair(display_name(result.path), party.first);
      if (!told_.insert(key).second) continue;
      std::string life;
      for (const std::string& state : party.life) {
        life += fmt::format("{}<span class=\"step\">{}</span>", life.empty() ? "" : "; ",
                            html(state));
      }
      out += fmt::format(
          "<tr><td>{}</td><td>{}</td><td>{} {}</td><td class=\"number\">{}"
          "</td><td class=\"number\">{}</td><td>{}</td></tr>\n",
          key.first, hex(chart.vc), party.label, hex(party.name), party.first, party.last,
          life);
    }
    return out;
  }

  void write_summary() {
    sink_("<h1>condis-check report</h1>\n<p>");
    std::string counts;
    for (const auto& [code, count] : codes_) {
      counts += fmt::format("{}{} {}", counts.empty() ? "" : ", ", count, name_of(code));
    }
    sink_(fmt::format(
        "Recordings: {}</p>\n<div class=\"scroll\"><table class=\"recordings\">\n"
        "<tr><th>recording</th><th>verdict</th><th>rules</th></tr>\n{}"
        "</table></div>\n{}",
        counts, summary_, left_out(recordings_left_out_, "recordings")));
  }

  void write_findings() {
    sink_("<section>\n<h2 id=\"findings\">Findings</h2>\n");
    if (findings_.empty()) sink_("<p>There are none.</p>\n");
    sink_(R"(<div class="tools" role="toolbar" aria-label="charts">
<button data-action="first">first finding</button>
<button data-action="previous" aria-label="previous finding">&#8593;</button>
<button data-action="next" aria-label="next finding">&#8595;</button>
<select id="vc" aria-label="VC"></select>
<select id="party" aria-label="party"></select>
<button data-action="smaller" aria-label="smaller">&#8722;</button>
<button data-action="whole" aria-label="usual size">1:1</button>
<button data-action="larger" aria-label="larger">+</button>
<span class="soft">keys: <kbd>f</kbd> first, <kbd>j</kbd> next, <kbd>k</kbd> previous, <kbd>+</kbd> <kbd>-</kbd> <kbd>0</kbd> size, arrows in a chart</span>
</div>
)");
    std::stable_sort(findings_.begin(), findings_.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    for (const auto& [rank, text] : findings_) sink_(text);
    sink_(left_out(findings_left_out_, "findings"));
    sink_(left_out(charts_left_out_, "charts"));
    sink_("</section>\n");
  }

  void write_parties() {
    sink_("<h2>Parties</h2>\n<p class=\"soft\">Of the VCs in the charts above.</p>\n");
    if (!parties_.empty()) {
      sink_(
          fmt::format("<div class=\"scroll\"><table>\n<tr><th>recording</th><th>VC</th>"
                      "<th>party</th><th class=\"number\">first</th>"
                      "<th class=\"number\">last</th><th>life</th></tr>\n{}"
                      "</table></div>\n",
                      parties_));
    }
    sink_(left_out(parties_left_out_, "parties"));
  }

  void write_rules() {
    std::string exercised;
    std::string others;
    for (std::size_t i = 0; i < rules_.size(); ++i) {
      const Rule& rule = context_.rules[i];
      if (rules_[i].verdict == Verdict::NotExercised) {
        others += fmt::format("<li>{}: {}</li>\n", html(rule.id), html(rule.title));
        continue;
      }
      exercised += fmt::format(
          "<tr><td>{}</td><td class=\"{}\">{}</td><td class=\"number\">{}</td><td>{}</td>"
          "</tr>\n",
          html(rule.id), class_of(rules_[i].verdict), name_of(rules_[i].verdict),
          rules_[i].exercised, html(rule.title));
    }
    sink_(
        fmt::format("<h2>Rules put to the test</h2>\n<div class=\"scroll\"><table>\n"
                    "<tr><th>rule</th><th>verdict</th><th class=\"number\">times</th>"
                    "<th></th></tr>\n{}</table></div>\n"
                    "<h2>Rules not put to the test</h2>\n<ul>\n{}</ul>\n",
                    exercised, others));
  }

  void write_losses() {
    sink_("<h2>What the recordings do not show</h2>\n");
    sink_(losses_.empty() ? "<p>No loss was noticed.</p>\n"
                          : "<ul>\n" + losses_ + "</ul>\n");
    sink_(left_out(losses_left_out_, "warnings"));
  }

  static std::string left_out(std::uint64_t count, std::string_view what) {
    return count == 0 ? ""
                      : fmt::format(
                            "<p class=\"soft\">Left out, so that this page stays "
                            "small: {} {}.</p>\n",
                            count, what);
  }

  const ReportContext context_;
  ReportSink sink_;
  RowPictures pictures_;
  std::vector<RuleResult> rules_;  // over all recordings
  std::map<std::uint32_t, std::string> rule_pages_;
  std::map<ExitCode, std::uint64_t> codes_;
  std::string summary_;
  std::vector<std::pair<int, std::string>> findings_;  // rank, the gravest first; text
  std::string parties_;
  std::string losses_;
  std::set<std::pair<std::string, std::uint64_t>> told_;  // recording and first record
  std::size_t charts_ = 0;
  std::size_t chart_bytes_ = 0;
  std::size_t other_ = 0;  // bytes of all but charts
  std::uint64_t recordings_left_out_ = 0;
  std::uint64_t findings_left_out_ = 0;
  std::uint64_t charts_left_out_ = 0;
  std::uint64_t parties_left_out_ = 0;
  std::uint64_t losses_left_out_ = 0;
};

}  // namespace

std::unique_ptr<Report> make_html_report(const ReportContext& context, ReportSink sink) {
  return std::make_unique<HtmlReport>(context, std::move(sink));
}

}  // namespace condis
