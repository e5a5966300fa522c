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

#include "traces/csv_reader.h"
#include "traces/encoding.h"
#include "traces/etl_reader.h"
#include "traces/json_reader.h"
#include "traces/jsonl_reader.h"
#include "traces/reader.h"
#include "traces/tracefmt_reader.h"
#include "traces/xml_reader.h"

namespace condis {
namespace {

constexpr std::size_t kLookedAt = 64 * 1024;
constexpr std::string_view kReadFormats =
    "recordings are read as .etl files, as JSON lines, as tracerpt's XML and CSV, and as "
    "tracefmt's text";

// Formats that are recognised and not read; nothing if the bytes are none of them.
std::optional<Diagnostic> refuse(std::string_view bytes, const std::string& name) {
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
  const std::string_view start = text.substr(0, 256);
  const bool binary = std::any_of(start.begin(), start.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r';
  });
  return {name, "the file is no recording in a known format",
          binary ? "its first bytes are not text"
                 : fmt::format("it begins with {}", quoted(text.substr(0, 20))),
          std::string(kReadFormats)};
}

// One of the first lines has the prefix that tracefmt prints; before, there may be
// messages of its own.
bool looks_like_tracefmt(std::string_view text) {
  for (int lines = 0; lines < 20 && !text.empty(); ++lines) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    DecodedEvent ignored;
    if (parse_tracefmt(text.substr(0, end), ignored)) return true;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return false;
}

// Comments and blank lines aside, the first line of a recording in JSON lines is an
// object.
std::optional<InputFormat> detect(std::string_view text) {
  const std::string_view start = trimmed(text);
  if (looks_like_json_list(start)) return InputFormat::JsonList;
  if (start.starts_with('{') || start.starts_with('#')) return InputFormat::JsonLines;
  if (start.starts_with('<')) return InputFormat::Xml;
  if (looks_like_csv(start)) return InputFormat::Csv;
  if (looks_like_tracefmt(start)) return InputFormat::Text;
  return std::nullopt;
}

template <class ReaderType>
std::unique_ptr<Reader> make_reader(Window window, const std::string& name,
                                    const Mapping* mapping) {
  return std::make_unique<ReaderType>(std::move(window), name, mapping);
}

// Gives the whole input as memory, of which the first bytes were read already.
using WholeInput = std::function<Result<MappedFile>(std::string_view start)>;

Result<std::unique_ptr<Reader>> open_window(Window window, const std::string& name,
                                            InputFormat format, const Mapping* mapping,
                                            const WholeInput& whole) {
  window.fill(kLookedAt);
  if (window.failure() != 0) {
    return Diagnostic{name, "cannot read", std::strerror(window.failure()),
                      "check that it is a readable file, or a pipe that is open"};
  }
  const bool is_etl = looks_like_etl(window.text());
  if (format == InputFormat::Etl || (format == InputFormat::Detect && is_etl)) {
    Result<MappedFile> file = whole(window.text());
    if (!file) return file.error();
    return EtlReader::open(std::move(*file), name, mapping);
  }
  if (is_etl) {
    return Diagnostic{name, "the file is an .etl recording",
                      "it is to be read as something else", "leave the format out"};
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
  const bool is_json =
      format == InputFormat::JsonLines || format == InputFormat::JsonList;
  if (!is_json && encoding == Encoding::Utf8) {
    window = decoded(std::move(window), Encoding::Utf8OrCodePage);
  }
  switch (format) {
    case InputFormat::Xml:
      return make_reader<XmlReader>(std::move(window), name, mapping);
    case InputFormat::Csv:
      return make_reader<CsvReader>(std::move(window), name, mapping);
    case InputFormat::Text:
      return make_reader<TracefmtReader>(std::move(window), name, mapping);
    case InputFormat::JsonList:
      return make_reader<JsonReader>(std::move(window), name, mapping);
    case InputFormat::JsonLines:
    case InputFormat::Etl:
    case InputFormat::Detect: break;
  }
  return make_reader<JsonlReader>(std::move(window), name, mapping);
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

Result<std::unique_ptr<Reader>> open_trace(const std::string& path, InputFormat format,
                                           const Mapping* mapping) {
  if (path == "-") {
    return open_window(Window(std::make_unique<FileSource>(stdin)), "<stdin>", format,
                       mapping, [](std::string_view start) {
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
  return open_window(Window(std::make_unique<FileSource>(file)), path, format, mapping,
                     [&](std::string_view start) {
                       return regular ? MappedFile::open(path)
                                      : MappedFile::spool(start, file, path);
                     });
}

Result<std::unique_ptr<Reader>> open_trace_bytes(std::string_view bytes,
                                                 const std::string& name,
                                                 InputFormat format,
                                                 const Mapping* mapping) {
  return open_window(
      Window(std::make_unique<MemorySource>(bytes)), name, format, mapping,
      [&](std::string_view) -> Result<MappedFile> { return MappedFile::of(bytes); });
}

std::uint64_t file_size(const std::string& path) {
  std::error_code error;
  const std::uintmax_t size = std::filesystem::file_size(path, error);
  return error ? 0 : size;
}

}  // namespace condis
