#include "traces/xml_reader.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "tests/traces/reading.h"

using namespace condis;

namespace {

struct XmlEvent {
  std::string task;
  std::string data;  // Data elements
  std::string time = "2026-01-31T23:59:59.123456700Z";
  std::string execution = R"(ProcessID="4" ThreadID="312" ProcessorID="3")";
  std::string provider = R"(Name="AtmSm" Guid="{5a1ff1d0-6d6e-4f0c-8f0a-0c0d15ca1100}")";
};

std::string to_text(const XmlEvent& event) {
  return "<Event xmlns=\"http://schemas.microsoft.com/win/2004/08/events/event\">\r\n"
         "\t<System>\r\n\t\t<Provider " +
         event.provider +
         " />\r\n"
         "\t\t<EventID>0</EventID>\r\n\t\t<Keywords>0x1</Keywords>\r\n"
         "\t\t<TimeCreated SystemTime=\"" +
         event.time +
         "\" />\r\n"
         "\t\t<Execution " +
         event.execution +
         " KernelTime=\"15\" UserTime=\"0\" />\r\n"
         "\t\t<Channel />\r\n\t</System>\r\n\t<EventData>\r\n" +
         event.data +
         "\t</EventData>\r\n\t<RenderingInfo "
         "Culture=\"en-AU\">\r\n\t\t<Level>Information </Level>"
         "\r\n\t\t<Task>" +
         event.task + "</Task>\r\n\t</RenderingInfo>\r\n</Event>\r\n";
}

std::string data(std::string_view name, std::string_view value) {
  return "\t\t<Data Name=\"" + std::string(name) + "\">" + std::string(value) +
         "</Data>\r\n";
}

std::string document(const std::string& events) {
  return "<Events>\r\n" + events + "</Events>\r\n";
}

const std::string kDrop =
    to_text({"NdisClDropParty",
             data("Phase", "enter") + data("CallId", "       7") +
                 data("Irql", "       2") + data("PartyHandle", "0xFFFFA80B10C20040") +
                 data("HasData", "true") + data("DataSize", "      16") +
                 data("File", "C:\\src\\a&amp;b.c") + data("Line", "88") +
                 data("Func", "Drop") + data("Medium", "atm") + data("Status", "")});
const std::string kReturn =
    to_text({"NdisClDropParty", data("Phase", "       1") + data("Status", "0x103")});

std::vector<Record> read_text(const std::string& text) {
  XmlReader reader = xml(text);
  return read_all(reader);
}

}  // namespace

TEST_CASE("an event of tracerpt becomes a record") {
  const std::string text = document(kDrop + kReturn);
  XmlReader reader = xml(text);
  const std::vector<Record> records = read_all(reader);
  CHECK(messages(reader).empty());
  REQUIRE(records.size() == 2);
  CHECK(records[0].number == 2);
  CHECK(records[0].function == Function::NdisClDropParty);
  CHECK(records[0].phase == Phase::Enter);
  CHECK(records[0].time == 1769903999123456700);
  CHECK(records[0].cpu == 3);
  CHECK(records[0].thread_id == 312);
  CHECK(records[0].process_id == 4);
  CHECK(records[0].call_id == 7);
  CHECK(records[0].irql == 2);
  CHECK(records[0].party_handle == 0xffffa80b10c20040u);
  CHECK(records[0].has_data);
  CHECK(records[0].data_size == 16);
  CHECK_FALSE(records[0].has(Field::Status));
  CHECK(reader.provider(records[0].provider) == "AtmSm");
  CHECK(reader.source(records[0].source).file == "C:\\src\\a&b.c");
  CHECK(records[1].phase == Phase::Exit);
  CHECK(records[1].status == 0x103);
  const auto lines =
      static_cast<std::uint64_t>(std::count(kDrop.begin(), kDrop.end(), '\n'));
  CHECK(records[1].number == 2 + lines);
}

TEST_CASE("the event's name is the first documented one") {
  const std::string phase = data("Phase", "enter");
  const auto function = [](const std::string& text) {
    const std::vector<Record> records = read_text(text);
    return records.empty() ? Function::Unknown : records[0].function;
  };
  CHECK(function(to_text({" NdisClAddParty ", phase})) == Function::NdisClAddParty);
  CHECK(function(to_text({"Aufgabe", phase + data("Event", "NdisClAddParty")})) ==
        Function::NdisClAddParty);
  CHECK(function(to_text({"NdisClDropParty", phase + data("Event", "NdisClAddParty")})) ==
        Function::NdisClDropParty);
  CHECK(function("<Event><EventData Name='NdisClAddParty'><Data Name='Phase'>0</Data>"
                 "</EventData></Event>") == Function::NdisClAddParty);
  CHECK(function(
            "<Event ><EventData><Data Name='Phase'>0</Data></EventData><RenderingInfo>"
            "<EventName xmlns='x'>NdisClAddParty</EventName></RenderingInfo></Event>") ==
        Function::NdisClAddParty);
  CHECK(
      function(
          "<Event><RenderingInfo><Task><![CDATA[NdisClAddParty]]></Task></RenderingInfo>"
          "<EventData><Data Name='Phase'>&#48;</Data></EventData></Event>") ==
      Function::NdisClAddParty);
}

