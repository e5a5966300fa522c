#include "traces/jsonl_reader.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <string>

#include "tests/traces/reading.h"

using namespace condis;

namespace {

const std::string kStory =
    "# A client drops a party.\n"
    "\n"
    R"({"Event":"TraceBegin","Time":0,"Provider":"AtmSm","Role":"client","CloseData":"no"})"
    "\n"
    R"({"Event":"NdisClDropParty","Phase":"enter","Time":1200,"Cpu":0,"ThreadId":312,)"
    R"("Provider":"AtmSm","CallId":7,"Irql":0,"PartyHandle":"0xffffa80b10c20040",)"
    R"("HasData":false,"DataSize":0,"File":"C:\\src\\drop.c","Line":88,"Func":"Drop"})"
    "\r\n"
    "   \t\n"
    R"({"Event":"NdisClDropParty","Phase":"exit","Time":1950,"Cpu":0,"ThreadId":312,)"
    R"("CallId":7,"Status":"NDIS_STATUS_PENDING"})"
    "\n"
    R"({"Event":"OtherEvent","Status":"banana","Phase":"middle"})"
    "\n"
    R"({"Event":"EventsLost","Count":12})"
    "\n"
    R"({"Event":"Rundown","Time":2000,"State":"dropping","PartyContext":64})"
    "\n"
    R"({"Event":"OtherEvent"})"
    "\n"
    R"({"Event":"TraceEnd","Time":"1970-01-01T00:00:00.000003Z","Provider":"Other"})";

std::string messages_of(std::string_view text) {
  JsonlReader reader = jsonl(text);
  read_all(reader);
  return messages(reader);
}

}  // namespace

TEST_CASE("a recording is read record by record") {
  JsonlReader reader = jsonl(kStory);
  const std::vector<Record> records = read_all(reader);
  REQUIRE(records.size() == 6);
  CHECK(messages(reader).empty());
  CHECK(reader.unit() == "line");

  CHECK(records[0].function == Function::TraceBegin);
  CHECK(records[0].number == 3);
  CHECK(records[0].role == Role::Client);
  CHECK(records[0].close_data == Support::No);
  CHECK(records[0].has(Field::Time));

  CHECK(records[1].function == Function::NdisClDropParty);
  CHECK(records[1].number == 4);
  CHECK(records[1].phase == Phase::Enter);
  CHECK(records[1].provider == records[0].provider);
  CHECK(reader.provider(records[1].provider) == "AtmSm");
  CHECK(reader.source(records[1].source).file == "C:\\src\\drop.c");
  CHECK(reader.source(records[1].source).line == 88);
  CHECK(reader.source(records[1].source).function == "Drop");

  CHECK(records[2].number == 6);
  CHECK(records[2].phase == Phase::Exit);
  CHECK(records[2].status == 0x103);
  CHECK(records[2].provider == 0);
  CHECK(records[2].source == 0);
  CHECK(reader.provider(0).empty());

  CHECK(records[3].function == Function::EventsLost);
  CHECK(records[3].count == 12);
  CHECK(records[4].state == RundownState::Dropping);
  CHECK(records[4].party_context == 64);
  CHECK(records[5].time == 3000);
  CHECK(reader.provider(records[5].provider) == "Other");

  REQUIRE(reader.unknown_events().size() == 1);
  CHECK(reader.unknown_events()[0].name == "OtherEvent");
  CHECK(reader.unknown_events()[0].count == 2);
  CHECK(reader.unknown_events()[0].first_number == 7);
}

TEST_CASE("any size of chunk gives the same records") {
  JsonlReader whole = jsonl(kStory);
  const std::vector<Record> expected = read_all(whole);
  for (std::size_t chunk = 1; chunk < 600; chunk += chunk < 40 ? 1 : 37) {
    CAPTURE(chunk);
    JsonlReader reader = jsonl(kStory, chunk);
    CHECK(read_all(reader, 1 + chunk % 5) == expected);
    CHECK(messages(reader).empty());
  }
}

