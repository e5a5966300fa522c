#include "checker/markdown.h"

#include <fmt/format.h>

#include <algorithm>

#include "checker/printable.h"

namespace condis {
namespace {

// Punctuation that begins markup somewhere, or a mention or reference in a bug tracker.
constexpr std::string_view kMarkup = "\\`*_[]#|~$^&@";

}  // namespace

// Entities, unlike backslashes, mean the same inside of HTML.
std::string markdown(std::string_view text) {
  const std::string safe = printable(text);
  std::string out;
  for (std::size_t i = 0; i < safe.size(); ++i) {
    const std::string_view rest = std::string_view(safe).substr(i);
    // Bare addresses would become links.
    const bool address = rest.starts_with("://") ||
                         (rest[0] == '.' && i >= 3 && safe.compare(i - 3, 3, "www") == 0);
    if (rest[0] == '<') {
      out += "&lt;";
    } else if (rest[0] == '>') {
      out += "&gt;";
    } else if (address || kMarkup.find(rest[0]) != std::string_view::npos) {
      out += fmt::format("&#{};", static_cast<int>(rest[0]));
    } else {
      out += rest[0];
    }
  }
  return out;
}

std::string markdown_code(std::string_view text, std::string_view language) {
  std::size_t longest = 0;
  std::size_t run = 0;
  for (const char c : text) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  const std::string fence(std::max<std::size_t>(longest + 1, 3), '`');
  std::string out = fence + std::string(language) + '\n';
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    out += printable(text.substr(0, end)) + '\n';
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return out + fence + '\n';
}

}  // namespace condis
