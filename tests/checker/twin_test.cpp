// A walk goes where the search goes, and a twin departs where the run goes wrong.
#include "checker/twin.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <memory>
#include <stdexcept>

#include "checker/stage_walk.h"
#include "tests/whole_specification.h"

namespace condis::test {
namespace {

// One party, and a client that errs once on a medium without close data.
struct Erring {
  std::unique_ptr<Environment> environment;
  std::unique_ptr<Stage> stage;
  Exploration found;

  Erring() {
    Behaviours behaviours;
    behaviours.client.conduct = Conduct::ErrsOnce;
    auto loaded = Environment::load(whole_specification(), behaviours);
    if (!loaded) throw std::runtime_error(loaded.error().what);
    environment = std::move(*loaded);
    stage = std::make_unique<Stage>(whole_table(), *environment, StageOptions{});
    ExploreOptions options;
    options.parties = 1;
    options.carries = false;
    options.gives_up = true;
    options.last_mistake = Severity::Note;
    found = explore(whole_specification(), whole_table(), *stage, options);
  }
  const Breach& breach_of(const std::string& rule) const {
    const Specification& specification = whole_specification();
    return *std::find_if(
        found.breaches.begin(), found.breaches.end(), [&](const Breach& breach) {
          return specification.rules()[specification.checks()[breach.check].rule].id ==
                 rule;
        });
  }
};

Erring& erring() {
  static Erring kErring;
  return kErring;
}

TEST_CASE("a run can be walked, and what breaks it is its last step") {
  Erring& on = erring();
  CHECK(on.found.complete);
  CHECK(on.found.breaches.size() > 5);
  for (const Breach& breach : on.found.breaches) {
    CAPTURE(breach.check);
    StageWalk walk(*on.stage, 1);
    Configuration state{on.stage->initial(breach.run.carries, breach.run.known), {}};
    std::vector<std::uint32_t> outcomes;
    for (const RunStep& step : breach.run.steps) {
      for (const std::uint32_t outcome : outcomes) {
        CHECK(whole_table().outcomes()[outcome].broken.empty());
      }
      const WalkedStep walked = walk.take(state, step);
      state = walked.after;
      outcomes = walked.outcomes;
    }
    if (breach.run.ends) outcomes = walk.end(state);
    CHECK(std::any_of(outcomes.begin(), outcomes.end(), [&](std::uint32_t outcome) {
      const auto& broken = whole_table().outcomes()[outcome].broken;
      return std::find(broken.begin(), broken.end(), breach.check) != broken.end();
    }));
  }
  StageWalk walk(*on.stage, 1);
  const Configuration start{on.stage->initial(false, true), {}};
  const RunStep impossible{static_cast<std::uint16_t>(on.stage->acts().size()), 0, 0};
  CHECK_THROWS_AS(walk.take(start, impossible), std::logic_error);
}

TEST_CASE("a walk visits as many successors as the stage has moves") {
  Erring& on = erring();
  StageWalk walk(*on.stage, 2);
  const Configuration start{on.stage->initial(false, true), {}};
  std::size_t steps = 0;
  walk.for_each_step(start, [&](const WalkedStep& walked) {
    ++steps;
    CHECK(walked.after.common != start.common);
    CHECK(walked.outcomes.size() == 1);
  });
  // Two free places are one.
  CHECK(steps == on.stage->moves(start.common, kNoPlace, 0).count +
                     on.stage->moves(start.common, kFreePlace, 0).count);
  CHECK(steps > 0);
}

TEST_CASE("a twin shares all but the mistake, errs nowhere, and ends") {
  Erring& on = erring();
  for (const char* rule : {"delete-after-close", "drop-any-order-all-released"}) {
    CAPTURE(rule);
    const Breach& breach = on.breach_of(rule);
    const auto twin =
        find_twin(breach, whole_specification(), whole_table(), *on.stage, 1);
    REQUIRE(twin);
    CHECK(twin->run.ends);
    CHECK(twin->same_kind == !breach.run.ends);
    CHECK(twin->shared == breach.run.steps.size() - (breach.run.ends ? 0 : 1));
    StageWalk walk(*on.stage, 1);
    Configuration state{on.stage->initial(twin->run.carries, twin->run.known), {}};
    for (std::size_t i = 0; i < twin->run.steps.size(); ++i) {
      const RunStep& step = twin->run.steps[i];
      if (i < twin->shared) {
        CHECK(step.act == breach.run.steps[i].act);
        CHECK(step.thread == breach.run.steps[i].thread);
        CHECK(step.place == breach.run.steps[i].place);
      }
      const WalkedStep walked = walk.take(state, step);
      for (const std::uint32_t outcome : walked.outcomes) {
        CHECK(whole_table().outcomes()[outcome].broken.empty());
      }
      state = walked.after;
      CHECK_FALSE(on.stage->is_marked(state.common));
    }
    CHECK(on.stage->is_idle(state.common));
  }
}

TEST_CASE("a search ends once it has found what is wanted") {
  Erring& on = erring();
  ExploreOptions options;
  options.parties = 1;
  options.carries = false;
  options.wanted = {whole_specification().checks()[on.found.breaches[0].check].rule};
  const Exploration soon =
      explore(whole_specification(), whole_table(), *on.stage, options);
  CHECK_FALSE(soon.complete);
  CHECK(soon.states < on.found.states);
  CHECK(soon.breaches[0].run.steps.size() == on.found.breaches[0].run.steps.size());
}

}  // namespace
}  // namespace condis::test