TEST_CASE("a recording may end anywhere: what came before is read") {
  JsonlReader whole = jsonl(kStory);
  const std::vector<Record> expected = read_all(whole);
  for (std::size_t size = 0; size < kStory.size(); ++size) {
    CAPTURE(size);
    JsonlReader reader = jsonl(std::string_view(kStory).substr(0, size), 64);
    const std::vector<Record> records = read_all(reader);
    REQUIRE(records.size() <= expected.size());
    CHECK(std::equal(records.begin(), records.end(), expected.begin()));
    const std::string_view read = std::string_view(kStory).substr(0, size);
    const std::string_view last = trimmed(read.substr(read.rfind('\n') + 1));
    const bool cut = !last.empty() && last[0] != '#' && last.back() != '}';
    CHECK((reader.error() != nullptr) == cut);
    if (cut) {
      CHECK(reader.error()->help.find("cut off") != std::string::npos);
    }
  }
}

TEST_CASE("a value that cannot be is read around, with a warning") {
  JsonlReader reader =
      jsonl(R"({"Event":"NdisClDropParty","Phase":"enter","Irql":99,"CallId":1})"
            "\n"
            R"({"Event":"NdisClDropParty","Phase":"exit","Status":"NDIS_STATUS_BANANA"})"
            "\n"
            R"({"Event":"NdisClDropParty","Phase":"middle"})"
            "\n"
            R"({"Event":"NdisClDropParty","CallId":1})"
            "\n"
            R"({"Event":"TraceEnd","Phase":"middle","DataSize":-1})"
            "\n"
            R"({"Phase":"enter"})"
            "\n"
            R"({"Event":7})"
            "\n");
  const std::vector<Record> records = read_all(reader);
  REQUIRE(records.size() == 5);
  CHECK_FALSE(records[0].has(Field::Irql));
  CHECK(records[0].has(Field::CallId));
  CHECK_FALSE(records[1].has(Field::Status));
  for (const std::size_t lost : {2u, 3u}) {
    CHECK(records[lost].function == Function::EventsLost);
    CHECK(records[lost].count == 1);
    CHECK(records[lost].number == lost + 1);
  }
  CHECK(records[4].function == Function::TraceEnd);
  CHECK(records[4].phase == Phase::None);
  CHECK(reader.error() == nullptr);
  CHECK(reader.warning_count() == 8);
  CHECK(messages(reader) ==
        "t.jsonl:1: warning: Irql is '99'\n"
        "  why: Irql of NdisClDropParty must be a number from 0 to 31\n"
        " help: the field is taken as not logged; correct what logs it\n"
        "t.jsonl:2: warning: unknown status name \"NDIS_STATUS_BANANA\"\n"
        "  why: Status of NdisClDropParty must be a 32-bit number, \"0x...\", or a name "
        "such "
        "as NDIS_STATUS_PENDING\n"
        " help: the field is taken as not logged; log the number\n"
        "t.jsonl:3: warning: Phase is \"middle\"\n"
        "  why: Phase of NdisClDropParty must be enter or exit (or 0 or 1)\n"
        " help: the record counts as lost; log Phase as enter or exit\n"
        "t.jsonl:4: warning: NdisClDropParty has no Phase, and counts as lost\n"
        "  why: without it, the entry of a call and its return cannot be told apart\n"
        " help: log Phase as enter or exit (or 0 or 1)\n"
        "t.jsonl:5: warning: Phase is \"middle\"\n"
        "  why: Phase of TraceEnd must be enter or exit (or 0 or 1)\n"
        " help: the field is taken as not logged; correct what logs it\n"
        "t.jsonl:5: warning: DataSize is '-1'\n"
        "  why: DataSize of TraceEnd must be a number from 0 to 4294967295\n"
        " help: the field is taken as not logged; correct what logs it\n"
        "t.jsonl:6: warning: the record has no event name, and is skipped\n"
        "  why: the field Event names the function that was called\n"
        " help: add \"Event\", or take the record out\n"
        "t.jsonl:7: warning: the record has no event name, and is skipped\n"
        "  why: Event is '7', and must be the name of a function, as a string\n"
        " help: add \"Event\", or take the record out\n");
}

