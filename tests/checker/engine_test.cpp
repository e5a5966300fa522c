// The engine says how sure a finding is, when a duty falls due, which earlier step made
// the difference and what follows from what; a gap makes it forget, not guess.
#include "checker/engine.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <sstream>
#include <string>
#include <type_traits>
#include <vector>

#include "tests/whole_specification.h"

namespace condis::test {
namespace {

// Reads "> NdisClAddParty vc=100 ctx=20" for an entry and "<" for an exit: handles and
// contexts of VC and party in hexadecimal. What is not there was not logged.
Record record_of(const std::string& line) {
  std::istringstream words(line);
  std::string word;
  Record r;
  r.provider = 1;
  r.thread_id = 1;
  r.set(Field::ThreadId);
  while (words >> word) {
    const std::string key = word.substr(0, word.find('='));
    const std::string shown = word.substr(std::min(word.find('=') + 1, word.size()));
    const auto give = [&](Field field, auto& place) {
      place = static_cast<std::remove_reference_t<decltype(place)>>(
          field == Field::Status ? *find_status("NDIS_STATUS_" + shown)
                                 : std::stoull(shown, nullptr, 16));
      r.set(field);
    };
    if (word == ">" || word == "<") {
      r.phase = word == ">" ? Phase::Enter : Phase::Exit;
    } else if (r.function == Function::Unknown) {
      r.function = find_function(word).function;
      REQUIRE(r.function != Function::Unknown);
    }
    if (key == "vc") give(Field::VcHandle, r.vc_handle);
    if (key == "vcctx") give(Field::VcContext, r.vc_context);
    if (key == "party") give(Field::PartyHandle, r.party_handle);
    if (key == "ctx") give(Field::PartyContext, r.party_context);
    if (key == "status") give(Field::Status, r.status);
    if (key == "thread") give(Field::ThreadId, r.thread_id);
    if (key == "cpu") r.cpu = static_cast<std::uint16_t>(shown[0] - '0');
    if (key == "call") give(Field::CallId, r.call_id);
    if (word == "threadless") r.fields &= ~static_cast<std::uint32_t>(Field::ThreadId);
    if (key == "by") r.provider = static_cast<std::uint16_t>(shown[0] - '0');
    if (key == "seq") give(Field::Seq, r.seq);
    if (key == "time") give(Field::Time, r.time);
    if (key == "source") r.source = static_cast<std::uint32_t>(shown[0] - '0');
    if (key == "count") give(Field::Count, r.count);
    if (key == "size") give(Field::DataSize, r.data_size);
    if (key == "size") give(Field::HasData, r.has_data);
    if (word == "client") r.role = Role::Client;
    if (word == "manager") r.role = Role::CallManager;
    if (word == "no-data") r.close_data = Support::No;
    if (word == "is-up") r.state = RundownState::Up;
    if (word == "is-told") r.state = RundownState::Told;
  }
  return r;
}

// What the engine says of the records so far.
class Play {
 public:
  explicit Play(const std::string& lines, const CheckOptions& options = {})
      : engine_(whole_specification(), whole_table(), options) {
    (*this)(lines);
  }
  // Returns the number of the last record.
  std::uint64_t operator()(const std::string& lines) {
    std::istringstream text(lines);
    for (std::string line; std::getline(text, line, ';');) {
      last_ = record_of(line);
      last_.number = ++number_;
      engine_.process(last_);
    }
    return number_;
  }
  const TraceResult& result() {
    if (!done_) result_ = engine_.finish();
    done_ = true;
    return result_;
  }
  std::vector<Finding> of(const std::string& rule) {
    std::vector<Finding> found;
    for (const Finding& finding : result().findings) {
      if (whole_specification().rules()[finding.rule].id == rule)
        found.push_back(finding);
    }
    return found;
  }
  // The only finding of that rule.
  Finding one(const std::string& rule) {
    INFO(rule);
    REQUIRE(of(rule).size() == 1);
    return of(rule)[0];
  }
  RuleResult rule(const std::string& id) {
    const auto& rules = whole_specification().rules();
    const auto found = std::find_if(rules.begin(), rules.end(),
                                    [&](const Rule& rule) { return rule.id == id; });
    REQUIRE(found != rules.end());
    return result().rules[static_cast<std::size_t>(found - rules.begin())];
  }
  std::uint64_t calls() const { return engine_.calls(); }

 private:
  Engine engine_;
  Record last_;  // finish() looks back at it
  std::uint64_t number_ = 0;
  TraceResult result_;
  bool done_ = false;
};

// A client's call with two parties that are up; it may begin before or with the
// recording.
const std::string kCalls =
    "> NdisCoCreateVc vcctx=200;< NdisCoCreateVc vc=100 status=SUCCESS;"
    "> NdisClMakeCall vc=100 ctx=20;< NdisClMakeCall party=10 status=SUCCESS;"
    "> NdisClAddParty vc=100 ctx=21;< NdisClAddParty party=11 status=SUCCESS;";
const std::string kConnected = "TraceBegin client no-data;" + kCalls;
constexpr std::uint64_t kMade = 5;
constexpr std::uint64_t kAdds = 6;
constexpr std::uint64_t kAdded = 7;
// Records 8 and 9.
const std::string kPendedDrop =
    "> NdisClDropParty party=10;< NdisClDropParty status=PENDING;";

Verdict verdict_of(const std::string& rule, const std::string& lines,
                   const CheckOptions& options = {}) {
  return Play(lines, options).rule(rule).verdict;
}

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

TEST_CASE("a duty falls due when the call is closed") {
  Play check(kConnected + "> NdisClCloseCall vc=100 party=11");
  const auto closed = check("< NdisClCloseCall status=SUCCESS");
  const Finding finding = check.one("drop-any-order-all-released");
  CHECK(finding.verdict == Verdict::Violated);
  CHECK(finding.event.number == closed);
  CHECK(finding.event.party == 0x10);
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
  CHECK(verdict_of(rule, kConnected + drop, {Support::Yes, true}) ==
        Verdict::NotExercised);
  CHECK(verdict_of(rule, kCalls + drop) == Verdict::NotExercised);
  CHECK(verdict_of(rule, kCalls + drop, {Support::No, true}) == Verdict::Violated);
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
