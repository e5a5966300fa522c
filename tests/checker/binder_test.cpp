// The binder pairs exits with entries, and finds the VC and the party behind handles and
// contexts, on each side alone and where both sides are recorded; it does not guess.
#include "checker/binder.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "tests/checker/record_text.h"
#include "tests/whole_specification.h"

namespace condis::test {
namespace {

template <class Case>
bool is(const Subject& subject, EventField field, Case value) {
  return subject.event.get(field) == static_cast<unsigned>(value);
}

// A binder and its world. Provider 1 is the client's driver, 2 the call manager's.
struct Bench {
  World world;
  Binder binder{world, whole_table()};
  Frame newest;                  // of the last entry
  std::size_t overdue = 0;       // frames that it showed to be over
  std::vector<Subject> derived;  // what the last record meant for others
  Subject returned;              // what the last exit meant

  void begin(std::uint16_t provider, Role role) {
    Record r;
    r.provider = provider;
    r.role = role;
    binder.begin(r);
  }
  Subject enter(const std::string& text) {
    const Record r = record_of("> " + text);
    const Call call = binder.note(r);
    overdue = binder.overdue(call).size();
    newest = binder.enter(call);
    derived = binder.derived();
    binder.make_newest(newest);
    return newest.subject;
  }
  // The frames that end here, the record's own last; none if it has no entry.
  std::vector<Frame> leave(const std::string& text) {
    const Record r = record_of("< " + text);
    const Call call = binder.note(r);
    const Frame* own = binder.leave(call);
    if (own == nullptr) return {};
    std::vector<Frame> frames = binder.unfinished();
    frames.push_back(*own);
    returned = binder.returned(*own, &call);
    derived = binder.derived();
    return frames;
  }
  // A whole call; what stands behind the bar is said by its exit.
  Subject call(const std::string& text) {
    const std::size_t bar = text.find('|');
    const std::string exit = bar == std::string::npos ? "" : text.substr(bar + 1);
    const Subject subject = enter(text.substr(0, bar));
    CHECK(leave(text.substr(0, text.find(' ')) + exit).size() == 1);
    return subject;
  }
  // A client's VC and its call, which is up with one party.
  Subject connect() {
    call("NdisCoCreateVc vcctx=200 | vc=100 status=SUCCESS");
    return call("NdisClMakeCall vc=100 ctx=20 | party=10 status=SUCCESS");
  }
};

TEST_CASE_FIXTURE(Bench, "an exit ends its thread's innermost entry of its function") {
  const Subject outer = enter("ProtocolClIncomingDropParty ctx=20");
  const Subject other = enter("ProtocolClIncomingDropParty ctx=21 thread=2");
  const Subject inner = enter("ProtocolClIncomingDropParty ctx=22");
  const auto ended_by = [&](const std::string& text) {
    const auto frames = leave(text);
    return frames.size() == 1 ? frames[0].subject.party : kNone;
  };
  CHECK(ended_by("ProtocolClIncomingDropParty") == inner.party);
  CHECK(ended_by("ProtocolClIncomingDropParty") == outer.party);
  CHECK(ended_by("ProtocolClIncomingDropParty") == kNone);
  CHECK(ended_by("ProtocolClIncomingDropParty thread=2") == other.party);
}

TEST_CASE_FIXTURE(Bench, "a CallId tells which entry an exit ends") {
  const Subject outer = enter("ProtocolClIncomingDropParty ctx=20 call=7");
  const Subject inner = enter("ProtocolClIncomingDropParty ctx=21 call=8");
  CHECK(leave("ProtocolClIncomingDropParty call=9").empty());
  const auto frames = leave("ProtocolClIncomingDropParty call=7");
  REQUIRE(frames.size() == 2);
  CHECK(frames[0].subject.party == inner.party);
  CHECK(frames[1].subject.party == outer.party);
  CHECK(leave("ProtocolClIncomingDropParty call=8").empty());
}

TEST_CASE_FIXTURE(Bench, "an exit without an entry of its own ends nothing") {
  CHECK(leave("NdisClDropParty status=PENDING").empty());
  enter("NdisClDropParty party=10");
  CHECK(leave("NdisClAddParty status=PENDING").empty());
  CHECK(leave("NdisClDropParty by=2").empty());
  CHECK(leave("NdisClDropParty status=PENDING").size() == 1);
}

TEST_CASE_FIXTURE(Bench, "threads are told apart by process or processor") {
  enter("ProtocolBindAdapterEx thread=5 process=1");
  CHECK(leave("ProtocolBindAdapterEx thread=5 process=2").empty());
  CHECK(leave("ProtocolBindAdapterEx thread=5 process=1 cpu=3").size() == 1);
  for (const std::string thread : {" thread=0", " threadless"}) {
    enter("ProtocolBindAdapterEx cpu=1" + thread);
    CHECK(leave("ProtocolBindAdapterEx cpu=2" + thread).empty());
    CHECK(leave("ProtocolBindAdapterEx cpu=1" + thread).size() == 1);
  }
}

TEST_CASE_FIXTURE(Bench, "a driver that calls NDIS again has left its last call") {
  enter("NdisClDropParty party=10");
  enter("ProtocolClDropPartyComplete ctx=20");
  CHECK(overdue == 0);
  enter("NdisClDropParty party=11");  // from a callback it may call
  CHECK(overdue == 0);
  enter("NdisCmDropPartyComplete party=12 by=2");  // the other driver
  CHECK(overdue == 0);
  enter("NdisCmDropPartyComplete party=13 by=2");
  CHECK(overdue == 1);
  CHECK(leave("ProtocolClDropPartyComplete").size() == 3);
}

TEST_CASE_FIXTURE(Bench, "a stack that only grows loses its oldest entries") {
  std::size_t lost = 0;
  for (int i = 0; i < 100; ++i) {
    enter("ProtocolBindAdapterEx");
    lost += overdue;
  }
  CHECK(lost == 100 - 64);
  for (int i = 0; i < 64; ++i) CHECK(leave("ProtocolBindAdapterEx").size() == 1);
  CHECK(leave("ProtocolBindAdapterEx").empty());
}

TEST_CASE_FIXTURE(Bench, "a client's names are joined where one call shows both") {
  begin(1, Role::Client);
  call("NdisCoCreateVc vcctx=200 | vc=100 status=SUCCESS");
  const Subject made = call("NdisClMakeCall vc=100 ctx=20 | status=PENDING");
  const Subject up = call("ProtocolClMakeCallComplete vcctx=200 party=10 status=SUCCESS");
  const Subject pended = call("NdisClAddParty vc=100 ctx=21 | status=PENDING");
  const Subject added = call("ProtocolClAddPartyComplete party=11 ctx=21 status=SUCCESS");
  const Subject third = call("NdisClAddParty vc=100 ctx=22 | party=12 status=SUCCESS");
  CHECK(up.vc == made.vc);
  CHECK(up.party == made.party);
  CHECK(added.vc == made.vc);
  CHECK(added.party == pended.party);
  CHECK(call("NdisClDropParty party=11 | status=PENDING").party == added.party);
  CHECK(newest.subject.vc == made.vc);
  CHECK(is(newest.subject, EventField::Handle, Name::Named));
  CHECK(call("ProtocolClDropPartyComplete ctx=21").party == added.party);
  CHECK(call("NdisClDropParty party=12").party == third.party);
  // The completion of a close tells its party by the call that it ends.
  CHECK(call("NdisClCloseCall vc=100 party=10 | status=PENDING").party == made.party);
  const Subject closed = call("ProtocolClCloseCallComplete vcctx=200");
  CHECK(closed.vc == made.vc);
  CHECK(closed.party == made.party);
  CHECK(world.vcs_seen() == 1);
  CHECK(world.parties_seen() == 3);
}

TEST_CASE("only success hands out a party's handle") {
  for (const std::string status : {"SUCCESS", "PENDING", "FAILURE"}) {
    INFO(status);
    Bench bench;
    bench.begin(1, Role::Client);
    bench.connect();
    bench.call("NdisClAddParty vc=100 ctx=21 | party=11 status=" + status);
    const Subject drop = bench.call("NdisClDropParty party=11");
    CHECK((drop.party != kNone) == (status == "SUCCESS"));
    CHECK(is(drop, EventField::Handle, drop.party != kNone ? Name::Named : Name::Never));
  }
  // One that came with a failed completion is remembered, unless it is somebody's.
  Bench bench;
  bench.begin(1, Role::Client);
  const Subject made = bench.connect();
  const Subject added = bench.call("NdisClAddParty vc=100 ctx=21 | status=PENDING");
  bench.call("ProtocolClAddPartyComplete party=10 ctx=21 status=FAILURE");
  CHECK(bench.call("NdisClDropParty party=10").party == made.party);
  bench.call("ProtocolClAddPartyComplete party=11 ctx=21 status=FAILURE");
  CHECK(bench.call("NdisClDropParty party=11").party == added.party);
}

TEST_CASE_FIXTURE(Bench, "a manager's names are joined where one call shows both") {
  begin(2, Role::CallManager);
  const auto by_manager = [&](std::string text) {
    if (text.find('|') == std::string::npos) text += " |";
    return call(text.insert(text.find('|'), "by=2 ") + " by=2");
  };
  const Subject created =
      by_manager("ProtocolCoCreateVc vc=100 | vcctx=300 status=SUCCESS");
  // A party's context is said by the return, or by the completion.
  const Subject made =
      by_manager("ProtocolCmMakeCall vcctx=300 party=10 | ctx=30 status=SUCCESS");
  const Subject added =
      by_manager("ProtocolCmAddParty vcctx=300 party=11 | status=PENDING");
  const Subject up = by_manager("NdisCmAddPartyComplete party=11 ctx=31 status=SUCCESS");
  CHECK(made.vc == created.vc);
  CHECK(added.vc == created.vc);
  CHECK(up.vc == created.vc);
  CHECK(up.party == added.party);
  CHECK(by_manager("ProtocolCmDropParty ctx=30").party == made.party);
  CHECK(by_manager("ProtocolCmDropParty ctx=31").party == added.party);
  CHECK(newest.subject.vc == created.vc);
  CHECK(by_manager("NdisCmDropPartyComplete party=11").party == added.party);
  CHECK(by_manager("ProtocolCmCloseCall vcctx=300 ctx=30").party == made.party);
  CHECK(by_manager("NdisCmCloseCallComplete vc=100 status=SUCCESS").party == made.party);
  CHECK(world.vcs_seen() == 1);
  CHECK(world.parties_seen() == 2);
}

TEST_CASE_FIXTURE(Bench, "a callback inside the call that causes it joins the sides") {
  const Subject vc = enter("NdisCoCreateVc vcctx=200");
  const Subject there =
      call("ProtocolCoCreateVc vc=100 by=2 | vcctx=300 status=SUCCESS by=2");
  leave("NdisCoCreateVc vc=100 status=SUCCESS");
  CHECK(there.vc == vc.vc);
  CHECK(is(there, EventField::Nested, true));
  const Subject client = enter("NdisClAddParty vc=100 ctx=20");
  const Subject manager =
      call("ProtocolCmAddParty vcctx=300 party=10 by=2 | ctx=30 status=PENDING by=2");
  leave("NdisClAddParty status=PENDING");
  CHECK(manager.vc == vc.vc);
  CHECK(manager.party == client.party);
  // Not so on another thread.
  const Subject lone = enter("NdisClAddParty vc=100 ctx=21");
  enter("ProtocolCmAddParty vcctx=300 party=11 thread=2 by=2");
  CHECK(newest.subject.party != lone.party);
  CHECK(is(newest.subject, EventField::Nested, false));
  leave("NdisClAddParty status=PENDING");
  // NDIS passes wrong contexts on: it means the same VC and party nevertheless.
  enter("NdisCmAddPartyComplete party=10 ctx=30 status=SUCCESS by=2");
  const Subject wrong = call("ProtocolClAddPartyComplete party=10 ctx=21 status=SUCCESS");
  leave("NdisCmAddPartyComplete by=2");
  CHECK(wrong.party == client.party);
  CHECK(is(wrong, EventField::Context, Name::Differs));
  CHECK(is(wrong, EventField::StatusEcho, Echo::Same));
  enter("NdisClAddParty vc=100 ctx=22");
  const Subject wrong_vc = enter("ProtocolCmAddParty vcctx=301 party=12 by=2");
  CHECK(wrong_vc.vc == vc.vc);
  CHECK(is(wrong_vc, EventField::VcName, Name::Differs));
  leave("NdisClAddParty status=PENDING");
  CHECK(enter("NdisClDropParty party=10 size=4").party == client.party);
  // What comes up inside a call by chance is not caused by it.
  CHECK(call("ProtocolClIncomingDropParty ctx=21").party == lone.party);
  const Subject handler = enter("ProtocolCmDropParty ctx=30 size=5 by=2");
  CHECK(handler.party == client.party);
  CHECK(is(handler, EventField::Context, Name::Named));
  CHECK(is(handler, EventField::DataEcho, Echo::Differs));
}

TEST_CASE_FIXTURE(Bench, "a name that comes up again means its newest bearer") {
  begin(1, Role::Client);
  const Subject old = connect();
  world.retire_party(old.party);
  const Subject heir = call("NdisClAddParty vc=100 ctx=20 | party=10 status=SUCCESS");
  CHECK(heir.party != old.party);
  CHECK(call("NdisClDropParty party=10").party == heir.party);
  CHECK(call("ProtocolClDropPartyComplete ctx=20").party == heir.party);
  world.retire_vc(old.vc);
  const Subject second = connect();
  CHECK(second.vc != old.vc);
  CHECK(world.vc(second.vc).serial > world.vc(old.vc).serial);
  CHECK(call("NdisClDropParty party=10").party == second.party);
  CHECK(call("ProtocolClIncomingCloseCall vcctx=200").vc == second.vc);
}

TEST_CASE_FIXTURE(Bench, "a context given on is told of the old party") {
  const Subject made = connect();
  const Subject added = call("NdisClAddParty vc=100 ctx=20");
  CHECK(is(added, EventField::Context, Name::Named));
  enter("NdisClAddParty vc=100 ctx=20");
  REQUIRE(derived.size() == 1);
  CHECK(derived[0].party == added.party);
  CHECK(is(derived[0], EventField::Function, Derived::ContextReused));
  CHECK(call("ProtocolClDropPartyComplete ctx=20").party != made.party);
  // While NDIS can still mean the first by it, its callbacks are about the first.
  Bench busy;
  const Subject first = busy.connect();
  const Transition adding = whole_table().step(0, 0, 0, first.event);
  REQUIRE(whole_table().context_in_use(adding.party));
  busy.world.party(first.party).state = adding.party;
  const Subject second = busy.call("NdisClAddParty vc=100 ctx=20");
  CHECK(is(second, EventField::Context, Name::Misused));
  CHECK(busy.call("ProtocolClDropPartyComplete ctx=20").party == first.party);
}

TEST_CASE("a name that nobody bears is wrong only where the recording is whole") {
  for (const bool whole : {true, false}) {
    INFO(whole);
    Bench bench;
    if (whole) bench.begin(1, Role::Client);
    bench.connect();
    const Subject drop = bench.call("NdisClDropParty party=99");
    CHECK((drop.party == kNone) == whole);
    CHECK(is(drop, EventField::Handle, whole ? Name::Never : Name::Named));
    const Subject close = bench.call("NdisClCloseCall vc=999");
    CHECK((close.vc == kNone) == whole);
    CHECK(is(close, EventField::VcName, whole ? Name::Never : Name::Named));
  }
}

TEST_CASE_FIXTURE(Bench, "names of the wrong kind, VC or time are seen as such") {
  begin(1, Role::Client);
  const Subject made = connect();
  const Subject misused = call("NdisCoSendNetBufferLists vc=10");
  CHECK(is(misused, EventField::VcName, Name::Misused));
  call("NdisCoCreateVc vcctx=201 | vc=101 status=SUCCESS");
  const Subject foreign = call("NdisClCloseCall vc=101 party=10");
  CHECK(is(foreign, EventField::Handle, Name::Foreign));
  CHECK(foreign.party == kNone);
  CHECK(foreign.vc != made.vc);
  world.retire_vc(made.vc);
  const Subject dead = call("NdisClCloseCall vc=100 party=10");
  CHECK(is(dead, EventField::VcName, Name::Never));
  CHECK(dead.vc == kNone);
}

TEST_CASE_FIXTURE(Bench, "an unknown name puts in doubt whoever may bear it, once") {
  const Subject added = call("NdisClAddParty vc=100 ctx=20 | status=PENDING");
  enter("NdisClDropParty party=99");
  REQUIRE(derived.size() == 1);
  CHECK(derived[0].party == added.party);
  CHECK(derived[0].vc == added.vc);
  CHECK(is(derived[0], EventField::Function, Derived::Obscured));
  enter("NdisClDropParty party=98");
  CHECK(derived.empty());
}

TEST_CASE_FIXTURE(Bench, "of two calls of a kind only the newer one's return counts") {
  connect();
  call("NdisClAddParty vc=100 ctx=21 | party=11 status=SUCCESS");
  enter("NdisClDropParty party=10 thread=1");
  const Frame first = newest;
  enter("NdisClDropParty party=11 thread=2");
  CHECK(binder.is_newest(first));
  enter("NdisClDropParty party=10 thread=3");
  CHECK_FALSE(binder.is_newest(first));
  CHECK(binder.is_newest(newest));
}

TEST_CASE_FIXTURE(Bench, "an event says where it happened and what was logged") {
  connect();
  call("NdisClAddParty vc=100 ctx=21 | party=11 status=SUCCESS");
  enter("ProtocolClIncomingDropParty ctx=20 irql=2");
  CHECK(is(newest.subject, EventField::Irql, IrqlClass::Allowed));
  const Subject same = call("NdisClDropParty party=10 irql=3 | status=PENDING");
  CHECK(is(same, EventField::Inside, Inside::IncomingDrop));
  CHECK(is(same, EventField::About, About::Same));
  CHECK(is(same, EventField::Irql, IrqlClass::TooHigh));
  CHECK(is(same, EventField::Role, Role::Client));
  CHECK(is(same, EventField::Data, Presence::Unlogged));
  CHECK(is(returned, EventField::Edge, Edge::Return));
  CHECK(is(returned, EventField::Status, Status::Pending));
  const Subject other = call("NdisClDropParty party=11 size=0");
  CHECK(is(other, EventField::About, About::Other));
  CHECK(is(other, EventField::Data, Presence::Absent));
  CHECK(is(returned, EventField::Status, Status::Unlogged));
  const Subject elsewhere = enter("NdisClDropParty party=11 thread=2");
  CHECK(is(elsewhere, EventField::Inside, Inside::None));
}

TEST_CASE_FIXTURE(Bench, "after a gap nothing is known, nor anybody's fault") {
  begin(1, Role::Client);
  connect();
  enter("NdisClDropParty party=10");
  binder.forget();
  CHECK(leave("NdisClDropParty status=PENDING").empty());
  CHECK(world.living_vcs().empty());
  const Subject drop = call("NdisClDropParty party=10");
  CHECK(is(drop, EventField::Handle, Name::Named));
  CHECK(drop.vc == kNone);
}

}  // namespace
}  // namespace condis::test
