#include "traces/csv_reader.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "tests/traces/reading.h"

using namespace condis;

namespace {

const std::string kHeader =
    "  Event Name,       Type,     Event ID,    Version,    Channel,      Level,     "
    "Opcode,       Task,            Keyword,        PID,        TID,     Processor "
    "Number, "
    " Instance ID,   Parent Instance ID,                         Activity ID,            "
    " "
    "            Related Activity ID,          Clock-Time, Kernel(ms), User(ms), User "
    "Data\r\n";

std::string row(const std::string& name, const std::string& type,
                const std::string& user_data, int ticks = 0) {
  return name + ",       " + type +
         ",          0,          0,         11,          4,          0,          0, "
         "0x0000000000000001, 0x00000004, 0x00000138,                    3,             "
         ", "
         "                    , {00000000-0000-0000-0000-000000000000},                  "
         "                       ,  " +
         std::to_string(134'143'775'991'234'567 + ticks) + ",          0,          0" +
         user_data + "\r\n";
}

std::string log_header(const std::string& events_lost, const std::string& buffers_lost) {
  return row(
      "  EventTrace", "Header",
      ",   65536,   83951878,   19045, 4, 134143163990000000, 156250, 0, 0x00000001, "
      "1, 1, 8,        " +
          events_lost +
          ",       2400,          \"x\",     \"C:\\x.etl\", "
          "134143160000000000, 10000000, 134143163990000000, 1, " +
          buffers_lost + ", \"\", \"\"");
}

Mapping columns_mapping() {
  auto mapping = Mapping::parse(
      R"({"mapping":1,"rules":[{"when":{"provider":"AtmSm"},
          "columns":["Phase","CallId","PartyHandle","Status","File","HasData"]}]})",
      "m");
  REQUIRE(mapping);
  return *mapping;
}

std::string error_of(const std::string& text) {
  CsvReader reader = reader_of<CsvReader>(text, "t.csv");
  read_all(reader);
  return reader.error() == nullptr ? "" : render(*reader.error(), "error");
}

}  // namespace

TEST_CASE("a row becomes a record where a mapping names its columns") {
  const Mapping mapping = columns_mapping();
  const std::string text = kHeader + log_header("0", "0") +
                           row("     AtmSm", "NdisClDropParty",
                               ",     \"enter\",       7, 0xFFFFA80B10C20040, , \"C:\\a, "
                               "\"\"b\"\".c\", true") +
                           row("     AtmSm", "NdisClDropParty", ", 1, 7,,0x103", 5);
  for (const std::size_t chunk : {std::size_t{1}, std::size_t{100}, kDefaultChunk}) {
    CAPTURE(chunk);
    CsvReader reader = reader_of<CsvReader>(text, "t.csv", &mapping, chunk);
    const std::vector<Record> records = read_all(reader);
    CHECK(messages(reader).empty());
    REQUIRE(records.size() == 2);
    CHECK(records[0].number == 3);
    CHECK(records[0].function == Function::NdisClDropParty);
    CHECK(records[0].phase == Phase::Enter);
    CHECK(records[0].call_id == 7);
    CHECK(records[0].party_handle == 0xffffa80b10c20040u);
    CHECK_FALSE(records[0].has(Field::Status));
    CHECK(records[0].has_data);
    CHECK(records[0].cpu == 3);
    CHECK(records[0].thread_id == 312);
    CHECK(records[0].process_id == 4);
    CHECK(records[0].time == *parse_date_time("2026-01-31T23:59:59.123456700Z"));
    CHECK(reader.provider(records[0].provider) == "AtmSm");
    CHECK(reader.source(records[0].source).file == "C:\\a, \"b\".c");
    CHECK(records[1].status == 0x103);
    CHECK(records[1].time == records[0].time + 500);
  }
}

TEST_CASE("quotation marks end a text before a comma only") {
  CsvRow csv;
  csv.split(R"(a , "b, c",  "d "e" f" ,"", "g""h", 7,)");
  REQUIRE(csv.values().size() == 7);
  CHECK(csv.values()[0].text == "a");
  CHECK(csv.values()[1].text == "b, c");
  CHECK(csv.values()[2].text == "d \"e\" f");
  CHECK(csv.values()[3].text.empty());
  CHECK(csv.values()[3].quoted);
  CHECK(csv.values()[4].text == "g\"h");
  CHECK(csv.values()[5].text == "7");
  CHECK_FALSE(csv.values()[6].quoted);
  CHECK_FALSE(csv.is_open());
  csv.split("1, \"open, 2");
  CHECK(csv.is_open());
  CHECK(csv.values()[1].text == "open, 2");
}

TEST_CASE("values without names count as lost") {
  const std::string text = kHeader + row("AtmSm", "NdisClDropParty", ", \"enter\", 7") +
                           row("Other", "Info", ", 5") +
                           row("{5A1FF1D0-6D6E-4F0C-8F0A-0C0D15CA1100}", "0", ", 5");
  CsvReader reader = reader_of<CsvReader>(text, "t.csv");
  const std::vector<Record> records = read_all(reader);
  REQUIRE(records.size() == 1);
  CHECK(records[0].function == Function::EventsLost);
  CHECK(messages(reader) ==
        "t.csv:2: warning: NdisClDropParty has values without names, and counts as lost\n"
        "  why: the CSV that tracerpt writes does not say what its values are\n"
        " help: name the columns in a mapping file (--mapping), or convert the recording "
        "to XML\n");
  REQUIRE(reader.unknown_events().size() == 2);
  CHECK(reader.unknown_events()[0].name == "Info");
  CHECK(reader.unknown_events()[1].name == "{5A1FF1D0-6D6E-4F0C-8F0A-0C0D15CA1100}/0");
}

