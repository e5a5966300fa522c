// `condis-check merge`: the reports of many machines as one.
//
// JSON reports become one, sorted by recording; what stands in several of them in the
// same words comes once. SARIF logs of condis-check become one log with one run, as code
// scanning wants it: results that fail come first, rules are listed once. Tested by
// tests/checker/compare_test.cpp.
#pragma once

#include <string>
#include <vector>

#include "checker/exit_code.h"
#include "model/result.h"

namespace condis {

struct ReportText {
  std::string name;  // of its file, for messages
  std::string text;
};

struct MergedReport {
  std::string text;
  ExitCode code = ExitCode::Holds;  // the worst of them
};

// All of one kind. An empty report is that of a machine that did not get to its end, and
// an error, like every other text that is none.
Result<MergedReport> merge_reports(const std::vector<ReportText>& reports);

}  // namespace condis
