#include "traces/etl_reader.h"

#include <doctest/doctest.h>

#include "tests/traces/etl_maker.h"
#include "tests/traces/reading.h"
#include "tests/traces/xpress_pack.h"

using namespace condis;

namespace {

std::unique_ptr<Reader> reader_of(std::string_view bytes) {
  auto opened = open_trace_bytes(bytes, "t.etl");
  REQUIRE(opened);
  return std::move(*opened);
}

// "function#number@time" for each record.
std::string shown(std::string_view bytes) {
  const auto reader = reader_of(bytes);
  std::string text;
  for (const Record& record : read_all(*reader)) {
    text += text.empty() ? "" : " ";
    text += std::string(name_of(record.function)) + '#' + std::to_string(record.number);
    if (record.has(Field::Time)) text += '@' + std::to_string(record.time % 1'000'000);
  }
  return text;
}

// A TraceLogging event without fields.
std::string logged(std::string_view name, std::int64_t stamp) {
  EtlEventParts parts;
  parts.stamp = stamp;
  std::string schema("\0\0\0", 3);
  schema += name;
  schema += '\0';
  put_at(schema, 0, static_cast<std::uint16_t>(schema.size()));
  parts.items = {{0x0C, std::string("\x06\0Drv\0", 6)}, {0x0B, schema}};
  return make_event(parts);
}

}  // namespace

TEST_CASE("records are numbered in the order of time, with all events counted") {
  const std::string bytes = EtlMaker()
                                .buffer(1, logged("TraceEnd", 9) + make_event(12))
                                .buffer(0, logged("TraceBegin", 3) + logged("Other", 4))
                                .bytes();
  CHECK(shown(bytes) == "TraceBegin#2@300 TraceEnd#4@900");
  const auto reader = reader_of(bytes);
  const std::vector<Record> records = read_all(*reader);
  REQUIRE(records.size() == 2);
  CHECK(reader->provider(records[0].provider) == "Drv");
  CHECK(records[1].cpu == 1);
  CHECK(records[0].thread_id == 8);
  CHECK(records[0].process_id == 4);
  CHECK(reader->unit() == "event");
  REQUIRE(reader->unknown_events().size() == 2);
  CHECK(reader->unknown_events()[0].name == "Other");
  CHECK(reader->unknown_events()[0].first_number == 3);
  CHECK(reader->warning_count() == 0);
}

TEST_CASE("a call without its phase counts as lost, and the message names the event") {
  const std::string bytes = EtlMaker().buffer(0, logged("NdisClDropParty", 3)).bytes();
  const auto reader = reader_of(bytes);
  const std::vector<Record> records = read_all(*reader);
  REQUIRE(records.size() == 1);
  CHECK(records[0].function == Function::EventsLost);
  CHECK(messages(*reader).starts_with("t.etl#2: warning: NdisClDropParty has no Phase"));
}

TEST_CASE("losses become records: where they are, or at the end with their beginning") {
  const std::string marked =
      EtlMaker()
          .buffer(0, logged("TraceBegin", 1))
          .buffer(1, logged("Rundown", 2))
          .buffer(0, logged("TraceEnd", 5), EtlBufferHeader::kEventsLost)
          .bytes();
  // Since the last event before it of the same processor.
  CHECK(shown(marked) ==
        "TraceBegin#2@100 Rundown#3@200 EventsLost#2@500 TraceEnd#4@500");

  EtlFileParts counted;
  counted.events_lost = 12;
  const std::string anywhere = EtlMaker(counted).buffer(0, logged("TraceEnd", 5)).bytes();
  CHECK(shown(anywhere) == "TraceEnd#2@500 EventsLost#1");
  const auto reader = reader_of(anywhere);
  CHECK(read_all(*reader).back().count == 12);
  CHECK(messages(*reader).starts_with(
      "t.etl: warning: the recording is incomplete: 12 lost events"));

  EtlFileParts open;
  open.closed = false;
  open.processors = 2;
  const std::string not_closed = EtlMaker(open)
                                     .buffer(0, logged("TraceBegin", 1))
                                     .buffer(1, logged("TraceEnd", 5))
                                     .bytes();
  CHECK(shown(not_closed) == "TraceBegin#2@100 TraceEnd#3@500 EventsLost#2 EventsLost#3");
  CHECK(messages(*reader_of(not_closed)).find("was not stopped") != std::string::npos);

  EtlEventParts told;
  told.kind = 0x14;
  told.provider = kRtLostEvent;
  told.opcode = 32;
  told.stamp = 4;
  CHECK(shown(EtlMaker().buffer(0, make_event(told)).bytes()) == "EventsLost#2@400");
}

