// The engine says how sure a finding is, and when a duty falls due.
#include "checker/engine.h"

#include <cstdint>
#include <map>

#include "tests/checker/play.h"

namespace condis::test {
namespace {

TEST_CASE("a rule that is broken whatever happened is violated, with a reason") {
  Play check(kConnected);
  const auto dropped = check("> NdisClDropParty party=10");
  check("< NdisClDropParty status=PENDING");
  const auto again = check("> NdisClDropParty party=10 source=5");
  const Finding finding = check.one("drop-handle-dead-at-call");
  CHECK(finding.verdict == Verdict::Violated);
  CHECK(finding.severity == Severity::Error);
  CHECK_FALSE(finding.overdue);
  CHECK(finding.event.number == again);
  CHECK(finding.event.function == Function::NdisClDropParty);
  CHECK(finding.event.phase == Phase::Enter);
  CHECK(finding.event.vc == 0x100);
  CHECK(finding.event.party == 0x10);
  CHECK(finding.event.source == 5);
  REQUIRE(finding.because.size() == 1);
  CHECK(finding.because[0].number == dropped);
  CHECK(finding.because[0].party == 0x10);
  CHECK(finding.message ==
        "NdisClDropParty presents party 0x10 again after it was dropped at line 8");
  REQUIRE(finding.around.size() == 9);
  CHECK(finding.around.front().number == 2);
  CHECK(finding.around[7].party == 0x10);
  CHECK(finding.around.back().number == again);
  CHECK(check.rule("drop-handle-dead-at-call").verdict == Verdict::Violated);
}

TEST_CASE("what surrounds a finding has the states before and after it") {
  Play check(kConnected + kPendedDrop);
  check("> NdisClAddParty vc=100 ctx=22;< NdisClAddParty party=12 status=SUCCESS");
  const auto again = check("> NdisClDropParty party=10");
  const Finding finding = check.one("drop-handle-dead-at-call");
  std::map<std::uint64_t, States> last;  // by party
  std::uint32_t before_again = States::kNotKnown;
  for (const Event& event : finding.around) {
    CAPTURE(event.number);
    CHECK(event.before.vc != States::kNotKnown);
    CHECK(event.after.vc != States::kNotKnown);
    CHECK((event.before.party == States::kNotKnown) == (event.party == 0));
    if (last.contains(0)) CHECK(event.before.vc == last[0].vc);
    if (event.party != 0 && last.contains(event.party)) {
      CHECK(event.before.party == last[event.party].party);
    }
    if (event.number == again) before_again = last[event.party].party;
    last[0] = last[event.party] = event.after;
  }
  REQUIRE(finding.because.size() == 1);
  const Event& reason = finding.around[finding.around.size() - 5];
  REQUIRE(reason.number == finding.because[0].number);
  CHECK(finding.because[0].before.party == reason.before.party);
  CHECK(finding.because[0].after.party == reason.after.party);
  CHECK(reason.after.party != reason.before.party);
  REQUIRE(finding.around.back().number == again);
  CHECK(finding.event.before.party == before_again);
  CHECK(finding.event.after.party == finding.around.back().after.party);
}

TEST_CASE("a duty that ran out has the states before the whole record") {
  Play check(kConnected);
  check("> NdisClDropParty party=11;< NdisClDropParty status=SUCCESS");
  check("> NdisClCloseCall vc=100");
  const auto closed = check("< NdisClCloseCall status=SUCCESS");
  const auto found = check.of("drop-any-order-all-released");
  REQUIRE(found.size() == 1);
  REQUIRE(found[0].event.number == closed);
  CHECK(found[0].event.before.vc == found[0].around.back().before.vc);
  CHECK(found[0].event.before.vc != found[0].event.after.vc);
}

TEST_CASE("where only exits are logged, what they break is possible") {
  Play check(
      "< NdisCoCreateVc vcctx=200 vc=100 status=SUCCESS;"
      "< NdisClMakeCall vc=100 ctx=20 party=10 status=SUCCESS;"
      "< NdisClAddParty vc=100 ctx=21 party=11 status=SUCCESS;"
      "< NdisClDropParty party=10 status=PENDING;"
      "< NdisClDropParty party=10 status=PENDING");
  CHECK(check.one("drop-handle-dead-at-call").verdict == Verdict::Possible);
}

TEST_CASE("an exit without its entry makes nothing else uncertain") {
  // One that does not even say whom it is about leaves the call in progress alone.
  const std::string drop =
      "> NdisClDropParty party=10;< NdisClAddParty status=PENDING;"
      "< NdisClDropParty status=PENDING;";
  CHECK(verdict_of("drop-pending-delivered", kConnected + drop + "TraceEnd") ==
        Verdict::Violated);
  CHECK(verdict_of("drop-handle-dead-at-call",
                   kConnected + "< NdisCoSendNetBufferLists vc=100;" + kPendedDrop +
                       kPendedDrop) == Verdict::Violated);
}

TEST_CASE("a duty at the end of the recording is due if the recording is complete") {
  const std::string duty = "drop-pending-delivered";
  const std::string owed = kConnected + kPendedDrop;
  Play open(owed + "> NdisCoSendNetBufferLists vc=100 source=5");
  CHECK(open.rule(duty).verdict == Verdict::Open);
  CHECK(open.one(duty).verdict == Verdict::Open);
  CHECK(open.one(duty).overdue);
  CHECK(open.one(duty).event.number == 9);  // the last one of its party
  CHECK(open.one(duty).event.phase == Phase::Exit);
  CHECK(open.one(duty).event.source == 0);

  Play due(owed + "TraceEnd");
  CHECK(due.one(duty).verdict == Verdict::Violated);
  CHECK(due.one(duty).overdue);
  CHECK(due.one(duty).event.number == 10);
  CHECK(due.one(duty).event.function == Function::TraceEnd);
  CHECK(due.one(duty).because.at(0).number == 9);

  const std::string done = "> ProtocolClDropPartyComplete ctx=20 status=SUCCESS;";
  CHECK(verdict_of(duty, owed + done + "TraceEnd") == Verdict::Holds);
  // Everybody who logged calls has to end, and to log nothing afterwards.
  const std::string both = owed +
                           "TraceBegin manager by=2;> ProtocolBindAdapterEx by=2;"
                           "< ProtocolBindAdapterEx by=2;";
  CHECK(verdict_of(duty, both + "TraceEnd") == Verdict::Open);
  CHECK(verdict_of(duty, both + "TraceEnd by=2") == Verdict::Open);
  CHECK(verdict_of(duty, both + "TraceEnd;TraceEnd by=2") == Verdict::Violated);
  CHECK(verdict_of(duty, kConnected + "TraceEnd;" + kPendedDrop) == Verdict::Open);
}

TEST_CASE("a duty falls due when the VC is deleted, however the recording goes on") {
  Play check(kConnected + "> NdisCoDeleteVc vc=100");
  const auto deleted = check("< NdisCoDeleteVc status=SUCCESS");
  check("> NdisCoSendNetBufferLists vc=999;EventsLost");
  const auto left = check.of("drop-any-order-all-released");
  REQUIRE(left.size() == 2);
  CHECK(left[0].event.party == 0x10);  // the oldest party first
  CHECK(left[1].event.party == 0x11);
  for (const Finding& finding : left) {
    CHECK(finding.verdict == Verdict::Violated);
    CHECK(finding.overdue);
    CHECK(finding.event.number == deleted);
    CHECK(finding.event.vc == 0x100);
  }
  CHECK(left[0].because.at(0).number == kMade);
  CHECK(left[1].because.at(0).number == kAdded);
  CHECK(left[0].message ==
        "party 0x10 of VC 0x100 is not released exactly once: the VC was deleted");
}

TEST_CASE("a delete that fails ends nothing") {
  Play check(kConnected + "> NdisCoDeleteVc vc=100;< NdisCoDeleteVc status=FAILURE;" +
             kPendedDrop);
  CHECK(check.one("drop-any-order-all-released").verdict == Verdict::Open);
  CHECK(check.rule("drop-known-handle").verdict == Verdict::Holds);
}

TEST_CASE("a call is over when its driver makes the next, logged or not") {
  // How the first drop ended is unknown: the second may be right.
  CHECK(
      verdict_of("drop-handle-dead-at-call",
                 kConnected + "> NdisClDropParty party=10;> NdisClDropParty party=10") ==
      Verdict::Holds);
}

TEST_CASE("a context given to a new party is held against the old one's life") {
  CHECK(verdict_of("drop-context-release",
                   kConnected + "> NdisClAddParty vc=100 ctx=20") == Verdict::Violated);
}

TEST_CASE("a duty falls due when the call is closed") {
  Play check(kConnected + "> NdisClCloseCall vc=100 party=11");
  const auto closed = check("< NdisClCloseCall status=SUCCESS");
  const Finding finding = check.one("drop-any-order-all-released");
  CHECK(finding.verdict == Verdict::Violated);
  CHECK(finding.event.number == closed);
  CHECK(finding.event.party == 0x10);
}

TEST_CASE("a call that makes no sense is no call: its return changes nothing") {
  const std::string again =
      "> NdisClDropParty party=10;> NdisClDropParty party=10 thread=2;"
      "< NdisClDropParty status=SUCCESS thread=2;< NdisClDropParty status=PENDING;";
  CHECK(verdict_of("drop-pending-delivered", kConnected + again + "TraceEnd") ==
        Verdict::Violated);
}

TEST_CASE("whether the medium carries close data is said, given or learned") {
  const std::string rule = "drop-data-null-if-unsupported";
  const std::string drop = "> NdisClDropParty party=10 size=4;";
  CHECK(verdict_of(rule, kConnected + drop) == Verdict::Violated);
  CHECK(verdict_of(rule, kConnected + drop, {Support::Yes}) == Verdict::NotExercised);
  CHECK(verdict_of(rule, kCalls + drop) == Verdict::NotExercised);
  CHECK(verdict_of(rule, kCalls + drop, {Support::No}) == Verdict::Violated);
  // A medium that has refused close data once refuses it again.
  Play learned(kCalls + drop + "< NdisClDropParty status=INVALID_DATA;" + drop);
  CHECK(learned.one(rule).event.number == 9);
}

TEST_CASE("the result counts what was seen, and what was put to the test") {
  Play check(kConnected + kPendedDrop + "TraceEnd");
  CHECK(check.calls() == 8);
  CHECK(check.result().events == 10);
  CHECK(check.result().vcs == 1);
  CHECK(check.result().parties == 2);
  CHECK(check.rule("drop-known-handle").exercised == 1);
  CHECK(check.rule("drop-known-handle").verdict == Verdict::Holds);
  CHECK(check.rule("indrop-client-drops").exercised == 0);
  CHECK(check.rule("indrop-client-drops").verdict == Verdict::NotExercised);
  // The graded parts of a rule are one rule.
  Play graded(kConnected +
              "> NdisClDropParty party=10;< NdisClDropParty status=SUCCESS;" +
              "> NdisClCloseCall vc=100 party=11");
  CHECK(graded.rule("close-others-dropped-first").exercised == 1);
  Play nothing("TraceBegin client;TraceEnd");
  CHECK(nothing.calls() == 0);
  CHECK(nothing.result().events == 2);
  for (const RuleResult& rule : nothing.result().rules)
    CHECK(rule.verdict == Verdict::NotExercised);
}

}  // namespace
}  // namespace condis::test