TEST_CASE("a line that is no JSON object ends the recording") {
  const std::string good = R"({"Event":"TraceEnd"})"
                           "\n";
  const auto where = [&](std::string_view bad) {
    const std::string text = good + std::string(bad) + "\n" + good;
    JsonlReader reader = jsonl(text);
    CHECK(read_all(reader).size() == 1);
    REQUIRE(reader.error() != nullptr);
    return reader.error()->where + ": " + reader.error()->what;
  };
  CHECK(where(R"({"Event":"TraceEnd")") ==
        "t.jsonl:2:20: not valid JSON: the line ends inside an object");
  CHECK(where(R"({"Event":"Trac)") ==
        "t.jsonl:2:15: not valid JSON: the line ends inside a string");
  CHECK(where(R"({"Event":"TraceEnd"} x)") ==
        "t.jsonl:2:22: not valid JSON: text after the end of the object");
  CHECK(where(R"({"Event":"TraceEnd"}{})") ==
        "t.jsonl:2:21: not valid JSON: text after the end of the object");
  CHECK(where(R"({"Event":truu})") == "t.jsonl:2:10: not valid JSON: expected a value");
  CHECK(where(R"({"File":"C:\src"})") ==
        "t.jsonl:2:12: not valid JSON: a backslash with no meaning (a path needs two of "
        "them)");
  CHECK(where("[1]") ==
        "t.jsonl:2:1: not valid JSON: expected '{': each line holds one object");
  // Columns count characters, not bytes.
  CHECK(where("{\"\xC3\xA9\xC3\xA9\":}") ==
        "t.jsonl:2:7: not valid JSON: expected a value");
  CHECK(where(std::string_view("\0", 1)) ==
        "t.jsonl:2:1: not valid JSON: expected '{': each line holds one object");
}

TEST_CASE("a line may be a mebibyte long, and no longer") {
  const std::string head = R"({"Event":"TraceEnd","x":")";
  const std::string tail = "\"}\n";
  const std::string full =
      head + std::string(JsonlReader::kMaxLine - head.size() - tail.size() + 1, 'x') +
      tail;
  for (const std::size_t chunk :
       {std::size_t{1000}, kDefaultChunk, std::size_t{4'000'000}}) {
    CAPTURE(chunk);
    JsonlReader fits = jsonl(full, chunk);
    CHECK(read_all(fits).size() == 1);
    CHECK(fits.error() == nullptr);
    const std::string longer = "x" + full;
    JsonlReader reader = jsonl(longer, chunk);
    CHECK(read_all(reader).empty());
    REQUIRE(reader.error() != nullptr);
    CHECK(reader.error()->where == "t.jsonl:1");
    CHECK(reader.error()->what == "the line is longer than 1 MiB");
  }
}

TEST_CASE("what is kept beside the records is bounded") {
  std::string text;
  for (int i = 0; i < 1'500; ++i) {
    text += R"({"Event":"Unknown)" + std::to_string(i) + "\"}\n";
    text += R"({"Event":"TraceEnd","Irql":99})"
            "\n";
  }
  JsonlReader reader = jsonl(text);
  CHECK(read_all(reader).size() == 1'500);
  CHECK(reader.warnings().size() == 20);
  CHECK(reader.warning_count() == 1'500);
  REQUIRE(reader.unknown_events().size() == 1'001);
  CHECK(reader.unknown_events()[1'000].name == "(others)");
  CHECK(reader.unknown_events()[1'000].count == 500);
}

TEST_CASE("providers beyond the limit are read as unnamed") {
  std::string text;
  for (int i = 0; i < 70'000; ++i) {
    text += R"({"Event":"TraceEnd","Provider":")" + std::to_string(i) + "\"}\n";
  }
  JsonlReader reader = jsonl(text);
  const std::vector<Record> records = read_all(reader, 4'096);
  REQUIRE(records.size() == 70'000);
  CHECK(reader.provider(records[65'534].provider) == "65534");
  CHECK(records[65'535].provider == 0);
  CHECK(reader.warning_count() == 70'000 - 65'535);
}

TEST_CASE("messages show values that are safe to print") {
  const std::string text =
      R"({"Event":"TraceEnd","Irql":"\u001b[31m)" + std::string(200, 'x') + "\"}\n";
  CHECK(messages_of(text).find('\x1b') == std::string::npos);
  CHECK(messages_of(text).find("...") != std::string::npos);
}

TEST_CASE("reading on after the end says nothing twice") {
  const std::string text = R"({"~Event":"x","Time":7000000000,"Provider":"P"})"
                           "\n";
  const auto opened = open_trace_bytes(text, "t.jsonl", InputFormat::JsonLines);
  REQUIRE(opened);
  std::array<Record, 2> records;
  for (int i = 0; i < 3; ++i) CHECK((*opened)->read(records) == 0);
  CHECK((*opened)->warning_count() == 1);  // the times are whole seconds
}
