#include "traces/tracefmt_reader.h"

#include <doctest/doctest.h>

#include <string>

#include "tests/traces/reading.h"

using namespace condis;

namespace {

Mapping drop_mapping() {
  auto mapping = Mapping::parse(R"j({"mapping":1,"rules":[
    {"when":{"provider":"AtmSm","message":{"matches":
        "AtmSmDropPartyComplete: Status 0x(?P<status>\\w+), member (?P<member>\\w+)(?s:.*)"}},
     "is":{"Event":"ProtocolClDropPartyComplete","Phase":"enter",
           "Status":{"group":"status","base":16},
           "PartyContext":{"group":"member","base":16}}}]})j",
                                "m");
  REQUIRE(mapping);
  return *mapping;
}

}  // namespace

TEST_CASE("a message is what a mapping makes of it") {
  const Mapping mapping = drop_mapping();
  const std::string text =
      "Setting log file to: C:\\x\r\n"
      "[0]0368.03A4::02/02/2017-17:36:01.496 [AtmSm] AtmSmDropPartyComplete: Status "
      "0xC0000001, member FFFF9A0C10C20040\r\n"
      "  a second line\r\n"
      "[11]0004.0138::02/02/2017-17:36:01.497 [AtmSm]other words\r\n"
      "[1]0004.0138::02/02/2017-17:36:01.500 [x]Unknown( 10): "
      "GUID=5a1ff1d0-6d6e-4f0c-8f0a-0c0d15ca1100 (No Format Information found).\r\n";
  for (const std::size_t chunk : {std::size_t{1}, std::size_t{33}, kDefaultChunk}) {
    CAPTURE(chunk);
    TracefmtReader reader = reader_of<TracefmtReader>(text, "t.txt", &mapping, chunk);
    const std::vector<Record> records = read_all(reader, 1 + chunk % 3);
    REQUIRE(records.size() == 1);
    CHECK(records[0].number == 2);
    CHECK(records[0].function == Function::ProtocolClDropPartyComplete);
    CHECK(records[0].phase == Phase::Enter);
    CHECK(records[0].status == 0xC0000001u);
    CHECK(records[0].party_context == 0xFFFF9A0C10C20040u);
    CHECK(records[0].cpu == 0);
    CHECK(records[0].process_id == 0x368);
    CHECK(records[0].thread_id == 0x3A4);
    CHECK(records[0].time == *parse_date_time("2017-02-02T17:36:01.496Z"));
    CHECK(reader.provider(records[0].provider) == "AtmSm");
    CHECK(reader.time_scale() == TimeScale::Local);
    REQUIRE(reader.unknown_events().size() == 2);
    CHECK(reader.unknown_events()[0].name == "AtmSm");
    CHECK(reader.unknown_events()[1].name == "x");
    CHECK(messages(reader) ==
          "t.txt: warning: the times are whole milliseconds\n"
          "  why: within one, only the order of the lines tells which event came first\n"
          " help: record to an .etl file and read that, for times as they were logged\n"
          "t.txt: warning: 1 messages are not decoded\n"
          "  why: tracefmt had no format information for them\n"
          " help: run it with the driver's .pdb or .tmf files: tracefmt -i DRIVER.pdb "
          "FILE.etl\n");
  }
}

TEST_CASE("messages of TraceLogging events and of pktmon") {
  const std::string text =
      "[1]5FEC.0E48::01/13/2024-23:31:07.097 [AtmSm]{\"Phase\":\"enter\",\"Irql\":2,"
      "\"meta\":{\"provider\":\"AtmSm\",\"event\":\"NdisClDropParty\",\"time\":"
      "\"2024-01-13T23:31:07.097\",\"cpu\":1,\"pid\":24556,\"tid\":3656}}\n"
      "[02]0BFC.2430::2021-06-02 14:19:40.139669900 [Microsoft-Windows-PktMon] "
      "PktGroupId 1\n";
  TracefmtReader reader = reader_of<TracefmtReader>(text, "t.txt");
  const std::vector<Record> records = read_all(reader);
  REQUIRE(records.size() == 1);
  CHECK(records[0].function == Function::NdisClDropParty);
  CHECK(records[0].phase == Phase::Enter);
  CHECK(records[0].irql == 2);
  CHECK(records[0].thread_id == 0xE48);
  DecodedEvent event;
  CHECK(parse_tracefmt(text.substr(text.find("[02]")), event));
  CHECK(event.time == parse_date_time("2021-06-02T14:19:40.139669900Z"));
  CHECK(messages(reader).empty());
}

