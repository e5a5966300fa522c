#include "checker/wildcard.h"

#include <vector>

namespace condis {
namespace {

bool is_slash(char c) {
  return c == '/' || c == '\\';
}

}  // namespace

bool is_pattern(std::string_view text) {
  return text.find_first_of("*?") != std::string_view::npos;
}

// reached[i]: what was read of the name so far fits the first i characters of the
// pattern.
bool matches(std::string_view pattern, std::string_view name) {
  const auto stars = [&](std::size_t i) {
    return pattern.substr(i).starts_with("**") ? std::size_t{2}
           : pattern[i] == '*'                 ? std::size_t{1}
                                               : std::size_t{0};
  };
  std::vector<bool> reached(pattern.size() + 1, false);
  // Stars may stand for nothing, and so may "**/" where a name of a directory may begin.
  const auto close = [&](std::vector<bool>& set, bool begins) {
    for (std::size_t i = 0; i < pattern.size(); ++i) {
      if (!set[i]) continue;
      const std::size_t count = stars(i);
      if (count == 0) continue;
      set[i + count] = true;
      if (begins && count == 2 && i + 2 < pattern.size() && is_slash(pattern[i + 2])) {
        set[i + 3] = true;
      }
    }
  };
  reached[0] = true;
  close(reached, true);
  for (const char c : name) {
    std::vector<bool> next(pattern.size() + 1, false);
    for (std::size_t i = 0; i < pattern.size(); ++i) {
      if (!reached[i]) continue;
      if (const std::size_t count = stars(i); count > 0) {
        if (count == 2 || !is_slash(c)) next[i] = true;
      } else if (pattern[i] == c || (pattern[i] == '?' && !is_slash(c)) ||
                 (is_slash(pattern[i]) && is_slash(c))) {
        next[i + 1] = true;
      }
    }
    close(next, is_slash(c));
    reached.swap(next);
  }
  return reached[pattern.size()];
}

}  // namespace condis
