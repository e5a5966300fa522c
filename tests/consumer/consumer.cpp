// Uses the installed libraries the way another project would: loads the specification
// that is embedded in them, checks the recording that its argument names, prints the
// findings. Ends in 0 if a rule is violated, as the test's recording has it.
#include <cstdio>

#include "checker/check.h"
#include "checker/embedded.h"
#include "model/specification.h"
#include "model/transition_table.h"

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  const auto specification = condis::Specification::load("", {});
  if (!specification) return 3;
  const auto table =
      condis::TransitionTable::create(*specification, condis::warmed_table());
  if (!table) return 3;
  const condis::CheckOutcome outcome =
      condis::check_trace(argv[1], **table, *specification, {});
  if (outcome.error) return 4;
  for (const condis::Finding& finding : outcome.result.findings) {
    std::printf("%s: %s\n", specification->rules()[finding.rule].id.c_str(),
                finding.message.c_str());
  }
  const condis::Verdict verdict =
      condis::overall(outcome.result, specification->rules(), condis::Severity::Error);
  return verdict == condis::Verdict::Violated ? 0 : 1;
}
