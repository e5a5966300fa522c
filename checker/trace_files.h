// Files that the program writes itself, recordings above all, each of its own name.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/result.h"

namespace condis {

struct TraceFile {
  std::string name;  // without directory
  std::string text;
};

// Makes the directory if need be. The paths that were written are added to `written`.
std::optional<Diagnostic> write_traces(const std::string& directory,
                                       const std::vector<TraceFile>& files,
                                       std::vector<std::string>& written);

}  // namespace condis
