// Names with wildcards, as shells know them. Tested by tests/checker/wildcard_test.cpp.
#pragma once

#include <string_view>

namespace condis {

// Whether `text` has a character that makes it a pattern: '*' or '?'.
bool is_pattern(std::string_view text);

// '?' stands for one character, '*' for any number of them, neither for a slash; "**" for
// anything, "**/" for any directories, or none. Slashes and backslashes are the same.
// Takes time of at most pattern times name.
bool matches(std::string_view pattern, std::string_view name);

}  // namespace condis
