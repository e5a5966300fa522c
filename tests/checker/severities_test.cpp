// Severities that the user gives, and what they do to findings.
#include "checker/severities.h"

#include "tests/checker/report_helpers.h"

namespace condis::test {
namespace {

TraceResult applied(const std::vector<std::string>& words) {
  TraceResult result = sample_result();
  const auto severities = Severities::parse(words, sample_rules());
  REQUIRE(severities);
  severities->apply(result);
  return result;
}

TEST_CASE("without words nothing changes") {
  const TraceResult result = applied({});
  REQUIRE(result.findings.size() == 3);
  CHECK(result.findings[0].severity == Severity::Note);
  CHECK(result.findings[1].severity == Severity::Error);
  CHECK(result.findings[2].follows == 1);
}

TEST_CASE("findings get the severity of their rule; the last word counts") {
  const TraceResult result =
      applied({"drop-usual-places=warning", "drop-once=note", "drop-usual-places=error"});
  CHECK(result.findings[0].severity == Severity::Error);
  CHECK(result.findings[2].severity == Severity::Note);
}

TEST_CASE("a finding that was graded below its rule does not rise, but may sink") {
  TraceResult result = sample_result();
  result.findings[1].severity = Severity::Warning;
  const auto raised =
      Severities::parse({"drop-handle-dead-at-call=error"}, sample_rules());
  REQUIRE(raised);
  raised->apply(result);
  CHECK(result.findings[1].severity == Severity::Warning);
  const auto lowered =
      Severities::parse({"drop-handle-dead-at-call=note"}, sample_rules());
  REQUIRE(lowered);
  lowered->apply(result);
  CHECK(result.findings[1].severity == Severity::Note);
}

TEST_CASE("the life of a VC stays known where findings on the way are gone") {
  TraceResult result = sample_result();
  result.findings[0].life = {1, 2};
  result.findings[1].life = {3};
  result.findings[1].life_before = 0;
  result.findings[2].life = {5};
  result.findings[2].life_before = 1;
  const auto severities =
      Severities::parse({"drop-handle-dead-at-call=off"}, sample_rules());
  REQUIRE(severities);
  severities->apply(result);
  REQUIRE(result.findings.size() == 2);
  CHECK(life_of(result, 1) == std::vector<std::uint64_t>{1, 2, 3, 5});
}

TEST_CASE("a rule that is off has no findings, and others follow nothing that is gone") {
  const TraceResult result = applied({"drop-handle-dead-at-call=off"});
  REQUIRE(result.findings.size() == 2);
  CHECK(result.findings[0].rule == 2);
  CHECK(result.findings[1].follows == -1);
  CHECK(result.rules[0].verdict == Verdict::NotExercised);
  CHECK(result.rules[1].verdict == Verdict::Violated);
  CHECK(applied({"drop-usual-places=off"}).findings[1].follows == 0);
}

TEST_CASE("words that name nothing are errors") {
  const auto what = [](const std::string& word) {
    const auto severities = Severities::parse({word}, sample_rules());
    REQUIRE_FALSE(severities);
    return severities.error().what + "|" + severities.error().help;
  };
  CHECK(what("drop-once") == "--severity cannot be 'drop-once': there is no '='|");
  CHECK(
      what("drop-onse=off") ==
      "--severity cannot be 'drop-onse=off': no rule is called 'drop-onse'|did you mean "
      "'drop-once'?");
  CHECK(what("drop-once=eror") ==
        "--severity cannot be 'drop-once=eror': 'eror' is no severity|did you mean "
        "'error'?");
}

}  // namespace
}  // namespace condis::test
