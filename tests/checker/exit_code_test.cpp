// What counts, what fails a run, and which of several outcomes decides.
#include "checker/exit_code.h"

#include <doctest/doctest.h>

#include "tests/checker/sample_result.h"

namespace condis {
namespace {

// One rule of severity warning, of which the recording shows a finding.
struct OneFinding {
  explicit OneFinding(Verdict verdict) {
    rules[0].severity = Severity::Warning;
    outcome.result.rules = {{verdict, 1}};
    Finding finding;
    finding.verdict = verdict;
    finding.severity = Severity::Warning;
    outcome.result.findings = {finding};
  }

  ExitCode with(Severity severity, Verdict verdict) const {
    return exit_code_of(outcome, rules, {severity, verdict});
  }

  std::vector<Rule> rules = std::vector<Rule>(1);
  CheckOutcome outcome;
};

TEST_CASE("a finding below the severity that counts changes nothing") {
  const OneFinding violated(Verdict::Violated);
  CHECK(violated.with(Severity::Error, Verdict::Violated) == ExitCode::Inconclusive);
  CHECK(violated.with(Severity::Warning, Verdict::Violated) == ExitCode::Violated);
  CHECK(violated.with(Severity::Note, Verdict::Violated) == ExitCode::Violated);
}

TEST_CASE("what is not certain is inconclusive, unless it is to fail") {
  const OneFinding possible(Verdict::Possible);
  CHECK(possible.with(Severity::Note, Verdict::Violated) == ExitCode::Inconclusive);
  CHECK(possible.with(Severity::Note, Verdict::Possible) == ExitCode::Violated);
  CHECK(possible.with(Severity::Note, Verdict::Open) == ExitCode::Violated);
  const OneFinding open(Verdict::Open);
  CHECK(open.with(Severity::Note, Verdict::Possible) == ExitCode::Inconclusive);
  CHECK(open.with(Severity::Note, Verdict::Open) == ExitCode::Violated);
}

TEST_CASE("a recording that could not be read to its end never holds") {
  CheckOutcome outcome;
  outcome.result.rules = {{Verdict::Holds, 1}};
  const std::vector<Rule> rules(1);
  CHECK(exit_code_of(outcome, rules, {}) == ExitCode::Holds);
  CHECK(reported_verdict(outcome, rules, Severity::Error) == Verdict::Holds);
  outcome.error = Diagnostic{"a", "b", "c", "d"};
  CHECK(exit_code_of(outcome, rules, {}) == ExitCode::BadInput);
  CHECK(reported_verdict(outcome, rules, Severity::Error) == Verdict::Open);
}

TEST_CASE("of several the worst decides") {
  using enum ExitCode;
  CHECK(worst_of({}) == Holds);
  CHECK(worst_of({Holds, Inconclusive}) == Inconclusive);
  CHECK(worst_of({Inconclusive, Violated, Holds}) == Violated);
  CHECK(worst_of({Violated, BadInput}) == BadInput);
  CHECK(worst_of({BadInput, InternalError}) == InternalError);
}

}  // namespace
}  // namespace condis
