// Where a recording has gaps, or more than is kept track of, the engine forgets and does
// not guess.
#include <fmt/format.h>

#include <cstddef>
#include <string>

#include "tests/checker/play.h"

namespace condis::test {
namespace {

TEST_CASE("a dead handle is recognised until as many others died as are remembered") {
  const std::string lives =
      "> NdisClAddParty vc=100 ctx=22;< NdisClAddParty party=12 status=SUCCESS;"
      "> NdisClDropParty party=12;< NdisClDropParty status=SUCCESS;";
  for (const std::size_t others : {kRemembered - 1, kRemembered}) {
    Play check(kConnected +
               "> NdisClDropParty party=10;< NdisClDropParty status=SUCCESS");
    for (std::size_t i = 0; i < others; ++i) check(lives);
    check("> NdisClDropParty party=10");
    const bool known = others < kRemembered;
    CHECK(check.rule("drop-handle-dead-at-call").verdict ==
          (known ? Verdict::Violated : Verdict::Holds));
    CHECK(check.rule("drop-known-handle").verdict ==
          (known ? Verdict::Holds : Verdict::Violated));
  }
}

TEST_CASE("events that were lost leave duties open and everything else unknown") {
  Play check(kConnected + kPendedDrop + "EventsLost count=c;" + kPendedDrop);
  const auto open = check.of("drop-pending-delivered");
  REQUIRE(open.size() == 2);
  CHECK(open[0].verdict == Verdict::Open);
  CHECK(open[0].event.number == 9);
  CHECK(check.of("drop-handle-dead-at-call").empty());
  CHECK(check.of("drop-known-handle").empty());
  REQUIRE(check.result().warnings.size() == 1);
  CHECK(check.result().warnings[0].what == "12 events were lost here");
  CHECK(check.result().warnings[0].where == "10");
}

TEST_CASE("what was lost at one place is told once, and counted each time") {
  Engine engine(whole_specification(), whole_table(), {});
  for (const char* lost : {"EventsLost count=c", "EventsLost count=c", "EventsLost"}) {
    Record record = record_of(lost);
    record.number = 1;
    engine.process(record);
  }
  const TraceResult result = engine.finish();
  CHECK(result.losses == 3);
  REQUIRE(result.warnings.size() == 2);
  CHECK(result.warnings[0].what == "12 events were lost here");
  CHECK(result.warnings[1].what == "events were lost here");
}

TEST_CASE("a gap in a driver's sequence is a loss, and so is time that goes back") {
  const auto warning = [](const std::string& first, const std::string& second) {
    Play check(kConnected + kPendedDrop + "> NdisCoSendNetBufferLists vc=100 " + first +
               ";> NdisClDropParty party=10 thread=2 " + second);
    const auto& warnings = check.result().warnings;
    // What the gap has hidden may have made the handle valid again.
    CHECK(check.of("drop-handle-dead-at-call").size() == (warnings.empty() ? 1u : 0u));
    CHECK(check.one("drop-pending-delivered").verdict == Verdict::Open);
    return warnings.empty() ? "" : warnings[0].what;
  };
  CHECK(warning("seq=4", "seq=5") == "");
  CHECK(warning("seq=4", "seq=7") == "2 events are missing here");
  CHECK(warning("seq=4", "seq=4") == "the sequence numbers go back here");
  CHECK(warning("seq=4 by=2", "seq=9") == "");
  CHECK(warning("time=20", "time=20") == "");
  CHECK(warning("time=20", "time=1f") == "the time goes back here");
}

TEST_CASE("a rundown tells what was alive when the recording began") {
  const std::string begins = "TraceBegin client;Rundown vc=100 vcctx=200 is-up;";
  const std::string one = begins + "Rundown vc=100 party=10 ctx=20 is-up;";
  const std::string two = one + "Rundown vc=100 party=11 ctx=21 is-up;";
  Play check(one + "> NdisClDropParty party=10;< NdisClDropParty status=PENDING");
  CHECK(check.rule("drop-not-the-last").verdict == Verdict::Violated);
  CHECK(check.rule("drop-known-handle").verdict == Verdict::Holds);
  CHECK(check.result().vcs == 1);
  CHECK(check.result().parties == 1);
  CHECK(check.calls() == 2);
  CHECK(verdict_of("drop-not-the-last", two + "> NdisClDropParty party=10") ==
        Verdict::Holds);
  // An incoming drop that came before is to be answered, if the driver logs its calls.
  CHECK(verdict_of("indrop-client-drops",
                   begins + "Rundown vc=100 party=10 ctx=20 is-told;TraceEnd") ==
        Verdict::Open);
  CHECK(verdict_of("indrop-client-drops",
                   begins + "Rundown vc=100 party=10 ctx=20 is-told;"
                            "> NdisCoSendNetBufferLists vc=100;"
                            "< NdisCoSendNetBufferLists;TraceEnd") == Verdict::Violated);
}

// So many parties come and go that what ended before is forgotten.
std::string many_parties() {
  std::string lines;
  for (std::size_t i = 0; i <= kRemembered; ++i) {
    lines +=
        "> NdisClAddParty vc=100 ctx=99;< NdisClAddParty party=98 status=SUCCESS;"
        "> NdisClDropParty party=98;< NdisClDropParty status=SUCCESS;";
  }
  return lines;
}

TEST_CASE("parties that were given one another's context are told apart at an end") {
  Play play(kConnected);
  const auto add = [](int party) {
    return "> NdisClAddParty vc=100 ctx=22;< NdisClAddParty status=SUCCESS party=" +
           std::to_string(party) + ";";
  };
  const auto drop = [](int party) {
    return "> NdisClDropParty party=" + std::to_string(party) +
           ";< NdisClDropParty status=SUCCESS;";
  };
  play(add(12) + add(13) + drop(12) + many_parties() + add(14) + drop(13) + drop(14));
  play("> ProtocolClDropPartyComplete ctx=22 status=SUCCESS;");
  CHECK(play.rule("add-context-ready").verdict == Verdict::Violated);
}

TEST_CASE("without threads CallId finds the entry on any processor") {
  const std::string both = kConnected +
                           "> NdisClDropParty party=10 threadless cpu=0 call=4;"
                           "> NdisClDropParty party=11 threadless cpu=0 call=5;"
                           "< NdisClDropParty threadless cpu=1 call=4 status=RESOURCES;";
  CHECK(verdict_of("drop-handle-dead-at-call",
                   both + "> NdisClDropParty party=10 threadless cpu=1 call=6") ==
        Verdict::Holds);
  CHECK(verdict_of("drop-handle-dead-at-call",
                   both + "> NdisClDropParty party=11 threadless cpu=1 call=6") ==
        Verdict::Violated);
}

TEST_CASE("a call in progress is remembered however many threads there are") {
  Play play(kConnected + "> NdisClDropParty party=10 thread=1;");
  for (int thread = 2; thread < 70000; ++thread) {
    const std::string on = " thread=" + fmt::format("{:x}", thread);
    play("> NdisCoSendNetBufferLists vc=100" + on + ";< NdisCoSendNetBufferLists" + on);
  }
  play(
      "< NdisClDropParty status=RESOURCES thread=1;> NdisClDropParty party=10 thread=1;");
  CHECK(play.of("drop-handle-dead-at-call").empty());
}

TEST_CASE("the return of a call whose VC is forgotten ends no other VC") {
  Play play(kConnected +
            "> NdisCoDeleteVc vc=100 thread=9;"
            "> NdisCoDeleteVc vc=100;< NdisCoDeleteVc status=SUCCESS;");
  for (std::size_t i = 0; i <= kRemembered; ++i) {
    play(
        "> NdisCoCreateVc vcctx=300;< NdisCoCreateVc vc=300 status=SUCCESS;"
        "> NdisCoDeleteVc vc=300;< NdisCoDeleteVc status=SUCCESS");
  }
  play(kCalls +
       "< NdisCoDeleteVc status=SUCCESS thread=9;"
       "> NdisClDropParty party=11;< NdisClDropParty status=SUCCESS;"
       "> NdisClCloseCall vc=100 party=10;");
  CHECK(play.of("close-needs-call").empty());
}

TEST_CASE("all records of a driver count in its sequence") {
  Play play(
      "TraceBegin client seq=1;> NdisCoCreateVc vcctx=200 seq=2;"
      "< NdisCoCreateVc vc=100 status=SUCCESS seq=3;TraceEnd seq=4;"
      "TraceBegin client seq=5;> NdisCoDeleteVc vc=100 seq=6;"
      "< NdisCoDeleteVc status=SUCCESS seq=7;EventsLost count=2 seq=8;"
      "> NdisCoCreateVc vcctx=200 seq=b");
  CHECK(play.result().warnings.size() == 1);  // of the EventsLost
}

TEST_CASE("there is an end to what is kept track of") {
  Play play("TraceBegin client;");
  for (std::size_t i = 0; i < kMostHeld + 10; ++i) {
    play(fmt::format(
        "> NdisCoCreateVc vcctx={0:x};< NdisCoCreateVc vc={0:x} status=SUCCESS", i + 1));
  }
  REQUIRE(play.result().warnings.size() == 1);
  CHECK(play.result().warnings[0].what.starts_with("more than 65536 VCs and parties"));
}

TEST_CASE(
    "records of different processors with the same time may be the other way round") {
  const std::string drop = "> NdisClDropParty party=10 time=70 thread=1 cpu=0";
  const std::string again = "> NdisClDropParty party=10 time=70 thread=2 cpu=1";
  const std::string rule = "drop-handle-dead-at-call";
  CHECK(verdict_of(rule, kConnected + drop + ";" + again) == Verdict::Possible);
  // What the same processor or the driver's counter orders is certain.
  CHECK(verdict_of(rule, kConnected + drop +
                             ";> NdisClDropParty party=10 time=70 thread=2 cpu=0") ==
        Verdict::Violated);
  CHECK(verdict_of(rule, kConnected + drop + " seq=9;" + again + " seq=a") ==
        Verdict::Violated);
  CHECK(verdict_of(rule, kConnected + drop +
                             ";> NdisClDropParty party=10 time=71 thread=2 cpu=1") ==
        Verdict::Violated);
  // The first of the two may have come second.
  CHECK(verdict_of("add-needs-multipoint-call",
                   kConnected +
                       "> NdisClAddParty vc=999 ctx=30 time=69;"
                       "> NdisClCloseCall vc=100 party=11 time=70 cpu=0;"
                       "> NdisClAddParty vc=100 ctx=31 time=71 cpu=1 thread=2") ==
        Verdict::Violated);
  CHECK(verdict_of("add-needs-multipoint-call",
                   kConnected + "> NdisClCloseCall vc=100 party=11 time=70 cpu=0;"
                                "> NdisClAddParty vc=100 ctx=31 time=71 cpu=1 thread=2;"
                                "< NdisClCloseCall status=SUCCESS time=71 cpu=0") ==
        Verdict::Possible);
}

}  // namespace
}  // namespace condis::test