TEST_CASE("between two sessions that wrote to one file events are lost") {
  EtlFileParts parts;
  parts.mode = EtlLogfileHeader::kAppend;
  parts.clock = 2;
  parts.first_stamp = parts.start_time;
  const std::int64_t start = parts.start_time;
  const auto file = [&](const EtlFileParts& how) {
    return EtlMaker(how)
        .buffer(0, logged("TraceBegin", start + 1))
        .buffer(1, logged("Rundown", start + 2))
        .append()
        .buffer(0, logged("TraceBegin", start + 7))
        .buffer(0, logged("TraceEnd", start + 8))
        .buffer(1, logged("TraceEnd", start + 9))
        .bytes();
  };
  const std::string appended = file(parts);
  CHECK(shown(appended) ==
        "TraceBegin#2@100 Rundown#3@200 EventsLost#2@700 TraceBegin#4@700 "
        "TraceEnd#5@800 EventsLost#3@900 TraceEnd#6@900");
  CHECK(messages(*reader_of(appended)).find("2 sessions were recorded") !=
        std::string::npos);
  // Otherwise the numbers of buffers say nothing.
  parts.mode = 1;
  CHECK(shown(file(parts)).find("EventsLost") == std::string::npos);
}

TEST_CASE("files with buffers that were never written, and that wrote over the oldest") {
  EtlFileParts parts;
  parts.mode = 0x20;  // room for the file was set aside
  const std::string aside = EtlMaker(parts)
                                .buffer(0, logged("TraceBegin", 1))
                                .buffer(0, logged("TraceEnd", 2))
                                .raw(std::string(3 * EtlMaker::kBuffer, '\0'))
                                .bytes();
  CHECK(shown(aside) == "TraceBegin#2@100 TraceEnd#3@200");
  CHECK(messages(*reader_of(aside)).empty());

  parts.mode = EtlLogfileHeader::kCircular;
  const std::string circular = EtlMaker(parts)
                                   .buffer(0, logged("TraceEnd", 5))
                                   .buffer(0, logged("Rundown", 3))
                                   .buffer(0, logged("Rundown", 4))
                                   .bytes();
  CHECK(shown(circular) == "Rundown#2@300 Rundown#3@400 TraceEnd#4@500");

  parts.closed = false;
  const std::string taken_early = EtlMaker(parts)
                                      .buffer(0, logged("TraceBegin", 5))
                                      .buffer(0, logged("Rundown", 3))
                                      .raw(std::string(EtlMaker::kBuffer, '\0'))
                                      .bytes();
  CHECK(shown(taken_early) == "Rundown#2@300 TraceBegin#3@500 EventsLost#3");
}

TEST_CASE("how much of the file was read") {
  const std::string bytes = EtlMaker()
                                .buffer(0, logged("TraceBegin", 1))
                                .buffer(1, logged("TraceEnd", 2))
                                .bytes();
  const auto reader = reader_of(bytes);
  CHECK(reader->bytes_read() == 0);
  CHECK(read_all(*reader, 1).size() == 2);
  CHECK(reader->bytes_read() == bytes.size());
}

TEST_CASE("an event that does not fit its schema is told; of a call it is a loss") {
  std::string event = logged("NdisClDropParty", 3);
  EtlEventParts parts;
  parts.stamp = 3;
  std::string schema("\0\0\0NdisClDropParty\0Phase\0\x04", 26);
  put_at(schema, 0, static_cast<std::uint16_t>(schema.size()));
  parts.items = {{0x0B, schema}};
  parts.payload = "";  // no byte for the phase
  const std::string bytes = EtlMaker().buffer(0, make_event(parts)).bytes();
  const auto reader = reader_of(bytes);
  const std::vector<Record> records = read_all(*reader);
  REQUIRE(records.size() == 1);
  CHECK(records[0].function == Function::EventsLost);
  CHECK(messages(*reader).find("does not fit the schema it carries") !=
        std::string::npos);
}

