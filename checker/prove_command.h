// What `condis-check prove` does: decides for each rule whether drivers that conform, or
// that behave as described, can break it with any number of parties and threads.
//
// A rule is refuted by a run, found by exploring few parties and confirmed by the
// checker; it is proved by induction over the steps (model/induction.h). What is neither
// is not decided, and why is said. Tested by the golden runs prove-*.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "checker/explore_command.h"
#include "model/induction.h"

namespace condis {

struct ProveRequest {
  // Of it: behaviours, rules, medium, call manager, limits; `parties` are explored.
  ExploreRequest explore;
  std::string certificate_directory;  // empty: none
};

enum class Decision : std::uint8_t { Proved, Refuted, NotDecided, NotExercised };

struct RuleProof {
  std::uint32_t rule = 0;  // index into Specification::rules()
  Decision decision = Decision::NotDecided;
  bool if_ended =
      false;           // Proved: but what the end of a recording makes due may be unmet
  std::string reason;  // NotDecided
  std::size_t events = 0;  // Refuted: of the run
};

struct ProveOutcome {
  std::vector<RuleProof> rules;  // in the order of the catalogue
  ExploreOutcome explored;
  Induction induction;
  std::vector<std::string> written;  // files
};

// `table` is filled on the way. Fails as run_exploration() does.
Result<ProveOutcome> run_proof(const ProveRequest& request,
                               const Specification& specification,
                               TransitionTable& table);

// Violated: a rule of severity error is refuted, or a run gets stuck. NotExercised: a
// rule is not decided, or one that was asked for is not put to the test.
Verdict overall(const ProveOutcome& outcome, const ProveRequest& request,
                const std::vector<Rule>& rules);

}  // namespace condis
