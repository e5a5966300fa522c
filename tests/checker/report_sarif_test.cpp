// The SARIF report has what the standard and code scanning ask for, and keeps their
// limits.
#include "checker/report_sarif.h"

#include <simdjson.h>

#include <cstdint>
#include <string>
#include <vector>

#include "tests/checker/proofs_of_file.h"
#include "tests/checker/report_helpers.h"
#include "tests/whole_specification.h"

namespace condis::test {
namespace {

using simdjson::dom::array;
using simdjson::dom::element;

// The one run of a log.
class Run {
 public:
  explicit Run(const std::vector<CheckOutcome>& outcomes, FailOn fail_on = {})
      : Run(report_of("sarif", outcomes, fail_on)) {}
  explicit Run(std::string text) : text_(std::move(text)) {
    REQUIRE(parser_.parse(text_).get(log_) == simdjson::SUCCESS);
  }

  // By JSON pointer, below the run.
  element at(const std::string& pointer) const {
    element found;
    CAPTURE(pointer);
    REQUIRE(log_.at_pointer("/runs/0" + pointer).get(found) == simdjson::SUCCESS);
    return found;
  }
  std::string text(const std::string& pointer) const {
    return std::string(at(pointer).get_string().value());
  }
  std::uint64_t number(const std::string& pointer) const {
    return at(pointer).get_uint64().value();
  }
  std::size_t size(const std::string& pointer) const {
    return at(pointer).get_array().value().size();
  }
  bool has(const std::string& pointer) const {
    return log_.at_pointer("/runs/0" + pointer).error() == simdjson::SUCCESS;
  }
  const std::string& all() const { return text_; }

