#include "model/text_file.h"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

namespace condis {
namespace {

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

Diagnostic failed(const std::string& path, std::string_view what, const char* verb) {
  return {path, fmt::format("{} cannot be {}", what, verb), std::strerror(errno), ""};
}

}  // namespace

Result<std::string> read_text_file(const std::string& path, std::string_view what,
                                   std::size_t most_mib) {
  const File file(std::fopen(path.c_str(), "rb"));
  if (!file) return failed(path, what, "read");
  std::string text;
  std::array<char, 65536> piece;
  for (std::size_t size = 0;
       (size = std::fread(piece.data(), 1, piece.size(), file.get())) > 0;) {
    text.append(piece.data(), size);
    if (text.size() > most_mib << 20) {
      return Diagnostic{path, fmt::format("{} is larger than {} MiB", what, most_mib), "",
                        ""};
    }
  }
  if (std::ferror(file.get()) != 0) return failed(path, what, "read");
  return text;
}

std::optional<Diagnostic> write_text_file(const std::string& path, std::string_view text,
                                          std::string_view what) {
  File file(std::fopen(path.c_str(), "wb"));
  if (!file) return failed(path, what, "written");
  const bool written =
      std::fwrite(text.data(), 1, text.size(), file.get()) == text.size();
  if (std::fclose(file.release()) != 0 || !written) return failed(path, what, "written");
  return std::nullopt;
}

}  // namespace condis
