// Writes the records of a recording in another format: JSON lines or .etl.
//
// Tested by tests/checker/convert_test.cpp: what is written is read back alike, and
// judged alike.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "model/result.h"

namespace condis {

struct ConvertOptions {
  std::string output;  // a file, or "-" for standard output, to which no .etl is written
  bool etl = false;    // otherwise JSON lines
};

// `path` is a file, or "-" for standard input. Returns what stopped it, if anything did;
// the output then holds what came before. What could be read around goes to `warn`.
std::optional<Diagnostic> convert_trace(
    const std::string& path, const ConvertOptions& options,
    const std::function<void(const Diagnostic&)>& warn);

}  // namespace condis
