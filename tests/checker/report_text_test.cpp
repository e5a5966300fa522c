#include "checker/report_text.h"

#include <doctest/doctest.h>

#include <string>

#include "tests/checker/sample_result.h"

namespace condis {
namespace {

using test::event;
using test::sample_result;
using test::sample_rules;

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST_CASE("a finding is told whole: culprit, sentence, events, consequences") {
  const std::string expected =
      R"(lab7.jsonl:12: violated drop-handle-dead-at-call (client)
  party 0xffffa80b10c20040 is dropped while its first drop is pending
  at drv.c:120 in DropMember
  "The caller of NdisClDropParty should consider the input NdisPartyHandle invalid as soon
  as it makes this call." nf-ndis-ndiscldropparty.md, Remarks

  line       time  thread  caller  event
     7  +0.0000ms     312  client  NdisClDropParty party 0x..0040 =>                <- reason
     8  +0.0007ms     312  NDIS      ProtocolCmDropParty party 0x..0040 =>
     9  +0.0016ms     312  NDIS      ProtocolCmDropParty party 0x..0040 = PENDING
    10  +0.0020ms     312  client  NdisClDropParty party 0x..0040 = PENDING
    12  +0.9130ms     312  client  NdisClDropParty party 0x..0040 =>                <- breaks the rule
  this also breaks:
    lab7.jsonl:12: violated drop-once (CM/MCM or NDIS): it is dropped twice

lab7.jsonl:7: violated drop-usual-places (client, note)
  the drop is made elsewhere
  "The caller of NdisClDropParty should consider the input NdisPartyHandle invalid as soon
  as it makes this call." nf-ndis-ndiscldropparty.md, Remarks

  line       time  thread  caller  event
     7  +0.0000ms     312  client  NdisClDropParty party 0x..0040 =>   <- breaks the rule

lab7.jsonl: 2 rules violated, 0 possible, 0 open, 0 held, 0 not exercised; 1 note; 50 events, 1 VC, 3 parties: violated
)";
  CHECK(report_text(sample_result(), sample_rules(), {}) == expected);
}

TEST_CASE("what is accepted takes a line and its reason, comes last, and is counted") {
  TraceResult result = sample_result();
  result.findings[1].accepted = "mended in 3.2\n";
  result.findings[2].accepted = "likewise";
  result.findings[2].follows = -1;
  const std::string text = report_text(result, sample_rules(), {});
  CHECK(text.find("drop-usual-places") < text.find("drop-handle-dead-at-call"));
  CHECK(text.find("lab7.jsonl:12: violated drop-handle-dead-at-call (client, accepted): "
                  "party 0xffffa80b10c20040 is dropped while its first drop is pending\n"
                  "  accepted: mended in 3.2\\n\nlab7.jsonl:12: violated drop-once") !=
        std::string::npos);
  CHECK(text.find("; 2 accepted; 50 events") != std::string::npos);
  CHECK(text.ends_with(": holds\n"));
}

TEST_CASE("with --fail-on note, a note is a rule like the others") {
  ReportOptions options;
  options.least = Severity::Note;
  CHECK(summary(sample_result(), sample_rules(), options) ==
        "3 rules violated, 0 possible, 0 open, 0 held, 0 not exercised; 50 events, 1 VC, "
        "3 parties: violated");
}

TEST_CASE("a finding graded below its rule stands beside the verdict") {
  TraceResult result = sample_result();
  result.findings = {result.findings[1]};
  result.findings[0].severity = Severity::Warning;
  result.rules = {
      {Verdict::Violated, 4}, {Verdict::Holds, 2}, {Verdict::NotExercised, 0}};
  CHECK(summary(result, sample_rules(), {}) ==
        "0 rules violated, 0 possible, 0 open, 2 held, 0 not exercised; 1 warning; 50 "
        "events, "
        "1 VC, 3 parties: holds");
}

TEST_CASE("the fourth finding of a rule takes one line") {
  TraceResult result = sample_result();
  result.findings.assign(4, result.findings[1]);
  result.findings_left_out = 2;
  const std::string text = report_text(result, sample_rules(), {});
  CHECK(contains(text, "(client): party 0xffffa80b10c20040 is dropped while"));
  CHECK(contains(text, "2 further findings are not shown: the first 4 are.\n"));
}

TEST_CASE("findings that follow from each other in a circle are still told") {
  TraceResult result = sample_result();
  result.findings[1].follows = 2;
  const std::string text = report_text(result, sample_rules(), {});
  CHECK(contains(text, "violated drop-handle-dead-at-call"));
  CHECK(contains(text, "violated drop-once"));
}

TEST_CASE("names from outside cannot reach the terminal") {
  TraceResult result = sample_result();
  result.path = "a\x1b[31m\n.jsonl";
  result.findings[1].message = "\x07 bell";
  result.findings[1].source.file = "x\x9b.c";
  const std::string text = report_text(result, sample_rules(), {});
  CHECK(text.find('\x1b') == std::string::npos);
  CHECK(text.find('\x07') == std::string::npos);
  CHECK(contains(text, "a\\x1b[31m\\n.jsonl:12: violated"));
  CHECK(contains(text, "x\\x9b.c:120"));
}

TEST_CASE("colour is only used when asked for") {
  ReportOptions options;
  options.colour = true;
  CHECK(contains(report_text(sample_result(), sample_rules(), options),
                 "\x1b[1;31mviolated\x1b[0m drop-handle-dead-at-call"));
}

TEST_CASE("an inconclusive verdict says what would settle it") {
  TraceResult result = sample_result();
  result.findings.clear();
  result.rules = {{Verdict::Open, 1}, {Verdict::Holds, 1}, {Verdict::Holds, 1}};
  CHECK(contains(report_text(result, sample_rules(), {}), "open: a duty is unmet"));
  result.rules[0].verdict = Verdict::Possible;
  CHECK(contains(report_text(result, sample_rules(), {}), "possible: some course"));
  CHECK(contains(report_text(result, sample_rules(), {}),
                 "from before the VC was created"));
  result.rules.assign(3, {Verdict::NotExercised, 0});
  CHECK(contains(report_text(result, sample_rules(), {}), "puts a rule to the test"));
}

TEST_CASE("records are named by line or by number, standard input by a name of its own") {
  TraceResult result = sample_result();
  CHECK(place(result, 7) == "lab7.jsonl:7");
  result.unit = "event";
  CHECK(place(result, 7) == "lab7.jsonl#7");
  result.path = "-";
  CHECK(place(result, 7) == "<stdin>#7");
}

TEST_CASE("what could be read of a broken recording is told as a part") {
  ReportOptions options;
  options.partial = true;
  CHECK(summary(sample_result(), sample_rules(), options)
            .ends_with(": violated as far as it could be read"));
}

}  // namespace
}  // namespace condis
