#include "checker/report_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <map>
#include <string_view>
#include <utility>

#include "checker/chart_text.h"
#include "checker/event_table.h"
#include "checker/evidence.h"
#include "checker/printable.h"
#include "checker/proofs.h"

namespace condis {
namespace {

// Findings of one rule that are shown in full. Further ones take a line each, and so does
// what is only open or possible where another rule is violated.
constexpr int kShownInFull = 3;
constexpr std::size_t kChartRows = 24;

enum class Colour { Bad, Unsure, Strong, Dim };

std::string paint(std::string_view text, Colour colour, bool wanted) {
  if (!wanted) return std::string(text);
  const char* code = "";
  switch (colour) {
    case Colour::Bad: code = "1;31"; break;
    case Colour::Unsure: code = "1;33"; break;
    case Colour::Strong: code = "1"; break;
    case Colour::Dim: code = "2"; break;
  }
  return fmt::format("\x1b[{}m{}\x1b[0m", code, text);
}

std::string plural(std::uint64_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

// Of the findings of a rule; the rule's own where none is told.
Severity worst_severity(const TraceResult& result, const std::vector<Rule>& rules,
                        std::uint32_t rule) {
  Severity worst = Severity::Note;
  bool told = false;
  for (const Finding& finding : result.findings) {
    if (finding.rule != rule) continue;
    told = true;
    worst = std::max(worst, finding.severity);
  }
  return told ? worst : rules[rule].severity;
}

// For each finding, the one at the root of what it follows from (itself, if it follows
// from none). A circle, which would be a bug of the engine, is cut.
std::vector<std::size_t> find_roots(const std::vector<Finding>& findings) {
  std::vector<std::size_t> roots(findings.size());
  for (std::size_t i = 0; i < findings.size(); ++i) {
    std::size_t root = i;
    for (std::size_t steps = 0; steps <= findings.size(); ++steps) {
      const int next = findings[root].follows;
      if (next < 0 || static_cast<std::size_t>(next) >= findings.size()) break;
      if (static_cast<std::size_t>(next) == i) {
        root = std::min(root, i);
        break;
      }
      root = static_cast<std::size_t>(next);
    }
    roots[i] = root;
  }
  return roots;
}

class RecordingText {
 public:
  RecordingText(const TraceResult& result, const std::vector<Rule>& rules,
                const ReportOptions& options)
      : result_(result), rules_(rules), options_(options) {}

  std::string write() {
    const std::vector<std::size_t> roots = find_roots(result_.findings);
    std::vector<std::vector<std::size_t>> followers(result_.findings.size());
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < roots.size(); ++i) {
      (roots[i] == i ? order : followers[roots[i]]).push_back(i);
    }
    std::stable_sort(order.begin(), order.end(), [this](std::size_t a, std::size_t b) {
      const Finding& x = result_.findings[a];
      const Finding& y = result_.findings[b];
      if (x.accepted.empty() != y.accepted.empty()) return x.accepted.empty();
      if (x.severity != y.severity) return x.severity > y.severity;
      return x.verdict > y.verdict;
    });
    for (const std::size_t i : order) write_finding(result_.findings[i], followers[i]);
    end_lines();
    if (result_.findings_left_out > 0) {
      out_ += fmt::format(
          "{} not shown: the first {} are.\n\n",
          plural(result_.findings_left_out, "further finding is", "further findings are"),
          result_.findings.size());
    }
    write_advice();
    out_ += display_name(result_.path) + ": " + summary(result_, rules_, options_) + '\n';
    return std::move(out_);
  }

 private:
  const Rule& rule_of(const Finding& finding) const { return rules_[finding.rule]; }

  // "lab7.jsonl:12: violated drop-handle-dead-at-call (client)"
  std::string headline(const Finding& finding) const {
    const Rule& rule = rule_of(finding);
    const bool grave = finding.severity == Severity::Error;
    const bool bad =
        grave && finding.verdict == Verdict::Violated && finding.accepted.empty();
    const Colour colour = bad ? Colour::Bad : Colour::Unsure;
    return fmt::format(
        "{}: {} {} ({}{}{})",
        paint(place(result_, finding.event.number), Colour::Strong, options_.colour),
        paint(name_of(finding.verdict), colour, options_.colour), printable(rule.id),
        printable(rule.at_fault),
        grave ? "" : fmt::format(", {}", name_of(finding.severity)),
        finding.accepted.empty() ? "" : ", accepted");
  }

  void write_finding(const Finding& finding, const std::vector<std::size_t>& followers) {
    const Rule& rule = rule_of(finding);
    const bool accepted = !finding.accepted.empty();
    const int seen = accepted ? 0 : ++shown_[finding.rule];
    if (accepted || seen > kShownInFull ||
        (violated_ && finding.verdict != Verdict::Violated)) {
      out_ += headline(finding) + ": " + printable(finding.message) + '\n';
      if (accepted) out_ += "  accepted: " + printable(finding.accepted) + '\n';
      write_followers(followers);
      after_line_ = true;
      return;
    }
    end_lines();
    out_ += headline(finding) + '\n';
    out_ += "  " + printable(finding.message) + '\n';
    if (finding.source.line != 0) {
      out_ += fmt::format(
          "  at {}:{}{}\n", printable(finding.source.file), finding.source.line,
          finding.source.function.empty() ? ""
                                          : " in " + printable(finding.source.function));
    }
    if (!rule.quote.empty()) {
      std::string source = printable(rule.page);
      if (!rule.section.empty()) source += ", " + printable(rule.section);
      out_ += wrap(fmt::format("\"{}\" {}", printable(rule.quote), source), "  ") + '\n';
    }
    out_ += '\n' + events_of(finding);
    write_followers(followers);
    out_ += '\n';
  }

  // Findings of one line each end in a blank line.
  void end_lines() {
    if (after_line_) out_ += '\n';
    after_line_ = false;
  }

  // The chart where there is one, else a table.
  std::string events_of(const Finding& finding) const {
    const auto index = static_cast<std::size_t>(&finding - result_.findings.data());
    const Chart* chart =
        options_.charts == nullptr ? nullptr : options_.charts->chart_of(index);
    if (chart != nullptr) return chart_text(folded(*chart, kChartRows), result_.unit);
    Evidence evidence = evidence_of(finding);
    evidence.events.front().mark =
        paint(evidence.events.front().mark, Colour::Strong, options_.colour);
    std::string out =
        event_table(std::move(evidence.events), result_.unit, result_.places);
    if (evidence.shortened) out += "  (further events of this VC are not shown)\n";
    return out;
  }

  void write_followers(const std::vector<std::size_t>& followers) {
    if (followers.empty()) return;
    out_ += "  this also breaks:\n";
    for (const std::size_t i : followers) {
      const Finding& finding = result_.findings[i];
      out_ += fmt::format("    {}: {}\n", headline(finding), printable(finding.message));
    }
  }

  // An inconclusive verdict says what would settle it.
  void write_advice() {
    switch (overall(result_, rules_, options_.least)) {
      case Verdict::Open:
        out_ +=
            "open: a duty is unmet where the recording ends, and nothing marks it as "
            "complete.\n"
            " help: record until the driver has closed the call and logs TraceEnd.\n";
        break;
      case Verdict::Possible:
        out_ +=
            "possible: some course of events that fits the recording breaks a rule, "
            "another does not.\n"
            " help: a recording from before the VC was created, with all arguments, "
            "statuses, "
            "returns and Seq, settles it.\n";
        break;
      case Verdict::NotExercised:
        out_ +=
            "not exercised: nothing in this recording puts a rule to the test.\n"
            " help: record a multipoint call from NdisClMakeCall to its close, entries "
            "and returns.\n";
        break;
      case Verdict::Holds:
      case Verdict::Violated: break;
    }
  }

  const TraceResult& result_;
  const std::vector<Rule>& rules_;
  const ReportOptions& options_;
  const bool violated_ = overall(result_, rules_, options_.least) == Verdict::Violated;
  bool after_line_ = false;
  std::map<std::uint32_t, int> shown_;  // findings of each rule so far
  std::string out_;
};

class TextReport : public Report {
 public:
  TextReport(const ReportContext& context, ReportSink sink)
      : context_(context), sink_(std::move(sink)) {}

