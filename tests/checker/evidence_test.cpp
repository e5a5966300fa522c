#include "checker/evidence.h"

#include <doctest/doctest.h>

#include "tests/checker/sample_result.h"

namespace condis {
namespace {

using test::event;

Finding finding_with(int events_around) {
  Finding finding;
  finding.event = event(100, 0, Function::NdisClDropParty, Phase::Enter);
  for (int i = 0; i < events_around; ++i) {
    Event other = event(static_cast<std::uint64_t>(100 - events_around + 1 + i), 0,
                        Function::NdisClDropParty, Phase::Enter);
    if (i % 3 != 0) other.party = 0xffffa80b10c30000;
    finding.around.push_back(other);
  }
  return finding;
}

std::size_t count(const Evidence& evidence, std::uint64_t party) {
  std::size_t number = 0;
  for (const MarkedEvent& marked : evidence.events) number += marked.event.party == party;
  return number;
}

TEST_CASE("events of the same party are preferred, the nearest fill up") {
  const Finding finding = finding_with(12);
  const Evidence evidence = evidence_of(finding);
  CHECK(evidence.events.size() == 6);
  CHECK(count(evidence, finding.event.party) == 5);
  CHECK(evidence.shortened);
  CHECK(evidence.events.front().mark == "<- breaks the rule");
}

TEST_CASE("reasons are shown even if they are long ago") {
  Finding finding = finding_with(3);
  finding.because = {event(2, 0, Function::NdisClAddParty, Phase::Exit)};
  const Evidence evidence = evidence_of(finding);
  CHECK(evidence.events.size() == 4);
  CHECK(evidence.events[1].event.number == 2);
  CHECK(evidence.events[1].mark == "<- reason");
  CHECK_FALSE(evidence.shortened);
}

TEST_CASE("the mark says how sure the finding is") {
  Finding finding = finding_with(1);
  finding.verdict = Verdict::Open;
  CHECK(evidence_of(finding).events[0].mark == "<- the last that is seen of it");
  finding.verdict = Verdict::Possible;
  CHECK(evidence_of(finding).events[0].mark == "<- may break the rule");
  finding.verdict = Verdict::Violated;
  CHECK(evidence_of(finding).events[0].mark == "<- breaks the rule");
  finding.overdue = true;
  CHECK(evidence_of(finding).events[0].mark == "<- duty not met");
}

}  // namespace
}  // namespace condis
