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
  std::size_t states = 0;             // parties and threads told apart
  std::size_t up_to_permutation = 0;  // those that differ in more than who is who
  std::size_t broken = 0;             // steps that break a rule of severity error
};

struct EnumerationOptions {
  unsigned parties = 1;
  unsigned client_threads = 1;
  bool integrated = false;
  bool carries = false;  // and everybody knows
  // States are brought to their normal form; and it does not matter which thread of the
  // client is which.
  bool reduce = true;
};

Enumeration enumerate(const Specification& specification, const Solver& solver,
                      Environment& environment, const EnumerationOptions& options);

}  // namespace condis::oracle
