// Small files that the user names, read and written as a whole. Tested by
// tests/model/text_file_test.cpp.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "model/result.h"

namespace condis {

// What is said of a file that cannot be used. `what` names it: "the baseline file".
Diagnostic unreadable(const std::string& path, std::string_view what, std::string why);
// More than `most_mib` are an
// error.
Result<std::string> read_text_file(const std::string& path, std::string_view what,
                                   std::size_t most_mib = 1024);
std::optional<Diagnostic> write_text_file(const std::string& path, std::string_view text,
                                          std::string_view what);

}  // namespace condis
