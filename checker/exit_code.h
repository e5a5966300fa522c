// What a run comes to: which findings count, which of them fail it, and the code that the
// program ends with. Tested by tests/checker/exit_code_test.cpp.
#pragma once

#include <vector>

#include "checker/check.h"
#include "checker/finding.h"

namespace condis {

enum class ExitCode { Holds, Violated, BadInput, Inconclusive, InternalError };

// "holds", "violated", "bad input", "inconclusive", "internal error"
const char* name_of(ExitCode code);

// What makes a run fail. The verdict over a recording is the worst over the rules whose
// severity is at least `severity`; it fails if it is at least `verdict`: Violated,
// Possible or Open.
struct FailOn {
  Severity severity = Severity::Error;
  Verdict verdict = Verdict::Violated;
};

// Whether a verdict of a rule that counts fails the run.
inline bool fails(Verdict verdict, const FailOn& fail_on) {
  return verdict >= fail_on.verdict;
}

// Unknown never becomes holds: what was not read may break any rule, so that of a
// recording that could not be read to its end Open is the best.
Verdict reported_verdict(const CheckOutcome& outcome, const std::vector<Rule>& rules,
                         Severity least);

// Of one recording.
ExitCode exit_code_of(const CheckOutcome& outcome, const std::vector<Rule>& rules,
                      const FailOn& fail_on);

// Of several recordings the worst decides: what could not be read may hide anything, so
// bad input outranks a violation. Holds if there is none.
ExitCode worst_of(const std::vector<ExitCode>& codes);

}  // namespace condis