TEST_CASE("a line that nearly has a prefix is a message lost") {
  const auto message = [](const char* prefix, int seq) {
    return std::string(prefix) +
           " [x] {\"Event\":\"NdisClDropParty\",\"Phase\":\"enter\"," +
           "\"Seq\":" + std::to_string(seq) + "}\n";
  };
  const std::string one = message("[0]0368.03A4::02/02/2017-17:36:01.496123", 1);
  const std::string two = message("[11]0368.13A4::02/02/2017-17:36:01.496124", 2);
  // Numbers, separators and brackets in turn; and lines that go on with the message.
  for (const char* damaged :
       {"[0]0368x03A4::02/02/2017-17:36:01.496123 [x] lost", "[0]0368.03A4:;02/02/2017-1",
        "[0}0368.0~A4::02/02/2017-17:36:01.496123 [x]",
        "{11]0368.03A4::02/02/2017-17:36"}) {
    CAPTURE(std::string(damaged));
    for (const std::size_t chunk : {std::size_t{1}, std::size_t{50}, kDefaultChunk}) {
      const std::string lost = damaged + std::string("\nand more of it\n");
      std::string text = one + lost + two;
      TracefmtReader between = reader_of<TracefmtReader>(text, "t.txt", nullptr, chunk);
      std::vector<Record> records = read_all(between, 1 + chunk % 3);
      CAPTURE(chunk);
      REQUIRE(records.size() == 3);
      CHECK(records[0].seq == 1);
      CHECK(records[1].function == Function::EventsLost);
      CHECK(records[1].number == 2);
      CHECK(records[2].seq == 2);
      CHECK(messages(between) ==
            "t.txt:2: warning: the prefix of a message is damaged\n"
            "  why: lines that nearly begin like the others, such as this one, count as "
            "lost\n");

      text = "Log of\n" + lost + one;
      TracefmtReader before = reader_of<TracefmtReader>(text, "t.txt", nullptr, chunk);
      records = read_all(before, 1 + chunk % 3);
      REQUIRE(records.size() == 2);
      CHECK(records[0].function == Function::EventsLost);
      CHECK(records[0].number == 2);
      CHECK(records[1].seq == 1);

      text = one + lost + lost;
      TracefmtReader behind = reader_of<TracefmtReader>(text, "t.txt", nullptr, chunk);
      records = read_all(behind, 1 + chunk % 3);
      REQUIRE(records.size() == 2);
      CHECK(records[0].seq == 1);
      CHECK(records[1].function == Function::EventsLost);
    }
  }
  for (const char* more : {"0000: 4E 64 69 73 43 6C 44 72 6F 70 50 61 72 74 79 00",
                           "DEADBEEFDEADBEEFDEADBEEFDEADBEEFDEADBEEFDEADBEEF",
                           "02/02/2017-17:36:01.496 [x] said by somebody else"}) {
    CAPTURE(more);
    const std::string text =
        "[0]0368.03A4::02/02/2017-17:36:01.496123 [x] dump\n" + std::string(more) + "\n";
    TracefmtReader reader = reader_of<TracefmtReader>(text, "t.txt");
    CHECK(read_all(reader).empty());
    CHECK(reader.warning_count() == 0);
  }
}

TEST_CASE("a text that is cut, and one without the prefix") {
  const std::string line = "[0]0368.03A4::02/02/2017-17:36:01.496123 [AtmSm] words\n";
  for (std::size_t size = line.size() + 1; size < 2 * line.size(); ++size) {
    CAPTURE(size);
    const std::string text = (line + line).substr(0, size);
    TracefmtReader reader = reader_of<TracefmtReader>(text, "t.txt", nullptr, 7);
    const std::vector<Record> records = read_all(reader);
    REQUIRE(records.size() == 1);
    CHECK(records[0].function == Function::EventsLost);
    CHECK(reader.warning_count() == 1);
  }
  const std::string other = "no prefix\n[x]\n";
  TracefmtReader none = reader_of<TracefmtReader>(other, "t.txt");
  CHECK(read_all(none).empty());
  REQUIRE(none.error() != nullptr);
  CHECK(none.error()->what == "no line has the prefix that tracefmt prints");
}
