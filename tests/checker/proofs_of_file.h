// A recording checked with the evidence for its findings, for the tests of charts and
// reports.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "checker/proofs.h"
#include "tests/whole_specification.h"

namespace condis::test {

inline CheckOutcome checked_with_proofs(const std::string& path) {
  CheckOptions options;
  options.lives = true;
  CheckOutcome outcome = check_trace(path, whole_table(), whole_specification(), options);
  std::vector<std::size_t> findings(outcome.result.findings.size());
  for (std::size_t i = 0; i < findings.size(); ++i) findings[i] = i;
  outcome.proofs = std::make_shared<const Proofs>(
      Proofs::find(outcome, findings, {findings.begin(), findings.end()},
                   whole_specification(), whole_table()));
  return outcome;
}

inline std::string sample(const std::string& name) {
  return std::string(CONDIS_SOURCE_DIR) + "/traces/samples/" + name;
}

}  // namespace condis::test
