// What the reports for gates share: where a finding is, and how much it weighs.
#pragma once

#include <cstdint>
#include <string>

#include "checker/exit_code.h"
#include "checker/finding.h"

namespace condis {

// A place that a gate can open. Names are as logged or given, and not yet escaped.
struct FilePlace {
  std::string file;
  std::uint64_t line = 0;  // 0: the file has no lines
};

// Of a record of the recording.
FilePlace place_in_recording(const TraceResult& result, std::uint64_t number);
// Of the source line that made the breaking record, else of the record.
FilePlace place_of(const Finding& finding, const TraceResult& result);

// Error: it fails the run. Warning: it does not, but is of severity warning or above.
// Note: all others, and what is accepted.
Severity weight_of(const Finding& finding, const FailOn& fail_on);

}  // namespace condis
