#include "checker/report_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <set>
#include <vector>

#include "checker/bug_report.h"
#include "checker/proofs.h"
#include "checker/report_text.h"

namespace condis {
namespace {

constexpr std::size_t kListed = 10;

// Causes before what follows from them, then the gravest.
bool is_graver(const Finding& a, const Finding& b) {
  if ((a.follows < 0) != (b.follows < 0)) return a.follows < 0;
  if (a.severity != b.severity) return a.severity > b.severity;
  return a.verdict > b.verdict;
}

Diagnostic no_such_finding(const FindingChoice& choice, const TraceResult& result,
                           const std::vector<Rule>& rules) {
  std::string where = choice.path;
  if (choice.number != 0) where = place(result, choice.number);
  std::string found;
  std::set<std::string> seen;
  for (const Finding& finding : result.findings) {
    const std::string text = fmt::format("{} ({})", place(result, finding.event.number),
                                         rules[finding.rule].id);
    if (seen.size() == kListed || !seen.insert(text).second) continue;
    found += (found.empty() ? "" : ", ") + text;
  }
  if (found.empty()) {
    return {where, "there is no finding to report", "no rule is broken in this recording",
            "'condis-check check' says how it was judged"};
  }
  return {where, "no such finding", "findings are at " + found,
          "name one of these, with --rule if it has several"};
}

}  // namespace

FindingChoice choose_finding(const std::string& argument) {
  FindingChoice choice{argument, 0, ""};
  std::error_code ignored;
  const std::size_t mark = argument.find_last_of(":#");
  if (mark == std::string::npos || std::filesystem::exists(argument, ignored)) {
    return choice;
  }
  const char* end = argument.data() + argument.size();
  const auto [rest, error] =
      std::from_chars(argument.data() + mark + 1, end, choice.number);
  if (error != std::errc() || rest != end || choice.number == 0) return {argument, 0, ""};
  choice.path.resize(mark);
  return choice;
}

Result<std::string> report_finding(const ReportCommand& command,
                                   const Specification& specification,
                                   TransitionTable& table) {
  const FindingChoice& choice = command.choice;
  CheckOptions options = command.check;
  options.lives = true;
  const CheckOutcome outcome = check_trace(choice.path, table, specification, options);
  const TraceResult& result = outcome.result;
  if (outcome.error && result.findings.empty()) return *outcome.error;
  const auto& rules = specification.rules();
  int best = -1;
  for (std::size_t i = 0; i < result.findings.size(); ++i) {
    const Finding& finding = result.findings[i];
    if (choice.number != 0 && finding.event.number != choice.number) continue;
    if (!choice.rule.empty() && rules[finding.rule].id != choice.rule) continue;
    if (best < 0 || is_graver(finding, result.findings[static_cast<std::size_t>(best)])) {
      best = static_cast<int>(i);
    }
  }
  if (best < 0) return no_such_finding(choice, result, rules);
  const auto finding = static_cast<std::size_t>(best);
  Proofs proofs = Proofs::find(outcome, {finding}, {finding}, specification, table);
  const Proof& proof = proofs.proofs().front();
  const Result<std::string> recording = proofs.recording(proof, result);
  return bug_report({.result = result,
                     .proof = proof,
                     .chart = *proofs.chart_of(finding),
                     .recording = recording,
                     .judging = command.judging,
                     .reading = command.reading},
                    specification);
}

}  // namespace condis
