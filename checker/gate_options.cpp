#include "checker/gate_options.h"

#include <algorithm>
#include <string_view>

#include "checker/option_values.h"

namespace condis {
namespace {

constexpr std::string_view kCommand = "check";

Result<const ReportKind*> choose_report(const std::string& option,
                                        const std::string& name) {
  std::vector<std::string> names;
  for (const ReportKind& kind : report_kinds()) names.emplace_back(kind.name);
  const auto chosen = choose(kCommand, option, name, names);
  if (!chosen) return chosen.error();
  return &report_kinds()[*chosen];
}

// --format is what goes to --output, as a rule standard output, besides the reports that
// --report sends there.
std::optional<Diagnostic> judge_reports(GateOptions& options, const RawGateOptions& raw) {
  bool printed = false;
  for (const std::string& text : raw.reports) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals + 1 == text.size()) {
      Diagnostic wrong = usage_error(kCommand, "--report cannot be '" + text + "'", "");
      wrong.why = "it is KIND=FILE, such as json=result.json";
      return wrong;
    }
    const auto kind = choose_report("the kind of a --report", text.substr(0, equals));
    if (!kind) return kind.error();
    options.reports.push_back({*kind, text.substr(equals + 1)});
    printed = printed || options.reports.back().file == "-";
  }
  if (printed && !raw.format && !raw.output) return std::nullopt;
  if (raw.output && raw.output->empty()) {
    return usage_error(kCommand, "--output names no file", "");
  }
  const auto kind = choose_report("--format", raw.format.value_or("text"));
  if (!kind) return kind.error();
  options.reports.insert(options.reports.begin(), {*kind, raw.output.value_or("-")});
  return std::nullopt;
}

std::optional<Diagnostic> judge_traces(const RawGateOptions& raw, GateOptions& options) {
  if (raw.traces.empty()) return usage_error(kCommand, "no TRACE is given", "");
  if (std::count(raw.traces.begin(), raw.traces.end(), "-") > 1) {
    return usage_error(kCommand, "standard input ('-') is given twice", "");
  }
  if (options.merge && raw.traces.size() == 1) {
    return usage_error(kCommand, "--merge needs more than one TRACE", "");
  }
  options.traces = raw.traces;
  return std::nullopt;
}

}  // namespace

std::optional<Diagnostic> judge_gate(const RawGateOptions& raw, GateOptions& options) {
  if (auto wrong = judge_reports(options, raw)) return wrong;
  if (auto wrong = judge_fail_on(kCommand, raw.fail_on, options.fail_on)) return wrong;
  if (raw.strict) options.fail_on.severity = Severity::Note;
  constexpr std::uint64_t kMostJobs = 1024;
  const auto jobs = number(kCommand, "--jobs", raw.jobs, 0, kMostJobs);
  if (!jobs) return jobs.error();
  options.jobs = static_cast<unsigned>(*jobs);
  options.accept = raw.accept;
  if (options.accept && options.baseline.empty()) {
    return usage_error(kCommand, "--update-baseline needs a --baseline", "");
  }
  return judge_traces(raw, options);
}

std::optional<Diagnostic> judge_fail_on(std::string_view command,
                                        const std::vector<std::string>& values,
                                        FailOn& fail_on) {
  for (const std::string& value : values) {
    const auto chosen = choose(command, "--fail-on", value,
                               {"error", "warning", "note", "possible", "open"});
    if (!chosen) return chosen.error();
    switch (*chosen) {
      case 0: fail_on.severity = Severity::Error; break;
      case 1: fail_on.severity = Severity::Warning; break;
      case 2: fail_on.severity = Severity::Note; break;
      case 3: fail_on.verdict = Verdict::Possible; break;
      default: fail_on.verdict = Verdict::Open; break;
    }
  }
  return std::nullopt;
}

}  // namespace condis
