// Baselines: what they accept, until when, and what is wrong with one.
#include "checker/baseline.h"

#include <cstdlib>

#include "checker/exit_code.h"
#include "checker/fingerprint.h"
#include "tests/checker/report_helpers.h"

namespace condis::test {
namespace {

constexpr const char* kToday = "2026-11-21";

std::string print_of(std::size_t finding) {
  return fingerprint(sample_result().findings[finding], sample_rules());
}

std::string file_with(const std::string& entries) {
  return "{\"baseline\": 1, \"findings\": [" + entries + "]}";
}

std::string entry(std::size_t finding, const std::string& more = "") {
  return "{\"fingerprint\": \"" + print_of(finding) + "\", \"rule\": \"" +
         sample_rules()[sample_result().findings[finding].rule].id +
         "\", \"justification\": \"mended in 3.2\"" + more + "}";
}

Baseline parsed(const std::string& entries) {
  auto baseline = Baseline::parse(file_with(entries), "b.json", kToday);
  REQUIRE(baseline);
  return std::move(*baseline);
}

TEST_CASE("a finding of the fingerprint is accepted, and then does not count") {
  CheckOutcome outcome = sample_outcome();
  Baseline baseline = parsed(entry(1) + "," + entry(2));
  CHECK(exit_code_of(outcome, sample_rules(), {}) == ExitCode::Violated);
  baseline.apply(outcome.result, sample_rules());
  CHECK(outcome.result.findings[1].accepted == "mended in 3.2");
  CHECK(outcome.result.findings[0].accepted.empty());
  CHECK(exit_code_of(outcome, sample_rules(), {}) == ExitCode::Holds);
  CHECK(exit_code_of(outcome, sample_rules(), {Severity::Note, Verdict::Violated}) ==
        ExitCode::Violated);
  CHECK(baseline.complaints().empty());
}

TEST_CASE("findings that are not listed count, whatever a baseline accepts") {
  CheckOutcome outcome = sample_outcome();
  outcome.result.findings_left_out = 1;
  Baseline baseline = parsed(entry(0) + "," + entry(1) + "," + entry(2));
  baseline.apply(outcome.result, sample_rules());
  CHECK(exit_code_of(outcome, sample_rules(), {}) == ExitCode::Violated);
}

TEST_CASE("an entry counts on its last day, and not after it") {
  TraceResult result = sample_result();
  Baseline last_day = parsed(entry(1, ", \"expires\": \"2026-11-21\""));
  last_day.apply(result, sample_rules());
  CHECK_FALSE(result.findings[1].accepted.empty());

  result = sample_result();
  Baseline expired = parsed(entry(1, ", \"expires\": \"2026-11-20\""));
  expired.apply(result, sample_rules());
  CHECK(result.findings[1].accepted.empty());
  REQUIRE(expired.complaints().size() == 1);
  CHECK(expired.complaints()[0].what ==
        print_of(1) + " (drop-handle-dead-at-call) has expired on 2026-11-20");
}

TEST_CASE("an entry that no finding needed is stale") {
  Baseline baseline = parsed(entry(1));
  REQUIRE(baseline.complaints().size() == 1);
  CHECK(baseline.complaints()[0].what ==
        print_of(1) + " (drop-handle-dead-at-call) is stale: no finding needs it");
}

TEST_CASE("what is learnt is accepted from then on; stale and expired entries go") {
  TraceResult result = sample_result();
  Baseline baseline = parsed(entry(1) + "," + entry(0));
  result.findings.erase(result.findings.begin());
  baseline.apply(result, sample_rules());
  baseline.learn(result, sample_rules(), Severity::Error, "at \"adoption\"");
  auto again = Baseline::parse(baseline.text(), "b.json", kToday);
  REQUIRE(again);
  TraceResult later = sample_result();
  again->apply(later, sample_rules());
  CHECK(later.findings[0].accepted.empty());
  CHECK(later.findings[1].accepted == "mended in 3.2");
  CHECK(later.findings[2].accepted == "at \"adoption\"");
  again->learn(later, sample_rules(), Severity::Error, "again");
  CHECK(again->text() == baseline.text());
}

TEST_CASE("only what counts is learnt") {
  TraceResult result = sample_result();
  Baseline baseline = Baseline::empty("b.json", kToday);
  baseline.learn(result, sample_rules(), Severity::Error, "adoption");
  CHECK(baseline.text().find("drop-usual-places") == std::string::npos);
  baseline.learn(result, sample_rules(), Severity::Note, "adoption");
  CHECK(baseline.text().find("drop-usual-places") != std::string::npos);
}

TEST_CASE("a mistake in the file is told by line and column") {
  const auto wrong = [](const std::string& text) {
    const auto baseline = Baseline::parse(text, "b.json", kToday);
    REQUIRE_FALSE(baseline);
    return baseline.error().where + ": " + baseline.error().what;
  };
  CHECK(wrong("{\"findings\": []}") ==
        "b.json:1:1: the baseline file does not say that it is one of format 1");
  CHECK(wrong("{\"baseline\": 1}") == "b.json:1:1: the baseline file has no findings");
  CHECK(wrong(file_with("{}")) == "b.json:1:30: a finding has no \"fingerprint\"");
  CHECK(wrong(file_with("{\"fingerprint\": \"12\", \"rule\": \"a\", "
                        "\"justification\": \"b\"}")) ==
        "b.json:1:46: this is no fingerprint");
  CHECK(wrong(file_with(entry(1, ", \"expires\": \"soon\"")))
            .ends_with("\"expires\" is no date"));
  CHECK(wrong(file_with(entry(1, ", \"expires\": \"2026-13-01\"")))
            .ends_with("\"expires\" is no date"));
  CHECK(wrong(file_with(entry(1, ", \"reason\": \"x\"")))
            .ends_with("unknown name 'reason' in a finding"));
  CHECK(wrong(file_with("{\"fingerprint\": \"0123456789abcdef\", \"rule\": \"a\", "
                        "\"justification\": \"\"}"))
            .ends_with("\"justification\" is empty"));
  CHECK(wrong("[").starts_with("b.json:1:2: not valid JSON"));
}

TEST_CASE("today is a date") {
  CHECK(today().size() == 10);
  CHECK(today() > "2020-01-01");
}

}  // namespace
}  // namespace condis::test
