// Searches that take returns at once, and searches of every order, find the same rules
// broken and put the same rules to the test; and reach further.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "checker/counterexample.h"
#include "checker/explore.h"
#include "tests/whole_specification.h"

namespace condis::test {
namespace {

namespace fs = std::filesystem;

Behaviours behaviours_of(const fs::path& path) {
  Behaviours behaviours;
  if (path.empty()) return behaviours;
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  const bool is_client = path.filename().string().starts_with("client-");
  (is_client ? behaviours.client : behaviours.manager).text =
      SpecificationText{path.string(), text.str()};
  return behaviours;
}

// What a search says of the rules, and how many states it took.
struct Told {
  std::set<std::uint16_t> broken;
  std::set<std::size_t> exercised;
  bool stuck = false;
  bool replayed = true;
  std::uint64_t states = 0;
};

Told told_by(Environment& environment, const StageOptions& stage_options,
             const ExploreOptions& options) {
  Stage stage(whole_table(), environment, stage_options);
  const Exploration found = explore(whole_specification(), whole_table(), stage, options);
  CHECK(found.complete);
  Told told;
  for (const Breach& breach : found.breaches) {
    told.broken.insert(breach.check);
    told.replayed =
        told.replayed && replay(breach, whole_specification(), whole_table(), stage);
  }
  for (std::size_t rule = 0; rule < found.exercised.size(); ++rule) {
    if (found.exercised[rule] > 0) told.exercised.insert(rule);
  }
  told.stuck = found.doomed.has_value();
  told.states = found.states;
  return told;
}

void compare(const fs::path& path, StageOptions stage_options, unsigned parties) {
  CAPTURE(path.filename().string());
  CAPTURE(parties);
  auto environment = Environment::load(whole_specification(), behaviours_of(path));
  REQUIRE(environment);
  ExploreOptions options;
  options.parties = parties;
  options.carries = path.filename() != "client-insists-on-data.smt2";
  const Told all = told_by(**environment, stage_options, options);
  stage_options.returns_at_once = true;
  const Told one = told_by(**environment, stage_options, options);
  CHECK(one.broken == all.broken);
  CHECK(one.exercised == all.exercised);
  CHECK(one.stuck == all.stuck);
  CHECK(all.replayed);
  CHECK(one.replayed);
  CHECK(one.states < all.states);
}

TEST_CASE("two threads, one party, whatever the drivers") {
  for (const auto& entry :
       fs::directory_iterator(fs::path(CONDIS_SOURCE_DIR) / "specs/drivers")) {
    compare(entry.path(), {.client_threads = 2}, 1);
  }
}

TEST_CASE("conforming drivers, more of everything") {
  compare({}, {}, 2);
  compare({}, {.integrated = true}, 2);
  compare({}, {.client_threads = 3}, 1);
  compare({}, {.integrated = true, .thorough = true}, 1);
#ifndef __SANITIZE_ADDRESS__
  compare({}, {}, 3);
  compare({}, {.client_threads = 2}, 2);
  compare({}, {.integrated = true, .client_threads = 2}, 2);
#endif
}

// 6 to 35 million states each: too many for sanitizers.
#ifndef __SANITIZE_ADDRESS__
TEST_CASE("four parties and two threads of the client break no rule") {
  auto environment = Environment::load(whole_specification(), {});
  REQUIRE(environment);
  for (const bool integrated : {false, true}) {
    for (const bool carries : {false, true}) {
      CAPTURE(integrated);
      CAPTURE(carries);
      ExploreOptions options;
      options.parties = 4;
      options.jobs = 2;
      options.carries = carries;
      const Told told = told_by(
          **environment,
          {.integrated = integrated, .returns_at_once = true, .client_threads = 2},
          options);
      CHECK(told.broken.empty());
      CHECK_FALSE(told.stuck);
      CHECK(told.states > 5'000'000);
    }
  }
}
#endif

}  // namespace
}  // namespace condis::test
