// Which recordings the TRACE arguments of a command line mean.
//
// A file, or "-", is itself. A directory stands for all recordings in it and below: the
// files whose names end in .etl, .jsonl, .xml or .csv, in any case. A name with wildcards
// that is no file stands for every file that matches it, whatever its name ends in.
// Symbolic links to directories are not followed. Tested by
// tests/checker/recordings_test.cpp.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/result.h"

namespace condis {

struct Recording {
  std::string path;                   // or the argument
  std::optional<Diagnostic> missing;  // the argument stands for no recording: why
};

// In the order of the arguments, those of one argument sorted by name; none twice.
// `excluded` are patterns of names that are left out, those of files that are named
// themselves excepted.
std::vector<Recording> find_recordings(const std::vector<std::string>& arguments,
                                       const std::vector<std::string>& excluded);

}  // namespace condis
