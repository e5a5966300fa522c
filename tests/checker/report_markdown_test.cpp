// The Markdown report, and text from outside in Markdown.
#include "checker/report_markdown.h"

#include <string>

#include "checker/markdown.h"
#include "tests/checker/report_helpers.h"

namespace condis::test {
namespace {

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST_CASE("markup of text from outside is shown, not followed") {
  CHECK(markdown("a|b `c` *d* _e_ <f> [g](h) #1 @x") ==
        "a&#124;b &#96;c&#96; &#42;d&#42; &#95;e&#95; &lt;f&gt; &#91;g&#93;(h) &#35;1 "
        "&#64;x");
  CHECK(markdown("http://a.b www.c.d x:1") == "http&#58;//a.b www&#46;c.d x:1");
  CHECK(markdown("a\nb\x1b") == "a&#92;nb&#92;x1b");
}

TEST_CASE("a block of code ends where it is to end") {
  CHECK(markdown_code("a\nb", "smt2") == "```smt2\na\nb\n```\n");
  CHECK(markdown_code("````\n") == "`````\n````\n`````\n");
}

TEST_CASE("the worst recording and the gravest finding come first") {
  CheckOutcome broken = sample_outcome();
  broken.result.path = "b|roken.etl";
  broken.error = Diagnostic{"broken.etl", "cut", "", ""};
  const std::string text = report_of("markdown", {sample_outcome(), broken});
  CHECK(
      text.starts_with("## condis-check: bad input\n\n| recording | outcome | |\n"
                       "|---|---|---|\n| b&#124;roken.etl | bad input | cut |\n"
                       "| lab7.jsonl | violated | 2 rules violated, "));
  CHECK(has(text,
            "<details><summary>violated <b>drop-handle-dead-at-call</b> (client): "
            "party 0xffffa80b10c20040 is dropped while its first drop is pending"
            "</summary>\n\nAt lab7.jsonl:12, drv.c:120, severity error.\n"));
  CHECK(has(text, "[nf-ndis-ndiscldropparty.md](https://learn.microsoft.com/"));
  CHECK(text.rfind("drop-usual-places") > text.rfind("drop-once"));
}

TEST_CASE("it stays below a megabyte, and counts what it leaves out") {
  CheckOutcome outcome = sample_outcome();
  const Finding one = outcome.result.findings[1];
  outcome.result.findings.assign(1000, one);
  const std::string text = report_of("markdown", {outcome, outcome, outcome, outcome});
  CHECK(text.size() < 1'000'000);
  CHECK(has(text, " further findings are left out.\n"));
  const std::size_t shown = count_of(text, "<details>");
  CHECK(has(text, std::to_string(4000 - shown) + " further findings are left out."));
}

}  // namespace
}  // namespace condis::test
