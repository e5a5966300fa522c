// Finds out what kind of recording an input is, from its first bytes alone.
//
// What is not read is refused with the command that converts it, where there is one.
// Tested by tests/traces/open_trace_test.cpp.
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <functional>
#include <optional>

#include "traces/etl_reader.h"
#include "traces/jsonl_reader.h"
#include "traces/reader.h"
#include "traces/xml_reader.h"

namespace condis {
namespace {

constexpr std::size_t kLookedAt = 64 * 1024;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::string_view kReadFormats =
    "recordings are read as .etl files, as JSON lines, or as the XML that tracerpt "
    "writes";

Diagnostic utf16(const std::string& name, bool big_endian) {
  return {name, "the file is text in UTF-16", "recordings are read in UTF-8",
          fmt::format("convert it: iconv -f UTF-16{} -t UTF-8 FILE > FILE.utf8",
                      big_endian ? "BE" : "LE")};
}

// Every other byte of the first few is zero: text in UTF-16 without a byte order mark.
bool alternates_with_zero(std::string_view bytes, std::size_t first_zero) {
  if (bytes.size() < 4) {
    return false;
  }
  for (std::size_t i = 0; i < std::min<std::size_t>(bytes.size() & ~std::size_t{1}, 16);
       ++i) {
    if ((bytes[i] == '\0') != (i % 2 == first_zero)) {
      return false;
    }
  }
  return true;
}

// Formats that are recognised and not read; nothing if the bytes are none of them.
std::optional<Diagnostic> refuse(std::string_view bytes, const std::string& name) {
  if (bytes.starts_with("\xFF\xFE") || alternates_with_zero(bytes, 1)) {
    return utf16(name, false);
  }
  if (bytes.starts_with("\xFE\xFF") || alternates_with_zero(bytes, 0)) {
    return utf16(name, true);
  }

  struct Packed {
    std::string_view magic, what, command;
  };
  constexpr Packed kPacked[] = {
      {"\x1F\x8B", "compressed with gzip", "gzip -dc FILE > FILE.unpacked"},
      {"\x28\xB5\x2F\xFD", "compressed with zstd", "zstd -dc FILE > FILE.unpacked"},
      {"\xFD"
       "7zXZ",
       "compressed with xz", "xz -dc FILE > FILE.unpacked"},
      {"BZh", "compressed with bzip2", "bzip2 -dc FILE > FILE.unpacked"},
      {"PK\x03\x04", "a zip archive", "unzip FILE"}};
  for (const Packed& packed : kPacked) {
    if (bytes.starts_with(packed.magic)) {
      return Diagnostic{name, fmt::format("the file is {}", packed.what),
                        "packed files are not read",
                        fmt::format("unpack it first: {}", packed.command)};
    }
  }
  return std::nullopt;
}

Diagnostic unknown_format(std::string_view text, const std::string& name) {
  constexpr std::string_view kFormats(kReadFormats);
  if (text.starts_with('[')) {
    return {name, "the file is no recording in a known format",
            "it begins with '[': perhaps one JSON list rather than JSON lines",
            "a list is turned into lines by: jq -c '.[]' FILE > FILE.jsonl"};
  }
  if (text.starts_with("Event Name,")) {
    return {name, "the file is the CSV that tracerpt writes",
            "it has no field names, and is not read", std::string(kFormats)};
  }
  const std::string_view start = text.substr(0, 256);
  const bool binary = std::any_of(start.begin(), start.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r';
  });
  return {name, "the file is no recording in a known format",
          binary ? "its first bytes are not text"
                 : fmt::format("it begins with {}", quoted(text.substr(0, 20))),
          std::string(kFormats)};
}

// Comments and blank lines aside, the first line of a recording in JSON lines is an
// object.
std::optional<InputFormat> detect(std::string_view text) {
  const std::string_view start = trimmed(text);
  if (start.starts_with('{') || start.starts_with('#')) {
    return InputFormat::JsonLines;
  }
  if (start.starts_with('<')) {
    return InputFormat::Xml;
  }
  return std::nullopt;
}

// Gives the whole input as memory, of which the first bytes were read already.
using WholeInput = std::function<Result<MappedFile>(std::string_view start)>;

Result<std::unique_ptr<Reader>> open_window(Window window, const std::string& name,
                                            InputFormat format, const WholeInput& whole) {
  window.fill(kLookedAt);
  if (window.failure() != 0) {
    return Diagnostic{
        name, fmt::format("cannot read: {}", std::strerror(window.failure())), "", ""};
  }
  const bool is_etl = looks_like_etl(window.text());
  if (format == InputFormat::Etl || (format == InputFormat::Detect && is_etl)) {
    Result<MappedFile> file = whole(window.text());
    if (!file) return file.error();
    return EtlReader::open(std::move(*file), name);
  }
  if (is_etl) {
    return Diagnostic{name, "the file is an .etl recording",
                      "it is to be read as something else", "leave the format out"};
  }
  if (std::optional<Diagnostic> refusal = refuse(window.text(), name)) {
    return *std::move(refusal);
  }
  if (window.text().starts_with(kByteOrderMark)) {
    window.consume(kByteOrderMark.size());
  }
  if (trimmed(window.text()).empty() && window.size() < kLookedAt) {
    return Diagnostic{name,
                      window.size() == 0 ? "the file is empty" : "the file is blank",
                      "a recording has at least one event", std::string(kReadFormats)};
  }
  if (format == InputFormat::Detect) {
    const std::optional<InputFormat> found = detect(window.text());
    if (!found) {
      return unknown_format(trimmed(window.text()), name);
    }
    format = *found;
  }
  if (format == InputFormat::Xml) {
    return std::unique_ptr<Reader>(std::make_unique<XmlReader>(std::move(window), name));
  }
  return std::unique_ptr<Reader>(std::make_unique<JsonlReader>(std::move(window), name));
}

Diagnostic cannot_open(const std::string& path, int error_number) {
  switch (error_number) {
    case ENOENT:
      return {path, "no such file", "", "check the path; '-' reads standard input"};
    case EACCES:
      return {path, "no permission to read the file", "",
              "ask its owner, or copy it to where you may read it"};
    default:
      return {path, fmt::format("cannot open: {}", std::strerror(error_number)), "", ""};
  }
}

}  // namespace

Result<std::unique_ptr<Reader>> open_trace(const std::string& path, InputFormat format) {
  if (path == "-") {
    return open_window(Window(std::make_unique<FileSource>(stdin)), "<stdin>", format,
                       [](std::string_view start) {
                         return MappedFile::spool(start, stdin, "<stdin>");
                       });
  }
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) {
    return Diagnostic{path, "this is a directory", "a recording is one file",
                      "name the file in it"};
  }
  errno = 0;
  std::FILE* const file = std::fopen(path.c_str(), "rb");
  if (file == nullptr) {
    return cannot_open(path, errno);
  }
  // What is no regular file can be read but once.
  const bool regular = std::filesystem::is_regular_file(path, ignored);
  return open_window(Window(std::make_unique<FileSource>(file)), path, format,
                     [&](std::string_view start) {
                       return regular ? MappedFile::open(path)
                                      : MappedFile::spool(start, file, path);
                     });
}

Result<std::unique_ptr<Reader>> open_trace_bytes(std::string_view bytes,
                                                 const std::string& name,
                                                 InputFormat format) {
  return open_window(
      Window(std::make_unique<MemorySource>(bytes)), name, format,
      [&](std::string_view) -> Result<MappedFile> { return MappedFile::of(bytes); });
}

}  // namespace condis
