// Exploration of conforming drivers: no rule is broken, nothing gets stuck, and the
// states are exactly those that the plain enumerator counts.
#include "checker/explore.h"

#include <doctest/doctest.h>

#include <memory>
#include <stdexcept>

#include "checker/natural.h"
#include "tests/oracle/enumerator.h"
#include "tests/whole_specification.h"

namespace condis::test {
namespace {

// With sanitizers a search of three takes minutes.
#ifdef __SANITIZE_ADDRESS__
constexpr unsigned kMostParties = 2;
#else
constexpr unsigned kMostParties = 3;
#endif

std::unique_ptr<Environment> environment_of(const Behaviours& behaviours) {
  auto loaded = Environment::load(whole_specification(), behaviours);
  if (!loaded) throw std::runtime_error(loaded.error().where + loaded.error().what);
  return std::move(*loaded);
}

Environment& conforming() {
  static const std::unique_ptr<Environment> kEnvironment = environment_of({});
  return *kEnvironment;
}

Exploration explored(Environment& environment, const StageOptions& stage_options,
                     const ExploreOptions& options) {
  Stage stage(whole_table(), environment, stage_options);
  return explore(whole_specification(), whole_table(), stage, options);
}

TEST_CASE("conforming drivers keep every rule, and the call can always be ended") {
  for (const bool integrated : {false, true}) {
    for (unsigned parties = 1; parties <= kMostParties; ++parties) {
      CAPTURE(integrated);
      CAPTURE(parties);
      ExploreOptions options;
      options.parties = parties;
      // More than one party takes long enough on one kind of medium.
      if (parties > 1) options.carries = true;
      const Exploration found =
          explored(conforming(), {.integrated = integrated}, options);
      CHECK(found.complete);
      CHECK(found.breaches.empty());
      CHECK_FALSE(found.doomed);
      CHECK(found.states > 1000);
    }
  }
}

// Millions of states each: too many for sanitizers.
#ifndef __SANITIZE_ADDRESS__
TEST_CASE("four parties, or two threads of the client, break no rule either") {
  struct Search {
    unsigned parties, threads;
    bool integrated;
  };
  for (const Search search :
       {Search{4, 1, false}, Search{2, 2, false}, Search{2, 2, true}}) {
    CAPTURE(search.parties);
    CAPTURE(search.integrated);
    ExploreOptions options;
    options.parties = search.parties;
    options.jobs = 2;
    options.carries = true;
    const Exploration found = explored(
        conforming(), {.integrated = search.integrated, .client_threads = search.threads},
        options);
    CHECK(found.complete);
    CHECK(found.breaches.empty());
    CHECK_FALSE(found.doomed);
    CHECK(found.states > 900'000);
  }
}
#endif

TEST_CASE("a thorough search of one party breaks no rule either") {
  ExploreOptions options;
  options.parties = 1;
  const Exploration found = explored(conforming(), {.thorough = true}, options);
  CHECK(found.complete);
  CHECK(found.breaches.empty());
  CHECK_FALSE(found.doomed);
}

// Two threads of the client, and calls of a single party: one makes the next call while
// the other has not come back from the one before.
constexpr const char* kCallsAlone =
    "(define-fun client-does ((v Vc) (p Party) (o Census) (s Scene) (a Act)) Bool\n"
    "  (and (client-may v p o s a) (not (starts a NdisClAddParty))\n"
    "       (not (= (giving a) data-present))))\n";

TEST_CASE("a call that is made while the last one's thread has not returned") {
  const auto environment = environment_of(
      {.client = {.text = SpecificationText{"client", kCallsAlone}}, .manager = {}});
  for (const bool integrated : {false, true}) {
    CAPTURE(integrated);
    ExploreOptions options;
    options.parties = 2;
    options.carries = true;
    const Exploration found =
        explored(*environment, {.integrated = integrated, .client_threads = 2}, options);
    CHECK(found.complete);
    CHECK(found.breaches.empty());
    CHECK_FALSE(found.doomed);
  }
}

TEST_CASE("the states are those that the plain enumerator counts") {
  const Solver& solver = whole_table().solver();
  for (const bool integrated : {false, true}) {
    for (unsigned parties = 1; parties <= 2; ++parties) {
      CAPTURE(integrated);
      CAPTURE(parties);
      ExploreOptions options;
      options.parties = parties;
      options.carries = false;
      const Exploration found =
          explored(conforming(), {.integrated = integrated}, options);
      const oracle::Enumeration plain =
          oracle::enumerate(whole_specification(), solver, conforming(),
                            {.parties = parties, .integrated = integrated});
      CHECK(found.states == plain.up_to_permutation);
      CHECK(plain.broken == 0);
      if (parties == 2) CHECK(plain.states > plain.up_to_permutation);
    }
  }
}

TEST_CASE("the plain enumerator counts as many with several threads of the client") {
  for (unsigned threads = 2; threads <= kMostParties; ++threads) {
    for (const bool carries : {false, true}) {
      CAPTURE(threads);
      CAPTURE(carries);
      ExploreOptions options;
      options.parties = 1;
      options.carries = carries;
      const Exploration found =
          explored(conforming(), {.client_threads = threads}, options);
      const oracle::Enumeration plain =
          oracle::enumerate(whole_specification(), whole_table().solver(), conforming(),
                            {.client_threads = threads, .carries = carries});
      CHECK(found.states == plain.up_to_permutation);
      CHECK(plain.states > plain.up_to_permutation);
      CHECK(plain.broken == 0);
    }
  }
}

TEST_CASE("forgetting what is irrelevant leaves every verdict as it is") {
  ExploreOptions options;
  options.parties = 1;
  options.carries = true;
  const Exploration with = explored(conforming(), {.reduce = true}, options);
  const Exploration without = explored(conforming(), {.reduce = false}, options);
  CHECK(with.states < without.states);
  CHECK(with.depth <= without.depth);
  CHECK(without.breaches.empty());
  CHECK_FALSE(without.doomed);
  const oracle::Enumeration plain =
      oracle::enumerate(whole_specification(), whole_table().solver(), conforming(),
                        {.carries = true, .reduce = false});
  CHECK(without.states == plain.up_to_permutation);
}

TEST_CASE("states that are alike step alike, and break the same") {
  Environment& environment = conforming();
  const Solver& solver = whole_table().solver();
  TransitionTable& table = whole_table();
  ExploreOptions options;
  options.parties = 2;
  options.carries = true;
  explored(environment, {}, options);
  const auto keys = table.keys();
  CHECK(keys.size() > 1000);
  int differ = 0;
  for (const TransitionTable::Key& key : keys) {
    const StateBytes& vc = table.vc_state(key.vc);
    const StateBytes& party = table.party_state(key.party);
    const Step one = solver.step(vc, party, key.census, key.event);
    const Step other =
        solver.step(environment.normal_vc(vc), environment.normal_party(party),
                    key.census, key.event);
    const bool same =
        environment.normal_vc(one.vc) == environment.normal_vc(other.vc) &&
        environment.normal_party(one.party) == environment.normal_party(other.party) &&
        one.broken == other.broken && one.taken_up == other.taken_up &&
        one.call_ends == other.call_ends && one.vc_ends == other.vc_ends;
    differ += same ? 0 : 1;
  }
  CHECK(differ == 0);
}

// Few enough states to do without forgetting: nothing is reported from the network, the
// client drops the last party as well, and the call manager answers at once.
constexpr const char* kDropsAll =
    "(define-fun client-does ((v Vc) (p Party) (o Census) (s Scene) (a Act)) Bool\n"
    "  (or (and (client-may v p o s a) (= (callbacks s) none))\n"
    "      (and (starts a NdisClDropParty) (= (giving a) data-absent) (not (busy s))\n"
    "           (= (c-phase v) in-call) (= (c-life p) up))\n"
    "      (= (side a) return)))\n";
constexpr const char* kAtOnce =
    "(define-fun manager-does ((v Vc) (p Party) (o Census) (s Scene) (a Act)) Bool\n"
    "  (and (manager-may v p o s a) (not (is-indication (calls a)))\n"
    "       (not (and (= (side a) return) (= (saying a) pending)))))\n";

// What conforming ones do, but few things at a time. Still too many for sanitizers.
#ifndef __SANITIZE_ADDRESS__
constexpr const char* kQuiet =
    "(define-fun client-does ((v Vc) (p Party) (o Census) (s Scene) (a Act)) Bool\n"
    "  (and (client-may v p o s a) (not (= (giving a) data-present))\n"
    "       (=> (= (side a) enter) (= (callbacks s) none))))\n";

constexpr const char* kNoNews =
    "(define-fun manager-does ((v Vc) (p Party) (o Census) (s Scene) (a Act)) Bool\n"
    "  (and (manager-may v p o s a) (not (is-indication (calls a)))\n"
    "       (not (= (saying a) resources))))\n";

TEST_CASE("the plain enumerator counts as many states of three parties") {
  const auto environment =
      environment_of({.client = {.text = SpecificationText{"client", kQuiet}},
                      .manager = {.text = SpecificationText{"manager", kNoNews}}});
  ExploreOptions options;
  options.parties = 3;
  options.carries = true;
  const Exploration found = explored(*environment, {}, options);
  const oracle::Enumeration plain =
      oracle::enumerate(whole_specification(), whole_table().solver(), *environment,
                        {.parties = 3, .carries = true});
  CHECK(found.states == plain.up_to_permutation);
  CHECK(plain.states > 2 * plain.up_to_permutation);
  CHECK(plain.broken == 0);
}

// Both threads may have the same calls open, about one party or the other.
TEST_CASE("the plain enumerator counts as many states of two parties and threads") {
  const auto environment =
      environment_of({.client = {.text = SpecificationText{"client", kQuiet}},
                      .manager = {.text = SpecificationText{"manager", kNoNews}}});
  ExploreOptions options;
  options.parties = 2;
  options.carries = true;
  const Exploration found = explored(*environment, {.client_threads = 2}, options);
  const oracle::Enumeration plain =
      oracle::enumerate(whole_specification(), whole_table().solver(), *environment,
                        {.parties = 2, .client_threads = 2, .carries = true});
  CHECK(found.states == plain.up_to_permutation);
  CHECK(plain.states > 2 * plain.up_to_permutation);
  CHECK(plain.broken == 0);
}
#endif

TEST_CASE("with and without forgetting the same rules are broken, as soon") {
  const auto environment =
      environment_of({.client = {.text = SpecificationText{"client", kDropsAll}},
                      .manager = {.text = SpecificationText{"manager", kAtOnce}}});
  CHECK(environment->may_reduce());
  ExploreOptions options;
  options.parties = 2;
  options.carries = true;
  const Exploration with = explored(*environment, {.reduce = true}, options);
  const Exploration without = explored(*environment, {.reduce = false}, options);
  CHECK(with.states < without.states);
  REQUIRE(with.breaches.size() == without.breaches.size());
  CHECK_FALSE(with.breaches.empty());
  for (std::size_t i = 0; i < with.breaches.size(); ++i) {
    CHECK(with.breaches[i].check == without.breaches[i].check);
    CHECK(with.breaches[i].run.steps.size() == without.breaches[i].run.steps.size());
  }
  CHECK(with.doomed.has_value() == without.doomed.has_value());
}

TEST_CASE("a search that is stopped says so, and finds what it found") {
  ExploreOptions options;
  options.parties = 2;
  options.max_states = 500;
  const Exploration found = explored(conforming(), {}, options);
  CHECK_FALSE(found.complete);
  CHECK(found.states >= 500);
  CHECK(found.states < 1000);
  const std::atomic<bool> stop = true;
  options.max_states = 0;
  options.stop = &stop;
  CHECK_FALSE(explored(conforming(), {}, options).complete);
}

TEST_CASE("the result is the same every time, for any number of threads") {
  ExploreOptions options;
  options.parties = 2;
  options.carries = true;
  const Exploration once = explored(conforming(), {}, options);
  options.jobs = 2;
  const Exploration again = explored(conforming(), {}, options);
  CHECK(once.states == again.states);
  CHECK(once.transitions == again.transitions);
  CHECK(once.depth == again.depth);
  CHECK(once.interleavings.decimal() == again.interleavings.decimal());
  CHECK(once.exercised == again.exercised);
}

TEST_CASE("a natural number has no bound") {
  Natural number(1);
  for (int i = 0; i < 40; ++i) {
    const Natural before = number;
    number = Natural();
    number.add(before, 10);
  }
  CHECK(number.decimal() == "1" + std::string(40, '0'));
  CHECK(Natural().decimal() == "0");
}

}  // namespace
}  // namespace condis::test
