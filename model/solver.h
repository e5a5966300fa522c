// Z3, the only interpreter of the specification. It answers one question: in this state,
// given this event, what are the next states and which rules apply and break?
//
// Loading takes about 70 ms, an answer a fraction of a millisecond, the first one for a
// function two; the TransitionTable remembers them. Formulas are first specialised to the
// event's function and edge, where most vanish, then to the event, then to the few fields
// of the states that are left in them, and then to what these leave of the census. Tested
// by tests/model/two_solvers_test.cpp against z3 and cvc5 from outside.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "model/event_class.h"
#include "model/result.h"
#include "model/specification.h"

namespace condis {

// A Vc or Party: per field the index of its constructor, in the order of the record.
using StateBytes = std::string;

// What the solver says about one step. Numbers index Specification::checks().
struct Step {
  StateBytes vc;
  StateBytes party;
  bool taken_up = false;
  bool call_ends = false;
  bool vc_ends = false;
  std::vector<std::uint16_t> broken;
  std::vector<std::uint16_t> exercised;  // `when` holds, broken or not
  // The thresholds() of the census that it depends on, the event and both states given.
  std::uint32_t sees = 0;
};

class Solver {
 public:
  // Fails with a Diagnostic that names file, line and column for text that Z3 does not
  // take, for a missing function, and for a vocabulary that is not this program's.
  static Result<std::unique_ptr<Solver>> load(const Specification& specification);
  ~Solver();

  const StateBytes& initial_vc() const;
  const StateBytes& initial_party() const;
  // Number of fields of Census; the census packs two bits per field: none, one, many.
  unsigned census_classes() const;
  // Bit 2i: the party belongs to class i.
  std::uint32_t census_of(const StateBytes& party) const;
  // Is the party through, so that only a mistake could name it again?
  bool ended(const StateBytes& party) const;
  // May NDIS still hand the party's context back to the client?
  bool context_in_use(const StateBytes& party) const;

  Step step(const StateBytes& vc, const StateBytes& party, std::uint32_t census,
            EventClass event) const;

  // Is there an event that breaks the check in this VC and party state, the census free?
  bool breakable(const StateBytes& vc, const StateBytes& party,
                 std::uint16_t check) const;
  // Does check `a` break only where check `b` breaks as well, in any state whatever?
  bool implies(std::uint16_t a, std::uint16_t b) const;
  // All checks that break wherever `check` breaks, itself left out; ascending.
  std::vector<std::uint16_t> implied_by(std::uint16_t check) const;
  // Is there any state and event that breaks the check? One that puts it to the test and
  // keeps it?
  bool can_break(std::uint16_t check) const;
  bool can_keep(std::uint16_t check) const;

  // The key and its answer as SMT-LIB terms, for other solvers.
  std::string smt_vc(const StateBytes& vc) const;
  std::string smt_party(const StateBytes& party) const;
  std::string smt_census(std::uint32_t census) const;
  std::string smt_event(EventClass event) const;

 private:
  Solver();
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace condis
