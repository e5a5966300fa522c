// Checks one recording against the specification: reads it, finds out which VC and party
// each record concerns, steps them through the transition table, and collects what went
// wrong.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checker/finding.h"
#include "checker/media.h"
#include "model/result.h"
#include "model/vocabulary.h"
#include "traces/reader.h"

namespace condis {

class Extract;
class Proofs;
class Specification;
class TransitionTable;

struct CheckOptions {
  // Whether the medium carries data at close; Unknown: as the recording says. For a
  // recording that some of the `media` are said of, the last of these counts instead.
  Support close_data = Support::Unknown;
  std::vector<Medium> media = {};
  InputFormat input_format = InputFormat::Detect;
  const Mapping* mapping = nullptr;  // must outlive the check
  // Keep the records that led to each finding: Finding::life, CheckOutcome::extract.
  bool lives = false;
  // Look for what led to each finding: Finding::because, Finding::around.
  bool reasons = true;
  // Shows how far the check is; see Progress::Sink. None: it is not shown.
  std::function<void(const std::string&)> progress = nullptr;
};

// What could be judged, and why it was not everything.
struct CheckOutcome {
  TraceResult result;
  std::optional<Diagnostic> error;
  Support close_data = Support::Unknown;  // of CheckOptions, for this recording
  std::shared_ptr<const Extract> extract = nullptr;  // with CheckOptions::lives
  std::shared_ptr<const Proofs> proofs = nullptr;  // if they were asked for; see proofs.h
};

// The reader of a recording: of one file, or of several that are merged by time. Fails
// like open_trace().
Result<std::unique_ptr<Reader>> open_recording(const std::vector<std::string>& paths,
                                               const CheckOptions& options);

// `path` is a file, or "-" for standard input. Never throws for bad input. A recording
// without any event of the vocabulary is an error that says what was seen instead.
// The table belongs to the specification and is filled on the way.
CheckOutcome check_trace(const std::string& path, TransitionTable& table,
                         const Specification& specification, const CheckOptions& options);

// The same for a recording in memory; `name` stands for the file in messages.
CheckOutcome check_bytes(std::string_view bytes, const std::string& name,
                         TransitionTable& table, const Specification& specification,
                         const CheckOptions& options);

// The same for several files of one recording, merged by time.
CheckOutcome check_merged(const std::vector<std::string>& paths, TransitionTable& table,
                          const Specification& specification,
                          const CheckOptions& options);

}  // namespace condis
