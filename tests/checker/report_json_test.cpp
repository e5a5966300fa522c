#include "checker/report_json.h"

#include <doctest/doctest.h>
#include <simdjson.h>

#include <string>

#include "tests/checker/sample_result.h"

namespace condis {
namespace {

using test::sample_result;
using test::sample_rules;

TEST_CASE("the report is the documented object, to the letter") {
  CheckOutcome outcome;
  outcome.result = sample_result();
  outcome.result.findings.erase(outcome.result.findings.begin());
  outcome.result.findings[1].follows = 0;
  const std::string expected =
      R"({"tool":"condis-check","version":"0.1.0","trace":"lab7.jsonl","unit":"line",)"
      R"("verdict":"violated","outcome":"violated","events":50,"vcs":1,"parties":3,"findings":[)"
      R"({"fingerprint":"9342cb8784d2381b","rule":"drop-handle-dead-at-call","verdict":"violated","severity":"error",)"
      R"("at_fault":"client","line":12,"event":"NdisClDropParty","phase":"enter",)"
      R"("vc":"0xffffa80b10c10000","party":"0xffffa80b10c20040",)"
      R"("message":"party 0xffffa80b10c20040 is dropped while its first drop is pending",)"
      R"("because":[{"line":7,"event":"NdisClDropParty"}],)"
      R"("page":"nf-ndis-ndiscldropparty.md","section":"Remarks",)"
      R"("quote":"The caller of NdisClDropParty should consider the input NdisPartyHandle )"
      R"(invalid as soon as it makes this call.",)"
      R"("source":{"file":"drv.c","line":120,"function":"DropMember"}},)"
      R"({"fingerprint":"fe636cdb896f6e87","rule":"drop-once","verdict":"violated","severity":"error",)"
      R"("at_fault":"CM/MCM or NDIS","line":12,"event":"NdisClDropParty","phase":"enter",)"
      R"("vc":"0xffffa80b10c10000","party":"0xffffa80b10c20040",)"
      R"("message":"it is dropped twice","because":[],)"
      R"("page":"nf-ndis-ndiscldropparty.md","section":"Remarks",)"
      R"("quote":"The caller of NdisClDropParty should consider the input NdisPartyHandle )"
      R"(invalid as soon as it makes this call.","follows":0}],"findings_left_out":0,)"
      R"("rules":[{"rule":"drop-handle-dead-at-call","verdict":"violated","exercised":4},)"
      R"({"rule":"drop-once","verdict":"violated","exercised":2},)"
      R"({"rule":"drop-usual-places","verdict":"violated","exercised":1}],)"
      R"("warnings":[],"warnings_left_out":0,"error":null})";
  CHECK(report_json(outcome, sample_rules(), FailOn()) == expected);
}

TEST_CASE("any bytes in names and messages give one line of valid JSON") {
  CheckOutcome outcome;
  outcome.result = sample_result();
  std::string every_byte;
  for (int byte = 0; byte < 256; ++byte) every_byte += static_cast<char>(byte);
  outcome.result.path = every_byte;
  outcome.result.findings[1].message =
      every_byte + "\xE2\x80\xAE\xF0\x9F\x98\x80\xED\xA0\x80";
  outcome.error = Diagnostic{every_byte, "what", "why", "help"};
  const std::string text = report_json(outcome, sample_rules(), FailOn());
  CHECK(text.find('\n') == std::string::npos);

  simdjson::dom::parser parser;
  simdjson::dom::element document;
  REQUIRE(parser.parse(text).get(document) == simdjson::SUCCESS);
  std::string_view path;
  REQUIRE(document["trace"].get(path) == simdjson::SUCCESS);
  CHECK(path.substr(0, 128) == std::string_view(every_byte).substr(0, 128));
  CHECK(path.substr(128, 3) == "\xEF\xBF\xBD");
}

TEST_CASE("a recording that could not be read to its end never holds") {
  CheckOutcome outcome;
  outcome.result = sample_result();
  outcome.result.findings.clear();
  outcome.result.rules.assign(3, {Verdict::Holds, 1});
  outcome.result.findings.clear();
  CHECK(report_json(outcome, sample_rules(), FailOn())
            .find(R"("verdict":"holds","outcome":"holds","events")") !=
        std::string::npos);
  outcome.error = Diagnostic{"lab7.jsonl:9", "the line is cut", "", ""};
  const std::string text = report_json(outcome, sample_rules(), FailOn());
  CHECK(text.find(R"("verdict":"open","outcome":"bad input","events")") !=
        std::string::npos);
  CHECK(text.find(
            R"("error":{"where":"lab7.jsonl:9","what":"the line is cut","why":"",)") !=
        std::string::npos);
}

TEST_CASE("a handle that is not known is null") {
  CheckOutcome outcome;
  outcome.result = sample_result();
  outcome.result.findings[0].event.party = 0;
  CHECK(report_json(outcome, sample_rules(), FailOn()).find(R"("party":null)") !=
        std::string::npos);
}

}  // namespace
}  // namespace condis
