#include "checker/uri.h"

#include <fmt/format.h>

#include <cstdint>

namespace condis {

std::string uri_of(std::string_view file) {
  std::string out;
  for (const char c : file) {
    const bool plain =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
        std::string_view("-._~/!$&'()+,=@").find(c) != std::string_view::npos;
    if (plain) {
      out += c;
    } else if (c == '\\') {
      out += '/';
    } else {
      out += fmt::format("%{:02X}", static_cast<std::uint8_t>(c));
    }
  }
  const bool drive =
      file.size() > 2 && file[1] == ':' && (file[2] == '\\' || file[2] == '/');
  if (drive) return "file:///" + out.substr(0, 1) + ":" + out.substr(4);
  return out.starts_with('/') ? "file://" + out : out;
}

}  // namespace condis
