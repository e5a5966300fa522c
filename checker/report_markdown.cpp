#include "checker/report_markdown.h"

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "checker/event_table.h"
#include "checker/evidence.h"
#include "checker/markdown.h"
#include "checker/report_place.h"
#include "checker/report_text.h"
#include "checker/rule_page.h"

namespace condis {
namespace {

// A table may take as many bytes, and so may the findings.
constexpr std::size_t kMostBytes = 450'000;

// Pieces of text by weight, as many of each as fit.
class Pieces {
 public:
  // The first piece of a weight that does not fit is the last that is made.
  template <class Make>
  void add(std::size_t weight, Make make) {
    Bucket& bucket = buckets_[weight];
    ++seen_;
    if (bucket.bytes > kMostBytes) return;
    std::string text = make();
    bucket.bytes += text.size();
    if (bucket.bytes <= kMostBytes) bucket.texts.push_back(std::move(text));
  }

  // The heaviest first; `what` names one that is left out.
  std::string text(std::string_view what) const {
    std::string out;
    std::uint64_t written = 0;
    for (auto bucket = buckets_.rbegin(); bucket != buckets_.rend(); ++bucket) {
      for (const std::string& piece : bucket->texts) {
        if (out.size() + piece.size() > kMostBytes) break;
        out += piece;
        ++written;
      }
    }
    if (written < seen_) {
      out += fmt::format("\n{} further {} are left out.\n", seen_ - written, what);
    }
    return out;
  }

  bool empty() const { return seen_ == 0; }

 private:
  struct Bucket {
    std::vector<std::string> texts;
    std::size_t bytes = 0;
  };
  std::array<Bucket, 5> buckets_;
  std::uint64_t seen_ = 0;
};

class MarkdownReport : public Report {
 public:
  MarkdownReport(const ReportContext& context, ReportSink sink)
      : context_(context), sink_(std::move(sink)) {}

  void add(const CheckOutcome& outcome) override {
    const TraceResult& result = outcome.result;
    const ExitCode code = exit_code_of(outcome, context_.rules, context_.fail_on);
    codes_.push_back(code);
    std::string said;
    if (outcome.error) {
      said = markdown(outcome.error->what);
    } else {
      said =
          markdown(summary(result, context_.rules, {.least = context_.fail_on.severity}));
    }
    recordings_.add(order_of(code), [&] {
      return fmt::format("| {} | {} | {} |\n", markdown(display_name(result.path)),
                         name_of(code), said);
    });
    for (const Finding& finding : result.findings) {
      findings_.add(static_cast<std::size_t>(weight_of(finding, context_.fail_on)),
                    [&] { return text_of(finding, result); });
    }
    left_out_ += result.findings_left_out;
  }

  void finish() override {
    sink_(fmt::format("## condis-check: {}\n\n", name_of(worst_of(codes_))));
    sink_("| recording | outcome | |\n|---|---|---|\n");
    sink_(recordings_.text("recordings"));
    if (!findings_.empty()) sink_("\n### Findings\n" + findings_.text("findings"));
    if (left_out_ > 0) {
      sink_(fmt::format("\n{} findings more than a recording may have are not listed.\n",
                        left_out_));
    }
  }

 private:
  // Holds first, bad input last.
  static std::size_t order_of(ExitCode code) {
    switch (code) {
      case ExitCode::Holds: return 0;
      case ExitCode::Inconclusive: return 1;
      case ExitCode::Violated: return 2;
      case ExitCode::BadInput: return 3;
      case ExitCode::InternalError: break;
    }
    return 4;
  }

  // The document's sentence and its place, made once for all findings of the rule.
  const std::string& quote_of(std::uint32_t index) {
    std::string& out = quotes_[index];
    if (!out.empty()) return out;
    const Rule& rule = context_.rules[index];
    out = fmt::format("\n> {}\n>\n> {}\n", markdown(rule.quote), document_markdown(rule));
    return out;
  }

  std::string text_of(const Finding& finding, const TraceResult& result) {
    const Rule& rule = context_.rules[finding.rule];
    std::string out =
        fmt::format("\n<details><summary>{} <b>{}</b> ({}): {}</summary>\n\n",
                    name_of(finding.verdict), markdown(rule.id), markdown(rule.at_fault),
                    markdown(finding.message));
    out += fmt::format("At {}", markdown(place(result, finding.event.number)));
    if (finding.source.line != 0) {
      out += fmt::format(", {}:{}", markdown(finding.source.file), finding.source.line);
    }
    out += fmt::format(", severity {}.", name_of(finding.severity));
    if (!finding.accepted.empty()) {
      out += fmt::format(" Accepted: {}", markdown(finding.accepted));
    }
    out += "\n";
    if (!rule.quote.empty()) out += quote_of(finding.rule);
    out += '\n' + markdown_code(event_table(evidence_of(finding).events, result.unit,
                                            result.places));
    return out + "\n</details>\n";
  }

  const ReportContext context_;
  ReportSink sink_;
  std::vector<ExitCode> codes_;
  Pieces recordings_;
  Pieces findings_;
  std::map<std::uint32_t, std::string> quotes_;
  std::uint64_t left_out_ = 0;
};

}  // namespace

std::unique_ptr<Report> make_markdown_report(const ReportContext& context,
                                             ReportSink sink) {
  return std::make_unique<MarkdownReport>(context, std::move(sink));
}

}  // namespace condis
