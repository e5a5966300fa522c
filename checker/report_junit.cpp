#include "checker/report_junit.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <utility>

#include "checker/event_table.h"
#include "checker/evidence.h"
#include "checker/printable.h"
#include "checker/report_place.h"
#include "checker/report_text.h"

namespace condis {
namespace {

// Findings of one rule in one recording that are told; with its events, each.
constexpr std::size_t kMostFindingsOfRule = 20;
constexpr std::size_t kMostTables = 3;

struct Tally {
  std::uint64_t tests = 0, failures = 0, errors = 0, skipped = 0;

  void add(const Tally& other) {
    tests += other.tests;
    failures += other.failures;
    errors += other.errors;
    skipped += other.skipped;
  }
  std::string attributes() const {
    return fmt::format(R"(tests="{}" failures="{}" errors="{}" skipped="{}" time="0")",
                       tests, failures, errors, skipped);
  }
};

// "condis.CM-MCM": a dot would begin another package.
std::string class_name(const Rule& rule) {
  std::string name;
  for (const char c : rule.at_fault) {
    name += std::isalnum(static_cast<unsigned char>(c)) ? c : '-';
  }
  return "condis." + name;
}

std::string diagnostic_text(const Diagnostic& diagnostic, std::string_view kind) {
  return xml_text(format_diagnostic(diagnostic, kind));
}

// The test cases of one recording.
class Suite {
 public:
  Suite(const CheckOutcome& outcome, const ReportContext& context)
      : outcome_(outcome), result_(outcome.result), context_(context) {}

  std::string write(Tally& total) {
    write_recording();
    const std::size_t count = std::min(context_.rules.size(), result_.rules.size());
    for (std::uint32_t rule = 0; rule < count; ++rule) write_rule(rule);
    write_warnings();
    total.add(tally_);
    return fmt::format("  <testsuite name=\"{}\" {}>\n{}  </testsuite>\n",
                       xml_text(display_name(result_.path)), tally_.attributes(), out_);
  }

 private:
  void write_recording() {
    ++tally_.tests;
    out_ += R"(    <testcase classname="condis.recording" name="recording" time="0")";
    if (outcome_.error) {
      write_error(outcome_.error->what, diagnostic_text(*outcome_.error, "error"));
    } else if (result_.losses > 0) {
      write_error(
          fmt::format(
              "the recording has {}",
              result_.losses == 1 ? "a gap" : fmt::format("{} gaps", result_.losses)),
          "what happened there is not judged; see the warnings");
    } else {
      out_ += "/>\n";
    }
  }

  void write_error(std::string_view message, std::string_view text) {
    ++tally_.errors;
    out_ += fmt::format(">\n      <error message=\"{}\">{}</error>\n    </testcase>\n",
                        xml_text(printable(message)), text);
  }

  void write_rule(std::uint32_t index) {
    const Rule& rule = context_.rules[index];
    const Verdict verdict =
        counted_verdict(result_, context_.rules, index, context_.fail_on.severity);
    ++tally_.tests;
    std::string first;
    const std::string told = findings_of(index, first);
    std::string body;
    if (fails(verdict, context_.fail_on)) {
      ++tally_.failures;
      if (first.empty()) first = "the findings are among those that are not listed";
      body = fmt::format("      <failure message=\"{}\" type=\"{}\">{}</failure>\n",
                         first, name_of(verdict), told);
    } else if (verdict != Verdict::Holds) {
      ++tally_.skipped;
      body = fmt::format("      <skipped message=\"{}{}{}\"/>\n", name_of(verdict),
                         first.empty() ? "" : ": ", first);
    }
    if (!told.empty() && !fails(verdict, context_.fail_on)) {
      body += fmt::format("      <system-out>{}</system-out>\n", told);
    }
    out_ += fmt::format("    <testcase classname=\"{}\" name=\"{}\" time=\"0\"",
                        xml_text(class_name(rule)), xml_text(printable(rule.id)));
    out_ += body.empty() ? "/>\n" : ">\n" + body + "    </testcase>\n";
  }

  // All that is told of a rule's findings; `first` becomes the message of the first.
  std::string findings_of(std::uint32_t rule, std::string& first) const {
    std::string out;
    std::size_t seen = 0;
    for (const Finding& finding : result_.findings) {
      if (finding.rule != rule || ++seen > kMostFindingsOfRule) continue;
      if (seen == 1) first = xml_text(printable(finding.message));
      out += fmt::format("{}: {}: {}\n", place(result_, finding.event.number),
                         name_of(finding.verdict), printable(finding.message));
      if (!finding.accepted.empty()) {
        out += fmt::format("  accepted: {}\n", printable(finding.accepted));
      }
      if (seen <= kMostTables) {
        out += event_table(evidence_of(finding).events, result_.unit, result_.places);
      }
    }
    if (seen > kMostFindingsOfRule) {
      out +=
          fmt::format("{} further findings of this rule\n", seen - kMostFindingsOfRule);
    }
    return xml_text(out);
  }

  void write_warnings() {
    if (result_.warnings.empty()) return;
    out_ += "    <system-err>";
    for (const Diagnostic& warning : result_.warnings) {
      out_ += diagnostic_text(warning, "warning");
    }
    out_ += "</system-err>\n";
  }

  const CheckOutcome& outcome_;
  const TraceResult& result_;
  const ReportContext& context_;
  Tally tally_;
  std::string out_;
};

class JUnitReport : public Report {
 public:
  JUnitReport(const ReportContext& context, ReportSink sink)
      : context_(context), sink_(std::move(sink)) {}

  void add(const CheckOutcome& outcome) override {
    suites_ += Suite(outcome, context_).write(tally_);
  }

  void finish() override {
    sink_(
        fmt::format("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                    "<testsuites name=\"condis-check\" {}>\n",
                    tally_.attributes()));
    sink_(suites_);
    sink_("</testsuites>\n");
  }

 private:
  const ReportContext context_;
  ReportSink sink_;
  Tally tally_;
  std::string suites_;
};

}  // namespace

std::unique_ptr<Report> make_junit_report(const ReportContext& context, ReportSink sink) {
  return std::make_unique<JUnitReport>(context, std::move(sink));
}

std::string xml_text(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    for (const char c : printable(text.substr(0, end))) {
      switch (c) {
        case '&': out += "&amp;"; break;
        case '<': out += "&lt;"; break;
        case '>': out += "&gt;"; break;
        case '"': out += "&quot;"; break;
        case '\'': out += "&apos;"; break;
        default: out += c;
      }
    }
    if (end == std::string_view::npos) break;
    out += '\n';
    text.remove_prefix(end + 1);
  }
  return out;
}

}  // namespace condis
