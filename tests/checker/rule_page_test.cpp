// The page of a rule in Markdown, and where its document is published.
#include "checker/rule_page.h"

#include <doctest/doctest.h>

#include "tests/checker/sample_result.h"

namespace condis {
namespace {

TEST_CASE("the page has the sentence, its source, how it is read, and the formula") {
  CHECK(
      rule_markdown(test::sample_rules()[0]) ==
      "**drop-handle-dead-at-call**\n\nA party handle is invalid from the drop on.\n\n"
      "At fault: client. Severity: error.\n\n"
      "> The caller of NdisClDropParty should consider the input NdisPartyHandle invalid "
      "as soon as it makes this call.\n\n"
      "[nf-ndis-ndiscldropparty.md](https://learn.microsoft.com/windows-hardware/drivers/"
      "ddi/ndis/nf-ndis-ndiscldropparty), Remarks\n\n"
      "Read as: A drop that ended without success makes the handle valid again.\n\n"
      "```smt2\n(define-fun drop-handle-dead-at-call ((p Party)) Bool\n  true)\n```\n");
}

TEST_CASE("pages of functions and of concepts are published in different places") {
  Rule rule;
  CHECK(document_link(rule).empty());
  rule.page = "deactivating-a-vc.md";
  CHECK(document_link(rule) ==
        "https://learn.microsoft.com/windows-hardware/drivers/network/deactivating-a-vc");
  rule.page = "nc-ndis-protocol_cm_drop_party.md";
  CHECK(document_link(rule) ==
        "https://learn.microsoft.com/windows-hardware/drivers/ddi/ndis/"
        "nc-ndis-protocol_cm_drop_party");
  rule.page = "house rules, page 3";
  CHECK(document_link(rule).empty());
}

}  // namespace
}  // namespace condis
