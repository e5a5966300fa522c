#include "checker/dump_etl.h"

#include <fmt/format.h>

#include "checker/etl_table.h"
#include "checker/event_json.h"
#include "traces/etl_decoder.h"
#include "traces/etl_merge.h"
#include "traces/etl_reader.h"

namespace condis {
namespace {

constexpr std::size_t kFlushAt = 1 << 20;

std::string guid_of(const DecodedEvent& event) {
  return event.provider_id ? format_guid(*event.provider_id) : "";
}

bool wanted(const DecodedEvent& event, const DumpOptions& options) {
  return (options.event.empty() || matches_pattern(event.name, options.event)) &&
         (options.provider.empty() || matches_pattern(event.provider, options.provider) ||
          matches_pattern(guid_of(event), options.provider));
}

bool wants_all(const DumpOptions& options) {
  return options.provider.empty() && options.event.empty();
}

// Only TraceLogging events are of schema 1: tasks of manifests are named like its events
// by chance.
EventUse use_of(const EtlDecoder& decoder, const Record& record) {
  switch (decoder.outcome()) {
    case EtlDecoder::Outcome::Decoded:
      return record.function != Function::Unknown &&
                     decoder.schema()->origin == EventSchema::Origin::TraceLogging
                 ? EventUse::Condis
                 : EventUse::Mappable;
    case EtlDecoder::Outcome::Bookkeeping:
    case EtlDecoder::Outcome::LossReported: return EventUse::Framing;
    case EtlDecoder::Outcome::Undecodable:
    case EtlDecoder::Outcome::NoSchema:
    case EtlDecoder::Outcome::NoDecoder: break;
  }
  return EventUse::Undecodable;
}

std::string clock_of(const EtlFile& file) {
  std::string_view name;
  switch (file.header().clock) {
    case EtlLogfileHeader::Clock::Qpc: name = "performance counter"; break;
    case EtlLogfileHeader::Clock::SystemTime: name = "system time"; break;
    case EtlLogfileHeader::Clock::Cycles: name = "processor cycles"; break;
    default: name = "unknown";
  }
  return fmt::format("{}, {} ticks/s{}", name, file.clock().ticks_per_second(),
                     file.clock().known() ? "" : " (assumed: the header makes no sense)");
}

void add_facts(const EtlFile& file, TraceSummary& summary) {
  const EtlLogfileHeader& header = file.header();
  summary.format = ".etl recording";
  summary.facts = {
      {"session", header.logger_name},
      {"system", fmt::format("Windows {}.{}, build {}, {}-bit", header.os_major,
                             header.os_minor, header.os_build, header.pointer_size * 8)},
      {"clock", clock_of(file)},
      {"buffers",
       fmt::format("{} of {} KiB{}", file.buffer_count(), header.buffer_size / 1024,
                   header.has_mode(EtlLogfileHeader::kCompressed) ? ", compressed" : "")},
  };
  summary.processors_named = header.processors;
  const std::string counted = file.losses();
  if (!counted.empty()) summary.losses.push_back("at unknown times: " + counted);
  if (file.session_count() > 1) {
    summary.losses.push_back(
        fmt::format("between its {} sessions", file.session_count()));
  }
  const EtlDamage& damage = file.damage();
  if (damage.cut_off) summary.losses.emplace_back("the file ends inside a buffer");
  if (damage.rest_lost) {
    summary.losses.emplace_back("the file cannot be read on after a damaged buffer");
  }
  if (damage.not_closed) {
    summary.losses.emplace_back(
        "the session was not stopped: its last buffers are missing");
  }
}

}  // namespace

void summarise_etl(EtlFile& file, const DumpOptions& options, TraceSummary& summary) {
  add_facts(file, summary);
  EtlDecoder decoder(file);
  decoder.collect_schemas(file);
  SchemaDecoder schema;
  std::uint64_t number = 0;
  std::uint64_t gaps = 0;
  EtlMerge merge(file);
  while (const EtlEvent* event = merge.next()) {
    if (event->loss != EtlLoss::None) {
      const bool told =
          event->loss == EtlLoss::NotFlushed || event->loss == EtlLoss::NotRecorded;
      gaps += told ? 0 : 1;
      continue;
    }
    const DecodedEvent& decoded = decoder.decode(*event, ++number);
    if (!wanted(decoded, options)) continue;
    Record record;
    RecordText texts;
    schema.decode(decoded, record, texts);
    summary.add(decoded.provider, guid_of(decoded), texts.event, use_of(decoder, record));
    summary.add_time(*decoded.time);
    if (decoded.cpu) summary.add_processor(*decoded.cpu);
  }
  if (gaps != 0) {
    summary.losses.push_back(fmt::format("{} gap{} between events of a processor", gaps,
                                         gaps == 1 ? "" : "s"));
  }
}

void dump_etl_events(EtlFile& file, const DumpOptions& options, const Sink& out) {
  EtlDecoder decoder(file);
  decoder.collect_schemas(file);
  SchemaDecoder schema;
  std::string text;
  std::uint64_t number = 0;
  const auto append_loss = [&](std::uint64_t count, const EtlEvent* event) {
    Record record = loss_since(1, count);
    if (event != nullptr && event->stamp != kEtlNoStamp) {
      record.time = file.clock().nanoseconds(event->stamp);
      record.set(Field::Time);
    }
    append_record_line(record, "", SourceLocation{}, text);
  };
  EtlMerge merge(file);
  while (const EtlEvent* event = merge.next()) {
    if (event->loss != EtlLoss::None) {
      if (wants_all(options)) append_loss(0, event);
      continue;
    }
    const DecodedEvent& decoded = decoder.decode(*event, ++number);
    if (!wanted(decoded, options)) continue;
    Record record;
    RecordText texts;
    schema.decode(decoded, record, texts);
    if (use_of(decoder, record) == EventUse::Condis) {
      append_record_line(record, texts.provider,
                         {std::string(texts.file), texts.line, std::string(texts.func)},
                         text);
    } else {
      append_event_line(decoded, text);
    }
    if (text.size() >= kFlushAt) {
      out(text);
      text.clear();
    }
  }
  if (wants_all(options) && file.lost_anywhere()) {
    append_loss(file.header().events_lost, nullptr);
  }
  out(text);
}

void dump_etl_table(EtlFile& file, const DumpOptions& options, const Sink& out) {
  EtlDecoder decoder(file);
  if (!wants_all(options)) decoder.collect_schemas(file);
  std::string text = kEtlTableHead;
  std::uint64_t ordinal = 0;
  EtlChain chain = file.chain();
  EtlBuffer buffer;
  EtlBufferCursor cursor;
  EtlEvent event;
  while (chain.next(buffer)) {
    cursor.open(file.bytes(), buffer.offset, buffer.header);
    for (; cursor.next(event); ++ordinal) {
      if (wants_all(options)) {
        append_etl_row(ordinal, event, decode_header(event), file.clock(), text);
      } else if (wanted(decoder.decode(event, ordinal + 1), options)) {
        append_etl_row(ordinal, event, decoder.header(), file.clock(), text);
      }
      if (text.size() >= kFlushAt) {
        out(text);
        text.clear();
      }
    }
    file.release(buffer.offset, buffer.header.size);
  }
  out(text);
}

}  // namespace condis
