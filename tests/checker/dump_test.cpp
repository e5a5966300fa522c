#include "checker/dump.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "tests/traces/etl_maker.h"

using namespace condis;

namespace {

// What is dumped of a file with these bytes.
std::string dumped(const std::string& bytes, const DumpOptions& options) {
  const std::filesystem::path path =
      std::filesystem::temp_directory_path() / "condis-dump-test.etl";
  std::ofstream(path, std::ios::binary) << bytes;
  std::string text;
  const auto error = dump_trace(
      path.string(), options, [&](std::string_view piece) { text += piece; },
      [](const Diagnostic&) {});
  CHECK_FALSE(error);
  std::filesystem::remove(path);
  return text;
}

std::string sample() {
  std::string file;
  EtlWriter writer(into(file), 4096);
  Record record;
  record.set(Field::Time);
  record.set(Field::Cpu);
  record.time = 1'700'000'000'000'000'000;
  record.function = Function::TraceBegin;
  record.role = Role::Client;
  writer.add(record, "Driver", {});
  record = Record{};
  record.function = Function::NdisClDropParty;
  record.phase = Phase::Enter;
  record.set(Field::Time);
  record.set(Field::Cpu);
  record.set(Field::PartyHandle);
  record.time = 1'700'000'000'000'002'500;
  record.cpu = 1;
  record.party_handle = 0xffff'a80b'10c2'0040;
  writer.add(record, "Driver", {"a.c", 7, "drop"});
  writer.finish();
  return file;
}

}  // namespace

TEST_CASE("patterns") {
  CHECK(matches_pattern("Abc", "aBC"));
  CHECK(matches_pattern("Abc", "a*"));
  CHECK(matches_pattern("Abc", "*c"));
  CHECK(matches_pattern("Abc", "*b*"));
  CHECK(matches_pattern("", "*"));
  CHECK(matches_pattern("abcbcd", "a*bcd"));
  CHECK_FALSE(matches_pattern("Abc", "ab"));
  CHECK_FALSE(matches_pattern("Abc", "b*"));
  CHECK_FALSE(matches_pattern("Abc", ""));
  CHECK_FALSE(matches_pattern(std::string(5'000, 'a'), "*a*a*a*a*b"));
}

TEST_CASE("the summary of an .etl file") {
  const std::string text = dumped(sample(), {});
  for (const char* part :
       {".etl recording\n", "performance counter, 1000000000 ticks/s", "3 of 4 KiB",
        "2023-11-14T22:13:20.0000000Z, for 0.000002500 s", "2 of 2 have events",
        "losses      the recording shows none", "2 CoNDIS, 0 to map, 0 raw, 1 framing",
        "1  CoNDIS   NdisClDropParty"}) {
    CHECK_MESSAGE(text.find(part) != std::string::npos, part << " is not in " << text);
  }
}

TEST_CASE("events of an .etl file, as lines and as a table") {
  DumpOptions options;
  options.events = true;
  options.format = DumpOptions::Format::Json;
  options.provider = "drv*";
  CHECK(dumped(sample(), options).empty());
  options.provider = "driver";
  options.event = "*DropParty";
  CHECK(dumped(sample(), options) ==
        "{\"Event\":\"NdisClDropParty\",\"Phase\":\"enter\",\"Time\":1700000000000002500,"
        "\"Cpu\":1,\"Provider\":\"Driver\",\"PartyHandle\":\"0xffffa80b10c20040\","
        "\"File\":\"a.c\",\"Line\":7,\"Func\":\"drop\"}\n");
  options.format = DumpOptions::Format::Table;
  const std::string table = dumped(sample(), options);
  CHECK(table.starts_with("#ordinal\tbuffer\t"));
  CHECK(table.find("\n2\t8192\t72\tEVENT_HEADER64\t1\t2500\t133444736000000025\t0\t") !=
        std::string::npos);
}

TEST_CASE("losses stand in the summary and among the events") {
  EtlFileParts parts;
  parts.events_lost = 3;
  const std::string bytes = EtlMaker(parts)
                                .buffer(0, make_event(1))
                                .buffer(0, make_event(5), EtlBufferHeader::kEventsLost)
                                .bytes();
  const std::string summary = dumped(bytes, {});
  CHECK(summary.find("at unknown times: 3 lost events") != std::string::npos);
  CHECK(summary.find("1 gap between events of a processor") != std::string::npos);
  CHECK(summary.find("2  raw") != std::string::npos);
  DumpOptions options;
  options.events = true;
  options.format = DumpOptions::Format::Json;
  const std::string events = dumped(bytes, options);
  CHECK(events.find("{\"Event\":\"EventsLost\",\"Time\":") != std::string::npos);
  CHECK(events.ends_with("{\"Event\":\"EventsLost\",\"Count\":3}\n"));
}

TEST_CASE("of a file that is cut off, what is there is shown, and that it is") {
  const std::string whole = sample();
  const std::string cut = whole.substr(0, 2 * 4096 + 500);
  const std::string summary = dumped(cut, {});
  CHECK(summary.find("the file ends inside a buffer") != std::string::npos);
  CHECK(summary.find("1  CoNDIS   NdisClDropParty") != std::string::npos);
  DumpOptions options;
  options.events = true;
  options.format = DumpOptions::Format::Json;
  CHECK(dumped(cut, options).find("{\"Event\":\"EventsLost\"") != std::string::npos);
  CHECK(dumped(whole, options).find("EventsLost") == std::string::npos);
}
