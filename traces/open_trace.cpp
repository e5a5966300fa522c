// Finds out what kind of recording an input is, from its first bytes alone.
//
// What is not read is refused with the command that converts it, where there is one.
// Tested by tests/traces/open_trace_test.cpp.
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <optional>

#include "traces/encoding.h"
#include "traces/jsonl_reader.h"
#include "traces/reader.h"
#include "traces/xml_reader.h"

namespace condis {
namespace {

constexpr std::size_t kLookedAt = 64 * 1024;
constexpr std::string_view kReadFormats =
    "recordings are read as JSON lines, or as the XML that tracerpt writes: "
    "tracerpt FILE.etl -o FILE.xml -of XML";

// An .etl file begins with a buffer header of type 4, then an event that describes the
// recording (kind 01 or 02, marker C0).
bool looks_like_etl(std::string_view bytes) {
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(bytes[at]); };
  return bytes.size() >= 0x60 && byte(0x36) == 4 && byte(0x37) == 0 &&
         (byte(0x4A) == 1 || byte(0x4A) == 2) && byte(0x4B) == 0xC0;
}

// Formats that are recognised and not read; nothing if the bytes are none of them.
std::optional<Diagnostic> refuse(std::string_view bytes, const std::string& name) {
  if (looks_like_etl(bytes)) {
    return Diagnostic{name, "the file is an .etl recording",
                      ".etl files are not read yet",
                      "convert it: tracerpt FILE.etl -o FILE.xml -of XML"};
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

Result<std::unique_ptr<Reader>> open_window(Window window, const std::string& name,
                                            InputFormat format) {
  window.fill(kLookedAt);
  if (window.failure() != 0) {
    return Diagnostic{
        name, fmt::format("cannot read: {}", std::strerror(window.failure())), "", ""};
  }
  if (std::optional<Diagnostic> refusal = refuse(window.text(), name)) {
    return *std::move(refusal);
  }
  const Encoding encoding = detect_encoding(window.text());
  window = decoded(std::move(window), encoding);
  window.fill(kLookedAt);
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
  if (format != InputFormat::JsonLines && encoding == Encoding::Utf8) {
    window = decoded(std::move(window), Encoding::Utf8OrCodePage);
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
    return open_window(Window(std::make_unique<FileSource>(stdin)), "<stdin>", format);
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
  return open_window(Window(std::make_unique<FileSource>(file)), path, format);
}

Result<std::unique_ptr<Reader>> open_trace_bytes(std::string_view bytes,
                                                 const std::string& name,
                                                 InputFormat format) {
  return open_window(Window(std::make_unique<MemorySource>(bytes)), name, format);
}

}  // namespace condis
