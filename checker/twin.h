// The nearest conforming twin of a run that breaks a rule: what should have been done in
// its place.
//
// The twin shares the longest beginning with the run from which drivers that conform can
// go on, with as few further events as can be, so that
//   - no rule is broken, of whatever severity, by a step or by the recording's end;
//   - the rule is put to the test: where possible, after the shared beginning and by an
//     event of the kind that broke it (the same function, entered or left);
//   - no call is open at the end, and the recording is complete.
// Where no such run is found, it is one of another medium, which shares nothing. Found
// breadth first, within a bounded number of states.
// Tested by tests/checker/twin_test.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "checker/explore.h"
#include "checker/stage.h"

namespace condis {

struct Twin {
  Run run;  // it ends
  std::size_t shared =
      0;  // steps that it has in common with the other, from the beginning
  bool same_kind = false;  // the rule is put to the test by an event of the same kind
};

// The breach was found on this stage, where at most one driver errs, once (see Conduct),
// with so many parties. Nothing if no twin was found.
std::optional<Twin> find_twin(const Breach& breach, const Specification& specification,
                              const TransitionTable& table, Stage& stage,
                              unsigned parties);

}  // namespace condis
