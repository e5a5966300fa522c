// The world finds VCs and parties by name, counts the living ones by class, remembers the
// newest dead ones, and needs no more memory for having seen many.
#include "checker/world.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace condis::test {
namespace {

using Indices = std::vector<std::uint32_t>;

constexpr StateId kSomeState = 7;

constexpr std::array kVcNames = {Identity::VcHandle, Identity::ClientVcContext,
                                 Identity::ManagerVcContext};
constexpr std::array kPartyNames = {
    Identity::ClientPartyHandle, Identity::ManagerPartyHandle,
    Identity::ClientPartyContext, Identity::ManagerPartyContext};

// Handles are NDIS's; a context is the own of the driver that gave it.
std::uint16_t giver_of(Identity kind) {
  const bool handle = kind == Identity::VcHandle || kind == Identity::ClientPartyHandle ||
                      kind == Identity::ManagerPartyHandle;
  return handle ? std::uint16_t{0} : static_cast<std::uint16_t>(kind);
}

// The bit of a party that is in class i, and what two bits say of the others.
constexpr std::uint32_t in_class(int i) {
  return 1u << (2 * i);
}
constexpr std::uint32_t amount(int i, std::uint32_t number) {
  return number << (2 * i);
}

struct OneVc {
  World world;
  const std::uint32_t vc = world.new_vc();

