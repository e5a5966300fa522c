#include "traces/mapping.h"

#include <doctest/doctest.h>

#include <string>

#include "tests/traces/reading.h"

using namespace condis;

namespace {

Mapping parse(const std::string& rules) {
  auto mapping = Mapping::parse("{\"mapping\":1,\"rules\":[" + rules + "]}", "m.json");
  if (!mapping) FAIL(render(mapping.error(), "error"));
  return *mapping;
}

std::string error_of(const std::string& text) {
  const auto mapping = Mapping::parse(text, "m.json");
  return mapping ? "(none)" : render(mapping.error(), "error");
}

// The fault in a file of one rule, without where it stands.
std::string fault_of(const std::string& rule) {
  const auto mapping =
      Mapping::parse("{\"mapping\":1,\"rules\":[" + rule + "]}", "m.json");
  return mapping ? "(none)" : mapping.error().what;
}

std::vector<Record> read_lines(const Mapping& mapping, const std::string& lines,
                               std::string* said = nullptr) {
  JsonlReader reader = reader_of<JsonlReader>(lines, "t.jsonl", &mapping);
  std::vector<Record> records = read_all(reader);
  if (said != nullptr) *said = messages(reader);
  return records;
}

const std::string kFunctionEntry = R"(
  {"when":{"provider":"AtmSm","event":"FunctionEntry"},
   "is":{"Event":{"field":"Func","values":{"DropParty":"NdisClDropParty",
                                           "OnDropped":"ProtocolClDropPartyComplete"}},
         "Phase":"enter","PartyHandle":{"field":"Handle"},"Irql":{"field":"Level"}}})";

}  // namespace

TEST_CASE("fields of an event become those of schema 1") {
  const Mapping mapping = parse(kFunctionEntry);
  std::string said;
  const std::vector<Record> records = read_lines(
      mapping,
      R"({"Event":"FunctionEntry","Provider":"AtmSm","Time":5,"Cpu":1,"ThreadId":312,)"
      R"("Func":"DropParty","Handle":"0x40","Level":2,"Status":"banana"})"
      "\n"
      R"({"Event":"FunctionEntry","Provider":"AtmSm","Func":"Other"})"
      "\n"
      R"({"Event":"FunctionEntry","Provider":"Another","Func":"DropParty"})"
      "\n"
      R"({"Event":"FunctionEntry","Provider":"AtmSm"})"
      "\n"
      R"({"Event":"NdisClDropParty","Provider":"AtmSm","Phase":"exit","Status":259})"
      "\n"
      R"({"Event":"FunctionEntry","Provider":"AtmSm","Func":"OnDropped","Level":99})"
      "\n",
      &said);
  REQUIRE(records.size() == 3);
  CHECK(records[0].function == Function::NdisClDropParty);
  CHECK(records[0].phase == Phase::Enter);
  CHECK(records[0].party_handle == 0x40);
  CHECK(records[0].irql == 2);
  CHECK_FALSE(records[0].has(Field::Status));
  CHECK(records[0].time == 5);
  CHECK(records[0].thread_id == 312);
  CHECK(records[1].number == 5);  // no rule applies: schema 1
  CHECK(records[1].status == 0x103);
  CHECK(records[2].function == Function::ProtocolClDropPartyComplete);
  CHECK(said ==
        "t.jsonl:6: warning: Irql is '99'\n"
        "  why: Irql of ProtocolClDropPartyComplete must be a number from 0 to 31\n"
        " help: the field is taken as not logged; correct what logs it\n");
}

TEST_CASE("groups of expressions, numbers in hexadecimal, words") {
  const Mapping mapping = parse(R"j(
    {"when":{"provider":{"matches":"Atm.*"},"id":7,"fields":{
        "Text":{"matches":"(?P<what>in|out) (?:h=)?(?P<h>[0-9a-fA-F`xX]+)(?: s=(?P<s>\\w+))?"}}},
     "is":{"Event":"NdisClDropParty",
           "Phase":{"group":"what","values":{"in":"enter","out":1}},
           "PartyHandle":{"group":"h","base":16},"Status":{"group":"s"},
           "Provider":"Driver","HasData":false}})j");
  const auto line = [](const std::string& text) {
    return R"({"ProviderName":"AtmSm","EventID":7,"EventData":{"Text":")" + text +
           "\"}}\n";
  };
  std::string said;
  const std::vector<Record> records =
      read_lines(mapping,
                 line("in ffff9a0c`00000040") + line("out h=0X40 s=NDIS_STATUS_PENDING") +
                     line(" in 11112222333344445 ") + line("inn 40") + line("in 40 s="),
                 &said);
  REQUIRE(records.size() == 3);
  CHECK(records[0].phase == Phase::Enter);
  CHECK(records[0].party_handle == 0xffff9a0c00000040u);
  CHECK(records[0].has(Field::HasData));
  CHECK_FALSE(records[0].has(Field::Status));
  CHECK(records[1].phase == Phase::Exit);
  CHECK(records[1].party_handle == 0x40);
  CHECK(records[1].status == 0x103);
  CHECK_FALSE(records[2].has(Field::PartyHandle));
  CHECK(said.find("PartyHandle is '11112222333344445'") != std::string::npos);
}

