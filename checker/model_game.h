// A TextModel as a game to search: states by small numbers, and every answer of the model
// asked for once. Its parties are told apart by nothing but their states, so a free one
// is no different from others. Tested by tests/checker/model_test.cpp against an
// enumerator without symmetry.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "checker/move.h"
#include "checker/state_store.h"
#include "model/text_model.h"

namespace condis {

class ModelGame {
 public:
  static constexpr bool kHandsOut = false;
  static constexpr bool kLooksAhead = false;

  // The model must outlive the game. Of its rules, these are looked at; empty: all.
  ModelGame(TextModel& model, const std::vector<std::uint32_t>& rules);

  std::vector<CommonId> beginnings();
  // What may happen to a party, or with kNoPlace to the VC alone; see Stage::moves.
  MoveList moves(CommonId common, PlaceId place, std::uint32_t census);
  MoveList known(CommonId common, PlaceId place, std::uint32_t census) const {
    const std::size_t number = number_of(place);
    if (common >= rows_.size() || number >= rows_[common].size()) return {};
    const Row& row = rows_[common][number];
    for (std::uint32_t i = row.first; i != kNone; i = lists_[i].next) {
      const List& list = lists_[i];
      if (list.seen == (census & row.visible)) {
        return {moves_.data() + list.first, list.count, true, true};
      }
    }
    return {};
  }
  static void prefetch(CommonId, PlaceId, std::uint32_t) {}
  std::size_t commons() const { return commons_.states.size(); }
  std::size_t places() const { return places_.states.size(); }
  std::uint32_t census_of(PlaceId place) const { return census_[place]; }
  static bool is_spent(PlaceId) { return false; }
  static PlaceId renamed(PlaceId place, Renaming) { return place; }
  static unsigned ties(CommonId) { return 0; }
  static Sequel sequel(const Move&) { return {}; }
  static void fall_due(const Move&, CommonId&, std::span<PlaceId>, std::size_t,
                       std::vector<std::uint32_t>&) {}

  std::size_t checks() const { return model_.rules().size(); }
  std::size_t outcomes() const { return outcomes_.size(); }
  bool breaks(std::uint32_t outcome) const { return outcome != 0; }
  bool stops(std::uint32_t outcome) const { return outcome != 0; }
  const std::vector<std::uint16_t>& broken(std::uint32_t outcome) const {
    return outcomes_[outcome];
  }
  static void settle() {}
  void rest() { model_.rest(); }

  const StateBytes& vc(CommonId common) const { return commons_.states[common]; }
  const StateBytes& party(PlaceId place) const { return places_.states[place]; }

 private:
  struct Interned {
    std::vector<StateBytes> states;
    std::unordered_map<StateBytes, std::uint32_t> ids;

    std::uint32_t operator()(const StateBytes& state);
  };

  static constexpr std::uint32_t kNone = ~0u;
  // What is known of a common part and a place: few lists of moves, one for each census
  // that they were asked for with, as far as the model looks at it.
  struct Row {
    std::uint32_t visible = 0;    // of the census
    std::uint32_t first = kNone;  // of its lists
  };
  struct List {
    std::uint32_t seen = 0;  // of the census
    std::uint32_t next = kNone;
    std::uint32_t first = 0, count = 0;  // of its moves
  };

  static std::size_t number_of(PlaceId place) {
    return place == kNoPlace ? 0 : place + std::size_t{1};
  }
  PlaceId intern_party(const StateBytes& party);
  std::uint32_t intern_outcome(const std::vector<std::uint16_t>& broken);

  TextModel& model_;
  std::vector<bool> chosen_;  // by rule
  Interned commons_, places_;
  std::vector<std::uint32_t> census_;                 // by place
  std::vector<std::vector<std::uint16_t>> outcomes_;  // rules broken; the first: none
  std::vector<std::vector<Row>> rows_;                // by common part, then by place
  std::vector<List> lists_;
  std::vector<Move> moves_;
};

}  // namespace condis
