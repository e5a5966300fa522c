#include "checker/convert.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <vector>

#include "checker/event_json.h"
#include "traces/etl_reader.h"
#include "traces/etl_writer.h"
#include "traces/reader.h"

namespace condis {
namespace {

struct FileCloser {
  void operator()(std::FILE* file) const {
    if (file != stdout) std::fclose(file);
  }
};
using File = std::unique_ptr<std::FILE, FileCloser>;

Diagnostic cannot_write(const std::string& path) {
  return {path, "cannot write", std::strerror(errno),
          "check the path, and whether the disk is full"};
}

// Hands over all records; false if one could not be written.
template <class Write>
bool for_each_record(Reader& reader, const Write& write) {
  std::vector<Record> records(512);
  while (const std::size_t count = reader.read(records)) {
    for (std::size_t i = 0; i < count; ++i) {
      if (!write(records[i])) return false;
    }
  }
  return true;
}

// Of a loss that may be anywhere, JSON lines can say no more than that there is one since
// the last event of each provider. So it has one of its own, whose last event is the
// first of all.
std::string first_line(Reader& reader) {
  std::string line;
  auto* const etl = dynamic_cast<EtlReader*>(&reader);
  if (etl != nullptr && (etl->file().lost_anywhere() || etl->file().ends_early())) {
    append_record_line(loss_since(1, 0), "(recording)", SourceLocation{}, line);
  }
  return line;
}

bool write_lines(Reader& reader, std::FILE* file) {
  std::string line = first_line(reader);
  if (std::fwrite(line.data(), 1, line.size(), file) != line.size()) return false;
  return for_each_record(reader, [&](const Record& record) {
    line.clear();
    append_record_line(record, reader, line);
    return std::fwrite(line.data(), 1, line.size(), file) == line.size();
  });
}

bool write_etl(Reader& reader, std::FILE* file) {
  EtlWriter writer([file](std::uint64_t offset, std::string_view bytes) {
    return std::fseek(file, static_cast<long>(offset), SEEK_SET) == 0 &&
           std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size();
  });
  const bool written = for_each_record(reader, [&](const Record& record) {
    return writer.add(
        record, reader.provider(record.provider),
        record.source == 0 ? SourceLocation{} : reader.source(record.source));
  });
  return writer.finish() && written;
}

}  // namespace

std::optional<Diagnostic> convert_trace(
    const std::string& path, const ConvertOptions& options,
    const std::function<void(const Diagnostic&)>& warn) {
  auto opened = open_trace(path);
  if (!opened) {
    return opened.error();
  }
  std::error_code ignored;
  if (path != "-" && std::filesystem::equivalent(path, options.output, ignored)) {
    return Diagnostic{options.output, "the output is the recording itself", "",
                      "give it another name"};
  }
  Reader& reader = **opened;
  const File file(options.output == "-" ? stdout
                                        : std::fopen(options.output.c_str(), "wb"));
  if (file == nullptr) {
    return cannot_write(options.output);
  }
  const bool written =
      options.etl ? write_etl(reader, file.get()) : write_lines(reader, file.get());
  if (!written || std::fflush(file.get()) != 0) {
    return cannot_write(options.output);
  }
  for (const Diagnostic& warning : reader.warnings()) warn(warning);
  return reader.error() == nullptr ? std::nullopt : std::optional(*reader.error());
}

}  // namespace condis
