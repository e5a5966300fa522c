// The JUnit report: what is a failure, an error, skipped, and what passes.
#include "checker/report_junit.h"

#include <string>

#include "tests/checker/report_helpers.h"

namespace condis::test {
namespace {

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST_CASE("a rule that fails the run is a failure, one that does not count is skipped") {
  const std::string text = report_of("junit", {sample_outcome()});
  CHECK(has(text,
            "<testsuite name=\"lab7.jsonl\" tests=\"4\" failures=\"2\" errors=\"0\" "
            "skipped=\"1\" time=\"0\">"));
  CHECK(has(text,
            "<testcase classname=\"condis.client\" name=\"drop-handle-dead-at-call\" "
            "time=\"0\">\n      <failure message=\"party 0xffffa80b10c20040 is "
            "dropped while its first drop is pending\" type=\"violated\">"
            "lab7.jsonl:12: violated: "));
  CHECK(has(text, "classname=\"condis.CM-MCM-or-NDIS\" name=\"drop-once\""));
  CHECK(has(text, "<skipped message=\"not exercised: the drop is made elsewhere\"/>"));
  CHECK(has(text, "&lt;- breaks the rule"));
}

TEST_CASE("what is not certain is skipped, unless it fails the run") {
  CheckOutcome outcome = sample_outcome();
  outcome.result.findings[1].verdict = Verdict::Possible;
  outcome.result.rules[0].verdict = Verdict::Possible;
  const std::string usual = report_of("junit", {outcome});
  CHECK(has(usual, "failures=\"1\" errors=\"0\" skipped=\"2\""));
  CHECK(has(usual, "<skipped message=\"possible: party"));
  const std::string strict =
      report_of("junit", {outcome}, {Severity::Error, Verdict::Possible});
  CHECK(has(strict, "failures=\"2\" errors=\"0\" skipped=\"1\""));
}

TEST_CASE("a rule that holds passes, one that is accepted passes with its reason") {
  CheckOutcome outcome = sample_outcome();
  outcome.result.findings[1].accepted = "mended in 3.2";
  outcome.result.rules[2] = {Verdict::Holds, 3};
  outcome.result.findings.erase(outcome.result.findings.begin());
  const std::string text =
      report_of("junit", {outcome}, {Severity::Note, Verdict::Violated});
  CHECK(has(text, "failures=\"1\" errors=\"0\" skipped=\"0\""));
  CHECK(has(text, "name=\"drop-usual-places\" time=\"0\"/>"));
  CHECK(has(text, "name=\"drop-handle-dead-at-call\" time=\"0\">\n      <system-out>"));
  CHECK(has(text, "accepted: mended in 3.2"));
}

TEST_CASE("a recording that could not be read is an error; warnings are kept") {
  CheckOutcome outcome = sample_outcome();
  outcome.error = Diagnostic{"lab7.jsonl:9", "cut <here>", "why", "help"};
  outcome.result.warnings = {{"lab7.jsonl:3", "odd", "", ""}};
  const std::string text = report_of("junit", {outcome, sample_outcome()});
  CHECK(has(text, "errors=\"1\""));
  CHECK(has(text, "<error message=\"cut &lt;here&gt;\">lab7.jsonl:9: error: cut"));
  CHECK(has(text, "<system-err>lab7.jsonl:3: warning: odd\n</system-err>"));
  CHECK(has(text,
            "<testsuites name=\"condis-check\" tests=\"8\" failures=\"4\" "
            "errors=\"1\" skipped=\"2\" time=\"0\">"));
}

TEST_CASE("a recording with gaps does not pass") {
  CheckOutcome outcome = sample_outcome();
  outcome.result.losses = 2;
  const std::string text = report_of("junit", {outcome});
  CHECK(has(text, "errors=\"1\""));
  CHECK(has(text, "<error message=\"the recording has 2 gaps\">"));
  CHECK_FALSE(has(report_of("junit", {sample_outcome()}), "<error"));
}

TEST_CASE("of very many findings of a rule the first are told, and the rest counted") {
  CheckOutcome outcome = sample_outcome();
  const Finding one = outcome.result.findings[1];
  outcome.result.findings.assign(1000, one);
  const std::string text = report_of("junit", {outcome});
  CHECK(count_of(text, "lab7.jsonl:12: violated: ") == 20);
  CHECK(has(text, "980 further findings of this rule\n"));
}

TEST_CASE("text for XML keeps its lines, and nothing else that XML does not know") {
  CHECK(xml_text("a<b>&\"'\nc\x1b[0m\xEF\xBF\xBE") ==
        "a&lt;b&gt;&amp;&quot;&apos;\nc\\x1b[0m\\u{fffe}");
  CHECK(xml_text("") == "");
  CHECK(xml_text("a\n") == "a\n");
}

}  // namespace
}  // namespace condis::test
