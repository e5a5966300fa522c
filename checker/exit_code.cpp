#include "checker/exit_code.h"

#include <algorithm>
#include <array>

namespace condis {

const char* name_of(ExitCode code) {
  switch (code) {
    case ExitCode::Holds: return "holds";
    case ExitCode::Violated: return "violated";
    case ExitCode::BadInput: return "bad input";
    case ExitCode::Inconclusive: return "inconclusive";
    case ExitCode::InternalError: return "internal error";
  }
  return "";
}

Verdict reported_verdict(const CheckOutcome& outcome, const std::vector<Rule>& rules,
                         Severity least) {
  const Verdict verdict = overall(outcome.result, rules, least);
  return outcome.error && verdict == Verdict::Holds ? Verdict::Open : verdict;
}

ExitCode exit_code_of(const CheckOutcome& outcome, const std::vector<Rule>& rules,
                      const FailOn& fail_on) {
  if (outcome.error) return ExitCode::BadInput;
  const Verdict verdict = overall(outcome.result, rules, fail_on.severity);
  if (fails(verdict, fail_on)) return ExitCode::Violated;
  return verdict == Verdict::Holds ? ExitCode::Holds : ExitCode::Inconclusive;
}

ExitCode worst_of(const std::vector<ExitCode>& codes) {
  constexpr std::array kWorstFirst = {ExitCode::InternalError, ExitCode::BadInput,
                                      ExitCode::Violated, ExitCode::Inconclusive,
                                      ExitCode::Holds};
  const auto worst = std::find_first_of(kWorstFirst.begin(), kWorstFirst.end(),
                                        codes.begin(), codes.end());
  return worst == kWorstFirst.end() ? ExitCode::Holds : *worst;
}

}  // namespace condis
