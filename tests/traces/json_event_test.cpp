#include "traces/json_event.h"

#include <doctest/doctest.h>

#include <string>

#include "tests/traces/reading.h"

using namespace condis;

namespace {

struct Shape {
  const char* tool;
  std::string line;
  bool has_cpu;
  const char* time;
};

// The entry of one call, as each tool writes it.
const Shape kShapes[] = {
    {"Sealighter",
     R"({"header":{"activity_id":"{0}","event_flags":577,"event_id":0,"event_name":"",)"
     R"("event_opcode":0,"event_version":0,"process_id":4,"provider_name":"AtmSm",)"
     R"("task_name":"NdisClDropParty","thread_id":312,"timestamp":"2026-01-31 23:59:59Z",)"
     R"("trace_name":"x"},"properties":{"Phase":"enter","CallId":7,"PartyHandle":)"
     R"("0xFFFFA80B10C20040"},"property_types":{"Phase":"STRINGA","CallId":"UINT64"},)"
     R"("stack_trace":["0x1"]})",
     false, "2026-01-31T23:59:59Z"},
    {"SilkETW",
     R"({"ProviderGuid":"5a1ff1d0-6d6e-4f0c-8f0a-0c0d15ca1100","YaraMatch":[],)"
     R"("ProviderName":"AtmSm","EventName":"NdisClDropParty","Opcode":0,"OpcodeName":"Info",)"
     R"("TimeStamp":"2026-02-01T01:59:59.1234567+02:00","ThreadID":312,"ProcessID":4,)"
     R"("ProcessName":"System","PointerSize":8,"EventDataLength":20,"XmlEventData":)"
     R"({"Phase":"enter","CallId":"7","PartyHandle":"0xFFFFA80B10C20040","MSec":"1,234"}})",
     false, "2026-01-31T23:59:59.1234567Z"},
    {"ETW2JSON",
     R"({"Event":{"Timestamp":134143775991234567,"ProviderGuid":)"
     R"("{5a1ff1d0-6d6e-4f0c-8f0a-0c0d15ca1100}","Id":0,"Version":0,"ProcessId":4,)"
     R"("ThreadId":312,"ProcessorNumber":3,"Stacks":[],"Name":"NdisClDropParty",)"
     R"("Properties":[{"Phase":"enter","CallId":7,"PartyHandle":18446647364212097088}]}})",
     true, "2026-01-31T23:59:59.1234567Z"},
    {"golang-etw",
     R"({"EventData":{"Phase":"enter","CallId":"7","PartyHandle":"0xFFFFA80B10C20040"},)"
     R"("UserData":{},"System":{"Channel":"","Computer":"x","EventID":0,"EventType":"",)"
     R"("EventGuid":"","Correlation":{"ActivityID":"","RelatedActivityID":""},)"
     R"("Execution":{"ProcessID":4,"ThreadID":312},"Keywords":{"Value":1,"Name":""},)"
     R"("Level":{"Value":4,"Name":"x"},"Opcode":{"Value":0,"Name":""},"Task":{"Value":0,)"
     R"("Name":"NdisClDropParty"},"Provider":{"Guid":)"
     R"("{5a1ff1d0-6d6e-4f0c-8f0a-0c0d15ca1100}","Name":"AtmSm"},"TimeCreated":)"
     R"({"SystemTime":"2026-01-31T23:59:59.1234567Z"}},"ExtendedData":[]})",
     false, "2026-01-31T23:59:59.1234567Z"},
    {"Elastic",
     R"({"ProviderGUID":{"Data1":1,"Data2":2,"Data3":3,"Data4":[1]},"ProviderName":"AtmSm",)"
     R"("EventID":0,"Version":0,"Level":"Information","LevelRaw":4,"Task":)"
     R"("NdisClDropParty","TaskRaw":0,"Keywords":["x"],"KeywordsRaw":1,"Timestamp":)"
     R"("2026-01-31T23:59:59.1234567Z","ProcessID":4,"ThreadID":312,"EventMessage":"",)"
     R"("Properties":[{"Name":"Phase","Value":"enter"},{"Name":"CallId","Value":"7"},)"
     R"({"Name":"PartyHandle","Value":"0xFFFFA80B10C20040"}],"ExtendedData":[]})",
     false, "2026-01-31T23:59:59.1234567Z"},
    {"OpenTelemetry",
     R"({"Timestamp":1769903999123456700,"SeverityNumber":9,"SeverityText":"INFO",)"
     R"("EventName":"NdisClDropParty","Resource":{"host.name":"x"},"Attributes":)"
     R"({"etw.provider_id":"5a1ff1d0-6d6e-4f0c-8f0a-0c0d15ca1100","etw.event_id":0,)"
     R"("etw.level":4,"etw.process_id":4,"etw.thread_id":312,"Phase":"enter","CallId":7,)"
     R"("PartyHandle":"0xFFFFA80B10C20040"}})",
     false, "2026-01-31T23:59:59.1234567Z"},
    {"OpenTelemetry's JSON encoding",
     R"({"timeUnixNano":"1769903999123456700","severityNumber":9,"eventName":)"
     R"("NdisClDropParty","body":{},"attributes":[{"key":"etw.provider_name","value":)"
     R"({"stringValue":"AtmSm"}},{"key":"etw.process_id","value":{"intValue":"4"}},)"
     R"({"key":"etw.thread_id","value":{"intValue":"312"}},{"key":"Phase","value":)"
     R"({"stringValue":"enter"}},{"key":"CallId","value":{"intValue":"7"}},{"key":)"
     R"("PartyHandle","value":{"stringValue":"0xFFFFA80B10C20040"}}]})",
     false, "2026-01-31T23:59:59.1234567Z"},
    {"own names",
     R"({"ts":1,"time":"2026-01-31T23:59:59.1234567Z","cpu":3,"pid":4,"tid":312,"provider":)"
     R"("AtmSm","guid":"x","id":0,"event":"NdisClDropParty","payload":{"Phase":0,"CallId":7,)"
     R"("PartyHandle":"0xFFFFA80B10C20040"}})",
     true, "2026-01-31T23:59:59.1234567Z"},
};

}  // namespace

