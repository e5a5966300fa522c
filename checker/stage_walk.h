// Goes from one state of a stage to the next, parties keeping their places: for runs that
// are followed or continued one by one. Searches of everything are Search's business.
// Tested by tests/checker/twin_test.cpp.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "checker/search.h"
#include "checker/stage.h"
#include "checker/state_store.h"

namespace condis {

// A step that can be made, what it leads to, and what it means to the rules.
struct WalkedStep {
  RunStep step;
  Configuration after;
  std::vector<std::uint32_t> outcomes;  // of the step, then of what falls due by it
};

class StageWalk {
 public:
  // Called for one step after the other; must not ask the stage for moves.
  using Visit = std::function<void(const WalkedStep&)>;

  // The stage must outlive the walk, and have one thread of the client: none is renamed.
  // `parties` at a time, at most kMostPlaces.
  StageWalk(Stage& stage, unsigned parties);

  // All steps from `state`. Of places in the same state, the first one acts for all.
  void for_each_step(const Configuration& state, const Visit& visit);
  // One of them; throws std::logic_error if it cannot be made.
  WalkedStep take(const Configuration& state, const RunStep& step);
  // What the end of the recording in this state means to the rules.
  std::vector<std::uint32_t> end(const Configuration& state);

 private:
  // Of the place, or parties_ for the common part alone, as who stands there or as a new
  // party.
  void steps_of(const Configuration& state, unsigned place, PlaceId as,
                const Visit& visit);

  Stage& stage_;
  unsigned parties_;
  WalkedStep walked_;
};

}  // namespace condis
