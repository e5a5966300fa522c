#include "checker/stage_walk.h"

#include <algorithm>
#include <optional>
#include <span>
#include <stdexcept>

namespace condis {

StageWalk::StageWalk(Stage& stage, unsigned parties) : stage_(stage), parties_(parties) {
  if (stage.options().client_threads != 1) {
    throw std::logic_error("a walk with several threads of the client");
  }
}

void StageWalk::steps_of(const Configuration& state, unsigned place, PlaceId as,
                         const Visit& visit) {
  std::uint32_t counts = 0;
  for (unsigned i = 0; i < parties_; ++i) {
    counts = add_up(counts, stage_.census_of(state.places[i]));
  }
  const bool alone = place == parties_;
  const std::uint32_t own = alone ? 0 : stage_.census_of(state.places[place]);
  for (const Move& move : stage_.moves(state.common, as, others(counts, own))) {
    walked_.step = {move.act, move.thread,
                    static_cast<std::uint8_t>(alone ? kMostPlaces : place)};
    walked_.after = state;
    walked_.after.common = move.common;
    if (!alone) walked_.after.places[place] = move.place;
    walked_.outcomes.assign(1, move.outcome);
    if (!move.is_plain()) {
      stage_.fall_due(move, walked_.after.common, {walked_.after.places.data(), parties_},
                      place, walked_.outcomes);
    }
    visit(walked_);
  }
}

void StageWalk::for_each_step(const Configuration& state, const Visit& visit) {
  steps_of(state, parties_, kNoPlace, visit);
  const auto places = std::span(state.places).first(parties_);
  for (unsigned i = 0; i < parties_; ++i) {
    const auto before = places.begin() + i;
    if (std::find(places.begin(), before, places[i]) == before) {
      steps_of(state, i, places[i], visit);
    }
  }
  // Without a free place, a new party takes the place of one that is only remembered.
  if (std::find(places.begin(), places.end(), kFreePlace) != places.end()) return;
  const auto spent = std::find_if(places.begin(), places.end(),
                                  [this](PlaceId id) { return stage_.is_spent(id); });
  if (spent != places.end()) {
    steps_of(state, static_cast<unsigned>(spent - places.begin()), kFreePlace, visit);
  }
}

WalkedStep StageWalk::take(const Configuration& state, const RunStep& step) {
  std::optional<WalkedStep> taken;
  const Visit keep = [&](const WalkedStep& walked) {
    if (walked.step.act == step.act && walked.step.thread == step.thread) taken = walked;
  };
  if (step.place == kMostPlaces) {
    steps_of(state, parties_, kNoPlace, keep);
  } else {
    const PlaceId who = state.places[step.place];
    steps_of(state, step.place, who, keep);
    if (stage_.is_spent(who)) steps_of(state, step.place, kFreePlace, keep);
  }
  if (!taken) throw std::logic_error("a run cannot be gone again");
  return *taken;
}

std::vector<std::uint32_t> StageWalk::end(const Configuration& state) {
  std::vector<std::uint32_t> outcomes;
  stage_.end_recording(state.common, {state.places.data(), parties_}, outcomes);
  return outcomes;
}

}  // namespace condis