TEST_CASE("an event reads the same in the shape of every tool") {
  for (const Shape& shape : kShapes) {
    CAPTURE(shape.tool);
    const std::string text = shape.line + '\n';
    JsonlReader reader = jsonl(text);
    const std::vector<Record> records = read_all(reader);
    CHECK(reader.error() == nullptr);
    REQUIRE(records.size() == 1);
    const Record& record = records[0];
    CHECK(record.function == Function::NdisClDropParty);
    CHECK(record.phase == Phase::Enter);
    CHECK(record.call_id == 7);
    CHECK(record.party_handle == 0xffffa80b10c20040u);
    CHECK(record.process_id == 4);
    CHECK(record.thread_id == 312);
    CHECK(record.has(Field::Cpu) == shape.has_cpu);
    CHECK(record.time == *parse_date_time(shape.time));
    CHECK(reader.provider(record.provider).size() > 0);
    CHECK((messages(reader).find("whole seconds") != std::string::npos) ==
          (std::string_view(shape.tool) == "Sealighter"));

    const std::string list = "{\"Events\":[" + shape.line + ",\n" + shape.line + "]}";
    auto opened = open_trace_bytes(list, "t");
    REQUIRE(opened);
    CHECK((*opened)->unit() == "event");
    const std::vector<Record> both = read_all(**opened);
    REQUIRE(both.size() == 2);
    CHECK(both[1].number == 2);
    CHECK(both[1].party_handle == record.party_handle);
  }
}

TEST_CASE("what is no event of another tool is not taken for one") {
  for (const std::string line :
       {R"({"Phase":"enter"})", R"({"header":7})", R"({})", R"({"Event":7})"}) {
    JsonlReader reader = jsonl(line);
    CHECK(read_all(reader).empty());
    CHECK(messages(reader).find("has no event name") != std::string::npos);
  }
  const std::string named = R"({"ProviderName":"x","EventID":5})";
  JsonlReader reader = jsonl(named);
  CHECK(read_all(reader).empty());
  REQUIRE(reader.unknown_events().size() == 1);
  CHECK(reader.unknown_events()[0].name == "x/5");
}

TEST_CASE("a time that is none is said") {
  const std::string line =
      R"({"ProviderName":"x","EventName":"TraceEnd","TimeStamp":"noon"})";
  JsonlReader reader = jsonl(line);
  const std::vector<Record> records = read_all(reader);
  REQUIRE(records.size() == 1);
  CHECK_FALSE(records[0].has(Field::Time));
  CHECK(messages(reader) ==
        "t.jsonl:1: warning: the time is 'noon'\n"
        "  why: it must be whole nanoseconds, or a date and time such as "
        "2026-01-31T23:59:59.123456789Z\n"
        " help: the record is taken as one without a time; correct what logs it\n");
}

TEST_CASE("a name that stands twice makes the record a lost one") {
  for (
      const std::string line :
      {R"({"Event":"NdisClDropParty","Phase":"enter","Status":1,"Status":2})",
       R"({"EventName":"NdisClDropParty","ProviderName":"x","EventData":{"Phase":"enter",)"
       R"("Status":1,"Status":2}})"}) {
    CAPTURE(line);
    JsonlReader reader = jsonl(line);
    const std::vector<Record> records = read_all(reader);
    REQUIRE(records.size() == 1);
    CHECK(records[0].function == Function::EventsLost);
    CHECK(
        messages(reader) ==
        "t.jsonl:1: warning: 'Status' stands twice in the record, which counts as lost\n"
        "  why: which of the two values is meant is not defined\n"
        " help: correct what logs it, so that each name stands once\n");
  }
  const std::string unknown = R"({"Event":"TraceEnd","x":1,"x":2})";
  JsonlReader reader = jsonl(unknown);
  CHECK(read_all(reader)[0].function == Function::TraceEnd);
  CHECK(messages(reader).empty());
}