TEST_CASE("the counters of losses in the CSV become a record") {
  const auto read_text = [](const std::string& text) {
    CsvReader reader = reader_of<CsvReader>(text, "t.csv");
    std::vector<Record> records = read_all(reader);
    CHECK(messages(reader).empty());
    return records;
  };
  CHECK(read_text(kHeader + log_header("0", "0")).empty());
  const std::vector<Record> lost = read_text(kHeader + log_header("12", "1"));
  REQUIRE(lost.size() == 1);
  CHECK(lost[0].function == Function::EventsLost);
  CHECK(lost[0].count == 12);
  CHECK_FALSE(lost[0].has(Field::Time));
  CHECK(read_text(kHeader + log_header("0", "1")).size() == 1);
  // They may be missing anywhere: that is told when all is there.
  const std::vector<Record> records =
      read_text(kHeader + log_header("12", "1") + row("AtmSm", "TraceEnd", ""));
  REQUIRE(records.size() == 2);
  CHECK(records[0].function == Function::TraceEnd);
  CHECK(records[1].function == Function::EventsLost);
  CHECK(records[1].number == 1);
}

TEST_CASE("a CSV may end anywhere: what came before is read") {
  const Mapping mapping = columns_mapping();
  const std::string text = kHeader + row("AtmSm", "TraceEnd", "") +
                           row("AtmSm", "NdisClDropParty", ", exit, 7, \"0x40\"");
  const std::size_t first = kHeader.size();
  const std::size_t second = text.find("AtmSm", first + 5);
  for (std::size_t size = 1; size < text.size(); ++size) {
    CAPTURE(size);
    CsvReader reader =
        reader_of<CsvReader>(std::string_view(text).substr(0, size), "t", &mapping, 50);
    const std::vector<Record> records = read_all(reader, 1 + size % 3);
    const bool at_start = size == first || size == second;
    const bool said =
        reader.error() != nullptr ||
        (!records.empty() && records.back().function == Function::EventsLost);
    CHECK(said != at_start);
    if (size > second) {
      REQUIRE_FALSE(records.empty());
      CHECK(records[0].function == Function::TraceEnd);
    }
  }
}

TEST_CASE("a text with line breaks takes no other events with it") {
  const Mapping mapping = columns_mapping();
  const std::string text =
      kHeader + row("AtmSm", "Other", ", \"one\r\ntwo, three\r\nfour\"") +
      row("AtmSm", "TraceEnd", "") + "damaged, row\r\n" +
      row("AtmSm", "Other", ", \"never closed") + row("AtmSm", "TraceEnd", "");
  CsvReader reader = reader_of<CsvReader>(text, "t.csv", &mapping);
  const std::vector<Record> records = read_all(reader);
  REQUIRE(records.size() == 3);
  CHECK(records[0].function == Function::TraceEnd);
  CHECK(records[1].function == Function::EventsLost);
  CHECK(records[1].number == 6);
  CHECK(records[2].function == Function::TraceEnd);
  CHECK(messages(reader).starts_with(
      "t.csv:6: warning: the row is damaged, and counts as a lost event\n"
      "  why: it has too few columns; it begins with 'damaged, row'\n"));
  std::string timeless = kHeader + row("AtmSm", "TraceEnd", "");
  timeless.replace(timeless.find("134143775991234567"), 18, "noon");
  CsvReader noon = reader_of<CsvReader>(timeless, "t.csv");
  CHECK(read_all(noon)[0].function == Function::EventsLost);
  CHECK(messages(noon).find("its Clock-Time is no number") != std::string::npos);
}

TEST_CASE("what a spreadsheet saved is refused") {
  CHECK(error_of("Index," + kHeader).find("'Index'") != std::string::npos);
  std::string semicolons = kHeader;
  std::replace(semicolons.begin(), semicolons.end(), ',', ';');
  CHECK(error_of(semicolons).find("not separated by commas") != std::string::npos);
  std::string rounded = kHeader + row("AtmSm", "TraceEnd", "");
  rounded.replace(rounded.find("134143775991234567"), 18, "1.34143163991235E+17");
  CHECK(error_of(rounded) ==
        "t.csv:2: error: the file is not as tracerpt wrote it\n"
        "  why: the Clock-Time '1.34143163991235E+17' is rounded: the order of events is "
        "gone; a spreadsheet may have saved it\n"
        " help: convert the recording again, and leave the file as it is: tracerpt "
        "FILE.etl -o FILE.csv -of CSV\n");
  std::string decimal = kHeader + row("AtmSm", "TraceEnd", "");
  decimal.replace(decimal.find("0x00000004"), 10, "4");
  CHECK(error_of(decimal).find("the PID is '4'") != std::string::npos);
  CHECK(error_of("Event Name, Type, Clock-Time\r\n").find("no column 'Event ID'") !=
        std::string::npos);
}
