// JSON reports read again, compared and joined.
#include "checker/compare.h"

#include "checker/merge.h"
#include "checker/report_json.h"
#include "tests/checker/report_helpers.h"

namespace condis::test {
namespace {

std::vector<RecordingResult> results_of(const std::vector<CheckOutcome>& outcomes) {
  auto results = parse_results(report_of("json", outcomes), "r.jsonl");
  REQUIRE(results);
  return std::move(*results);
}

Comparison compared(const CheckOutcome& before, const CheckOutcome& after) {
  return compare_results(results_of({before}), results_of({after}));
}

CheckOutcome without(std::size_t finding) {
  CheckOutcome outcome = sample_outcome();
  outcome.result.findings.erase(outcome.result.findings.begin() +
                                static_cast<std::ptrdiff_t>(finding));
  for (Finding& other : outcome.result.findings) other.follows = -1;
  return outcome;
}

TEST_CASE("a report is read as it was written") {
  CheckOutcome outcome = sample_outcome();
  outcome.result.findings[0].accepted = "known";
  outcome.result.findings_left_out = 3;
  const auto results = results_of({outcome});
  REQUIRE(results.size() == 1);
  CHECK(results[0].trace == "lab7.jsonl");
  CHECK(results[0].outcome == ExitCode::Violated);
  CHECK(results[0].findings_left_out == 3);
  CHECK(results[0].exercised.at("drop-once") == 2);
  REQUIRE(results[0].findings.size() == 3);
  CHECK(results[0].findings[0].accepted);
  CHECK(results[0].findings[0].severity == Severity::Note);
  CHECK(results[0].findings[1].place == "lab7.jsonl:12");
  CHECK(results[0].findings[1].at_fault == "client");
  CHECK(results[0].findings[1].verdict == Verdict::Violated);
}

TEST_CASE("what is no report is told by its line") {
  const std::string good = report_of("json", {sample_outcome()});
  const auto wrong = [](const std::string& text) {
    const auto results = parse_results(text, "r.jsonl");
    REQUIRE_FALSE(results);
    return results.error().where + ": " + results.error().what;
  };
  CHECK(wrong("x") == "r.jsonl:1: this is no result of condis-check");
  CHECK(wrong(good + "\n") == "r.jsonl:2: this is no result of condis-check");
  CHECK(wrong(good + good.substr(0, 300)).starts_with("r.jsonl:2: not valid JSON"));
  CHECK(wrong("{\"tool\":\"condis-check\",\"trace\":7}") ==
        "r.jsonl:1: \"trace\" is missing, or not a string");
}

TEST_CASE("findings are new, unchanged or fixed by their fingerprints") {
  CheckOutcome later = sample_outcome();
  later.result.path = "other.etl";
  for (Finding& finding : later.result.findings) finding.event.number += 50;
  const Comparison same = compared(sample_outcome(), later);
  CHECK(same.unchanged.size() == 3);
  CHECK(same.added.size() + same.fixed.size() + same.untested.size() == 0);
  CHECK(exit_code_of(same, {}) == ExitCode::Holds);

  const Comparison added = compared(without(1), sample_outcome());
  REQUIRE(added.added.size() == 1);
  CHECK(added.added[0].finding.rule == "drop-handle-dead-at-call");
  CHECK(exit_code_of(added, {}) == ExitCode::Violated);

  const Comparison fixed = compared(sample_outcome(), without(1));
  CHECK(fixed.fixed.size() == 1);
  CHECK(exit_code_of(fixed, {}) == ExitCode::Holds);
}

TEST_CASE("what is gone is not fixed, unless its rule was put to the test again") {
  CheckOutcome after = without(1);
  after.result.rules[0] = {};
  const Comparison comparison = compared(sample_outcome(), after);
  CHECK(comparison.fixed.empty());
  CHECK(comparison.untested.size() == 1);
  CHECK(comparison.lost == std::vector<std::string>{"drop-handle-dead-at-call"});
  CHECK(exit_code_of(comparison, {}) == ExitCode::Inconclusive);
  CHECK(exit_code_of(comparison, {.fail_on = {}, .fail_on_lost_coverage = true}) ==
        ExitCode::Violated);
  CHECK(compared(after, sample_outcome()).gained ==
        std::vector<std::string>{"drop-handle-dead-at-call"});
}

TEST_CASE("new findings that do not count, or are accepted, change no exit code") {
  CHECK(exit_code_of(compared(without(0), sample_outcome()), {}) == ExitCode::Holds);
  const CompareOptions notes{.fail_on = {.severity = Severity::Note}};
  CHECK(exit_code_of(compared(without(0), sample_outcome()), notes) ==
        ExitCode::Violated);
  CheckOutcome accepted = sample_outcome();
  accepted.result.findings[1].accepted = "known";
  CHECK(exit_code_of(compared(without(1), accepted), {}) == ExitCode::Holds);
  CheckOutcome possible = sample_outcome();
  possible.result.findings[1].verdict = Verdict::Possible;
  CHECK(exit_code_of(compared(without(1), possible), {}) == ExitCode::Inconclusive);
}

TEST_CASE("an unusable recording is never fine, nor is a list that was cut") {
  CheckOutcome broken = sample_outcome();
  broken.error = Diagnostic{"a", "b", "c", "d"};
  CHECK(exit_code_of(compared(sample_outcome(), broken), {}) == ExitCode::BadInput);
  CheckOutcome cut = sample_outcome();
  cut.result.findings_left_out = 1;
  CHECK(exit_code_of(compared(sample_outcome(), cut), {}) == ExitCode::Inconclusive);
}

MergedReport merged(const std::vector<ReportText>& reports) {
  auto all = merge_reports(reports);
  REQUIRE(all);
  return std::move(*all);
}

TEST_CASE("JSON reports are joined in the order of their recordings, doubles once") {
  CheckOutcome b = sample_outcome();
  b.result.path = "b";
  CheckOutcome a = without(1);
  a.result.path = "a";
  const std::string first = report_of("json", {b});
  const std::string second = report_of("json", {a, b});
  const MergedReport all = merged({{"1", first}, {"2", second}});
  CHECK(all.text == second);
  CHECK(all.code == ExitCode::Violated);
}

TEST_CASE("SARIF logs give the log that one check of all would have written") {
  CheckOutcome other = sample_outcome();
  other.result.path = "other.jsonl";
  other.error = Diagnostic{"other.jsonl:9", "cut", "", ""};
  const std::string both = report_of("sarif", {sample_outcome(), other});
  const MergedReport all = merged({{"1", report_of("sarif", {sample_outcome()})},
                                   {"2", report_of("sarif", {other})}});
  CHECK(all.text == both);
  CHECK(all.code == ExitCode::BadInput);
}

TEST_CASE("what cannot be joined is an error") {
  const std::string json = report_of("json", {sample_outcome()});
  const std::string sarif = report_of("sarif", {sample_outcome()});
  const auto wrong = [](const std::vector<ReportText>& reports) {
    const auto all = merge_reports(reports);
    REQUIRE_FALSE(all);
    return all.error().where + ": " + all.error().what;
  };
  CHECK(wrong({{"1", json}, {"2", ""}}) == "2: the report is empty");
  CHECK(wrong({{"1", json}, {"2", sarif}}) ==
        "2: this is a report of another kind than the first");
  CHECK(wrong({{"1", sarif.substr(0, 900)}}).starts_with("1:1:"));
  const std::string neither =
      "1: this is neither a JSON report nor a SARIF log of condis-check";
  CHECK(wrong({{"1", "{}"}}) == neither);
  CHECK(wrong({{"1", "{\"runs\":[{\"tool\":{\"driver\":{\"name\":\"other\"}}}]}"}}) ==
        neither);
}

}  // namespace
}  // namespace condis::test
