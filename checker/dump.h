// Shows what is in a recording, without judging it: a summary, or its events.
//
// Any carrier can be summarised; of an .etl file that covers all of its events, and what
// the file says of itself. Tested by tests/checker/dump_test.cpp.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "model/result.h"

namespace condis {

struct DumpOptions {
  enum class Format { Text, Json, Table };

  bool events = false;  // each event instead of the summary
  Format format = Format::Text;
  // Only events of this provider (its name or GUID) and of this name; '*' stands for any
  // text. "" is any.
  std::string provider;
  std::string event;
};

using Sink = std::function<void(std::string_view)>;

// `path` is a file, or "-" for standard input. What is printed goes to `out` piece by
// piece, in the order it is found; warnings and the error to `complain`. The error is
// also returned.
std::optional<Diagnostic> dump_trace(const std::string& path, const DumpOptions& options,
                                     const Sink& out,
                                     const std::function<void(const Diagnostic&)>& warn);

// Whether the whole text is what the pattern says, in either case; '*' stands for any
// text.
bool matches_pattern(std::string_view text, std::string_view pattern);

}  // namespace condis
