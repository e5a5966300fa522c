#include "checker/model_game.h"

#include <algorithm>
#include <stdexcept>

namespace condis {

ModelGame::ModelGame(TextModel& model, const std::vector<std::uint32_t>& rules)
    : model_(model), chosen_(model.rules().size(), rules.empty()), outcomes_(1) {
  for (const std::uint32_t rule : rules) chosen_[rule] = true;
  intern_party(model.party_initial());  // the free place
}

std::uint32_t ModelGame::Interned::operator()(const StateBytes& state) {
  const auto [found, is_new] =
      ids.try_emplace(state, static_cast<std::uint32_t>(states.size()));
  if (is_new) states.push_back(state);
  return found->second;
}

PlaceId ModelGame::intern_party(const StateBytes& party) {
  const std::uint32_t place = places_(party);
  if (place >= kNoPlace) throw std::runtime_error("too many states of a party");
  if (place == census_.size()) census_.push_back(model_.census_of(party));
  return static_cast<PlaceId>(place);
}

std::uint32_t ModelGame::intern_outcome(const std::vector<std::uint16_t>& broken) {
  const auto found = std::find(outcomes_.begin(), outcomes_.end(), broken);
  if (found == outcomes_.end()) outcomes_.push_back(broken);
  return static_cast<std::uint32_t>(
      std::find(outcomes_.begin(), outcomes_.end(), broken) - outcomes_.begin());
}

std::vector<CommonId> ModelGame::beginnings() {
  std::vector<CommonId> commons;
  for (const StateBytes& vc : model_.beginnings()) commons.push_back(commons_(vc));
  return commons;
}

MoveList ModelGame::moves(CommonId common, PlaceId place, std::uint32_t census) {
  const MoveList found = known(common, place, census);
  if (found.known) return found;
  const bool of_vc = place == kNoPlace;
  // Interning may move what is interned: these are copies.
  const StateBytes vc = commons_.states[common];
  const StateBytes party = places_.states[of_vc ? kFreePlace : place];
  if (common >= rows_.size()) rows_.resize(common + std::size_t{1});
  std::vector<Row>& rows = rows_[common];
  if (number_of(place) >= rows.size()) rows.resize(number_of(place) + 1);
  Row& row = rows[number_of(place)];
  if (row.first == kNone) row.visible = model_.visible(vc, party, of_vc);
  List list{census & row.visible, row.first, static_cast<std::uint32_t>(moves_.size())};
  for (TextModel::Step& step : model_.steps(vc, party, list.seen, of_vc)) {
    std::erase_if(step.broken, [this](std::uint16_t rule) { return !chosen_[rule]; });
    Move move;
    move.act = step.act;
    move.outcome = intern_outcome(step.broken);
    move.common = commons_(step.vc);
    move.place = of_vc ? kNoPlace : intern_party(step.party);
    moves_.push_back(move);
    ++list.count;
  }
  if (commons_.states.size() >> 24 != 0)
    throw std::runtime_error("too many states of Vc");
  row.first = static_cast<std::uint32_t>(lists_.size());
  lists_.push_back(list);
  return known(common, place, census);
}

}  // namespace condis