  // Every kind of name, all of the same value; whom they lead to.
  void name_vc(std::uint32_t index, std::uint64_t value) {
    for (const Identity kind : kVcNames)
      world.name_vc(index, kind, giver_of(kind), value);
  }
  void name_party(std::uint32_t index, std::uint64_t value) {
    for (const Identity kind : kPartyNames)
      world.name_party(index, kind, giver_of(kind), value);
  }
  Indices bearers(std::span<const Identity> kinds, std::uint64_t value) {
    Indices found;
    for (const Identity kind : kinds)
      found.push_back(world.identities().find(kind, giver_of(kind), value));
    return found;
  }
  std::uint32_t new_party(std::uint32_t census) {
    const std::uint32_t party = world.new_party(vc);
    world.set_census(party, census);
    return party;
  }
  Indices parties() const {
    Indices found;
    for (std::uint32_t i = world.vc(vc).first_party; i != kNone; i = world.party(i).next)
      found.push_back(i);
    return found;
  }
  // Lives that end at once.
  void end_parties(std::size_t number) {
    for (std::size_t i = 0; i < number; ++i) world.retire_party(world.new_party(kNone));
  }
  void end_vcs(std::size_t number) {
    for (std::size_t i = 0; i < number; ++i) world.retire_vc(world.new_vc());
  }
};

TEST_CASE("erasing a name loses no other, and no newer bearer") {
  IdentityMap names;
  constexpr std::uint32_t kNumber = 20000;
  const auto value = [](std::uint32_t i) { return std::uint64_t{i} * 0x40 + 0x1000; };
  for (std::uint32_t i = 0; i < kNumber; ++i)
    names.assign(Identity::VcHandle, 0, value(i), i);
  for (std::uint32_t i = 0; i < kNumber; ++i) {
    if (i % 3 != 0) names.erase(Identity::VcHandle, 0, value(i), i);
    if (i % 3 == 0) names.erase(Identity::VcHandle, 0, value(i), i + 1);
  }
  CHECK(names.size() == (kNumber + 2) / 3);
  std::uint32_t wrong = 0;
  for (std::uint32_t i = 0; i < kNumber; ++i)
    wrong += names.find(Identity::VcHandle, 0, value(i)) != (i % 3 == 0 ? i : kNone);
  CHECK(wrong == 0);
}

TEST_CASE_FIXTURE(OneVc, "VCs and parties go by each of their names; NULL is none") {
  world.new_party(vc);
  const std::uint32_t party = world.new_party(vc);
  name_vc(vc, 0x10);
  name_vc(vc, 0);
  name_party(party, 0x10);
  name_party(party, 0);
  CHECK(bearers(kVcNames, 0x10) == Indices(3, vc));
  CHECK(bearers(kPartyNames, 0x10) == Indices(4, party));
  CHECK(world.identities().size() == 7);
  CHECK(world.identities().find(Identity::ClientVcContext, 9, 0x10) == kNone);
  // A handle that replaces another is the only one.
  world.name_vc(vc, Identity::VcHandle, 1, 0x11);
  CHECK(bearers(kVcNames, 0x10) == Indices{kNone, vc, vc});
  CHECK(bearers(kVcNames, 0x11) == Indices{vc, kNone, kNone});
}

TEST_CASE_FIXTURE(OneVc, "the last parties that ended are remembered, older ones not") {
  const std::uint32_t party = world.new_party(vc);
  name_party(party, 0x10);
  const PartyReference reference = world.reference_to(party);
  world.retire_party(party);
  world.retire_party(party);  // ends once all the same
  end_parties(kRemembered - 1);
  CHECK(bearers(kPartyNames, 0x10) == Indices(4, party));
  CHECK(world.party_at(reference) == party);
  const std::uint32_t heir = world.new_party(vc);
  world.name_party(heir, Identity::ClientPartyHandle, 0, 0x10);
  end_parties(1);
  CHECK(bearers(kPartyNames, 0x10) == Indices{heir, kNone, kNone, kNone});
  CHECK(world.party_at(reference) == kNone);
  CHECK(world.new_party(vc) == party);  // another one in its place
  CHECK(world.party_at(reference) == kNone);
}

TEST_CASE_FIXTURE(OneVc, "the last VCs that ended are remembered, older ones not") {
  name_vc(vc, 0x10);
  const std::uint32_t party = world.new_party(vc);
  name_party(party, 0x20);
  world.retire_vc(vc);
  world.retire_vc(vc);
  end_vcs(kRemembered - 1);
  CHECK(bearers(kVcNames, 0x10) == Indices(3, vc));
  CHECK(world.party(party).vc == vc);
  end_vcs(1);
  CHECK(bearers(kVcNames, 0x10) == Indices(3, kNone));
  // Its party is still remembered, and does not fall to the VC that comes in its place.
  CHECK(bearers(kPartyNames, 0x20) == Indices(4, party));
  CHECK(world.party(party).vc == kNone);
}

TEST_CASE_FIXTURE(OneVc, "what takes the place of the forgotten has nothing of it") {
  const std::uint32_t second = world.new_vc();
  world.vc(vc).state = kSomeState;
  name_vc(vc, 0x10);
  const std::uint32_t party = new_party(in_class(0));
  name_party(party, 0x20);
  world.retire_vc(vc);
  CHECK(world.living_vcs() == Indices{second});
  end_vcs(kRemembered);
  REQUIRE(world.new_vc() == vc);
  CHECK(world.living_vcs() == Indices{second, vc});  // in the order of their creation
  CHECK(world.vc(vc).serial == kRemembered + 3);
  CHECK(world.vc(vc).state == 0);
  CHECK(world.vc(vc).handle == 0);
  CHECK(world.vc(vc).last_step == 0);
  end_parties(kRemembered);
  REQUIRE(world.new_party(vc) == party);
  CHECK(world.party(party).state == 0);
  CHECK(world.party(party).client_context == 0);
  CHECK(world.party(party).last_step == 0);
  CHECK(world.census_of_others(vc, kNone) == 0);
  CHECK(parties() == Indices{party});
}

TEST_CASE_FIXTURE(OneVc, "a VC lists its living parties, and ends with all of them") {
  Indices p;
  for (int i = 0; i < 5; ++i) p.push_back(world.new_party(vc));
  const std::uint32_t foreign = world.new_party(world.new_vc());
  const std::uint32_t stray = world.new_party(kNone);
  CHECK(parties() == Indices{p[4], p[3], p[2], p[1], p[0]});
  for (const std::uint32_t party : {p[2], p[0], p[4]}) world.retire_party(party);
  CHECK(parties() == Indices{p[3], p[1]});
  world.retire_vc(vc);
  CHECK(world.party(p[1]).ended);
  CHECK(world.party(p[3]).ended);
  CHECK_FALSE(world.party(foreign).ended);
  CHECK(world.stray_parties() == Indices{stray});
  world.retire_party(stray);
  CHECK(world.stray_parties().empty());
}

TEST_CASE_FIXTURE(OneVc, "others are none, one or many, the party itself left out") {
  constexpr std::uint32_t kExpected[] = {0, 1, 2, 2, 2, 2};
  Indices p;
  for (int others = 0; others <= 5; ++others) {
    p.push_back(new_party(in_class(2) | in_class(5)));
    const std::uint32_t amounts =
        amount(2, kExpected[others]) | amount(5, kExpected[others]);
    CHECK(world.census_of_others(vc, p.back()) == amounts);
    CHECK(world.census_of_others(vc, p.front()) == amounts);
  }
  // Down again: the count behind `many` is exact.
  for (int others = 4; others >= 0; --others) {
    world.set_census(p.back(), in_class(5));
    p.pop_back();
    CHECK(world.census_of_others(vc, p.front()) ==
          (amount(2, kExpected[others]) | amount(5, 2)));
  }
}

TEST_CASE_FIXTURE(OneVc, "every class is counted by itself, up to the last") {
  constexpr int kLast = kCensusClasses - 1;
  constexpr std::uint32_t kAll = (1u << (2 * kCensusClasses)) / 3;
  const std::uint32_t asks = new_party(kAll);
  new_party(kAll);
  new_party(in_class(0) | in_class(kLast));
  new_party(in_class(kLast));
  CHECK(world.census_of_others(vc, asks) == kAll + in_class(0) + in_class(kLast));
  CHECK(world.census_of_others(vc, kNone) == 2 * kAll);
}

TEST_CASE_FIXTURE(OneVc, "only living parties of the same VC count") {
  const std::uint32_t party = new_party(in_class(0));
  const std::uint32_t foreign = world.new_party(world.new_vc());
  world.set_census(foreign, in_class(0));
  CHECK(world.census_of_others(vc, foreign) == amount(0, 1));
  CHECK(world.census_of_others(kNone, party) == 0);
  world.retire_party(party);
  CHECK(world.census_of_others(vc, party) == 0);
  world.set_census(party, in_class(3));
  CHECK(world.census_of_others(vc, kNone) == 0);
}

TEST_CASE_FIXTURE(OneVc, "the census with one of the others counted otherwise") {
  const std::uint32_t asks = new_party(in_class(0));
  const std::uint32_t other = new_party(in_class(0) | in_class(1));
  const std::uint32_t foreign = world.new_party(world.new_vc());
  world.set_census(foreign, in_class(1));
  const auto if_counted = [&](std::uint32_t party, std::uint32_t census) {
    return world.census_of_others(vc, asks, party, census);
  };
  CHECK(if_counted(other, in_class(2)) == amount(2, 1));
  CHECK(world.census_of_others(vc, asks) == (amount(0, 1) | amount(1, 1)));
  for (int i = 0; i < 6; ++i) new_party(in_class(1));
  CHECK(if_counted(other, 0) == amount(1, 2));
  CHECK(if_counted(other, in_class(1)) == amount(1, 2));
  CHECK(if_counted(foreign, 0) == (amount(0, 1) | amount(1, 2)));
  // One that has ended is not counted, but it would be.
  world.retire_party(other);
  CHECK(if_counted(other, in_class(0)) == (amount(0, 1) | amount(1, 2)));
}

TEST_CASE_FIXTURE(OneVc,
                  "what lacks a name is taken once, if it lives and lacks it still") {
  const std::uint32_t named = world.new_vc();
  const std::uint32_t ends = world.new_vc();
  for (const std::uint32_t index : {vc, named, ends}) {
    world.name_vc(index, Identity::ClientVcContext, 1, 0x20 + index);
    world.note_lacks_of_vc(index);
    world.note_lacks_of_vc(index);
  }
  world.name_vc(named, Identity::VcHandle, 0, 0x10);
  world.retire_vc(ends);
  CHECK(world.take_lacking(Identity::VcHandle) == Indices{vc});
  CHECK(world.take_lacking(Identity::VcHandle).empty());
  CHECK(world.take_lacking(Identity::ClientVcContext).empty());
  CHECK(world.take_lacking(Identity::ManagerVcContext) == Indices{vc, named});
  world.note_lacks_of_vc(vc);
  CHECK(world.take_lacking(Identity::VcHandle) == Indices{vc});
}

TEST_CASE_FIXTURE(OneVc, "a side that has shown nothing of a party lacks nothing") {
  Indices p;
  for (const Identity kind : kPartyNames) {
    p.push_back(world.new_party(vc));
    world.name_party(p.back(), kind, giver_of(kind), 0x20);
    world.note_lacks_of_party(p.back());
  }
  CHECK(world.take_lacking(Identity::ClientPartyContext) == Indices{p[0]});
  CHECK(world.take_lacking(Identity::ManagerPartyContext) == Indices{p[1]});
  CHECK(world.take_lacking(Identity::ClientPartyHandle) == Indices{p[2]});
  CHECK(world.take_lacking(Identity::ManagerPartyHandle) == Indices{p[3]});
}

TEST_CASE_FIXTURE(OneVc, "of many that lack a name, each living one is taken once") {
  Indices nameless;
  for (std::uint32_t i = 0; i < 4 * kRemembered; ++i) {
    const std::uint32_t party = world.new_party(vc);
    world.name_party(party, Identity::ClientPartyContext, 1, 0x1000 + i);
    world.note_lacks_of_party(party);
    i % 100 == 0 ? nameless.push_back(party) : world.retire_party(party);
  }
  Indices taken = world.take_lacking(Identity::ClientPartyHandle);
  std::sort(taken.begin(), taken.end());
  std::sort(nameless.begin(), nameless.end());
  CHECK(taken == nameless);
}

TEST_CASE_FIXTURE(OneVc, "of what was alive before the recording, the newest are kept") {
  name_vc(vc, 0x10);
  name_vc(world.find_new_vc(), 0x11);
  const std::uint32_t party = world.find_new_party(vc);
  name_party(party, 0x12);
  world.set_census(party, in_class(0));
  for (const std::size_t more : {kRemembered - 1, std::size_t{1}}) {
    for (std::size_t i = 0; i < more; ++i) {
      world.find_new_vc();
      world.find_new_party(vc);
    }
    CHECK(world.living_vcs().size() == kRemembered + 1);
    CHECK(parties().size() == kRemembered);
    CHECK(world.identities().size() == (more == 1 ? 3 : 3 + 3 + 4));
    CHECK(world.census_of_others(vc, kNone) == (more == 1 ? 0 : in_class(0)));
    CHECK(bearers(kVcNames, 0x10) == Indices(3, vc));
  }
}

TEST_CASE_FIXTURE(OneVc, "what took the place of one found alive is not ended for it") {
  const std::uint32_t found_vc = world.find_new_vc();
  const std::uint32_t found_party = world.find_new_party(vc);
  world.retire_vc(found_vc);
  world.retire_party(found_party);
  end_vcs(kRemembered);
  end_parties(kRemembered);
  REQUIRE(world.new_vc() == found_vc);
  REQUIRE(world.new_party(vc) == found_party);
  for (std::size_t i = 0; i < kRemembered; ++i) {
    world.find_new_vc();
    world.find_new_party(vc);
  }
  CHECK(world.vc(found_vc).alive);
  CHECK_FALSE(world.party(found_party).ended);
}

TEST_CASE_FIXTURE(OneVc, "memory does not grow with what ended or is not seen again") {
  std::uint32_t highest = 0;
  std::size_t most_names = 0;
  constexpr std::uint32_t kLives = 5 * kRemembered;
  for (std::uint32_t i = 1; i <= 2 * kLives; ++i) {
    const bool ends = i <= kLives;
    const std::uint32_t home = ends ? world.new_vc() : world.find_new_vc();
    const std::uint32_t party = ends ? world.new_party(home) : world.find_new_party(home);
    name_vc(home, i);
    name_party(party, i);
    if (ends) world.retire_vc(home);
    highest = std::max({highest, home, party});
    most_names = std::max(most_names, world.identities().size());
  }
  CHECK(highest <= 2 * kRemembered + 2);
  CHECK(most_names <= 7 * (2 * kRemembered + 1));
}

TEST_CASE_FIXTURE(OneVc, "after clear() nothing is known, but what was seen counts") {
  name_vc(vc, 0x10);
  world.note_lacks_of_vc(world.new_vc());
  world.new_party(kNone);
  world.clear();
  CHECK(world.identities().size() == 0);
  CHECK(world.living_vcs().empty());
  CHECK(world.stray_parties().empty());
  CHECK(world.take_lacking(Identity::ClientVcContext).empty());
  CHECK(world.vc(world.new_vc()).serial == 3);
  CHECK(world.party(world.new_party(kNone)).serial == 2);
}

}  // namespace
}  // namespace condis::test