TEST_CASE("a value without a meaning is refused, and does not fit another") {
  const Mapping mapping = parse(R"(
    {"when":{"event":"x"},"is":{"Event":"NdisClDropParty",
     "Phase":{"field":"p","values":{"in":"enter"}}}})");
  std::string said;
  const std::vector<Record> records = read_lines(mapping,
                                                 R"({"Event":"x","p":"inside"})"
                                                 "\n"
                                                 R"({"Event":"x","p":"in"})",
                                                 &said);
  REQUIRE(records.size() == 2);
  CHECK(records[0].function == Function::EventsLost);
  CHECK(records[1].function == Function::NdisClDropParty);
  CHECK(said.find("Phase is 'inside'") != std::string::npos);
}

TEST_CASE("a provider may be named by its GUID, and an event by any of its parts") {
  const Mapping mapping = parse(R"(
    {"when":{"provider":"{5A1FF1D0-6d6e-4f0c-8f0a-0c0d15ca1100}","message":"unloaded"},
     "is":{"Event":"TraceEnd"}})");
  const std::string text =
      "<Events><Event><System><Provider Name=\"AtmSm\" Guid=\"{5a1ff1d0-6d6e-4f0c-8f0a-"
      "0c0d15ca1100}\"/><EventID>3</EventID></System><DebugData><Message> unloaded "
      "</Message></DebugData></Event><Event><System><Provider Name=\"AtmSm\"/></System>"
      "<Data>unloaded</Data></Event></Events>";
  XmlReader reader = reader_of<XmlReader>(text, "t.xml", &mapping);
  const std::vector<Record> records = read_all(reader);
  REQUIRE(records.size() == 1);
  CHECK(records[0].function == Function::TraceEnd);
}

TEST_CASE("the first rule that applies counts") {
  const Mapping mapping = parse(
      R"({"when":{"event":"x","fields":{"a":1}},"is":{"Event":"TraceBegin","Role":"client"}},
         {"when":{"event":"x"},"is":{"Event":"TraceEnd"}})");
  const std::vector<Record> records = read_lines(mapping, R"({"Event":"x","a":1})"
                                                          "\n"
                                                          R"({"Event":"x","a":2})");
  REQUIRE(records.size() == 2);
  CHECK(records[0].role == Role::Client);
  CHECK(records[1].function == Function::TraceEnd);
}

TEST_CASE("mistakes in a mapping file are told by line and column") {
  CHECK(error_of("{\"mapping\":1,\n \"rules\":[{\"when\":{\"evnt\":\"x\"}}]}") ==
        "m.json:2:20: error: unknown name 'evnt' in \"when\"\n"
        "  why: there it is provider, event, id, message or fields\n"
        " help: did you mean 'event'?\n");
  CHECK(error_of("{\"mapping\":1,\"rules\":[\n{\"when\":{\"event\":\"x\"},\n  "
                 "\"is\":{\"Event\":\"NdisClDropParti\"}}]}") ==
        "m.json:3:17: error: 'NdisClDropParti' is no documented function\n"
        "  why: events stand for the functions and callbacks of CoNDIS, and for "
        "TraceBegin, "
        "Rundown, TraceEnd and EventsLost\n"
        " help: did you mean 'NdisClDropParty'?\n");
  CHECK(error_of("{\"mapping\":1,\"rules\":[}") ==
        "m.json:1:23: error: not valid JSON: expected a value\n"
        "  why: a mapping file is one JSON object\n"
        " help: docs/mapping.md describes mapping files\n");
  CHECK(error_of("{\"rules\":[]}").find("does not say that it is one of format 1") !=
        std::string::npos);
  CHECK(error_of("{\"mapping\":2,\"rules\":[]}").find("format 1") != std::string::npos);
  CHECK(error_of("{\"mapping\":1}").find("has no rules") != std::string::npos);
  CHECK(error_of("{\"mapping\":1,\"rules\":[]}").find("has no rules") !=
        std::string::npos);
  CHECK(error_of("{\"mapping\":1,\"rules\":7}")
            .find("\"rules\" is a number, and must be a "
                  "list") != std::string::npos);
  CHECK(error_of("[]").find("the mapping file is a list") != std::string::npos);
}

