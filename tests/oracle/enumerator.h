// Counts the states of an exploration the plain way, to compare: parties keep their
// places, every step is asked of the Solver, and nothing is shared with Stage, its caches
// or the transition table. Small numbers of parties only.
#pragma once

#include <cstddef>

#include "model/environment.h"
#include "model/solver.h"
#include "model/specification.h"

namespace condis::oracle {

struct Enumeration {
  std::size_t states = 0;             // parties told apart
  std::size_t up_to_permutation = 0;  // those that differ in more than who is who
  std::size_t broken = 0;             // steps that break a rule of severity error
};

// `carries`, and known to everybody; `reduce`: with states brought to their normal form.
Enumeration enumerate(const Specification& specification, const Solver& solver,
                      Environment& environment, unsigned parties, bool integrated,
                      bool carries, bool reduce);

}  // namespace condis::oracle
