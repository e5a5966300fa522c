#include "checker/catalogue.h"

#include <doctest/doctest.h>

#include <string>

#include "tests/checker/sample_result.h"

namespace condis {
namespace {

using test::sample_rules;

const std::vector<InvisibleRule> kInvisible = {
    {"drop-context-release", "C1 client drop", "The context is released after the drop.",
     "page.md", "can release", "memory is not traced"}};

RuleFilter at_fault(const std::string& word) {
  return {word, "", std::nullopt};
}
RuleFilter group(const std::string& word) {
  return {"", word, std::nullopt};
}
const RuleFilter kNotes = {"", "", Severity::Note};

std::string list(const RuleFilter& filter, OutputFormat format = OutputFormat::Text) {
  const auto text = list_rules(sample_rules(), kInvisible, filter, format);
  REQUIRE(text);
  return *text;
}

TEST_CASE("the list stands in groups, what no trace shows at its end") {
  CHECK(list({}) ==
        R"(C1 client drop
  error    client          drop-handle-dead-at-call  A party handle is invalid from the drop on.
  note     client          drop-usual-places         Drops are usually made in two places.

C12 roles
  error    CM/MCM or NDIS  drop-once                 A party is dropped once.

no trace can show
  drop-context-release: memory is not traced

3 of 3 rules; 1 that no trace can show
)");
}

TEST_CASE("filters take words of a group or of the party at fault") {
  CHECK(list(group("c1")).find("drop-once") == std::string::npos);
  CHECK(list(group("client drop")).find("2 of 3 rules; 1 that") != std::string::npos);
  CHECK(list(at_fault("CM")).find("1 of 3 rules; 0 that") != std::string::npos);
  CHECK(list(at_fault("ndis")).find("drop-once") != std::string::npos);
  CHECK(list(kNotes).find("1 of 3 rules; 0") != std::string::npos);
}

TEST_CASE("a filter that fits nothing is a mistake") {
  const auto text =
      list_rules(sample_rules(), {}, at_fault("cliont"), OutputFormat::Text);
  REQUIRE_FALSE(text);
  CHECK(text.error().what == "--at-fault 'cliont' fits no rule");
  CHECK(text.error().why == "there are: client; CM/MCM or NDIS");
  CHECK(text.error().help == "did you mean 'client'?");
  CHECK_FALSE(list_rules(sample_rules(), {}, group("C2"), OutputFormat::Text));
}

TEST_CASE("as JSON each rule is one line") {
  const std::string text = list(kNotes, OutputFormat::Json);
  CHECK(text.starts_with(R"({"rule":"drop-usual-places","group":"C1 client drop",)"));
  CHECK(text.find('\n') == text.size() - 1);
  CHECK(list({}, OutputFormat::Json).find(R"("visible":false,"page":"page.md")") !=
        std::string::npos);
}

TEST_CASE("a rule's page has everything the catalogue says, and both traces") {
  const std::vector<SampleFile> samples = {
      {"drop-handle-dead-at-call/holds-1.jsonl",
       "# The client closes.\n# expect: holds drop-handle-dead-at-call\n"
       R"({"Event":"NdisClDropParty","Phase":"enter","PartyHandle":"0x40","HasData":false})"
       "\n"
       R"({"Event":"NdisClCloseCall","Phase":"exit","Status":"NDIS_STATUS_PENDING"})"
       "\n"},
      {"drop-handle-dead-at-call/holds-2.jsonl", "{\"Event\":\"TraceEnd\"}\n"},
      {"drop-handle-dead-at-call/violated-1.jsonl",
       "# The party is dropped\n# a second time.\n"
       "# expect: violated drop-handle-dead-at-call at 5\n"
       R"({"Event":"NdisClDropParty","Phase":"enter","PartyHandle":"0x40","HasData":false})"
       "\n"
       R"({"Event":"NdisClDropParty","Phase":"enter","PartyHandle":"0x40","HasData":false})"
       "\n"}};
  const auto text =
      explain_rule(sample_rules(), kInvisible, samples, "drop-handle-dead-at-call");
  REQUIRE(text);
  CHECK(*text == R"(drop-handle-dead-at-call
  A party handle is invalid from the drop on.

  at fault  client
  severity  error
  group     C1 client drop
  kind      safety

what the document says
  "The caller of NdisClDropParty should consider the input NdisPartyHandle invalid as soon
  as it makes this call."
  nf-ndis-ndiscldropparty.md, Remarks

see also
  drop-chain-valid-handle

how it is read
  A drop that ended without success makes the handle valid again.

formula (10-client-drop.smt2:12)
  (define-fun drop-handle-dead-at-call ((p Party)) Bool
    true)

a trace that breaks it (traces/samples/drop-handle-dead-at-call/violated-1.jsonl)
  The party is dropped a second time.

    4  NdisClDropParty => PartyHandle 0x40 HasData no
    5  NdisClDropParty => PartyHandle 0x40 HasData no   <- breaks the rule

the mended one (traces/samples/drop-handle-dead-at-call/holds-1.jsonl)
  The client closes.

    3  NdisClDropParty => PartyHandle 0x40 HasData no
    4  NdisClCloseCall = PENDING
)");
}

TEST_CASE("a rule that no trace shows has a page that says why") {
  const auto text = explain_rule(sample_rules(), kInvisible, {}, "drop-context-release");
  REQUIRE(text);
  CHECK(text->find("why no trace shows it\n  memory is not traced\n") !=
        std::string::npos);
}

TEST_CASE("a misspelt rule is met with the nearest one") {
  const auto text = explain_rule(sample_rules(), kInvisible, {}, "drop-onec");
  REQUIRE_FALSE(text);
  CHECK(text.error().what == "no rule is called 'drop-onec'");
  CHECK(text.error().help == "did you mean 'drop-once'? 'condis-check rules' lists them");
}

}  // namespace
}  // namespace condis
