// Checks one recording against the specification: reads it, finds out which VC and party
// each record concerns, steps them through the transition table, and collects what went
// wrong.
#pragma once

#include <optional>
#include <string>

#include "checker/finding.h"
#include "model/result.h"
#include "model/vocabulary.h"

namespace condis {

class Specification;
class TransitionTable;

struct CheckOptions {
  // Whether the medium carries data at close. If given, it overrides what the recording
  // says.
  Support close_data = Support::Unknown;
  bool close_data_given = false;
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

}  // namespace condis
