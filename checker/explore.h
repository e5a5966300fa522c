// Searches every order in which client, NDIS, call manager and network can act on one VC
// with so many parties: which rules can be broken, and how soonest; and whether from
// everywhere the call can still be brought to an end.
//
// Breadth first over states of a Stage, parties being interchangeable; so the first run
// found is a shortest one, and the same on every run of the program. A run is followed up
// to the first rule of severity error that it breaks (see `last_mistake`): what comes of
// a mistake is held against nobody. Duties that only the end of a recording makes due are
// judged where no continuation meets them any more (see `gives_up`).
// Tested by tests/checker/explore_test.cpp against an enumerator without symmetry.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "checker/natural.h"
#include "checker/search.h"
#include "checker/stage.h"
#include "model/specification.h"

namespace condis {

struct ExploreOptions : SearchOptions {
  std::vector<std::uint32_t> rules;  // indices; empty: all of them
  std::optional<bool> carries;       // the medium carries close data; else both
  // A run ends with the first broken rule of at least this severity.
  Severity last_mistake = Severity::Error;
  // Stop after the layer in which the last of these rules is broken; empty: go on.
  std::vector<std::uint32_t> wanted;
  bool knows_medium = false;  // recording and drivers do, from the beginning
  // Everybody may stop acting for good where no call is open and no driver has set its
  // variable of the VC, as one that errs once does: what is due then is broken, and
  // nothing is said about being stuck.
  bool gives_up = false;
};

// A sequence of steps from the beginning. `ends`: the recording is complete after it.
struct Run {
  bool carries = false;
  bool known = false;  // drivers and recording know whether the medium carries data
  std::vector<RunStep> steps;
  bool ends = false;
};

// A check that a run breaks, by its last step or by ending there.
struct Breach {
  std::uint16_t check = 0;  // index into Specification::checks()
  Run run;
};

struct Exploration {
  bool complete = false;  // else it was stopped: what was not found may still be there
  std::uint64_t states = 0;
  std::uint64_t transitions = 0;  // parties in the same state counted once
  std::uint64_t depth = 0;        // steps of the longest shortest run
  // Orders of events, parties told apart, that lead to a state as soon as can be.
  Natural interleavings;
  std::vector<std::uint64_t> exercised;  // by rule: moves that put it to the test
  std::vector<Breach> breaches;          // by their runs' length; one for each check
  // The shortest way to a state from which the VC can no longer be brought to its end.
  std::optional<Run> doomed;
};

// Every state reachable from the initial ones. `specification` is the table's.
Exploration explore(const Specification& specification, TransitionTable& table,
                    Stage& stage, const ExploreOptions& options);

}  // namespace condis
