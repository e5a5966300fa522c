// What the tests of the reports share.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "checker/report.h"
#include "tests/checker/sample_result.h"

namespace condis::test {

inline CheckOutcome sample_outcome() {
  CheckOutcome outcome;
  outcome.result = sample_result();
  return outcome;
}

// What the report of that name makes of the outcomes.
inline std::string report_of(std::string_view kind,
                             const std::vector<CheckOutcome>& outcomes,
                             const ReportContext& context) {
  const auto kinds = report_kinds();
  const auto found =
      std::find_if(kinds.begin(), kinds.end(),
                   [&](const ReportKind& known) { return known.name == kind; });
  REQUIRE(found != kinds.end());
  std::string text;
  const auto report =
      found->make(context, [&](std::string_view piece) { text += piece; });
  for (const CheckOutcome& outcome : outcomes) report->add(outcome);
  report->finish();
  return text;
}

inline std::string report_of(std::string_view kind,
                             const std::vector<CheckOutcome>& outcomes,
                             FailOn fail_on = {}) {
  const std::vector<Rule> rules = sample_rules();
  return report_of(kind, outcomes, {.rules = rules, .fail_on = fail_on});
}

inline std::size_t count_of(std::string_view text, std::string_view part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos;
       at = text.find(part, at + part.size())) {
    ++count;
  }
  return count;
}

}  // namespace condis::test
