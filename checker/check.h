// Checks one recording against the specification: reads it, finds out which VC and party
// each record concerns, steps them through the transition table, and collects what went
// wrong.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "checker/finding.h"
#include "model/result.h"
#include "model/vocabulary.h"
#include "traces/reader.h"

namespace condis {

class Specification;
class TransitionTable;

struct CheckOptions {
  // Whether the medium carries data at close. If given, it overrides what the recording
  // says.
  Support close_data = Support::Unknown;
  bool close_data_given = false;
  InputFormat input_format = InputFormat::Detect;
  const Mapping* mapping = nullptr;  // must outlive the check
  // Shows how far the check is; see Progress::Sink. None: it is not shown.
  std::function<void(const std::string&)> progress = nullptr;
};

// What could be judged, and why it was not everything.
struct CheckOutcome {
  TraceResult result;
  std::optional<Diagnostic> error;
};

// `path` is a file, or "-" for standard input. Never throws for bad input. A recording
// without any event of the vocabulary is an error that says what was seen instead.
// The table belongs to the specification and is filled on the way.
CheckOutcome check_trace(const std::string& path, TransitionTable& table,
                         const Specification& specification, const CheckOptions& options);

// The same for several files of one recording, merged by time.
CheckOutcome check_merged(const std::vector<std::string>& paths, TransitionTable& table,
                          const Specification& specification,
                          const CheckOptions& options);

}  // namespace condis