TEST_CASE("events of other providers are counted, whatever their fields hold") {
  const std::string text =
      document(to_text({"Other", data("Status", "banana") + data("Phase", "full")}) +
               to_text({"Other", ""}) + to_text({"", ""}) + kDrop);
  XmlReader reader = xml(text);
  CHECK(read_all(reader).size() == 1);
  CHECK(messages(reader).empty());
  REQUIRE(reader.unknown_events().size() == 2);
  CHECK(reader.unknown_events()[0].name == "Other");
  CHECK(reader.unknown_events()[0].count == 2);
  CHECK(reader.unknown_events()[1].name == "AtmSm/0");
}

TEST_CASE("header fields that are not there stay absent") {
  XmlEvent event{"NdisClDropParty", data("Phase", "enter")};
  event.execution = R"(ProcessID="4294967295" ThreadID="4294967295" ProcessorID="0")";
  event.provider = R"(Guid="{5A1FF1D0-6d6e-4f0c-8f0a-0c0d15ca1100}")";
  const std::string text = to_text(event);
  XmlReader reader = xml(text);
  const std::vector<Record> records = read_all(reader);
  REQUIRE(records.size() == 1);
  CHECK_FALSE(records[0].has(Field::ThreadId));
  CHECK(records[0].process_id == 0);
  CHECK(records[0].has(Field::Cpu));
  CHECK(reader.provider(records[0].provider) == "{5A1FF1D0-6d6e-4f0c-8f0a-0c0d15ca1100}");

  event.time = "1234567";
  CHECK(read_text(to_text(event))[0].time == 123456700);  // of 10 MHz
  event.time = "noon";
  const std::string noon = to_text(event);
  XmlReader odd = xml(noon);
  CHECK_FALSE(read_all(odd)[0].has(Field::Time));
  CHECK(odd.warning_count() == 1);
}

TEST_CASE("the counters of losses become a record") {
  const auto header = [](std::string_view events, std::string_view buffers) {
    return document(
        "<Event><System><Provider Guid=\"{9e814aad-3204-11d2-9a82-006008a86939}\" />"
        "<TimeCreated SystemTime=\"2026-01-31T23:59:59.123456700Z\" "
        "/></System><EventData>" +
        data("EventsLost", events) + data("BuffersLost", buffers) +
        "</EventData><RenderingInfo><Opcode>Header</Opcode></RenderingInfo>"
        "<ExtendedTracingInfo><EventGuid>{68fdd900-4a3e-11d1-84f4-0000f80464e3}</"
        "EventGuid>"
        "</ExtendedTracingInfo></Event>");
  };
  CHECK(read_text(header("       0", "       0")).empty());
  const std::vector<Record> lost = read_text(header("      12", "       1"));
  REQUIRE(lost.size() == 1);
  CHECK(lost[0].function == Function::EventsLost);
  CHECK(lost[0].count == 12);
  CHECK_FALSE(lost[0].has(Field::Time));
  CHECK(read_text(header("       0", "       1")).size() == 1);
  // They may be missing anywhere: that is told when all is there.
  std::string beside = header("      12", "       1");
  beside.insert(beside.find("</Events>"), kDrop);
  const std::vector<Record> records = read_text(beside);
  REQUIRE(records.size() == 2);
  CHECK(records[0].function == Function::NdisClDropParty);
  CHECK(records[1].function == Function::EventsLost);
  CHECK(records[1].number == 1);
}

TEST_CASE("any size of chunk gives the same records") {
  const std::string text = document(kDrop + "<Event/>\n" + kReturn + kDrop);
  XmlReader whole = xml(text);
  const std::vector<Record> expected = read_all(whole);
  REQUIRE(expected.size() == 3);
  for (std::size_t chunk = 1; chunk < 3'000; chunk += chunk < 30 ? 1 : 97) {
    CAPTURE(chunk);
    XmlReader reader = xml(text, chunk);
    CHECK(read_all(reader, 1 + chunk % 3) == expected);
    CHECK(messages(reader).empty());
  }
}

