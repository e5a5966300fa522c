#include "model/text_file.h"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <utility>

namespace condis {
namespace {

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

Diagnostic unwritable(const std::string& path, std::string_view what) {
  return {path, fmt::format("{} cannot be written", what), std::strerror(errno),
          "its directory has to exist, and to be writable"};
}

}  // namespace

Diagnostic unreadable(const std::string& path, std::string_view what, std::string why) {
  return {path, fmt::format("{} cannot be read", what), std::move(why), "check the path"};
}

Result<std::string> read_text_file(const std::string& path, std::string_view what,
                                   std::size_t most_mib) {
  const File file(std::fopen(path.c_str(), "rb"));
  if (!file) return unreadable(path, what, std::strerror(errno));
  std::string text;
  std::array<char, 65536> piece;
  for (std::size_t size = 0;
       (size = std::fread(piece.data(), 1, piece.size(), file.get())) > 0;) {
    text.append(piece.data(), size);
    if (text.size() > most_mib << 20) {
      return unreadable(path, what, fmt::format("it is larger than {} MiB", most_mib));
    }
  }
  if (std::ferror(file.get()) != 0) {
    return unreadable(path, what, std::strerror(errno));
  }
  return text;
}

std::optional<Diagnostic> write_text_file(const std::string& path, std::string_view text,
                                          std::string_view what) {
  File file(std::fopen(path.c_str(), "wb"));
  if (!file) return unwritable(path, what);
  const bool written =
      std::fwrite(text.data(), 1, text.size(), file.get()) == text.size();
  if (std::fclose(file.release()) != 0 || !written) return unwritable(path, what);
  return std::nullopt;
}

}  // namespace condis
