// Annotations of GitHub Actions and issues of Azure Pipelines, to the letter.
#include "checker/report_annotations.h"

#include <string>

#include "tests/checker/report_helpers.h"

namespace condis::test {
namespace {

TEST_CASE("errors come first, at the source line where it is known") {
  CHECK(report_of("github", {sample_outcome()}) ==
        "::error file=drv.c,line=120,title=drop-handle-dead-at-call::party "
        "0xffffa80b10c20040 is dropped while its first drop is pending (violated, at "
        "fault: "
        "client; lab7.jsonl:12)\n"
        "::error file=lab7.jsonl,line=12,title=drop-once::it is dropped twice (violated, "
        "at "
        "fault: CM/MCM or NDIS; lab7.jsonl:12)\n"
        "::notice file=lab7.jsonl,line=7,title=drop-usual-places::the drop is made "
        "elsewhere (violated, at fault: client; lab7.jsonl:7)\n");
  CHECK(
      report_of("azure", {sample_outcome()}) ==
      "##vso[task.logissue type=error;sourcepath=drv.c;linenumber=120;code=drop-handle-"
      "dead-at-call]party 0xffffa80b10c20040 is dropped while its first drop is pending "
      "(violated, at fault: client; lab7.jsonl:12)\n"
      "##vso[task.logissue "
      "type=error;sourcepath=lab7.jsonl;linenumber=12;code=drop-once]"
      "it is dropped twice (violated, at fault: CM/MCM or NDIS; lab7.jsonl:12)\n"
      "##vso[task.logissue "
      "type=warning;sourcepath=lab7.jsonl;linenumber=7;code=drop-usual-"
      "places]the drop is made elsewhere (violated, at fault: client; lab7.jsonl:7)\n");
}

TEST_CASE("what would end a property or a command is escaped") {
  CheckOutcome outcome;
  outcome.result = sample_result();
  outcome.result.findings.resize(2);
  outcome.result.findings[1].source = {"a:b,c;d]e%\n.c", 3, ""};
  outcome.result.findings[1].message = "100% of a:b\n::stop";
  const std::string github = report_of("github", {outcome});
  CHECK(github.find("file=a%3Ab%2Cc;d]e%25\\n.c,line=3,") != std::string::npos);
  CHECK(github.find("::100%25 of a:b\\n::stop (") != std::string::npos);
  const std::string azure = report_of("azure", {outcome});
  CHECK(azure.find("sourcepath=a:b,c%3Bd%5De%AZP25\\n.c;linenumber=3;") !=
        std::string::npos);
}

TEST_CASE("what is not certain warns, unless it fails the run") {
  CheckOutcome outcome = sample_outcome();
  for (Finding& finding : outcome.result.findings) finding.verdict = Verdict::Open;
  CHECK(count_of(report_of("github", {outcome}), "::warning ") == 2);
  const FailOn open{Severity::Note, Verdict::Open};
  CHECK(count_of(report_of("github", {outcome}, open), "::error ") == 3);
}

TEST_CASE("GitHub gets ten of a kind, the last of which counts the rest") {
  CheckOutcome outcome = sample_outcome();
  const Finding one = outcome.result.findings[1];
  outcome.result.findings.assign(10, one);
  CHECK(count_of(report_of("github", {outcome}), "::error file=") == 10);
  outcome.result.findings.push_back(one);
  const std::string text = report_of("github", {outcome});
  CHECK(count_of(text, "::error file=") == 9);
  CHECK(text.ends_with(
      "::error title=further findings::2 further ones are not shown here\n"));
  CHECK(count_of(report_of("azure", {outcome}), "type=error") == 11);
}

TEST_CASE(
    "a recording that could not be read is an error, what is accepted is left out") {
  CheckOutcome outcome = sample_outcome();
  for (Finding& finding : outcome.result.findings) finding.accepted = "known";
  CHECK(report_of("github", {outcome}).empty());
  outcome.error = Diagnostic{"lab7.jsonl:9", "cut", "the disk was full", ""};
  CHECK(report_of("github", {outcome}) ==
        "::error file=lab7.jsonl,title=recording unusable::cut; the disk was full\n");
}

}  // namespace
}  // namespace condis::test