TEST_CASE("where buffers have no processor of their own, records have none either") {
  EtlFileParts parts;
  parts.mode = EtlLogfileHeader::kNoPerProcessorBuffers;
  const std::string bytes = EtlMaker(parts).buffer(0, logged("TraceEnd", 5)).bytes();
  const std::vector<Record> records = read_all(*reader_of(bytes));
  REQUIRE(records.size() == 1);
  CHECK_FALSE(records[0].has(Field::Cpu));
}

TEST_CASE("what the writer writes is read back as it was") {
  TestRandom random(3);
  std::string file;
  EtlWriter writer(into(file), 4096);
  std::vector<Record> written;
  const std::vector<std::string> providers = {"", "Client", "CallMgr"};
  std::vector<std::string> files;
  std::int64_t time = 1'700'000'000'000'000'017;
  for (int i = 0; i < 3'000; ++i) {
    Record record;
    record.function = static_cast<Function>(random.below(kFunctionCount - 1));
    if (static_cast<int>(record.function) < kCallCount) {
      record.phase = random.one_in(2) ? Phase::Enter : Phase::Exit;
    }
    record.time = time += 1 + static_cast<std::int64_t>(random.below(900));
    record.cpu = static_cast<std::uint16_t>(random.below(5));
    record.thread_id = static_cast<std::uint32_t>(random.below(100'000));
    record.process_id = static_cast<std::uint32_t>(random.below(9));
    record.fields = static_cast<std::uint32_t>(random.next()) & 0x7FFF;
    record.set(Field::Time);
    record.set(Field::Cpu);
    const auto value = [&](Field field, auto& to, std::uint64_t limit) {
      using Number = std::remove_reference_t<decltype(to)>;
      if (record.has(field)) to = static_cast<Number>(random.next() % limit);
    };
    if (!record.has(Field::ThreadId)) record.thread_id = 0;
    value(Field::CallId, record.call_id, ~0ull);
    value(Field::Seq, record.seq, ~0ull);
    value(Field::Irql, record.irql, 32);
    value(Field::VcHandle, record.vc_handle, ~0ull);
    value(Field::VcContext, record.vc_context, ~0ull);
    value(Field::PartyHandle, record.party_handle, ~0ull);
    value(Field::PartyContext, record.party_context, ~0ull);
    value(Field::Status, record.status, 1ull << 32);
    value(Field::Flags, record.flags, 1ull << 32);
    value(Field::HasData, record.has_data, 2);
    value(Field::DataSize, record.data_size, 1ull << 32);
    value(Field::Count, record.count, ~0ull);
    record.role = static_cast<Role>(random.below(4));
    record.close_data = static_cast<Support>(random.below(3));
    record.state = static_cast<RundownState>(random.below(8));
    record.provider = static_cast<std::uint16_t>(random.below(3));
    const SourceLocation source{random.one_in(3) ? "a\u20ac.c" : "", 0, ""};
    files.push_back(source.file);
    REQUIRE(writer.add(record, providers[record.provider], source));
    written.push_back(record);
  }
  REQUIRE(writer.finish());
  for (const bool compressed : {false, true}) {
    const std::string bytes = compressed ? pack_etl(file) : file;
    const auto reader = reader_of(bytes);
    std::vector<Record> read = read_all(*reader);
    CHECK(messages(*reader).empty());
    REQUIRE(read.size() == written.size());
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < read.size(); ++i) {
      CHECK(read[i].number == i + 2);
      CHECK(reader->provider(read[i].provider) == providers[written[i].provider]);
      CHECK(reader->source(read[i].source).file == files[i]);
      Record expected = written[i];
      expected.number = read[i].number;
      expected.provider = read[i].provider;
      expected.source = read[i].source;
      // Of an NdisMCm function only the name tells.
      expected.spelling = read[i].spelling;
      if (!(read[i] == expected) && ++wrong < 3) {
        FAIL_CHECK(read[i] << "\ninstead of\n" << expected);
      }
    }
    CHECK(wrong == 0);
  }
}
