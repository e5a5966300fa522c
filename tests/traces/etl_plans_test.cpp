#include "traces/etl_plans.h"

#include <doctest/doctest.h>

#include "tests/traces/etl_maker.h"
#include "tests/traces/reading.h"
#include "tests/traces/xpress_pack.h"
#include "traces/etl_reader.h"
#include "traces/generator.h"

using namespace condis;

namespace {

// A mapping that maps nothing: events of all providers take the long way.
const Mapping& no_mapping() {
  static const auto mapping = Mapping::parse(
      R"({"mapping":1,"rules":[{"when":{"event":"no such event"},
          "is":{"Event":"TraceEnd"}}]})",
      "m");
  REQUIRE(mapping);
  return *mapping;
}

struct Reading {
  std::vector<Record> records;
  std::string texts;  // all that is not in the records
};

Reading reading_of(std::string_view bytes, const Mapping* mapping) {
  auto opened = open_trace_bytes(bytes, "t.etl", InputFormat::Etl, mapping);
  REQUIRE(opened);
  Reader& reader = **opened;
  Reading reading;
  reading.records = read_all(reader);
  for (const Record& record : reading.records) {
    const SourceLocation& source = reader.source(record.source);
    reading.texts += std::string(reader.provider(record.provider)) + ' ' + source.file +
                     ':' + std::to_string(source.line) + ' ' + source.function + '\n';
  }
  for (const UnknownEvent& event : reader.unknown_events()) {
    reading.texts += event.name + '#' + std::to_string(event.first_number) + 'x' +
                     std::to_string(event.count) + '\n';
  }
  reading.texts += messages(reader);
  return reading;
}

// Reads it with plans, and compares with the long way.
std::vector<Record> read_both_ways(std::string_view bytes) {
  const Reading quick = reading_of(bytes, nullptr);
  const Reading slow = reading_of(bytes, &no_mapping());
  CHECK(quick.records == slow.records);
  CHECK(quick.texts == slow.texts);
  return quick.records;
}

struct Logged {
  std::string event = "NdisClDropParty";
  std::string provider = "Drv";
  std::uint8_t guid = 1;
  std::uint8_t kind = 0x13;
  std::uint32_t thread = 8;
  std::uint8_t phase = 0;
  std::string status = std::string("\x03\x01\0\0", 4);
  std::string file = "a.c";
  std::uint8_t line = 7;
  bool stack = false;  // an item that differs from event to event
};

std::string event_of(const Logged& logged, std::int64_t stamp) {
  EtlEventParts parts;
  parts.stamp = stamp;
  parts.kind = logged.kind;
  parts.thread = logged.thread;
  parts.process = logged.thread;
  parts.provider[0] = logged.guid;
  std::string traits("\0\0", 2);
  traits += logged.provider + '\0';
  put_at(traits, 0, static_cast<std::uint16_t>(traits.size()));
  std::string schema("\0\0\0", 3);
  schema += logged.event;
  schema += std::string("\0Phase\0\x04Status\0\x14", 16);
  schema += std::string("File\0\x02Line\0\x04VcHandle\0\x10", 22);
  put_at(schema, 0, static_cast<std::uint16_t>(schema.size()));
  if (logged.stack) {
    std::string stack;
    put(stack, stamp);
    parts.items.emplace_back(std::uint16_t{6}, stack);
  }
  if (!logged.provider.empty()) parts.items.emplace_back(std::uint16_t{0x0C}, traits);
  parts.items.emplace_back(std::uint16_t{0x0B}, schema);
  parts.payload = static_cast<char>(logged.phase) + logged.status + logged.file + '\0' +
                  static_cast<char>(logged.line) +
                  std::string(logged.kind == 0x13 ? 8 : 4, '\5');
  return make_event(parts);
}

// Each twice, so that the second goes by what was learnt of the first.
std::vector<Record> read_twice_each(const std::vector<Logged>& all) {
  EtlMaker maker;
  std::int64_t stamp = 0;
  for (int round = 0; round < 2; ++round) {
    for (const Logged& logged : all) maker.buffer(0, event_of(logged, ++stamp));
  }
  const std::vector<Record> records = read_both_ways(maker.bytes());
  REQUIRE(records.size() == 2 * all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    Record first = records[i];
    const Record& second = records[all.size() + i];
    first.number = second.number;
    first.time = second.time;
    CHECK(first == second);
  }
  return {records.begin(), records.begin() + static_cast<std::ptrdiff_t>(all.size())};
}

}  // namespace

