// The Engine's part that tells what surrounds a finding: the last records of its VC, and
// the states before and after them.
#include <algorithm>
#include <unordered_map>

#include "checker/engine.h"

namespace condis {
namespace {

constexpr std::size_t kLookedAt = 1000;  // earlier steps

// The states right after a record, while the steps of a VC are looked at newest first:
// those that the next newer record of the same VC, or party, was taken from.
class StatesAfter {
 public:
  StatesAfter(const World& world, StateId now) : world_(world), vc_(now) {}

  void go_back_to(const PastStep& step) {
    if (step.number != number_) {
      for (const PastStep* newer : record_) pass(*newer);
      record_.clear();
      number_ = step.number;
    }
    record_.push_back(&step);
  }

  States of(const PartyReference& party) const {
    const auto passed = parties_.find(key_of(party));
    if (passed != parties_.end()) return {vc_, passed->second};
    const std::uint32_t index = world_.party_at(party);
    return {vc_, index == kNone ? States::kNotKnown : world_.party(index).state};
  }

 private:
  static std::uint64_t key_of(const PartyReference& party) {
    return std::uint64_t{party.serial} << 32 | party.index;
  }
  void pass(const PastStep& step) {
    vc_ = step.vc_state;
    if (step.party.index != kNone) parties_[key_of(step.party)] = step.party_state;
  }

  const World& world_;
  StateId vc_;
  std::unordered_map<std::uint64_t, StateId> parties_;
  std::vector<const PastStep*> record_;  // its steps: one record may be several
  std::uint64_t number_ = 0;
};

}  // namespace

// The last records of the VC, the breaking one included; `vc` is its state now.
std::vector<Event> Engine::surroundings_of(const Subject& subject, const Event& breaking,
                                           StateId vc) const {
  std::vector<Event> around;
  const bool is_now = mode_ != Mode::Unended;
  if (is_now) around.push_back(breaking);
  if (subject.vc != kNone) {
    StatesAfter after(world_, vc);
    for (const PastStep& step :
         journal_.back_from(world_.vc(subject.vc).last_step, kLookedAt)) {
      if (around.size() == kAround) break;
      after.go_back_to(step);
      if (!step.is_call() || step.implied() ||
          (is_now && step.number == breaking.number)) {
        continue;
      }
      around.push_back(event_of(step, subject));
      around.back().vc = breaking.vc;
      around.back().after = after.of(step.party);
    }
  }
  std::reverse(around.begin(), around.end());
  return around;
}

States Engine::known_states(const Subject& subject, StateId vc, StateId party) {
  return {subject.vc == kNone ? States::kNotKnown : vc,
          subject.party == kNone ? States::kNotKnown : party};
}

// The states before the current record, of which the present step, taken from `vc` and
// `party`, need not be the first.
States Engine::states_before(const Subject& subject, StateId vc, StateId party) const {
  States before = known_states(subject, vc, party);
  const PartyReference own = world_.reference_to(subject.party);
  const std::uint64_t last = subject.vc != kNone ? world_.vc(subject.vc).last_step
                             : subject.party != kNone
                                 ? world_.party(subject.party).last_step
                                 : 0;
  for (const PastStep& step : journal_.back_from(last, kLookedAt)) {
    if (step.number != record_->number || step.implied()) break;
    if (subject.vc != kNone) before.vc = step.vc_state;
    if (subject.party != kNone && step.party == own) before.party = step.party_state;
  }
  return before;
}

// An event that is among those around is told with the same states.
void Engine::tell_states(Event& event, const std::vector<Event>& around) {
  const auto same = std::find_if(around.begin(), around.end(), [&](const Event& other) {
    return other.number == event.number && other.party == event.party;
  });
  if (same == around.end()) return;
  event.before = same->before;
  event.after = same->after;
}

}  // namespace condis