TEST_CASE("what a rule cannot say") {
  const std::string when = R"j({"when":{"event":{"matches":"(?P<g>.*)"}},)j";
  CHECK(fault_of(when + R"("is":{"Event":"TraceEnd"}})") == "(none)");
  CHECK(fault_of(R"({"is":{"Event":"TraceEnd"}})") == "the rule has no conditions");
  CHECK(fault_of(R"({"when":{},"is":{"Event":"TraceEnd"}})") ==
        "the rule has no conditions");
  CHECK(fault_of(R"({"when":{"event":"x"}})") ==
        "the rule says nothing about the events it is for");
  CHECK(fault_of(R"({"when":{"event":"x","event":"y"},"is":{"Event":"TraceEnd"}})") ==
        "'event' stands here twice");
  CHECK(fault_of(R"({"when":{"id":"x"},"is":{"Event":"TraceEnd"}})") ==
        "\"id\" must be a number from 0 to 65535");
  CHECK(fault_of(R"({"when":{"id":65536},"is":{"Event":"TraceEnd"}})") ==
        "\"id\" must be a number from 0 to 65535");
  CHECK(fault_of(R"({"when":{"event":[]},"is":{"Event":"TraceEnd"}})") ==
        "a condition cannot be a list");
  CHECK(fault_of(R"({"when":{"event":{}},"is":{"Event":"TraceEnd"}})") ==
        "the condition is empty");
  CHECK(fault_of(R"({"when":{"event":{"matches":"(a"}},"is":{"Event":"TraceEnd"}})")
            .starts_with("not a regular expression: missing )"));
  CHECK(fault_of(R"j({"when":{"event":{"matches":"(?P<g>a)"},)j"
                 R"j("message":{"matches":"(?P<g>b)"}},"is":{"Event":"TraceEnd"}})j") ==
        "the group 'g' stands in two expressions of the rule");
  std::string many = R"({"when":{"event":{"matches":")";
  for (int i = 0; i < 33; ++i) many += "(a)";
  CHECK(fault_of(many + R"("}},"is":{"Event":"TraceEnd"}})") ==
        "more than 32 groups in one expression");
  CHECK(fault_of(when + R"("is":{"Evnt":"TraceEnd"}})") ==
        "'Evnt' is no field of schema 1");
  CHECK(fault_of(when + R"("is":{"Phase":"enter"}})") ==
        "the rule does not say which Event its events are");
  CHECK(fault_of(when + R"("is":{"Event":"NdisClDropParty"}})") ==
        "the rule does not say which Phase its events are");
  CHECK(fault_of(when + R"("is":{"Event":{"group":"g","values":{"a":"TraceEnd"}}}})") ==
        "(none)");
  CHECK(fault_of(when + R"("is":{"Event":{"group":"g"}}})") ==
        "the rule does not say which Phase its events are");
  CHECK(fault_of(when + R"("is":{"Event":"NdisClDropParty","Phase":"entr"}})") ==
        "Phase cannot be 'entr'");
  CHECK(fault_of(when + R"("is":{"Event":"TraceEnd","Irql":{"group":"h"}}})") ==
        "no expression of the rule has a group 'h'");
  CHECK(fault_of(when + R"("is":{"Event":"TraceEnd","Irql":{}}})") ==
        "a value comes from a \"field\" or from a \"group\"");
  CHECK(
      fault_of(when + R"("is":{"Event":"TraceEnd","Irql":{"field":"a","group":"g"}}})") ==
      "a value comes from a \"field\" or from a \"group\"");
  CHECK(fault_of(when + R"("is":{"Event":"TraceEnd","Irql":{"field":"a","base":8}}})") ==
        "\"base\" is 10 or 16");
  CHECK(
      fault_of(when + R"("is":{"Event":"TraceEnd","Irql":{"field":"a","values":{}}}})") ==
      "\"values\" is empty");
  CHECK(
      fault_of(when +
               R"("is":{"Event":"TraceEnd","Irql":{"field":"a","values":{"x":32}}}})") ==
      "Irql cannot be '32'");
  CHECK(fault_of(when + R"("is":{"Event":"TraceEnd","Irql":null}})") ==
        "Irql cannot be null");
  CHECK(fault_of(when + R"("columns":[7]})") ==
        "the name of a column is a number, and must be a string");
  const auto missing = Mapping::load("/no/such/mapping.json");
  REQUIRE_FALSE(missing);
  CHECK(missing.error().what == "the mapping file cannot be read");
}