TEST_CASE("events are told apart by provider, schema and width") {
  Logged other_guid;
  other_guid.guid = 2;
  Logged other_name;
  other_name.provider = "Drw";
  Logged nameless;
  nameless.provider = "";
  Logged nameless_too = nameless;
  nameless_too.guid = 2;
  Logged other_event;
  other_event.event = "NdisClMoveParty";  // no such function, of the same length
  Logged narrow;
  narrow.kind = 0x12;
  Logged with_stack;
  with_stack.stack = true;
  const std::vector<Record> records = read_twice_each(
      {{}, other_guid, other_name, nameless, nameless_too, narrow, with_stack});
  CHECK(records[0].provider == records[1].provider);
  CHECK(records[0].provider != records[2].provider);
  CHECK(records[3].provider != records[4].provider);
  CHECK(records[0].vc_handle == 0x0505050505050505u);
  CHECK(records[5].vc_handle == 0x05050505u);

  EtlMaker maker;
  maker.buffer(0, event_of(other_event, 1) + event_of({}, 2) + event_of(other_event, 3) +
                      event_of({}, 4));
  CHECK(read_both_ways(maker.bytes()).size() == 2);
}

TEST_CASE("what is out of the ordinary goes the long way, and only that") {
  Logged nobody;
  nobody.thread = 0xFFFFFFFF;
  Logged exit;
  exit.phase = 1;
  Logged other_line;
  other_line.line = 23;  // 7 + 16: in the same place
  Logged other_file;
  other_file.file = "b.c";
  Logged no_file;
  no_file.file = "";
  Logged umlaut;
  umlaut.file = "\xFC.c";
  const std::vector<Record> records =
      read_twice_each({{}, nobody, exit, other_line, other_file, no_file, umlaut});
  CHECK_FALSE(records[1].has(Field::ThreadId));
  CHECK(records[2].phase == Phase::Exit);
  CHECK(records[3].source != records[0].source);
  CHECK(records[4].source != records[0].source);
  CHECK(records[5].source == 0);

  // A phase that is none, and a payload that is cut off.
  Logged wrong;
  wrong.phase = 2;
  EtlMaker maker;
  maker.buffer(0, event_of({}, 1) + event_of(wrong, 2) + event_of({}, 3));
  std::string cut = event_of({}, 5);
  put_at(cut, 0, static_cast<std::uint16_t>(load<std::uint16_t>(cut.data()) - 1));
  maker.buffer(0, event_of({}, 4) + cut + event_of({}, 6));
  const std::vector<Record> mixed = read_both_ways(maker.bytes());
  REQUIRE(mixed.size() == 6);
  CHECK(mixed[1].function == Function::EventsLost);
  CHECK(mixed[4].function == Function::EventsLost);
  CHECK(mixed[5].function == Function::NdisClDropParty);
}

TEST_CASE("more schemas than are remembered") {
  EtlMaker maker;
  std::int64_t stamp = 0;
  for (int round = 0; round < 2; ++round) {
    std::string events;
    for (int i = 0; i < 5'000; ++i) {
      Logged logged;
      logged.provider = "Drv" + std::to_string(i);
      const std::string event = event_of(logged, ++stamp);
      if (events.size() + event.size() > EtlMaker::kBuffer - 100) {
        maker.buffer(0, events);
        events.clear();
      }
      events += event;
    }
    maker.buffer(0, events);
  }
  CHECK(read_both_ways(maker.bytes()).size() == 10'000);
}

TEST_CASE("a generated recording, plain and compressed") {
  GeneratorOptions options;
  options.events = 5'000;
  options.vcs = 20;
  const std::string text = generate_recording(options);
  auto reader = open_trace_bytes(text, "generated");
  REQUIRE(reader);
  std::string file;
  EtlWriter writer(into(file));
  TestRandom random(9);
  for (const Record& record : read_all(**reader)) {
    SourceLocation source;
    source.line = static_cast<std::uint32_t>(1 + record.call_id % 40);
    if (random.one_in(2)) source.file = "client.c";
    writer.add(record, (*reader)->provider(record.provider), source);
  }
  REQUIRE(writer.finish());
  CHECK(read_both_ways(file).size() > 4'500);
  CHECK(read_both_ways(pack_etl(file)).size() > 4'500);
}
