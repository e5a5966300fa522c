#include "model/transition_table.h"

#include <bit>
#include <cstring>
#include <map>
#include <set>
#include <stdexcept>

namespace condis {
namespace {

constexpr std::string_view kMagic = "condis-table-3\n";
constexpr std::uint64_t kStateMask = (1u << 20) - 1;
static_assert(TransitionTable::kMaxStates <= kStateMask);

// Plain little-endian numbers and length-prefixed strings.
class Writer {
 public:
  void number(std::uint64_t value) {
    for (int i = 0; i < 8; ++i) out_.push_back(static_cast<char>(value >> (8 * i)));
  }
  void bytes(std::string_view text) {
    number(text.size());
    out_ += text;
  }
  std::string take() { return std::move(out_); }

 private:
  std::string out_;
};

// Reads what Writer wrote; anything else leaves it failed, never out of bounds.
class SavedBytes {
 public:
  explicit SavedBytes(std::string_view in) : in_(in) {}

  std::uint64_t number() {
    if (in_.size() < 8) return fail();
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < 8; ++i) {
      value |= std::uint64_t{static_cast<unsigned char>(in_[i])} << (8 * i);
    }
    in_.remove_prefix(8);
    return value;
  }
  std::string bytes() {
    const std::uint64_t size = number();
    if (size > in_.size()) return fail(), "";
    std::string text(in_.substr(0, size));
    in_.remove_prefix(size);
    return text;
  }
  // A count of things of at least 8 bytes each.
  std::uint64_t count() {
    const std::uint64_t value = number();
    return value <= in_.size() / 8 ? value : fail();
  }
  bool ok() const { return ok_; }
  std::uint64_t fail() {
    ok_ = false;
    in_ = {};
    return 0;
  }

 private:
  std::string_view in_;
  bool ok_ = true;
};

std::string bytes_of(const Outcome& outcome) {
  std::string bytes;
  for (const auto* checks : {&outcome.exercised, &outcome.broken}) {
    for (const std::uint16_t check : *checks) {
      bytes.push_back(static_cast<char>(check));
      bytes.push_back(static_cast<char>(check >> 8));
    }
    bytes += "\xff\xff";
  }
  return bytes;
}

}  // namespace

Result<std::unique_ptr<TransitionTable>> TransitionTable::create(
    const Specification& specification, std::string_view saved) {
  std::unique_ptr<TransitionTable> table(new TransitionTable(specification));
  table->grow(1u << 12);
  if (table->restore(saved)) return table;
  table.reset(new TransitionTable(specification));
  table->grow(1u << 12);
  auto solver = Solver::load(specification);
  if (!solver) return solver.error();
  table->solver_ = std::move(*solver);
  table->intern_outcome({});
  table->intern_vc(table->solver_->initial_vc());
  table->intern_party(table->solver_->initial_party());
  return table;
}

const Solver& TransitionTable::solver() {
  if (!solver_) {
    auto solver = Solver::load(specification_);
    if (!solver)
      throw std::logic_error("the embedded specification: " + solver.error().what);
    solver_ = std::move(*solver);
  }
  return *solver_;
}

const Transition& TransitionTable::fill(StateId vc, StateId party, std::uint32_t census,
                                        EventClass event) {
  ++misses_;
  const Step answer =
      solver().step(vcs_.states[vc], parties_.states[party], census, event);
  Transition transition;
  transition.vc = intern_vc(answer.vc);
  transition.party = intern_party(answer.party);
  transition.outcome = intern_outcome({answer.exercised, answer.broken}) & 0xffffffu;
  transition.broken = !answer.broken.empty();
  transition.taken_up = answer.taken_up;
  transition.call_ends = answer.call_ends;
  transition.vc_ends = answer.vc_ends;
  complete(transition, party);
  Slot& slot = slot_for(states_of(vc, party), event);
  if (answer.sees != 0 && slot.transition.vc == kUnknown) {
    slot.region = add_region(answer.sees, 1);
  }
  return add_answer(slot, thresholds(census) & answer.sees) = transition;
}

void TransitionTable::complete(Transition& transition, StateId party) const {
  transition.census = census_of(transition.party);
  transition.party_ends = ended(transition.party) && transition.party != party;
  transition.ends = transition.call_ends || transition.vc_ends || transition.party_ends;
}

std::set<std::uint32_t> TransitionTable::possible_censuses() const {
  std::set<std::uint32_t> kinds;  // of parties, as each counts
  for (const PartyFacts& party : party_facts_) kinds.insert(party.census);
  std::set<std::uint32_t> censuses = {0};
  std::vector<std::uint32_t> open = {0};
  while (!open.empty()) {
    const std::uint32_t census = open.back();
    open.pop_back();
    for (const std::uint32_t one : kinds) {
      const std::uint32_t more = amounts(add_up(census, one));
      if (censuses.insert(more).second) open.push_back(more);
    }
  }
  return censuses;
}

