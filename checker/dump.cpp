#include "checker/dump.h"

#include <fmt/format.h>

#include <vector>

#include "checker/dump_etl.h"
#include "checker/event_json.h"
#include "checker/trace_summary.h"
#include "traces/etl_reader.h"
#include "traces/reader.h"

namespace condis {
namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

// Records of other carriers than .etl: each is of schema 1.
void dump_records(Reader& reader, const DumpOptions& options, TraceSummary* summary,
                  const Sink& out) {
  std::vector<Record> records(512);
  std::string text;
  std::uint64_t gaps = 0;
  while (const std::size_t count = reader.read(records)) {
    text.clear();
    for (std::size_t i = 0; i < count; ++i) {
      const Record& record = records[i];
      const std::string_view provider = reader.provider(record.provider);
      const std::string_view name = name_of(record.function, record.spelling);
      if ((!options.provider.empty() && !matches_pattern(provider, options.provider)) ||
          (!options.event.empty() && !matches_pattern(name, options.event))) {
        continue;
      }
      if (summary == nullptr) {
        append_record_line(record, reader, text);
        continue;
      }
      gaps += record.function == Function::EventsLost ? 1 : 0;
      summary->add(provider, "", name, EventUse::Condis);
      if (record.has(Field::Time)) summary->add_time(record.time);
      if (record.has(Field::Cpu)) summary->add_processor(record.cpu);
    }
    out(text);
  }
  if (summary == nullptr) {
    return;
  }
  summary->format = "recording in text";
  for (const UnknownEvent& unknown : reader.unknown_events()) {
    if (options.event.empty() || matches_pattern(unknown.name, options.event)) {
      summary->add("", "", unknown.name, EventUse::Mappable, unknown.count);
    }
  }
  if (gaps != 0) {
    summary->losses.push_back(
        fmt::format("{} record{} that events are missing", gaps, gaps == 1 ? "" : "s"));
  }
}

Diagnostic no_table(const std::string& path) {
  return {path, "the recording is no .etl file",
          "only those have what the columns of a table show", "leave out --format tsv"};
}

}  // namespace

// Goes back to behind the last '*' where a letter differs: linear in practice, and at
// most the product of both lengths.
bool matches_pattern(std::string_view text, std::string_view pattern) {
  std::size_t at = 0;
  std::size_t in_pattern = 0;
  std::size_t star = std::string_view::npos;
  std::size_t behind_star = 0;
  while (at < text.size()) {
    if (in_pattern < pattern.size() && pattern[in_pattern] == '*') {
      star = in_pattern++;
      behind_star = at;
    } else if (in_pattern < pattern.size() &&
               lower(pattern[in_pattern]) == lower(text[at])) {
      ++in_pattern;
      ++at;
    } else if (star != std::string_view::npos) {
      in_pattern = star + 1;
      at = ++behind_star;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', in_pattern) == std::string_view::npos;
}

std::optional<Diagnostic> dump_trace(const std::string& path, const DumpOptions& options,
                                     const Sink& out,
                                     const std::function<void(const Diagnostic&)>& warn) {
  auto opened = open_trace(path);
  if (!opened) {
    return opened.error();
  }
  Reader& reader = **opened;
  TraceSummary summary;
  summary.path = path;
  auto* const etl = dynamic_cast<EtlReader*>(&reader);
  const bool table = options.format == DumpOptions::Format::Table;
  if (etl == nullptr && table) {
    return no_table(path);
  }
  if (etl == nullptr) {
    dump_records(reader, options, options.events ? nullptr : &summary, out);
  } else if (!options.events) {
    summarise_etl(etl->file(), options, summary);
  } else if (table) {
    dump_etl_table(etl->file(), options, out);
  } else {
    dump_etl_events(etl->file(), options, out);
  }
  if (!options.events) {
    out(options.format == DumpOptions::Format::Json ? summary.json() : summary.text());
  }
  for (const Diagnostic& warning : reader.warnings()) warn(warning);
  if (reader.error() != nullptr) {
    return *reader.error();
  }
  return std::nullopt;
}

}  // namespace condis
