// Which earlier step made the difference to a finding, and what follows from what.
#include "tests/checker/play.h"

namespace condis::test {
namespace {

TEST_CASE("the reason may be a step of another party") {
  Play close(kConnected + "> NdisClCloseCall vc=100 party=10");
  const Finding early = close.one("close-others-dropped-first");
  REQUIRE(early.because.size() == 1);
  CHECK(early.because[0].number == kAdds);
  CHECK(early.because[0].party == 0x11);
  CHECK(early.event.party == 0x10);

  // Also of one that has ended since.
  Play drop(kConnected + "> NdisClDropParty party=10;< NdisClDropParty status=SUCCESS");
  const auto last = drop("> NdisClDropParty party=11");
  const Finding finding = drop.one("drop-not-the-last");
  CHECK(finding.event.number == last);
  CHECK(finding.because.at(0).number == 8);
  CHECK(finding.because.at(0).party == 0x10);
}

TEST_CASE("of several others that each break it, the newest step is the reason") {
  Play check(kConnected);
  // So much else that the VC's own history does not show the additions any more.
  check("> NdisClAddParty vc=100 ctx=22");
  const auto newest = check("< NdisClAddParty party=12 status=SUCCESS");
  for (int i = 0; i < 20; ++i)
    check("> NdisCoSendNetBufferLists vc=100;< NdisCoSendNetBufferLists");
  check("> NdisClCloseCall vc=100 party=10");
  const Finding finding = check.one("close-others-dropped-first");
  CHECK(finding.because.at(0).number == newest);
  CHECK(finding.because.at(0).party == 0x12);
}

TEST_CASE("the reason may be a step of the VC") {
  Play check(kConnected + kPendedDrop +
             "> ProtocolClDropPartyComplete ctx=20 status=SUCCESS"
             ";< ProtocolClDropPartyComplete");
  const auto closes = check("> NdisClCloseCall vc=100 party=11");
  check("< NdisClCloseCall status=PENDING");
  const auto made = check("> NdisClMakeCall vc=100 ctx=23");
  const Finding finding = check.one("closing-vc-no-new-call");
  CHECK(finding.event.number == made);
  CHECK(finding.because.at(0).number == closes);
}

TEST_CASE(
    "what follows from a mistake, and lesser ones at the same record, come under it") {
  Play check(kConnected);
  const auto closes = check("> NdisClCloseCall vc=100 party=10");
  check("< NdisClCloseCall status=PENDING;> NdisClDropParty party=10");
  const Finding lesser = check.one("drop-count-guideline");
  const Finding graver = check.one("close-others-dropped-first");
  REQUIRE(check.of("drop-any-order-all-released").size() == 2);
  const Finding caused = check.of("drop-any-order-all-released")[0];
  CHECK(lesser.event.number == graver.event.number);
  CHECK(lesser.severity < graver.severity);
  CHECK(graver.follows == -1);
  REQUIRE(lesser.follows >= 0);
  const auto leader = static_cast<std::size_t>(lesser.follows);
  CHECK(check.result().findings[leader].rule == graver.rule);
  CHECK(caused.because.at(0).number == closes);
  REQUIRE(caused.follows >= 0);
  const auto root = static_cast<std::size_t>(caused.follows);
  CHECK(check.result().findings[root].rule == graver.rule);

  Play same_record(kConnected + kPendedDrop + "> NdisClDropParty party=10 size=4");
  REQUIRE(same_record.result().findings.size() > 1);
  CHECK(same_record.one("drop-handle-dead-at-call").follows == -1);
  CHECK(same_record.one("drop-data-null-if-unsupported").follows == 0);
  // What stays open follows from nothing that is certain.
  CHECK(same_record.one("drop-pending-delivered").verdict == Verdict::Open);
  CHECK(same_record.one("drop-pending-delivered").follows == -1);
}

TEST_CASE("past the most findings the rest is counted") {
  Play check("TraceBegin client");
  const std::size_t wrong = kMostFindings + 50;
  for (std::size_t i = 0; i < wrong; ++i)
    check("> NdisClDropParty party=0;< NdisClDropParty status=FAILURE");
  CHECK(check.result().findings.size() == kMostFindings);
  CHECK(check.result().findings_left_out == wrong - kMostFindings);
  CHECK(check.rule("drop-known-handle").exercised == wrong);
  // A rule that breaks only after that is broken all the same.
  Play late("TraceBegin client");
  for (std::size_t i = 0; i < kMostFindings; ++i)
    late("> NdisClDropParty party=0;< NdisClDropParty status=FAILURE");
  late(kCalls + "> NdisClCloseCall vc=100 party=10");
  CHECK(late.of("close-others-dropped-first").empty());
  CHECK(late.rule("close-others-dropped-first").verdict == Verdict::Violated);
}

TEST_CASE("a return that no record shows is no event around a finding") {
  Play play(kConnected +
            "> ProtocolClIncomingDropParty ctx=20;> NdisClDropParty party=10;"
            "< ProtocolClIncomingDropParty;> NdisClDropParty party=11 thread=2;"
            "> NdisClDropParty party=11 thread=3");
  const Finding finding = play.one("drop-handle-dead-at-call");
  CHECK(finding.around.back().number == 12);
  for (const Event& event : finding.around) {
    CHECK_FALSE(
        (event.function == Function::NdisClDropParty && event.phase == Phase::Exit));
  }
}

}  // namespace
}  // namespace condis::test
