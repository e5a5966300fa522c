// What is read of real recordings must be what two independent readers found in them, to
// the last field.
#include <doctest/doctest.h>
#include <simdjson.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "checker/etl_table.h"
#include "traces/etl_merge.h"

namespace condis::test {
namespace {

namespace fs = std::filesystem;

// Where the recordings are; empty if they are not there, which is said.
fs::path recordings() {
  const char* path = std::getenv("CONDIS_ETL");
  if (path == nullptr || !fs::is_directory(fs::path(path) / "recordings")) {
    MESSAGE("skipped: CONDIS_ETL names no folder with recordings");
    return {};
  }
  return path;
}

std::vector<fs::path> etl_files(const fs::path& folder) {
  std::vector<fs::path> paths;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.path().extension() == ".etl") paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

std::string unpacked(const fs::path& path) {
  std::string text;
  if (!fs::exists(path)) return text;
  std::FILE* pipe = popen(("gzip -dc '" + path.string() + "'").c_str(), "r");
  REQUIRE(pipe != nullptr);
  std::vector<char> chunk(1 << 16);
  while (const std::size_t count = std::fread(chunk.data(), 1, chunk.size(), pipe)) {
    text.append(chunk.data(), count);
  }
  CHECK(pclose(pipe) == 0);
  return text;
}

EtlFile open(const fs::path& path) {
  auto mapped = MappedFile::open(path.string());
  REQUIRE(mapped);
  auto file = EtlFile::open(std::move(*mapped), path.string());
  REQUIRE(file);
  return std::move(*file);
}

// Calls visit(event, ordinal) for all events, in the order of the file.
template <class Visit>
void for_each_event(const EtlFile& file, const Visit& visit) {
  EtlChain chain = file.chain();
  EtlBuffer buffer;
  EtlBufferCursor cursor;
  EtlEvent event;
  std::uint64_t ordinal = 0;
  while (chain.next(buffer)) {
    cursor.open(file.bytes(), buffer.offset, buffer.header);
    while (cursor.next(event)) visit(event, ordinal++);
    CHECK(cursor.loss() == EtlLoss::None);
  }
}

// The value as the JSON says it; "" if they are the same, otherwise what is different.
std::string difference(simdjson::dom::element expected, const DecodedField* field) {
  using simdjson::dom::element_type;
  std::string scratch;
  const std::string text(value_text(*field, scratch));
  const auto differs = [&] {
    std::ostringstream out;
    out << "'" << field->name << "' is " << text << " instead of "
        << simdjson::minify(expected);
    return out.str();
  };
  switch (expected.type()) {
    case element_type::OBJECT: {
      std::size_t next = 1;
      if (field->kind != ValueKind::Struct) return differs();
      for (const auto [key, value] : expected.get_object()) {
        if (next > field->extent || field[next].name != key) return differs();
        const std::string inner = difference(value, field + next);
        if (!inner.empty()) return inner;
        next += 1 + field[next].extent;
      }
      return next == 1 + field->extent ? "" : differs();
    }
    case element_type::ARRAY: {
      std::size_t next = 1;
      if (field->kind != ValueKind::Array) return differs();
      for (const auto value : expected.get_array()) {
        if (next > field->extent) return differs();
        const std::string inner = difference(value, field + next);
        if (!inner.empty()) return inner;
        next += 1 + field[next].extent;
      }
      return next == 1 + field->extent ? "" : differs();
    }
    case element_type::STRING: {
      const bool same = text == std::string_view(expected.get_string()) ||
                        (!field->text.empty() && field->kind != ValueKind::Bytes &&
                         field->text == std::string_view(expected.get_string()));
      return same ? "" : differs();
    }
    case element_type::BOOL:
      return text == (expected.get_bool().value() ? "true" : "false") ? "" : differs();
    case element_type::NULL_VALUE: return field->kind == ValueKind::None ? "" : differs();
    case element_type::DOUBLE:
      return field->real == expected.get_double().value() ? "" : differs();
    case element_type::INT64:
      return static_cast<std::int64_t>(field->number) == expected.get_int64().value() &&
                     field->text.empty()
                 ? ""
                 : differs();
    case element_type::UINT64:
      return field->number == expected.get_uint64().value() ? "" : differs();
  }
  return differs();
}

// The payload of an event that was decoded, as a struct.
std::string payload_difference(simdjson::dom::element expected,
                               const DecodedEvent& event) {
  std::vector<DecodedField> all(1);
  all[0].name = "payload";
  all[0].kind = ValueKind::Struct;
  all[0].extent = static_cast<std::uint32_t>(event.fields.size());
  all.insert(all.end(), event.fields.begin(), event.fields.end());
  return difference(expected, all.data());
}

std::string_view text_of(simdjson::dom::element object, const char* key) {
  return object[key].get_string();
}

std::int64_t number_of(simdjson::dom::element object, const char* key) {
  return object[key].get_int64();
}

void check_header(simdjson::dom::element line, const EtlEvent& event,
                  const EtlDecoder& decoder, const DecodedEvent& decoded) {
  const EtlHeader& header = decoder.header();
  CHECK(event.stamp == number_of(line, "ts"));
  CHECK(event.processor == number_of(line, "cpu"));
  CHECK(*header.process_id == number_of(line, "pid"));
  CHECK(*header.thread_id == number_of(line, "tid"));
  CHECK(format_guid(*header.provider) == text_of(line, "guid"));
  CHECK(decoded.provider == text_of(line, "provider"));
  CHECK(decoded.id == number_of(line, "id"));
}

TEST_CASE("the events of every recording, in the order of the file") {
  const fs::path folder = recordings();
  if (folder.empty()) return;
  std::size_t tables = 0;
  std::uint64_t rows = 0;
  for (const fs::path& path : etl_files(folder / "recordings")) {
    const std::string name =
        path.parent_path().filename().string() + "_" + path.filename().string();
    const std::string expected =
        unpacked(folder / "expected" / (name + ".events.tsv.gz"));
    if (expected.empty()) continue;
    ++tables;
    CAPTURE(name);
    const EtlFile file = open(path);
    std::string row;
    std::size_t at = 0;
    std::size_t wrong = 0;
    for_each_event(file, [&](const EtlEvent& event, std::uint64_t ordinal) {
      row.clear();
      append_etl_row(ordinal, event, decode_header(event), file.clock(), row);
      const std::size_t end = expected.find('\n', at);
      const std::string line = expected.substr(at, end + 1 - at);
      at = end + 1;
      ++rows;
      if (row != line && ++wrong < 4) FAIL_CHECK(row << " instead of\n" << line);
    });
    CHECK(wrong == 0);
    CHECK(at == expected.size());
  }
  CHECK(tables == 18);
  CHECK(rows > 30'000);
}

TEST_CASE(
    "the same events come merged in the order of time, each processor's in its own") {
  const fs::path folder = recordings();
  if (folder.empty()) return;
  for (const char* part : {"recordings", "synthetic"}) {
    for (const fs::path& path : etl_files(folder / part)) {
      CAPTURE(path.filename().string());
      EtlFile file = open(path);
      std::map<std::uint32_t, std::vector<std::pair<std::uint64_t, std::uint32_t>>>
          places;
      for_each_event(file, [&](const EtlEvent& event, std::uint64_t) {
        const bool header = event.buffer == 0;
        places[header ? ~0u : event.processor].emplace_back(event.buffer, event.offset);
      });
      std::map<std::uint32_t, std::size_t> next;
      std::uint64_t merged = 0;
      std::uint64_t backwards = 0;
      std::int64_t newest = INT64_MIN;
      EtlMerge merge(file);
      while (const EtlEvent* event = merge.next()) {
        if (event->loss != EtlLoss::None) continue;
        const std::uint32_t stream = event->buffer == 0 ? ~0u : event->processor;
        const auto place = std::pair(event->buffer, event->offset);
        const auto& own = places[stream];
        REQUIRE(next[stream] < own.size());
        REQUIRE(own[next[stream]++] == place);
        backwards += event->stamp < newest ? 1 : 0;
        newest = std::max(newest, event->stamp);
        ++merged;
      }
      for (const auto& [stream, own] : places) CHECK(next[stream] == own.size());
      CHECK(merged > 0);
      CHECK(backwards == 0);
    }
  }
}

// Calls `body(path, lines)` for the recordings whose events of that kind are listed, with
// the lines of that list. False if the recordings are not here.
template <class Body>
bool for_each_expected(const std::string& kind, Body body) {
  const fs::path folder = recordings();
  if (folder.empty()) return false;
  for (const fs::path& path : etl_files(folder / "recordings")) {
    const std::string name =
        path.parent_path().filename().string() + "_" + path.filename().string();
    const std::string expected =
        unpacked(folder / "expected" / (name + "." + kind + ".ndjson.gz"));
    if (expected.empty()) continue;
    CAPTURE(name);
    simdjson::dom::parser parser;
    const simdjson::padded_string text(expected);
    simdjson::dom::document_stream lines = parser.parse_many(text, 1 << 20);
    body(path, lines);
  }
  return true;
}

TEST_CASE("every TraceLogging event of the recordings") {
  std::uint64_t events = 0;
  const auto check = [&](const fs::path& path, simdjson::dom::document_stream& lines) {
    auto line = lines.begin();
    const EtlFile file = open(path);
    EtlDecoder decoder(file);
    for_each_event(file, [&](const EtlEvent& event, std::uint64_t ordinal) {
      const DecodedEvent& decoded = decoder.decode(event, ordinal + 1);
      if (decoder.header().tracelogging.empty()) return;
      REQUIRE(line != lines.end());
      const simdjson::dom::element want = *line;
      ++events;
      CHECK(event.buffer == static_cast<std::uint64_t>(number_of(want, "off")));
      CHECK(event.offset == number_of(want, "ino"));
      CHECK(file.clock().file_time(event.stamp) == number_of(want, "filetime"));
      check_header(want, event, decoder, decoded);
      CHECK(decoded.name == text_of(want, "event"));
      CHECK(decoded.version == number_of(want, "version"));
      CHECK(decoded.channel == number_of(want, "channel"));
      CHECK(decoded.level == number_of(want, "level"));
      CHECK(decoded.opcode == number_of(want, "opcode"));
      CHECK(decoded.task == number_of(want, "task"));
      DecodedField keyword;
      keyword.kind = ValueKind::Unsigned;
      keyword.format = ValueFormat::Hex;
      keyword.number = decoded.keyword;
      std::string scratch;
      CHECK(value_text(keyword, scratch) == text_of(want, "keyword"));
      CHECK(format_guid(*decoder.header().activity) == text_of(want, "activity"));
      CHECK(decoder.outcome() == EtlDecoder::Outcome::Decoded);
      CHECK(payload_difference(want["payload"], decoded) == "");
      ++line;  // makes the element invalid
    });
    CHECK_FALSE(line != lines.end());
  };
  if (!for_each_expected("tracelogging", check)) return;
  CHECK(events == 13'959);
}

TEST_CASE("every manifest event whose schema a recording carries") {
  constexpr std::size_t kMostExpected = 5'000;  // of a recording
  std::uint64_t of_event_sources = 0;
  std::uint64_t left_behind = 0;
  std::uint64_t events = 0;
  const auto check = [&](const fs::path& path, simdjson::dom::document_stream& lines) {
    auto line = lines.begin();
    EtlFile file = open(path);
    EtlDecoder decoder(file);
    decoder.collect_schemas(file);
    CHECK(decoder.schemas().left_out() == 0);
    std::size_t count = 0;
    for_each_event(file, [&](const EtlEvent& event, std::uint64_t ordinal) {
      if (count == kMostExpected) return;
      const DecodedEvent& decoded = decoder.decode(event, ordinal + 1);
      if (decoder.schema() == nullptr) return;
      if (decoder.schema()->origin == EventSchema::Origin::EventSource) {
        ++of_event_sources;
        CHECK(decoder.outcome() == EtlDecoder::Outcome::Decoded);
        left_behind += decoder.rest().empty() ? 0 : 1;
      }
      if (decoder.schema()->origin != EventSchema::Origin::Merged) return;
      ++count;
      REQUIRE(line != lines.end());
      const simdjson::dom::element want = *line;
      CAPTURE(ordinal);
      CHECK(ordinal == static_cast<std::uint64_t>(number_of(want, "ordinal")));
      check_header(want, event, decoder, decoded);
      CHECK(decoded.version == number_of(want, "ver"));
      CHECK(decoder.schema()->task_name == text_of(want, "task"));
      CHECK(decoder.schema()->opcode_name == text_of(want, "opcode"));
      CHECK(static_cast<std::int64_t>(decoder.rest().size()) == number_of(want, "left"));
      CHECK(payload_difference(want["payload"], decoded) == "");
      ++line;  // makes the element invalid
    });
    CHECK_FALSE(line != lines.end());
    events += count;
  };
  if (!for_each_expected("decoded", check)) return;
  CHECK(events == 5'145);
  CHECK(of_event_sources == 81);
  CHECK(left_behind == 1);  // one of PerfView's events has more than its manifest says
}

std::size_t count_losses(EtlFile& file, EtlLoss loss) {
  std::size_t count = 0;
  EtlMerge merge(file);
  while (const EtlEvent* event = merge.next()) count += event->loss == loss ? 1 : 0;
  return count;
}

TEST_CASE("files that a program wrote, of what Windows rarely records") {
  const fs::path folder = recordings();
  if (folder.empty()) return;
  simdjson::dom::parser parser;
  std::set<std::string> seen;
  for (const fs::path& path : etl_files(folder / "synthetic")) {
    const std::string name = path.stem().string();
    CAPTURE(name);
    seen.insert(name);
    const simdjson::padded_string json =
        simdjson::padded_string::load((path.parent_path() / (name + ".json")).string());
    const simdjson::dom::element want = parser.parse(json);
    EtlFile file = open(path);
    EtlDecoder decoder(file);
    std::int64_t count = 0;
    std::size_t message = 0;
    for_each_event(file, [&](const EtlEvent& event, std::uint64_t ordinal) {
      ++count;
      const DecodedEvent& decoded = decoder.decode(event, ordinal + 1);
      const EtlHeader& header = decoder.header();
      CHECK_FALSE(header.damaged);
      if (event.kind == EtlKind::PerfInfo64) CHECK(header.payload.size() == 16);
      if (name == "synth_kinds" && ordinal == 7) CHECK(header.item_count == 3);
      if (event.kind == EtlKind::Message) {
        const simdjson::dom::element line = want["messages"].at(message++);
        CHECK(*header.id == number_of(line, "num"));
        CHECK(header.flags == number_of(line, "flags"));
        CHECK(static_cast<std::int64_t>(header.payload.size()) ==
              number_of(line, "payload"));
        if (line["ts"].error() == 0) CHECK(event.stamp == number_of(line, "ts"));
        if (line["component"].error() == 0) {
          CHECK(header.component == number_of(line, "component"));
        }
        CHECK(header.process_id.has_value() == ((header.flags & 0x20) != 0));
        if (line["pid"].error() == 0) {
          CHECK(*header.process_id == number_of(line, "pid"));
          CHECK(*header.thread_id == number_of(line, "tid"));
        }
      }
      if (name == "synth_tracelogging" && !header.tracelogging.empty()) {
        CHECK(decoder.outcome() == EtlDecoder::Outcome::Decoded);
        CHECK(decoded.provider == text_of(want, "provider"));
        CHECK(decoded.name == text_of(want, "event"));
        CHECK(payload_difference(want["payload"], decoded) == "");
      }
    });
    CHECK(count == number_of(want, "events"));
    if (name == "synth_wpp") CHECK(message == 5);
    if (name == "synth_lost") {
      CHECK(file.header().events_lost == number_of(want, "EventsLost"));
      CHECK(file.header().buffers_lost == number_of(want, "BuffersLost"));
      CHECK(file.lost_anywhere());
      CHECK(count_losses(file, EtlLoss::EventsLost) == 1);
      CHECK(count_losses(file, EtlLoss::BufferLost) == 1);
    } else {
      // That of four processors two have no buffer in it, too, may be a loss.
      CHECK(file.lost_anywhere() == (name == "synth_unclosed"));
    }
    CHECK(file.damage().not_closed == (name == "synth_unclosed"));
    CHECK(count_losses(file, EtlLoss::NotFlushed) == (name == "synth_unclosed" ? 2 : 0));
  }
  CHECK(seen.size() == 6);
}

}  // namespace
}  // namespace condis::test
