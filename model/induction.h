// Proves rules for any number of parties and threads: that the invariants of
// specs/24-invariants.smt2 hold in every state that the drivers reach, and that no step
// from a state in which they hold breaks a rule.
//
// Each claim is about one step of one actor: the VC, the party it is about, another party
// and one or two open calls are exact; the other parties are only counted, in integers,
// as the Census counts them. All of it is SMT-LIB text together with the specification:
// what Z3 is asked here is what the certificate holds, for any solver to check.
// Tested by tests/model/induction_test.cpp: what exploring reaches keeps the invariants,
// and what exploring can break is not proved.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "model/environment.h"
#include "model/result.h"
#include "model/specification.h"

namespace condis {

struct InductionOptions {
  Behaviours behaviours;              // loaded by Environment before, so well-formed
  std::optional<bool> carries;        // the medium carries close data; else either
  std::optional<bool> integrated;     // the call manager is an MCM; else either
  std::vector<std::uint16_t> checks;  // to be decided; indices, ascending
  bool returns = false;               // instead: whether returns can be put first
  const std::atomic<bool>* stop = nullptr;           // set from elsewhere: come to an end
  std::function<void(std::size_t claims)> progress;  // called after each is asked
};

struct Induction {
  std::string why_not;                    // nothing is proved, and why; empty: see below
  std::vector<std::string> invariants;    // that stand
  std::vector<std::string> left_out;      // that these drivers do not keep
  std::vector<std::uint16_t> proved;      // of the checks asked for: no step breaks it
  std::vector<std::uint16_t> end_is_due;  // but the end of a recording may
  std::size_t claims = 0;                 // that Z3 has proved
  // SMT-LIB scripts of what was proved: each answer is unsat.
  std::vector<SpecificationText> certificate;
};

// Fails for a specification without invariants, and for invariants that Z3 does not take.
Result<Induction> prove_by_induction(const Specification& specification,
                                     const InductionOptions& options);

}  // namespace condis