void TransitionTable::ask_for_all_censuses() {
  const std::set<std::uint32_t> possible = possible_censuses();
  // By what is seen: one census for all that look the same.
  std::map<std::uint32_t, std::map<std::uint32_t, std::uint32_t>> views;
  for (const Key& key : keys()) {
    const std::uint32_t sees = this->sees(key.vc, key.party, key.event);
    if (sees == 0) continue;
    auto& view = views[sees];
    if (view.empty()) {
      for (const std::uint32_t census : possible) {
        view.emplace(thresholds(census) & sees, census);
      }
    }
    for (const auto& [seen, census] : view) step(key.vc, key.party, census, key.event);
  }
}

TransitionTable::Slot& TransitionTable::slot_for(std::uint64_t states, EventClass event) {
  Slot* slot = &slots_[place_of(states, event)];
  if (slot->states != kNoStates) return *slot;
  if (4 * (used_ + 1) > slots_.size()) {
    grow(2 * slots_.size());
    slot = &slots_[place_of(states, event)];
  }
  ++used_;
  slot->states = states;
  slot->event = event.bits();
  return *slot;
}

TransitionTable::Region TransitionTable::add_region(std::uint32_t sees,
                                                    std::size_t answers) {
  Region region;
  region.sees = sees;
  region.first = static_cast<std::uint32_t>(answers_.size());
  region.shift = static_cast<unsigned>(64 - std::bit_width(2 * answers - 1)) & 0xffu;
  answers_.resize(answers_.size() + region.places());
  return region;
}

std::vector<TransitionTable::Answer> TransitionTable::answers_of(const Slot& slot) const {
  if (slot.transition.vc != kDepends) return {{0, slot.transition}};
  std::vector<Answer> answers;
  for (std::size_t i = 0; i < slot.region.places(); ++i) {
    const Answer& answer = answers_[slot.region.first + i];
    if (answer.transition.vc != kUnknown) answers.push_back(answer);
  }
  return answers;
}

// A region that gets too small is left behind for a larger one.
Transition& TransitionTable::add_answer(Slot& slot, std::uint32_t seen) {
  ++size_;
  if (slot.transition.vc != kDepends) return slot.transition;
  Region& region = slot.region;
  if (2 * (region.known + std::size_t{1}) > region.places()) {
    const std::vector<Answer> before = answers_of(slot);
    region = add_region(region.sees, 2 * before.size());
    region.known = before.size() & 0xffffffu;
    for (const Answer& answer : before) answers_[place_of(region, answer.seen)] = answer;
  }
  ++region.known;
  Answer& answer = answers_[place_of(region, seen)];
  answer.seen = seen;
  return answer.transition;
}

void TransitionTable::grow(std::size_t size) {
  std::vector<Slot> old(size);
  old.swap(slots_);
  shift_ = 64 - std::countr_zero(size);
  for (const Slot& slot : old) {
    if (slot.states == kNoStates) continue;
    slots_[place_of(slot.states, EventClass(slot.event))] = slot;
  }
}

StateId TransitionTable::intern_vc(const StateBytes& bytes) {
  const auto [found, is_new] = vcs_.ids.try_emplace(bytes, vcs_.states.size());
  if (is_new) vcs_.states.push_back(bytes);
  if (vcs_.states.size() > kMaxStates) throw std::runtime_error("too many VC states");
  return found->second;
}

StateId TransitionTable::intern_party(const StateBytes& bytes) {
  const auto [found, is_new] = parties_.ids.try_emplace(bytes, parties_.states.size());
  if (is_new) {
    parties_.states.push_back(bytes);
    party_facts_.push_back({solver().census_of(bytes), solver().ended(bytes),
                            solver().context_in_use(bytes)});
  }
  if (parties_.states.size() > kMaxStates)
    throw std::runtime_error("too many party states");
  return found->second;
}

std::uint32_t TransitionTable::intern_outcome(Outcome outcome) {
  const auto [found, is_new] = outcome_ids_.try_emplace(
      bytes_of(outcome), static_cast<std::uint32_t>(outcomes_.size()));
  if (is_new) outcomes_.push_back(std::move(outcome));
  if (outcomes_.size() > kMaxStates) throw std::runtime_error("too many outcomes");
  return found->second;
}

std::vector<TransitionTable::Key> TransitionTable::keys() const {
  std::vector<Key> keys;
  for (const Slot& slot : slots_) {
    if (slot.states == kNoStates) continue;
    for (const Answer& answer : answers_of(slot)) {
      keys.push_back({static_cast<StateId>(slot.states & kStateMask),
                      static_cast<StateId>(slot.states >> 20), amounts(answer.seen),
                      EventClass(slot.event)});
    }
  }
  return keys;
}