 private:
  std::string text_;
  simdjson::dom::parser parser_;
  element log_;
};

TEST_CASE("results that fail the run come first, each with its rule and level") {
  const Run run({sample_outcome()});
  REQUIRE(run.size("/results") == 3);
  CHECK(run.text("/results/0/ruleId") == "drop-handle-dead-at-call");
  CHECK(run.text("/results/1/ruleId") == "drop-once");
  CHECK(run.text("/results/2/ruleId") == "drop-usual-places");
  CHECK(run.text("/results/0/level") == "error");
  CHECK(run.text("/results/2/level") == "note");
  for (const std::string result : {"0", "1", "2"}) {
    CHECK(run.text("/results/" + result + "/kind") == "fail");
    const std::uint64_t index = run.number("/results/" + result + "/ruleIndex");
    CHECK(run.text("/tool/driver/rules/" + std::to_string(index) + "/id") ==
          run.text("/results/" + result + "/ruleId"));
  }
}

TEST_CASE("what is not certain is open, and then has no level") {
  CheckOutcome outcome = sample_outcome();
  outcome.result.findings[1].verdict = Verdict::Possible;
  const Run run({outcome});
  CHECK(run.text("/results/1/kind") == "open");
  CHECK(run.text("/results/1/level") == "none");
  CHECK(run.text("/results/1/message/text").starts_with("possible: "));
}

TEST_CASE("a result lies at the source line, and relates to the recording") {
  const Run run({sample_outcome()});
  const std::string where = "/physicalLocation/artifactLocation/uri";
  const std::string line = "/physicalLocation/region/startLine";
  CHECK(run.text("/results/0/locations/0" + where) == "drv.c");
  CHECK(run.number("/results/0/locations/0" + line) == 120);
  CHECK(run.text("/results/0/relatedLocations/0" + where) == "lab7.jsonl");
  CHECK(run.number("/results/0/relatedLocations/0" + line) == 12);
  CHECK(run.text("/results/1/locations/0" + where) == "lab7.jsonl");
  CHECK_FALSE(run.has("/results/1/relatedLocations"));
}

TEST_CASE(
    "the code flow has a thread flow for each thread, in the order of the records") {
  CheckOutcome outcome = sample_outcome();
  for (Event& event : outcome.result.findings[1].around) {
    if (event.function == Function::ProtocolCmDropParty) event.thread_id = 400;
  }
  const Run run({outcome});
  const std::string flows = "/results/0/codeFlows/0/threadFlows";
  REQUIRE(run.size(flows) == 2);
  CHECK(run.text(flows + "/0/id") == "thread 312");
  CHECK(run.text(flows + "/1/id") == "thread 400");
  REQUIRE(run.size(flows + "/0/locations") == 3);
  CHECK(run.number(flows + "/0/locations/0/executionOrder") == 7);
  CHECK(run.number(flows + "/1/locations/0/executionOrder") == 8);
  CHECK(run.number(flows + "/0/locations/2/executionOrder") == 12);
  CHECK(run.text(flows + "/0/locations/0/importance") == "essential");
  CHECK(run.text(flows + "/0/locations/0/kinds/1") == "enter");
  CHECK(run.text(flows + "/0/locations/1/state/status/text") == "NDIS_STATUS_PENDING");
  CHECK(run.text(flows + "/0/locations/0/state/party/text") == "0xffffa80b10c20040");
}

TEST_CASE("calls inside of others are nested") {
  const Run run({sample_outcome()});
  const std::string flow = "/results/0/codeFlows/0/threadFlows/0/locations";
  CHECK(run.number(flow + "/0/nestingLevel") == 0);
  CHECK(run.number(flow + "/1/nestingLevel") == 1);
  CHECK(run.number(flow + "/3/nestingLevel") == 0);
}

TEST_CASE("an event tells the states of its VC and party before and after it") {
  const CheckOutcome outcome = check_trace(
      sample("drop-handle-dead-at-call/violated-dropped-again-while-pending.jsonl"),
      whole_table(), whole_specification(), {});
  const Run run(report_of("sarif", {outcome},
                          {.rules = whole_specification().rules(),
                           .fail_on = {},
                           .specification = &whole_specification()}));
  const std::string flow = "/results/0/codeFlows/0/threadFlows/0/locations";
  const std::size_t last = run.size(flow) - 1;
  const auto state = [&](std::size_t location, const std::string& what) {
    return run.text(flow + "/" + std::to_string(location) + "/state/" + what + "/text");
  };
  // The drop, its return, and the drop again, which the state that they led to forbids.
  REQUIRE(run.number(flow + "/" + std::to_string(last) + "/executionOrder") == 15);
  CHECK(state(last - 2, "party before") ==
        "client's life: up, client's add: settled-well");
  CHECK(state(last - 2, "party after") ==
        "client's life: dropping, client's add: settled-well, client's drop: entered");
  CHECK(state(last - 1, "party before") == state(last - 2, "party after"));
  CHECK(state(last - 1, "party after") ==
        "client's life: dropping, client's add: settled-well, client's drop: pended");
  CHECK(state(last, "party before") == state(last - 1, "party after"));
  CHECK(state(last, "VC before") ==
        "creator: creator-client, whole: yes, birth: born-elsewhere, form: multipoint, "
        "client's phase: in-call, client's make: settled-well, strayed: yes, client's "
        "seen: yes");
  CHECK(state(last, "VC after") == "unchanged");
}

TEST_CASE("states that nobody can name are left out") {
  const Run run({sample_outcome()});
  CHECK(run.has("/results/0/codeFlows/0/threadFlows/0/locations/0/state/party"));
  CHECK_FALSE(
      run.has("/results/0/codeFlows/0/threadFlows/0/locations/0/state/party before"));
}

TEST_CASE("findings of one fingerprint are told apart by their number") {
  CheckOutcome outcome = sample_outcome();
  outcome.result.findings.push_back(outcome.result.findings[2]);
  const Run run({outcome});
  const std::string print = run.text("/results/1/partialFingerprints/condisFinding~1v1");
  CHECK(run.text("/results/2/partialFingerprints/condisFinding~1v1") == print);
  CHECK(run.text("/results/1/partialFingerprints/primaryLocationLineHash") ==
        print + ":1");
  CHECK(run.text("/results/2/partialFingerprints/primaryLocationLineHash") ==
        print + ":2");
}

TEST_CASE("a rule has a page, short texts of at most 1,024 bytes, and a link") {
  CheckOutcome outcome = sample_outcome();
  const Run run({outcome});
  const std::string rule = "/tool/driver/rules/1";
  CHECK(run.text(rule + "/shortDescription/text") ==
        "A party handle is invalid from the drop on.");
  CHECK(run.text(rule + "/helpUri") ==
        "https://learn.microsoft.com/windows-hardware/drivers/ddi/ndis/"
        "nf-ndis-ndiscldropparty");
  CHECK(run.text(rule + "/help/markdown").find("```smt2") != std::string::npos);
  CHECK(run.text(rule + "/defaultConfiguration/level") == "error");
  CHECK(run.size(rule + "/properties/tags") == 3);
}

TEST_CASE("what is accepted is suppressed, and says why") {
  CheckOutcome outcome = sample_outcome();
  outcome.result.findings[1].accepted = "mended in 3.2";
  const Run run({outcome});
  // It weighs least, but for its place among the notes.
  CHECK(run.text("/results/2/suppressions/0/justification") == "mended in 3.2");
  CHECK_FALSE(run.has("/results/0/suppressions"));
}

TEST_CASE("a recording that could not be read is a notification, and no success") {
  CheckOutcome outcome = sample_outcome();
  outcome.result.warnings = {{"lab7.jsonl:3", "odd", "", ""}};
  CHECK(Run({outcome}).at("/invocations/0/executionSuccessful").get_bool().value());
  outcome.error = Diagnostic{"lab7.jsonl:9", "cut", "why", "help"};
  const Run run({outcome});
  CHECK_FALSE(run.at("/invocations/0/executionSuccessful").get_bool().value());
  const std::string notes = "/invocations/0/toolExecutionNotifications";
  CHECK(run.text(notes + "/0/level") == "warning");
  CHECK(run.text(notes + "/1/level") == "error");
  CHECK(run.text(notes + "/1/message/text") == "lab7.jsonl:9: cut; why: why; help: help");
}

TEST_CASE("of very many results those that fail the run are kept, and the rest counted") {
  CheckOutcome many = sample_outcome();
  Finding note = many.result.findings[0];
  note.around.clear();
  many.result.findings.assign(1000, note);
  std::vector<CheckOutcome> outcomes(26, many);
  outcomes.push_back(sample_outcome());
  const Run run(outcomes);
  CHECK(run.size("/results") == kMostSarifResults);
  CHECK(run.text("/results/0/level") == "error");
  CHECK(run.text("/results/1/level") == "error");
  CHECK(run.text("/results/2/level") == "note");
  CHECK(run.text("/invocations/0/toolExecutionNotifications/0/message/text") ==
        "1003 of 26003 findings are not listed; why: code scanning takes 25000 results");
  CHECK(run.has("/results/2/codeFlows"));
  CHECK_FALSE(run.has("/results/24999/codeFlows"));
}

}  // namespace
}  // namespace condis::test
