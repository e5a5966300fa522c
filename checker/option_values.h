// Values of the command line and what is wrong with them. Tested by
// tests/checker/options_test.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/result.h"
#include "model/vocabulary.h"

namespace condis {

// Of `condis-check COMMAND`; where to look for more is added to the help.
Diagnostic usage_error(std::string_view command, std::string what, std::string help);

// One of `allowed`, as an index.
Result<std::size_t> choose(std::string_view command, const std::string& option,
                           const std::string& value,
                           const std::vector<std::string>& allowed);

// --close-data: yes, no or learn, which is Support::Unknown.
Result<Support> choose_close_data(std::string_view command, const std::string& value);

// A whole number from `least` to `most`, digits only.
Result<std::uint64_t> number(std::string_view command, const std::string& option,
                             const std::string& value, std::uint64_t least,
                             std::uint64_t most);

}  // namespace condis
