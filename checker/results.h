// The JSON report read again: what came of recordings that were checked earlier, or on
// another machine. Tested by tests/checker/compare_test.cpp.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "checker/exit_code.h"
#include "model/result.h"
#include "model/rule.h"

namespace condis {

struct ResultFinding {
  std::string fingerprint, rule, at_fault, message;
  std::string place;  // "lab7.jsonl:12"
  Verdict verdict = Verdict::Violated;
  Severity severity = Severity::Error;
  bool accepted = false;
};

struct RecordingResult {
  std::string line;  // of the report, without its end
  std::string trace;
  ExitCode outcome = ExitCode::Holds;
  std::vector<ResultFinding> findings;
  std::uint64_t findings_left_out = 0;
  std::map<std::string, std::uint64_t> exercised;  // of each rule, how often
};

// Whether a file that begins like this is a JSON report.
bool is_result(std::string_view text);

// One for each line. `name` stands for the file in messages.
Result<std::vector<RecordingResult>> parse_results(std::string_view text,
                                                   const std::string& name);

}  // namespace condis
