// The cache of the solver's answers: states are interned to small integers, and a step is
// one look-up in an open-addressing hash table. A miss asks the Solver, which is loaded
// on the first one. Like a lazy DFA with a solver as the compiler.
//
// A table filled earlier (saved bytes) spares a short recording the solver altogether.
// The key holds only those parts of the census that matter for this event in these
// states: for most nothing does, and what was learnt with some parties serves for any
// others. Not for several threads at once. Tested by
// tests/model/transition_table_test.cpp.
#pragma once

#include <cstdint>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "model/census.h"
#include "model/event_class.h"
#include "model/solver.h"
#include "model/specification.h"

namespace condis {

using StateId = std::uint32_t;  // of a VC or party state; below kMaxStates

// Which checks a step exercised and broke, as indices into Specification::checks().
struct Outcome {
  std::vector<std::uint16_t> exercised;
  std::vector<std::uint16_t> broken;

  bool operator==(const Outcome&) const = default;
};

struct Transition {
  StateId vc = 0;
  StateId party = 0;
  std::uint32_t census = 0;        // TransitionTable::census_of(party)
  std::uint32_t outcome : 24 = 0;  // index into TransitionTable::outcomes(); 0: nothing
                                   // broken or exercised
  bool broken : 1 = false;
  bool taken_up : 1 = false;  // a call that the state lets begin; what is no call is, too
  bool call_ends : 1 = false;
  bool vc_ends : 1 = false;
  bool party_ends : 1 = false;  // the party's life: it has ended(), and had not before
  bool ends : 1 = false;        // any of these three
};

class TransitionTable {
 public:
  static constexpr StateId kMaxStates = (1u << 20) - 1;

  // `saved` are bytes of save() for the same specification, or empty. Bytes of another
  // specification are ignored. Unless `saved` fits, the solver is loaded here, so that
  // mistakes in the formulas are found; `specification` must outlive the table.
  static Result<std::unique_ptr<TransitionTable>> create(
      const Specification& specification, std::string_view saved);

  static constexpr StateId initial_vc() { return 0; }
  static constexpr StateId initial_party() { return 0; }

  // The answer for one key. Throws std::runtime_error if the specification has more
  // states than fit.
  const Transition& step(StateId vc, StateId party, std::uint32_t census,
                         EventClass event) {
    const std::uint64_t states = vc | std::uint64_t{party} << 20;
    const Transition* found = find(states | kAnyCensus, event);
    if (found != nullptr && found->vc == kDepends) {
      found =
          find(states | std::uint64_t{thresholds(census) & found->census} << 40, event);
    }
    return found != nullptr ? *found : fill(vc, party, census, event);
  }
  // The thresholds() of the census that a known step depends on; 0 for one not known.
  std::uint32_t sees(StateId vc, StateId party, EventClass event) const {
    const Transition* found = find(vc | std::uint64_t{party} << 20 | kAnyCensus, event);
    return found != nullptr && found->vc == kDepends ? found->census : 0;
  }
  // Asks for every census that a step known so far can tell from others, and that parties
  // known so far can make up.
  void ask_for_all_censuses();

  // Bit 2i is set if a party in this state belongs to class i of the census.
  std::uint32_t census_of(StateId party) const { return party_facts_[party].census; }
  bool ended(StateId party) const { return party_facts_[party].ended; }
  bool context_in_use(StateId party) const { return party_facts_[party].context_in_use; }
  const std::vector<Outcome>& outcomes() const { return outcomes_; }

  const StateBytes& vc_state(StateId id) const { return vcs_.states[id]; }
  const StateBytes& party_state(StateId id) const { return parties_.states[id]; }
  // Number of keys.
  std::size_t size() const { return used_ - dependent_; }
  std::uint64_t misses() const { return misses_; }

  std::string save() const;
  // The solver behind the table, loaded if need be.
  const Solver& solver();
  // Every key the table holds. For tests and tools.
  struct Key {
    StateId vc;
    StateId party;
    std::uint32_t census;  // of it only what the step sees
    EventClass event;
  };
  std::vector<Key> keys() const;

 private:
  // The key of a step that sees nothing of the census, or, with kDepends for an answer,
  // the thresholds that its `census` then says: more than there are classes. No state has
  // the number kDepends, so no key is kNoKey.
  static constexpr std::uint64_t kAnyCensus = std::uint64_t{0xffffff} << 40;
  static_assert(2 * kCensusClasses < 24);
  static constexpr StateId kDepends = kMaxStates;
  static constexpr std::uint64_t kNoKey = ~std::uint64_t{0};
  // Two to a cache line.
  struct Slot {
    std::uint64_t state = kNoKey;
    std::uint64_t event = 0;
    Transition transition;
  };
  struct Interned {
    std::vector<StateBytes> states;
    std::unordered_map<StateBytes, StateId> ids;
  };
  struct PartyFacts {
    std::uint32_t census = 0;
    bool ended = false;
    bool context_in_use = false;
  };

  explicit TransitionTable(const Specification& specification)
      : specification_(specification) {}

  // Where a key is looked for first: the top bits of a product, which all bits reach.
  std::size_t home(std::uint64_t state, std::uint64_t event) const {
    return (state ^ event * 0x9e3779b97f4a7c15u) * 0xd6e8feb86659fd93u >> shift_;
  }
  std::size_t next(std::size_t slot) const { return (slot + 1) & (slots_.size() - 1); }
  const Transition* find(std::uint64_t state, EventClass event) const {
    for (std::size_t i = home(state, event.bits());; i = next(i)) {
      const Slot& slot = slots_[i];
      if (slot.state == state && slot.event == event.bits()) return &slot.transition;
      if (slot.state == kNoKey) return nullptr;
    }
  }
  bool restore(std::string_view saved);
  // Fills in what follows from the rest of the answer, and from the party before.
  void complete(Transition& transition, StateId party) const;
  std::set<std::uint32_t> possible_censuses() const;
  [[gnu::noinline]] const Transition& fill(StateId vc, StateId party,
                                           std::uint32_t census, EventClass event);
  const Transition& insert(std::uint64_t state, std::uint64_t event,
                           const Transition& transition);
  void grow(std::size_t slots);
  StateId intern_vc(const StateBytes& bytes);
  StateId intern_party(const StateBytes& bytes);
  std::uint32_t intern_outcome(Outcome outcome);

  const Specification& specification_;
  std::unique_ptr<Solver> solver_;
  Interned vcs_;
  Interned parties_;
  std::vector<PartyFacts> party_facts_;
  std::vector<Outcome> outcomes_;
  std::unordered_map<std::string, std::uint32_t> outcome_ids_;
  std::vector<Slot> slots_;
  int shift_ = 0;  // 64 less the binary logarithm of their number
  std::size_t used_ = 0;
  std::size_t dependent_ = 0;  // of these: no answers, see kDepends
  std::uint64_t misses_ = 0;
};

}  // namespace condis
