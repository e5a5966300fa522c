// Severities that the user gives rules instead of those of the specification. Tested by
// tests/checker/severities_test.cpp.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "checker/finding.h"
#include "model/result.h"
#include "model/rule.h"

namespace condis {

class Severities {
 public:
  // Each word is RULE=error, =warning, =note or =off; of several for one rule the last
  // counts. Fails for a rule or a severity that does not exist.
  static Result<Severities> parse(const std::vector<std::string>& words,
                                  const std::vector<Rule>& rules);

  // The catalogue as the reports are to show it.
  const std::vector<Rule>& rules() const { return rules_; }

  // Gives the findings their severity. One that was graded below its rule stays there. A
  // rule that is off has no findings, and was not put to the test.
  void apply(TraceResult& result) const;

 private:
  std::vector<Rule> rules_;
  std::vector<Severity> specified_;  // parallel to the rules, like the next
  std::vector<bool> off_;
};

}  // namespace condis