  void add(const CheckOutcome& outcome) override {
    codes_.push_back(exit_code_of(outcome, context_.rules, context_.fail_on));
    if (outcome.error && outcome.result.events == 0) return;
    sink_(report_text(outcome.result, context_.rules,
                      {.least = context_.fail_on.severity,
                       .colour = context_.colour,
                       .partial = outcome.error.has_value(),
                       .charts = context_.charts ? outcome.proofs.get() : nullptr}));
  }

  void finish() override {
    if (codes_.size() < 2) return;
    std::map<ExitCode, int> count;
    for (const ExitCode code : codes_) ++count[code];
    sink_(fmt::format(
        "{} recordings: {} violated, {} inconclusive, {} hold, {} unusable: {}\n",
        codes_.size(), count[ExitCode::Violated], count[ExitCode::Inconclusive],
        count[ExitCode::Holds], count[ExitCode::BadInput], name_of(worst_of(codes_))));
  }

 private:
  const ReportContext context_;
  ReportSink sink_;
  std::vector<ExitCode> codes_;
};

}  // namespace

std::string report_text(const TraceResult& result, const std::vector<Rule>& rules,
                        const ReportOptions& options) {
  return RecordingText(result, rules, options).write();
}

std::string summary(const TraceResult& result, const std::vector<Rule>& rules,
                    const ReportOptions& options) {
  std::map<Verdict, std::uint64_t> counted;
  std::map<Severity, std::uint64_t> beside;  // broken, but not counting
  const std::size_t count = std::min(rules.size(), result.rules.size());
  for (std::uint32_t i = 0; i < count; ++i) {
    const Verdict verdict = counted_verdict(result, rules, i, options.least);
    const bool broken = result.rules[i].verdict > Verdict::Holds;
    if (counts(rules[i], options.least)) ++counted[verdict];
    if (broken && verdict <= Verdict::Holds) ++beside[worst_severity(result, rules, i)];
  }
  std::string out = fmt::format(
      "{} violated, {} possible, {} open, {} held, {} not exercised",
      plural(counted[Verdict::Violated], "rule", "rules"), counted[Verdict::Possible],
      counted[Verdict::Open], counted[Verdict::Holds], counted[Verdict::NotExercised]);
  if (beside[Severity::Warning] > 0) {
    out += "; " + plural(beside[Severity::Warning], "warning", "warnings");
  }
  if (beside[Severity::Note] > 0) {
    out += "; " + plural(beside[Severity::Note], "note", "notes");
  }
  const auto accepted =
      std::count_if(result.findings.begin(), result.findings.end(),
                    [](const Finding& finding) { return !finding.accepted.empty(); });
  if (accepted > 0) out += fmt::format("; {} accepted", accepted);
  out += fmt::format("; {}, {}, {}: ", plural(result.events, "event", "events"),
                     plural(result.vcs, "VC", "VCs"),
                     plural(result.parties, "party", "parties"));
  const Verdict verdict = overall(result, rules, options.least);
  out +=
      paint(name_of(verdict), verdict == Verdict::Violated ? Colour::Bad : Colour::Strong,
            options.colour);
  if (options.partial) out += " as far as it could be read";
  return out;
}

std::string display_name(const std::string& path) {
  return path == "-" ? "<stdin>" : printable(path);
}

std::string place(const TraceResult& result, std::uint64_t number) {
  if (const auto found = result.places.find(number); found != result.places.end()) {
    return printable(found->second);
  }
  const char separator = result.unit == "line" ? ':' : '#';
  return fmt::format("{}{}{}", display_name(result.path), separator, number);
}

std::unique_ptr<Report> make_text_report(const ReportContext& context, ReportSink sink) {
  return std::make_unique<TextReport>(context, std::move(sink));
}

}  // namespace condis