TEST_CASE("a recording may end anywhere: what came before is read") {
  const std::string text = document(kDrop + kReturn);
  XmlReader whole = xml(text);
  const std::vector<Record> expected = read_all(whole);
  const std::size_t first = text.find("<Event ");
  const std::size_t second = text.find("<Event ", first + 1);
  const std::size_t end = text.find("</Events>");
  for (std::size_t size = 8; size < text.size(); ++size) {
    CAPTURE(size);
    XmlReader reader = xml(std::string_view(text).substr(0, size), 100);
    std::vector<Record> records = read_all(reader, 1 + size % 3);
    const bool inside = (size >= first + 2 && size < second - 2) ||
                        (size >= second + 2 && size < end - 2);
    CHECK((reader.error() != nullptr) == inside);
    const bool unclosed = !inside && size < end + 9;
    CHECK((reader.warning_count() == 1) == unclosed);
    if (unclosed) {
      REQUIRE_FALSE(records.empty());
      CHECK(records.back().function == Function::EventsLost);
      CHECK_FALSE(records.back().has(Field::Count));
      records.pop_back();
    }
    REQUIRE(records.size() <= 2);
    CHECK(std::equal(records.begin(), records.end(), expected.begin()));
  }
}

TEST_CASE("only markup begins and ends events") {
  const std::string comment = "<!-- </Events><Event></Event> -- <Event> -->";
  const std::string section = "<![CDATA[</Event></Events><Event>]]>";
  const std::string nested = "<UserData><Event a=\"/>\"><Event/></Event ></UserData>";
  const std::string odd =
      to_text({"NdisClDropParty",
               data("Phase", "enter") + comment + data("Func", section) + nested});
  const std::string text = "<?xml version='1.0'?><!DOCTYPE Events>" + comment +
                           document(comment + odd + "<?Event </Events> ?>" + kReturn);
  for (const std::size_t chunk : {std::size_t{1}, std::size_t{7}, kDefaultChunk}) {
    CAPTURE(chunk);
    XmlReader reader = xml(text, chunk);
    const std::vector<Record> records = read_all(reader);
    CHECK(messages(reader).empty());
    REQUIRE(records.size() == 2);
    CHECK(reader.source(records[0].source).function == "</Event></Events><Event>");
    CHECK(records[1].phase == Phase::Exit);
  }
  const std::string commented = "<Events>" + comment;
  XmlReader cut = xml(commented);
  CHECK(read_all(cut).size() == 1);  // that events are lost
  const std::string unended = "<Events><!-- </Events>";
  XmlReader unended_comment = xml(unended);
  CHECK(read_all(unended_comment).size() == 1);
}

TEST_CASE("events that tracerpt could not decode") {
  const auto undecoded = [](const std::string& task, const std::string& payload) {
    std::string text = to_text({task, ""});
    const std::size_t at = text.find("\t<EventData>");
    return text.replace(at, text.find("\t<RenderingInfo") - at, payload);
  };
  const std::string error =
      "<ProcessingErrorData><ErrorCode>15005</ErrorCode><DataItemName />"
      "<EventPayload>0001</EventPayload></ProcessingErrorData>";
  const std::string bytes = "<BinaryEventData></BinaryEventData>";
  const std::string text = document(undecoded("NdisClDropParty", error) +
                                    undecoded("Other", error) + undecoded("", bytes));
  XmlReader reader = xml(text);
  const std::vector<Record> records = read_all(reader);
  REQUIRE(records.size() == 1);
  CHECK(records[0].function == Function::EventsLost);
  CHECK(records[0].count == 1);
  CHECK(messages(reader) ==
        "t.xml:2: warning: NdisClDropParty is not decoded, and counts as lost\n"
        "  why: in the place of its fields stands error 15005\n"
        " help: convert the recording where the driver's manifest is installed\n"
        "t.xml: warning: 2 events are not decoded\n"
        "  why: in the place of the first one's fields stands error 15005\n"
        " help: if the driver's are among them, convert the recording where its manifest "
        "is "
        "installed\n");
  CHECK(reader.unknown_events().size() == 2);
}

TEST_CASE("XML that is not well-formed ends the recording") {
  const auto error = [](const std::string& bad) {
    const std::string text = document(kDrop + bad + kDrop);
    XmlReader reader = xml(text);
    CHECK(read_all(reader).size() == 1);
    REQUIRE(reader.error() != nullptr);
    return reader.error()->what;
  };
  CHECK(error("<Event><System></Event>")
            .starts_with("the event that begins here is not valid"));
  CHECK(error("<Event><System <></Event>")
            .starts_with("the event that begins here is not"));
  const std::string nothing = "<?xml version=\"1.0\"?>\n<html></html>\n";
  XmlReader other = xml(nothing);
  CHECK(read_all(other).empty());
  REQUIRE(other.error() != nullptr);
  CHECK(other.error()->what == "this XML holds no events");
  for (const std::string empty :
       {"<Events></Events>", "<Events />", "<Events a='/' />\n"}) {
    XmlReader none = xml(empty);
    CHECK(read_all(none).empty());
    CHECK(messages(none).empty());
  }
}

