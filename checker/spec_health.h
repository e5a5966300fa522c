// What `condis-check prove --spec` does: looks whether the rules make sense, each and all
// together, also with the user's own ones among them.
//
// Each rule must be such that it can be broken, and kept where it is put to the test.
// That no two of them contradict each other shows where drivers conform: with few
// parties, every state that they reach is explored; none may break a rule, and from each
// there must be a way on that ends the call. So all actors always find something to do
// that all rules allow. Tested by tests/checker/spec_health_test.cpp.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "checker/explore_command.h"

namespace condis {

struct SpecHealth {
  std::vector<std::uint16_t> never_broken;  // checks that nothing can break
  std::vector<std::uint16_t> never_kept;    // that break whenever put to the test
  // Rules that break wherever another one does: the latter first, and whether the
  // catalogue says so.
  struct Implied {
    std::uint32_t rule = 0, also = 0;
    bool listed = false;
  };
  std::vector<Implied> implied;
  ExploreOutcome stand_alone, integrated;  // conforming drivers
};

// `table` is filled on the way. Of the request, the parties and limits of the search
// count.
Result<SpecHealth> check_health(const ExploreRequest& request,
                                const Specification& specification,
                                TransitionTable& table);

// Violated: something is wrong. NotExercised: not everything was explored.
Verdict overall(const SpecHealth& health);

std::string health_text(const SpecHealth& health, const ExploreRequest& request,
                        const Specification& specification);
// One object: version, specification (its hash), verdict, never_broken, never_kept (names
// of formulas), implied (rule, also, listed), explored (call_manager, parties, states,
// complete, broken: rules, doomed). Without a line break at its end.
std::string health_json(const SpecHealth& health, const ExploreRequest& request,
                        const Specification& specification);

}  // namespace condis
