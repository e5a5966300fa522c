// The part of Search that goes back: what can still be reached from a state, and how a
// state is reached. Part of checker/search.h, to be included by it alone.
#pragma once

#include "checker/search.h"

namespace condis {

// Calls found(move, who, successor) for every move of a state, all of which are known, up
// to one for which it returns true. Successors are sorted, with what they mean in
// outcomes_.
template <class Game>
template <class Found>
bool Search<Game>::expand(const Configuration& state, Found found) {
  Choices choices;
  know(state, choices);
  Configuration successor;
  for (const Choice& choice : choices) {
    for (const Move& move : choice.moves) {
      make_any(state, choice, move, successor);
      break_ties(successor);
      sort(successor);
      const auto is_over = [this](std::uint32_t outcome) { return game_.stops(outcome); };
      const bool over = std::any_of(outcomes_.begin(), outcomes_.end(), is_over);
      if (found(move, choice.who, over, successor)) return true;
    }
  }
  return false;
}

// What is reached from the states of a chunk whose moves are plain; others are deferred.
template <class Game>
bool Search<Game>::look_ahead_known(Chunk& chunk) {
  bool changed = false;
  Successor successor;
  PackedState packed{};
  const auto look = [&](StateIndex from, const Configuration& state, Choices& choices) {
    const std::uint64_t hash = store_.hash(state);
    const std::uint64_t before = load(reach(from));
    std::uint64_t reached = before;
    for (const Choice& choice : choices) {
      for (const Move& move : choice.moves) {
        if (reached == kEverything) break;
        if (game_.stops(move.outcome)) {
          reached = kEverything;  // what that run breaks is told elsewhere
          continue;
        }
        make(state, hash, choice, move, successor);
        store_.packing().pack(successor.state, packed.data());
        reached |= load(reach(store_.find(successor.hash, packed.data())));
      }
    }
    if (reached == before) return;
    changed = true;
    std::atomic_ref(reach(from)).store(reached, std::memory_order_relaxed);
  };
  visit_known(chunk.states, chunk.deferred, look);
  return changed;
}

template <class Game>
bool Search<Game>::look_ahead_deferred(StateIndex from) {
  Configuration state;
  PackedState packed{};
  store_.get(from, state);
  std::uint64_t reached = reach(from);
  expand(state, [&](const Move&, PlaceId, bool over, const Configuration& successor) {
    if (over) {
      reached = kEverything;
    } else {
      store_.packing().pack(successor, packed.data());
      reached |= reach(store_.find(store_.hash(successor), packed.data()));
    }
    return reached == kEverything;
  });
  return std::exchange(reach(from), reached) != reached;
}

// One pass over a layer; returns whether anything changed.
template <class Game>
bool Search<Game>::look_ahead(std::size_t layer) {
  std::size_t chunks = 0, states = 0;
  std::atomic<bool> changed = false;
  const auto finish_round = [&] {
    workers_.run(chunks, [&](std::size_t chunk, unsigned) {
      if (look_ahead_known(chunks_[chunk])) changed = true;
    });
    for (std::size_t i = 0; i < chunks; ++i) {
      for (const StateIndex from : chunks_[i].deferred) {
        if (look_ahead_deferred(from)) changed = true;
      }
      chunks_[i].states.clear();
      chunks_[i].deferred.clear();
    }
    chunks = states = 0;
  };
  for_each_state(layer, [&](StateIndex state) {
    if (reach(state) == kEverything) return true;
    if (states % kChunk == 0) ++chunks;
    chunks_[chunks - 1].states.push_back(state);
    if (++states == kRound) finish_round();
    return !is_stopped();
  });
  finish_round();
  return changed;
}

// What is reached by the few moves that are remembered: nearly everything, and without
// looking for a state. Forth and back through the layers, until nothing changes.
template <class Game>
void Search<Game>::look_onward() {
  bool forth = false;
  for (bool changed = true; changed && !is_stopped(); forth = !forth) {
    changed = false;
    for (std::size_t i = 0; i < layers_.size(); ++i) {
      for_each_state(forth ? i : layers_.size() - 1 - i, [&](StateIndex state) {
        std::uint64_t& reached = reach(state);
        const std::uint64_t before = reached;
        if (before == kEverything) return true;
        const auto [next, older] = onward(state);
        if (next != kNoState) reached |= reach(next);
        if (older != kNoState) reached |= reach(older);
        changed = changed || reached != before;
        return true;
      });
    }
  }
}

// From the end of all runs back: what can still be reached from each state. Passes over
// the states of which that is not known yet, until nothing changes.
template <class Game>
void Search<Game>::look_ahead() {
  Configuration state;
  for (unsigned shard = 0; shard < StateStore::kShards; ++shard) {
    reach_[shard].resize(store_.size(shard));
    for (std::uint32_t number = 0; number < store_.size(shard); ++number) {
      store_.get(StateStore::index(shard, number), state);
      reach_[shard][number] = game_.reached_at(state, parties_);
    }
  }
  for (bool changed = true; changed;) {
    look_onward();
    changed = false;
    for (std::size_t layer = layers_.size(); layer-- > 0;) {
      if (is_stopped()) {
        result_.complete = false;
        return;
      }
      changed |= look_ahead(layer);
    }
  }
  const std::vector<std::uint16_t>& duties = game_.duties();
  for (std::size_t layer = 0; layer < layers_.size(); ++layer) {
    for_each_state(layer, [&](StateIndex i) {
      const std::uint64_t reached = reach(i);
      if (reached == kEverything) return true;
      if (stuck_ == kNoState && (reached >> Game::kEndBit & 1) == 0) stuck_ = i;
      store_.get(i, state);
      if (!game_.is_idle(state.common)) return true;
      for (unsigned bit = 0; bit < duties.size(); ++bit) {
        Broken& broken = broken_[duties[bit]];
        if ((reached >> bit & 1) == 0 && !broken.found) {
          broken = {duties[bit], i, 0, 0, kNoPlace, true, true};
        }
      }
      return true;
    });
  }
}

// Takes the step that a party at such a place makes with this act, whoever it is.
template <class Game>
void Search<Game>::follow(Followed& at, Path& path, std::uint16_t act,
                          std::uint8_t thread, PlaceId who) {
  const auto places = std::span(at.state.places).first(parties_);
  const auto place = static_cast<std::uint32_t>(
      who == kNoPlace ? parties_
                      : std::find(places.begin(), places.end(), who) - places.begin());
  Choices choices;
  know(at.state, choices);
  for (Choice& choice : choices) {
    if (choice.who != who) continue;
    choice.place = place;
    for (const Move& move : choice.moves) {
      if (move.act != act || move.thread != thread) continue;
      const std::uint8_t own = at.threads[thread];
      const auto number =
          static_cast<std::uint8_t>(who == kNoPlace ? kMostPlaces : place);
      path.steps.push_back({act, own, number});
      if (move.sequel != 0) {
        for (const std::uint16_t next : game_.sequel(move).acts) {
          path.steps.push_back({next, own, number});
        }
      }
      Configuration successor;
      make_any(at.state, choice, move, successor);
      at.state = successor;
      for (const Renaming renaming : {move.renaming, break_ties(at.state)}) {
        const auto before = at.threads;
        for (std::size_t t = 0; t < kOrders[renaming].size(); ++t) {
          at.threads[t] = before[kOrders[renaming][t]];
        }
      }
      return;
    }
  }
  throw std::logic_error("a run cannot be gone again");
}

// Searches each layer for a state that leads on; then goes the way again, with parties
// that keep their places.
template <class Game>
Path Search<Game>::path_to(StateIndex target) {
  const auto is_before = [](StateIndex state, const auto& firsts) {
    return (state & StateStore::kMostInShard) < firsts[state >> 24];
  };
  auto layer = static_cast<std::size_t>(
      std::upper_bound(layers_.begin(), layers_.end(), target, is_before) -
      layers_.begin() - 1);
  std::vector<Broken> way;
  Configuration goal, state;
  for (StateIndex to = target; layer-- > 0; to = way.back().from) {
    store_.get(to, goal);
    for_each_state(layer, [&](StateIndex from) {
      store_.get(from, state);
      return !expand(state, [&](const Move& move, PlaceId who, bool over,
                                const Configuration& successor) {
        if (over || successor.common != goal.common || successor.places != goal.places) {
          return false;
        }
        way.push_back({0, from, move.act, move.thread, who, false, true});
        return true;
      });
    });
  }
  last_ = {};
  store_.get(way.empty() ? target : way.back().from, last_.state);
  Path path{last_.state.common, {}};
  for (auto step = way.rbegin(); step != way.rend(); ++step) {
    follow(last_, path, step->act, step->thread, step->who);
  }
  return path;
}

template <class Game>
void Search<Game>::report() {
  result_.states = store_.size();
  result_.bytes = store_.bytes();
  result_.depth = layers_.size() - 1;
  for (const Broken& broken : broken_) {
    if (!broken.found) continue;
    Path path = path_to(broken.from);
    if (!broken.ends) follow(last_, path, broken.act, broken.thread, broken.who);
    result_.broken.push_back({broken.check, broken.ends, std::move(path)});
  }
  std::stable_sort(result_.broken.begin(), result_.broken.end(),
                   [](const BrokenCheck& a, const BrokenCheck& b) {
                     return a.path.steps.size() < b.path.steps.size();
                   });
  if (stuck_ != kNoState) result_.stuck = path_to(stuck_);
}

}  // namespace condis
