// File names as URI references. Tested by tests/checker/uri_test.cpp.
#pragma once

#include <string>
#include <string_view>

namespace condis {

// "runs/lab%207.jsonl"; an absolute name, with or without a drive, becomes "file:///...".
// Blanks, controls and all that is no ASCII is encoded; backslashes become slashes.
std::string uri_of(std::string_view file);

}  // namespace condis
