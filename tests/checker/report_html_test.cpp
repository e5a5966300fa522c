// The page is complete by itself, says what it leaves out, and takes names for names.
#include "checker/report_html.h"

#include <doctest/doctest.h>

#include <string>

#include "tests/checker/proofs_of_file.h"
#include "tests/checker/sample_result.h"

namespace condis::test {
namespace {

std::string page_of(const std::vector<CheckOutcome>& outcomes,
                    const std::vector<Rule>& rules) {
  std::string page;
  const auto report = make_html_report({.rules = rules, .fail_on = {}},
                                       [&page](std::string_view text) { page += text; });
  for (const CheckOutcome& outcome : outcomes) report->add(outcome);
  report->finish();
  return page;
}

bool has(const std::string& page, const std::string& text) {
  return page.find(text) != std::string::npos;
}

TEST_CASE("findings, rule, chart, parties and rules are on the page") {
  const CheckOutcome outcome = checked_with_proofs(
      sample("drop-handle-dead-at-call/violated-dropped-again-while-pending.jsonl"));
  const std::string page = page_of({outcome}, whole_specification().rules());
  CHECK(has(page, "should consider the input NdisPartyHandle invalid"));
  CHECK(has(page,
            "href=\"https://learn.microsoft.com/windows-hardware/drivers/ddi/ndis/"
            "nf-ndis-ndiscldropparty\""));
  CHECK(has(page, "<div class=\"row culprit\" data-party=\"B\">"));
  CHECK(has(page, "PartyHandle 0xffffa80b10c200d0"));
  CHECK(has(page, "client&#39;s life: up -&gt; dropping"));
  CHECK(has(page, "Rules not put to the test"));
  CHECK(has(page, "No loss was noticed."));
  // Nothing is fetched: addresses are those of links only.
  CHECK(!has(page, "src="));
  CHECK(!has(page, "@import"));
  CHECK(!has(page, "url("));
}

TEST_CASE("names from the recording stay text") {
  CheckOutcome outcome;
  outcome.result = sample_result();
  outcome.result.path = "<script>alert(1)</script>\x1b[31m.jsonl";
  outcome.result.findings[1].message = "\"><img onerror=x>";
  outcome.result.findings[1].source.file = "</section><script>";
  outcome.result.warnings.push_back({"<i>", "<b>\x1b]0;x\x07", "&amp;", ""});
  const std::string page = page_of({outcome}, sample_rules());
  CHECK(!has(page, "<script>alert"));
  CHECK(!has(page, "<img"));
  CHECK(!has(page, "</section><script>"));
  CHECK(!has(page, "\x1b"));
  CHECK(!has(page, "\x07"));
  CHECK(has(page, "&lt;script&gt;alert(1)&lt;/script&gt;"));
  CHECK(has(page, "&amp;amp;"));
}

TEST_CASE("the page stays below its limit and says what it leaves out") {
  CheckOutcome outcome;
  outcome.result = sample_result();
  const Finding finding = outcome.result.findings[1];
  outcome.result.findings.assign(1000, finding);
  std::vector<CheckOutcome> outcomes(10, outcome);
  const std::string page = page_of(outcomes, sample_rules());
  CHECK(page.size() < kMostPage);
  CHECK(has(page, "Left out, so that this page stays small"));
}

}  // namespace
}  // namespace condis::test