std::string TransitionTable::save() const {
  Writer out;
  out.bytes(kMagic);
  out.bytes(specification_.hash());
  out.number(vcs_.states.size());
  for (const StateBytes& state : vcs_.states) out.bytes(state);
  out.number(parties_.states.size());
  for (std::size_t i = 0; i < parties_.states.size(); ++i) {
    out.bytes(parties_.states[i]);
    out.number(party_facts_[i].census | std::uint64_t{party_facts_[i].ended} << 32 |
               std::uint64_t{party_facts_[i].context_in_use} << 33);
  }
  out.number(outcomes_.size());
  for (const Outcome& outcome : outcomes_) {
    for (const auto* checks : {&outcome.exercised, &outcome.broken}) {
      out.number(checks->size());
      for (const std::uint16_t check : *checks) out.number(check);
    }
  }
  out.number(used_);
  for (const Slot& slot : slots_) {
    if (slot.states == kNoStates) continue;
    const std::vector<Answer> answers = answers_of(slot);
    out.number(slot.states | std::uint64_t{slot.sees()} << 40);
    out.number(slot.event);
    out.number(answers.size());
    for (const Answer& answer : answers) {
      const Transition& t = answer.transition;
      out.number(answer.seen);
      out.number(t.vc | std::uint64_t{t.party} << 20 | std::uint64_t{t.outcome} << 40 |
                 std::uint64_t{t.taken_up} << 60 | std::uint64_t{t.broken} << 61 |
                 std::uint64_t{t.call_ends} << 62 | std::uint64_t{t.vc_ends} << 63);
    }
  }
  return out.take();
}

bool TransitionTable::restore(std::string_view saved) {
  SavedBytes in(saved);
  if (in.bytes() != kMagic || in.bytes() != specification_.hash()) return false;
  for (std::uint64_t i = in.count(); i > 0; --i) {
    const auto id = static_cast<StateId>(vcs_.states.size());
    vcs_.states.push_back(in.bytes());
    vcs_.ids.emplace(vcs_.states.back(), id);
  }
  for (std::uint64_t i = in.count(); i > 0; --i) {
    const auto id = static_cast<StateId>(parties_.states.size());
    parties_.states.push_back(in.bytes());
    parties_.ids.emplace(parties_.states.back(), id);
    const std::uint64_t facts = in.number();
    party_facts_.push_back({static_cast<std::uint32_t>(facts), ((facts >> 32) & 1) != 0,
                            ((facts >> 33) & 1) != 0});
  }
  for (std::uint64_t i = in.count(); i > 0; --i) {
    Outcome outcome;
    for (auto* checks : {&outcome.exercised, &outcome.broken}) {
      for (std::uint64_t j = in.count(); j > 0; --j) {
        const std::uint64_t check = in.number();
        if (check >= specification_.checks().size()) return false;
        checks->push_back(static_cast<std::uint16_t>(check));
      }
    }
    intern_outcome(std::move(outcome));
  }
  const std::uint64_t slots = in.count();
  std::size_t places = slots_.size();
  while (places < 4 * slots) places *= 2;
  grow(places);
  for (std::uint64_t i = 0; i < slots; ++i) {
    const std::uint64_t key = in.number();
    const std::uint64_t states = key & ((std::uint64_t{1} << 40) - 1);
    const auto sees = static_cast<std::uint32_t>(key >> 40);
    const EventClass event(in.number());
    const std::uint64_t answers = in.count();
    const auto party = static_cast<StateId>(states >> 20);
    const bool twice = slots_[place_of(states, event)].states != kNoStates;
    if ((states & kStateMask) >= vcs_.states.size() || party >= parties_.states.size() ||
        twice || answers == 0) {
      return false;
    }
    Slot& slot = slot_for(states, event);
    if (sees != 0) slot.region = add_region(sees, answers);
    for (std::uint64_t j = 0; j < answers; ++j) {
      const std::uint64_t seen = in.number();
      const std::uint64_t packed = in.number();
      Transition t;
      t.vc = static_cast<StateId>(packed & kStateMask);
      t.party = static_cast<StateId>((packed >> 20) & kStateMask);
      t.outcome = (packed >> 40) & 0xfffff;
      t.taken_up = ((packed >> 60) & 1) != 0;
      t.broken = ((packed >> 61) & 1) != 0;
      t.call_ends = ((packed >> 62) & 1) != 0;
      t.vc_ends = ((packed >> 63) & 1) != 0;
      if (t.vc >= vcs_.states.size() || t.party >= parties_.states.size() ||
          t.outcome >= outcomes_.size() || (seen & ~std::uint64_t{sees}) != 0) {
        return false;
      }
      complete(t, party);
      Transition& place = add_answer(slot, static_cast<std::uint32_t>(seen));
      if (place.vc != kUnknown) return false;
      place = t;
    }
  }
  return in.ok() && !vcs_.states.empty() && !parties_.states.empty();
}

}  // namespace condis