TEST_CASE("an event may be a mebibyte long, and no longer") {
  for (const std::size_t chunk :
       {std::size_t{1'000}, kDefaultChunk, std::size_t{4'000'000}}) {
    CAPTURE(chunk);
    const std::string fits =
        to_text({"TraceEnd", data("x", std::string(XmlReader::kMaxEvent - 1'000, 'x'))});
    XmlReader reader = xml(fits, chunk);
    CHECK(read_all(reader).size() == 1);
    const std::string text =
        to_text({"TraceEnd", data("x", std::string(XmlReader::kMaxEvent, 'x'))});
    XmlReader longer = xml(text, chunk);
    CHECK(read_all(longer).empty());
    REQUIRE(longer.error() != nullptr);
    CHECK(longer.error()->what == "the event that begins here is longer than 1 MiB");
  }
}

TEST_CASE("JSON lines and XML of the same events give the same records") {
  TestRandom random(6);
  std::string lines;
  std::string events;
  for (int i = 0; i < 500; ++i) {
    const auto function = static_cast<Function>(random.below(kCallCount));
    const std::string name(
        name_of(function, random.one_in(3) ? Spelling::NdisMCm : Spelling::NdisCm));
    std::string fields;
    std::string elements;
    const auto both = [&](const std::string& field, const std::string& json,
                          const std::string& text) {
      if (field == "Phase" || !random.one_in(3)) {
        fields += ",\"" + field + "\":" + json;
        elements += data(field, text);
      }
    };
    const auto number = [&](const std::string& field, std::uint64_t limit) {
      const std::string digits = std::to_string(random.next() % limit);
      both(field, digits,
           std::string(digits.size() < 8 ? 8 - digits.size() : 0, ' ') + digits);
    };
    const bool enter = random.one_in(2);
    both("Phase", enter ? "\"enter\"" : "1", enter ? "       0" : "exit");
    number("CallId", 1'000'000);
    number("Seq", 1ull << 62);
    number("Irql", 32);
    number("PartyContext", ~0ull);
    both("PartyHandle", "\"0xffffA80b10c20040\"", "0xFFFFA80B10C20040");
    both("Status", "\"NDIS_STATUS_RESOURCES\"", "0xC000009A");
    both("HasData", "true", "true");
    both("File", "\"C:\\\\a.c\"", "C:\\a.c");
    number("Line", 1'000);
    const std::string thread = std::to_string(random.below(100'000));
    lines += "{\"Event\":\"" + name + "\",\"Time\":\"2026-01-31T23:59:59." +
             std::to_string(100'000'000 + i) +
             "Z\",\"Provider\":\"AtmSm\",\"ProcessId\":4,"
             "\"ThreadId\":" +
             thread + ",\"Cpu\":3" + fields + "}\n";
    XmlEvent event{name, elements};
    event.time = "2026-02-01T01:59:59." + std::to_string(100'000'000 + i) + "+01:59";
    event.execution = "ProcessID=\"4\" ThreadID=\"" + thread + "\" ProcessorID=\"3\"";
    events += to_text(event);
  }
  events = document(events);
  JsonlReader from_lines = jsonl(lines);
  XmlReader from_xml = xml(events);
  std::vector<Record> a = read_all(from_lines);
  std::vector<Record> b = read_all(from_xml);
  CHECK(messages(from_lines).empty());
  CHECK(messages(from_xml).empty());
  REQUIRE(a.size() == 500);
  REQUIRE(b.size() == 500);
  for (std::size_t i = 0; i < a.size(); ++i) {
    b[i].number = a[i].number;
    CHECK(a[i] == b[i]);
  }
}

TEST_CASE("an event whose beginning is damaged counts as lost") {
  const std::string event =
      "<Event><System><Provider Name=\"x\"/></System><RenderingInfo><Task>TraceEnd</Task>"
      "</RenderingInfo></Event>\n";
  std::string text = "<Events>\n" + event + event + event + "</Events>\n";
  text[text.find("<Event>", 9 + event.size()) + 1] = 'F';
  XmlReader reader = xml(text);
  const std::vector<Record> records = read_all(reader);
  REQUIRE(records.size() == 3);
  CHECK(records[1].function == Function::EventsLost);
  CHECK(records[1].number == 3);
  CHECK(records[2].number == 4);
  CHECK(messages(reader).starts_with("t.xml:3: warning: an event ends here"));
}
