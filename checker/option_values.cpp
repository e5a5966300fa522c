#include "checker/option_values.h"

#include <algorithm>
#include <charconv>
#include <system_error>
#include <utility>

#include "model/suggest.h"

namespace condis {

Diagnostic usage_error(std::string_view command, std::string what, std::string help) {
  const std::string name = "condis-check " + std::string(command);
  if (!help.empty()) help += ' ';
  return {name, std::move(what), "", help + "'" + name + " --help' says what it takes"};
}

Result<std::size_t> choose(std::string_view command, const std::string& option,
                           const std::string& value,
                           const std::vector<std::string>& allowed) {
  const auto found = std::find(allowed.begin(), allowed.end(), value);
  if (found != allowed.end()) return static_cast<std::size_t>(found - allowed.begin());
  std::string list;
  for (std::size_t i = 0; i < allowed.size(); ++i) {
    if (i > 0) list += i + 1 == allowed.size() ? " or " : ", ";
    list += allowed[i];
  }
  Diagnostic error = usage_error(command, option + " cannot be '" + value + "'",
                                 did_you_mean(value, allowed));
  error.why = "it is " + list;
  return error;
}

Result<Support> choose_close_data(std::string_view command, const std::string& value) {
  const auto chosen = choose(command, "--close-data", value, {"yes", "no", "learn"});
  if (!chosen) return chosen.error();
  return *chosen == 0 ? Support::Yes : *chosen == 1 ? Support::No : Support::Unknown;
}

Result<std::uint64_t> number(std::string_view command, const std::string& option,
                             const std::string& value, std::uint64_t least,
                             std::uint64_t most) {
  std::uint64_t number = 0;
  const char* end = value.data() + value.size();
  const auto [rest, error] = std::from_chars(value.data(), end, number);
  if (error == std::errc() && rest == end && number >= least && number <= most) {
    return number;
  }
  Diagnostic wrong = usage_error(command, option + " cannot be '" + value + "'", "");
  wrong.why =
      "it is a number from " + std::to_string(least) + " to " + std::to_string(most);
  return wrong;
}

}  // namespace condis
