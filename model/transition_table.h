// The cache of the solver's answers: states are interned to small integers, and a step is
// one look-up in an open-addressing hash table. A miss asks the Solver, which is loaded
// on the first one. Like a lazy DFA with a solver as the compiler.
//
// A table filled earlier (saved bytes) spares a short recording the solver altogether.
// What a slot of it knows serves for any census, or, where the step depends on that, for
// those alike in what matters for this event in these states: what was learnt with some
// parties serves for any others. Not for several threads at once. Tested by
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

  // The answer for one key; valid until the next call. Throws std::runtime_error if the
  // specification has more states than fit.
  const Transition& step(StateId vc, StateId party, std::uint32_t census,
                         EventClass event) {
    const Slot& slot = slots_[place_of(states_of(vc, party), event)];
    const Transition* answer = &slot.transition;
    if (answer->vc == kDepends) {
      const std::uint32_t seen = thresholds(census) & slot.region.sees;
      answer = &answers_[place_of(slot.region, seen)].transition;
    }
    return answer->vc != kUnknown ? *answer : fill(vc, party, census, event);
  }
  // The thresholds() of the census that a known step depends on; 0 for one not known.
  std::uint32_t sees(StateId vc, StateId party, EventClass event) const {
    return slots_[place_of(states_of(vc, party), event)].sees();
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
  std::size_t size() const { return size_; }
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
  static constexpr std::uint64_t kNoStates = ~std::uint64_t{0};
  // No state has these numbers.
  static constexpr StateId kUnknown = ~StateId{0};
  static constexpr StateId kDepends = kUnknown - 1;
  static_assert(2 * kCensusClasses < 32);
  // Where the answers are that depend on the census: a part of answers_, which is a hash
  // table of its own.
  struct Region {
    StateId vc = kDepends;
    std::uint32_t sees = 0;        // the thresholds they depend on
    std::uint32_t first = 0;       // place in answers_
    std::uint32_t shift : 8 = 63;  // 64 less the binary logarithm of the number of places
    std::uint32_t known : 24 = 0;  // of these: the answers that there are

    std::size_t places() const { return std::size_t{1} << (64 - shift); }
  };
  // What is asked, but for the census; two to a cache line.
  struct Slot {
    std::uint64_t states = kNoStates;
    std::uint64_t event = 0;
    // Both begin with a StateId, which tells which it is.
    union {
      Transition transition;
      Region region;
    };

    Slot() : transition{.vc = kUnknown} {}
    std::uint32_t sees() const { return transition.vc == kDepends ? region.sees : 0; }
  };
  static_assert(sizeof(Slot) == 32);
  struct Answer {
    std::uint32_t seen = 0;  // of the thresholds
    Transition transition = {.vc = kUnknown};
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

  static std::uint64_t states_of(StateId vc, StateId party) {
    return vc | std::uint64_t{party} << 20;
  }
  // The slot of this key, or the free one where it belongs. It is looked for first where
  // the top bits of a product say, which all bits reach. Three slots of four are free:
  // nearly every key is found there, which the processor can count on.
  std::size_t place_of(std::uint64_t states, EventClass event) const {
    std::size_t place =
        (states ^ event.bits() * 0x9e3779b97f4a7c15u) * 0xd6e8feb86659fd93u >> shift_;
    while ((slots_[place].states != states || slots_[place].event != event.bits()) &&
           slots_[place].states != kNoStates) {
      place = (place + 1) & (slots_.size() - 1);
    }
    return place;
  }
  // Likewise the place of an answer.
  std::size_t place_of(const Region& region, std::uint32_t seen) const {
    std::size_t place = seen * 0x9e3779b97f4a7c15u >> region.shift;
    while (answers_[region.first + place].seen != seen &&
           answers_[region.first + place].transition.vc != kUnknown) {
      place = (place + 1) & (region.places() - 1);
    }
    return region.first + place;
  }
  bool restore(std::string_view saved);
  // Fills in what follows from the rest of the answer, and from the party before.
  void complete(Transition& transition, StateId party) const;
  std::set<std::uint32_t> possible_censuses() const;
  [[gnu::noinline]] const Transition& fill(StateId vc, StateId party,
                                           std::uint32_t census, EventClass event);
  // The slot of this key, a new one if need be.
  Slot& slot_for(std::uint64_t states, EventClass event);
  // A part of answers_ with twice as many places as answers, of which there is one at
  // least.
  Region add_region(std::uint32_t sees, std::size_t answers);
  // Those that a slot has.
  std::vector<Answer> answers_of(const Slot& slot) const;
  // A place for one that it lacks.
  Transition& add_answer(Slot& slot, std::uint32_t seen);
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
  std::vector<Answer> answers_;
  std::size_t size_ = 0;
  std::uint64_t misses_ = 0;
};

}  // namespace condis
