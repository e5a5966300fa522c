// A configuration file: the options of `condis-check check`, written down.
//
// One JSON object. Each name is that of an option without its dashes, with a text, a
// number, true, or a list of those as on the command line; "traces" is a list of
// recordings; "severity" may also be an object of rules and severities. Tested by
// tests/checker/config_file_test.cpp.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/result.h"

namespace condis {

struct ConfiguredArguments {
  std::vector<std::string> arguments;  // "--jobs=2"
  std::vector<std::string> traces;
};

// `options` are the options that may stand in it, with dashes. Whether a value is one
// that its option takes is for the command line to say.
Result<ConfiguredArguments> load_configuration(const std::string& path,
                                               const std::vector<std::string>& options);
// The same for bytes in memory; `name` stands for the file in messages.
Result<ConfiguredArguments> parse_configuration(std::string_view text,
                                                const std::string& name,
                                                const std::vector<std::string>& options);

}  // namespace condis
