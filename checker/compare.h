// What has changed from one run to another: `condis-check compare`.
//
// Findings are the same if their fingerprints are. One that is gone is fixed only if its
// rule was put to the test again: else nothing is known of it. Tested by
// tests/checker/compare_test.cpp.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "checker/catalogue.h"
#include "checker/exit_code.h"
#include "checker/results.h"

namespace condis {

// All findings of one fingerprint; the first of them stands for all.
struct ChangedFinding {
  ResultFinding finding;
  std::uint64_t before = 0;  // how many
  std::uint64_t after = 0;
};

struct Comparison {
  std::vector<ChangedFinding> added;
  std::vector<ChangedFinding> fixed;
  std::vector<ChangedFinding> unchanged;
  std::vector<ChangedFinding> untested;  // gone, but the rule was not put to the test
  std::vector<std::string> lost;         // rules put to the test before, and not now
  std::vector<std::string> gained;
  std::vector<ExitCode> outcomes;  // of all recordings, old and new
  bool cut = false;                // a recording had more findings than are listed
};

// Findings in the order of the results, the new ones first; rules sorted by name.
Comparison compare_results(const std::vector<RecordingResult>& before,
                           const std::vector<RecordingResult>& after);

struct CompareOptions {
  FailOn fail_on;
  bool fail_on_lost_coverage = false;
};

// Violated: a finding is new that fails a run, or coverage was lost and that is to fail.
// Inconclusive: a finding is new that counts but is not certain, or coverage was lost
// where something is gone. Bad input: a recording of either side could not be read.
ExitCode exit_code_of(const Comparison& comparison, const CompareOptions& options);

std::string compare_text(const Comparison& comparison, const CompareOptions& options);
std::string compare_json(const Comparison& comparison, const CompareOptions& options);

}  // namespace condis
