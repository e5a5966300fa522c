// States are packed and found again, whatever the widths of their parts.
#include "checker/state_store.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

namespace condis::test {
namespace {

Configuration some_state(std::mt19937& random, unsigned places, std::uint32_t commons,
                         std::uint32_t place_states) {
  Configuration state;
  state.common = static_cast<CommonId>(random() % commons);
  for (unsigned i = 0; i < places; ++i) {
    state.places[i] = static_cast<PlaceId>(random() % place_states);
  }
  std::sort(state.places.begin(), state.places.begin() + places);
  return state;
}

bool same(const Configuration& a, const Configuration& b) {
  return a.common == b.common && a.places == b.places;
}

TEST_CASE("a state is unpacked as it was packed") {
  std::mt19937 random(1);
  for (unsigned places = 1; places <= kMostPlaces; ++places) {
    for (const std::uint32_t commons : {2u, 1000u, 1u << 24}) {
      for (const std::uint32_t place_states : {2u, 68u, 65535u}) {
        Packing packing(places);
        packing.fit(commons, place_states);
        CHECK(packing.fits(commons, place_states));
        CHECK_FALSE(packing.fits(2 * commons, place_states));
        const Configuration state = some_state(random, places, commons, place_states);
        PackedState packed{};
        packing.pack(state, packed.data());
        Configuration back;
        packing.unpack(packed.data(), back);
        CHECK(same(state, back));
      }
    }
  }
}

TEST_CASE("every state is kept once, and its number stays when more bits are needed") {
  std::mt19937 random(2);
  StateStore store(3);
  std::vector<std::pair<Configuration, StateIndex>> added;
  std::size_t known = 0;
  const auto add = [&](std::uint32_t commons, std::uint32_t place_states) {
    store.fit(commons, place_states);
    for (int i = 0; i < 20000; ++i) {
      const Configuration state = some_state(random, 3, commons, place_states);
      PackedState packed{};
      store.packing().pack(state, packed.data());
      const std::uint64_t hash = store.hash(state);
      const StateIndex before = store.find(hash, packed.data());
      bool is_new = false;
      const StateIndex index = StateStore::index(StateStore::shard_of(hash),
                                                 store.add(hash, packed.data(), is_new));
      CHECK(is_new == (before == kNoState));
      if (!is_new) CHECK(before == index);
      known += is_new ? 0 : 1;
      added.emplace_back(state, index);
    }
  };
  add(10, 20);
  add(300, 20);
  add(300, 5000);
  CHECK(known > 1000);
  CHECK(store.size() == added.size() - known);
  for (const auto& [state, index] : added) {
    Configuration kept;
    store.get(index, kept);
    CHECK(same(state, kept));
  }
}

TEST_CASE("the hash does not depend on the order of places") {
  StateStore store(3);
  store.fit(9, 5);
  const Configuration one{7, {1, 2, 3}};
  const Configuration other{7, {3, 1, 2}};
  CHECK(store.hash(one) == store.hash(other));
  CHECK(store.hash(one) != store.hash({7, {1, 2, 4}}));
  CHECK(store.hash(one) != store.hash({8, {1, 2, 3}}));
}

}  // namespace
}  // namespace condis::test
