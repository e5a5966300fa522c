// The bug report is complete, and what comes from the recording stays text in it.
#include "checker/bug_report.h"

#include <doctest/doctest.h>

#include <string>

#include "checker/report_command.h"
#include "tests/checker/proofs_of_file.h"

namespace condis::test {
namespace {

TEST_CASE("names from outside neither end the fence nor become markup") {
  CheckOutcome outcome = checked_with_proofs(
      sample("drop-handle-dead-at-call/violated-dropped-again-while-pending.jsonl"));
  outcome.result.path = "a'; rm -rf b [x](y) <script>\x1b[31m.jsonl";
  outcome.result.findings[0].source = {"<b>`drv`.c", 12, "*f*"};
  const Result<std::string> recording = std::string("# ``` \n````\n{}\n");
  const std::string text = bug_report({.result = outcome.result,
                                       .proof = outcome.proofs->proofs()[0],
                                       .chart = *outcome.proofs->chart_of(0),
                                       .recording = recording,
                                       .judging = "",
                                       .reading = ""},
                                      whole_specification());
  const auto has = [&text](const char* part) {
    return text.find(part) != std::string::npos;
  };
  CHECK(has("&lt;b&gt;&#96;drv&#96;.c:12 &#42;f&#42;"));
  CHECK(has("`````json\n# ``` \n````\n{}\n`````\n"));
  CHECK(has("check 'a'\\''; rm -rf b [x](y) <script>\\x1b[31m.jsonl'\n"));
  CHECK(!has("\x1b"));
}

TEST_CASE("pages have addresses") {
  CHECK(address_of("nf-ndis-ndiscldropparty.md") ==
        "https://learn.microsoft.com/windows-hardware/drivers/ddi/ndis/"
        "nf-ndis-ndiscldropparty");
  CHECK(address_of("deactivating-a-vc.md") ==
        "https://learn.microsoft.com/windows-hardware/drivers/network/deactivating-a-vc");
  CHECK(address_of("house rules").empty());
  CHECK(address_of("../x.md").empty());
}

TEST_CASE("a finding is named as it is printed") {
  CHECK(choose_finding("lab7.jsonl:15").path == "lab7.jsonl");
  CHECK(choose_finding("lab7.jsonl:15").number == 15);
  CHECK(choose_finding("lab7.etl#3").number == 3);
  CHECK(choose_finding("lab7.jsonl").number == 0);
  CHECK(choose_finding("C:\\lab7.jsonl").path == "C:\\lab7.jsonl");
  CHECK(choose_finding("lab7.jsonl:0").path == "lab7.jsonl:0");
  CHECK(choose_finding("lab7.jsonl:15x").number == 0);
  CHECK(choose_finding("-").path == "-");
}

}  // namespace
}  // namespace condis::test
