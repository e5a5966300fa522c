// A fingerprint depends on the kind of defect, and on nothing that differs from run to
// run.
#include "checker/fingerprint.h"

#include <doctest/doctest.h>

#include <functional>
#include <set>

#include "tests/checker/sample_result.h"

namespace condis {
namespace {

using test::sample_result;
using test::sample_rules;

std::string changed(const std::function<void(Finding&)>& change) {
  Finding finding = sample_result().findings[1];
  change(finding);
  return fingerprint(finding, sample_rules());
}

TEST_CASE("what differs from run to run leaves it alone") {
  const std::string original = changed([](Finding&) {});
  CHECK(original == "9342cb8784d2381b");
  CHECK(original == changed([](Finding& finding) {
          for (Event* event : {&finding.event, &finding.because[0]}) {
            event->number += 100;
            event->time += 12345;
            event->thread_id = 7;
            event->cpu = 3;
            event->vc = 0x1000;
            event->party = 0x2000;
          }
          finding.message = "party 0x2000 is dropped again";
          finding.around.clear();
          finding.follows = 5;
          finding.source.line = 999;
          finding.source.file = "D:\\build\\drv.c";
          finding.accepted = "known";
        }));
}

TEST_CASE("another kind of defect has another fingerprint") {
  std::set<std::string> all = {
      changed([](Finding&) {}),
      changed([](Finding& finding) { finding.rule = 1; }),
      changed([](Finding& finding) { finding.verdict = Verdict::Possible; }),
      changed([](Finding& finding) { finding.event.phase = Phase::Exit; }),
      changed(
          [](Finding& finding) { finding.event.function = Function::NdisClAddParty; }),
      changed([](Finding& finding) { finding.because.clear(); }),
      changed([](Finding& finding) { finding.because[0].phase = Phase::Exit; }),
      changed([](Finding& finding) { finding.source.line = 0; }),
      changed([](Finding& finding) { finding.source.file = "other.c"; }),
      changed([](Finding& finding) { finding.source.function = "Other"; })};
  CHECK(all.size() == 10);
}

}  // namespace
}  // namespace condis
