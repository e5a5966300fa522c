// The forward part of Search: rounds of states, their successors, and what they break.
// Part of checker/search.h, to be included by it alone.
#pragma once

#include "checker/search.h"

namespace condis {

// What can be done in a state: by each kind of place that there is.
template <class Game>
void Search<Game>::list_choices(const Configuration& state, Choices& to) const {
  std::uint32_t counts = 0;
  for (unsigned i = 0; i < parties_; ++i) {
    counts = add_up(counts, game_.census_of(state.places[i]));
  }
  to.count = 0;
  const auto add = [&](std::uint32_t place, PlaceId as, std::uint32_t times) {
    const PlaceId who = place < parties_ ? state.places[place] : kNoPlace;
    const std::uint32_t own = place < parties_ ? game_.census_of(who) : 0;
    to.list[to.count++] = {place, times, who, as, others(counts, own), {}};
  };
  add(parties_, kNoPlace, 1);
  bool room = false;
  for (std::uint32_t i = 0; i < parties_;) {
    const PlaceId place = state.places[i];
    std::uint32_t next = i + 1;
    while (next < parties_ && state.places[next] == place) ++next;
    const bool free = Game::kHandsOut && place == kFreePlace;
    add(i, place, free ? 1 : next - i);
    // Without a free place, a new party takes the place of one that is only remembered.
    room |= free;
    if (Game::kHandsOut && !room && game_.is_spent(place)) {
      room = true;
      add(i, kFreePlace, 1);
    }
    i = next;
  }
}

template <class Game>
bool Search<Game>::look_up(CommonId common, Choices& choices) const {
  bool ready = true;
  for (Choice& choice : choices) {
    choice.moves = game_.known(common, choice.as, choice.census);
    ready = ready && choice.moves.known && choice.moves.plain;
  }
  return ready;
}

// Calls visit(index, state, choices) for states whose moves are known and plain; puts the
// others aside. What is needed for a state is fetched some states ahead.
template <class Game>
template <class Visit>
void Search<Game>::visit_known(const std::vector<StateIndex>& states,
                               std::vector<StateIndex>& deferred, Visit visit) const {
  struct Soon {
    Configuration state;
    Choices choices;
  };
  std::array<Soon, kAhead> soon;
  for (std::size_t i = 0; i < states.size() + kAhead; ++i) {
    auto& [state, choices] = soon[i % kAhead];
    if (i >= kAhead) {
      if (look_up(state.common, choices)) {
        visit(states[i - kAhead], state, choices);
      } else {
        deferred.push_back(states[i - kAhead]);
      }
    }
    if (i >= states.size()) continue;
    store_.get(states[i], state);
    list_choices(state, choices);
    for (const Choice& choice : choices) {
      game_.prefetch(state.common, choice.as, choice.census);
    }
  }
}

// A plain move: one place goes where it belongs, the others stay in order; unless threads
// are renamed, or may be.
template <class Game>
void Search<Game>::make(const Configuration& state, std::uint64_t hash,
                        const Choice& choice, const Move& move, Successor& to) const {
  to.state = state;
  to.state.common = move.common;
  to.times = choice.times;
  if (move.renaming != kKeepsNames || game_.ties(move.common) != 0) {
    if (choice.place < parties_) to.state.places[choice.place] = move.place;
    rename(to.state, move.renaming, choice.place);
    break_ties(to.state);
    sort(to.state);
    to.hash = store_.hash(to.state);
    return;
  }
  to.hash = hash - hash_of_common(state.common) + hash_of_common(move.common);
  if (choice.place == parties_ || move.place == choice.who) return;
  to.hash += store_.hash_of_place(move.place) - store_.hash_of_place(choice.who);
  PlaceId* places = to.state.places.data();
  std::uint32_t i = choice.place;
  for (; i + 1 < parties_ && places[i + 1] < move.place; ++i) places[i] = places[i + 1];
  for (; i > 0 && places[i - 1] > move.place; --i) places[i] = places[i - 1];
  places[i] = move.place;
}

// Any move; places stay where they are, and ties are left. One thread only.
template <class Game>
void Search<Game>::make_any(const Configuration& state, const Choice& choice,
                            const Move& move, Configuration& to) {
  outcomes_.assign(1, move.outcome);
  to = state;
  to.common = move.common;
  if (choice.place < parties_) to.places[choice.place] = move.place;
  rename(to, move.renaming, choice.place);
  if (move.is_plain()) return;
  game_.fall_due(move, to.common, {to.places.data(), parties_}, choice.place, outcomes_);
  game_.settle();
}

template <class Game>
void Search<Game>::rename(Configuration& state, Renaming renaming,
                          std::uint32_t except) const {
  if (renaming == kKeepsNames) return;
  for (std::uint32_t i = 0; i < parties_; ++i) {
    if (i != except) state.places[i] = game_.renamed(state.places[i], renaming);
  }
}

// Where threads have the same calls open, of the names that they could have those count
// with which the places, in order, come first.
template <class Game>
Renaming Search<Game>::break_ties(Configuration& state) const {
  Renaming best = kKeepsNames;
  const unsigned ties = game_.ties(state.common);
  if (ties == 0) return best;
  const Configuration given = state;
  Configuration first = given;
  sort(first);
  for (Renaming renaming = 1; renaming < kRenamings; ++renaming) {
    if ((ties >> renaming & 1) == 0) continue;
    Configuration other = given;
    rename(other, renaming, parties_);
    const auto named = other.places;
    sort(other);
    if (other.places >= first.places) continue;
    first = other;
    state.places = named;
    best = renaming;
  }
  return best;
}

template <class Game>
void Search<Game>::put(Chunk& chunk, const Successor& successor) {
  std::array<std::uint64_t, 2 + kMostWords> entry;
  entry[0] = successor.hash;
  entry[1] = successor.from | std::uint64_t{successor.times} << 32;
  store_.packing().pack(successor.state, &entry[2]);
  auto& buffer = chunk.buffers[StateStore::shard_of(successor.hash)];
  buffer.insert(buffer.end(), entry.begin(),
                entry.begin() + 2 + store_.packing().words());
}

template <class Game>
bool Search<Game>::note(Chunk& chunk, StateIndex from, const Move& move, PlaceId who,
                        std::uint32_t outcome) {
  ++chunk.outcomes[outcome];
  if (!game_.breaks(outcome)) return false;
  for (const std::uint16_t check : game_.broken(outcome)) {
    const bool noted =
        broken_[check].found ||
        std::any_of(chunk.broken.begin(), chunk.broken.end(),
                    [check](const Broken& broken) { return broken.check == check; });
    if (!noted) {
      chunk.broken.push_back({check, from, move.act, move.thread, who, false, true});
    }
  }
  return game_.stops(outcome);
}

template <class Game>
void Search<Game>::note_sequel(Chunk& chunk, StateIndex from, const Move& move,
                               PlaceId who) {
  for (const std::uint32_t outcome : game_.sequel(move).outcomes) {
    note(chunk, from, move, who, outcome);
  }
}

template <class Game>
void Search<Game>::expand_known(Chunk& chunk) {
  chunk.outcomes.resize(game_.outcomes());
  Successor successor;
  const auto expand = [&](StateIndex from, const Configuration& state, Choices& choices) {
    if (choices.none()) note_stuck(chunk, from);
    const std::uint64_t hash = store_.hash(state);
    successor.from = from;
    for (const Choice& choice : choices) {
      chunk.transitions +=
          choice.moves.count * (Game::kHandsOut ? 1 : std::uint64_t{choice.times});
      for (const Move& move : choice.moves) {
        if (note(chunk, from, move, choice.who, move.outcome)) continue;
        if (move.sequel != 0) note_sequel(chunk, from, move, choice.who);
        make(state, hash, choice, move, successor);
        put(chunk, successor);
      }
    }
  };
  visit_known(chunk.states, chunk.deferred, expand);
}

// The states of the round that workers left alone, one after the other.
template <class Game>
void Search<Game>::expand_deferred(std::size_t chunks) {
  Chunk& own = chunks_.back();
  std::vector<Successor> successors;
  Configuration state;
  Choices choices;
  for (std::size_t i = 0; i < chunks; ++i) {
    for (const StateIndex from : chunks_[i].deferred) {
      if (is_stopped()) return;
      store_.get(from, state);
      know(state, choices);
      if (choices.none()) note_stuck(own, from);
      for (const Choice& choice : choices) {
        own.transitions +=
            choice.moves.count * (Game::kHandsOut ? 1 : std::uint64_t{choice.times});
        for (const Move& move : choice.moves) {
          Successor successor;
          make_any(state, choice, move, successor.state);
          own.outcomes.resize(game_.outcomes());
          bool over = false;
          for (const std::uint32_t outcome : outcomes_) {
            over |= note(own, from, move, choice.who, outcome);
          }
          if (over) continue;
          if (move.sequel != 0) note_sequel(own, from, move, choice.who);
          break_ties(successor.state);
          sort(successor.state);
          successor.from = from;
          successor.times = choice.times;
          successors.push_back(successor);
        }
      }
    }
  }
  store_.fit(game_.commons(), game_.places());
  for (Successor& successor : successors) {
    successor.hash = store_.hash(successor.state);
    put(own, successor);
  }
}

// The choices of a state, with moves that are asked for where they are not known yet.
template <class Game>
void Search<Game>::know(const Configuration& state, Choices& choices) {
  list_choices(state, choices);
  for (const Choice& choice : choices) {
    game_.moves(state.common, choice.as, choice.census);
  }
  game_.settle();
  look_up(state.common, choices);
}

// Adds the successors that are meant for a shard, those of earlier states first.
template <class Game>
void Search<Game>::take_in(unsigned shard, std::size_t first, std::size_t last) {
  const std::size_t width = 2 + store_.packing().words();
  const std::uint32_t first_new = layer_end_[shard];
  for (std::size_t chunk = first; chunk < last; ++chunk) {
    auto& buffer = chunks_[chunk].buffers[shard];
    const std::size_t count = buffer.size() / width;
    for (std::size_t i = 0; i < count + 2 * kAhead; ++i) {
      if (i < count) store_.prefetch_slot(buffer[i * width]);
      if (i >= kAhead && i < count + kAhead) {
        store_.prefetch_state(buffer[(i - kAhead) * width]);
      }
      if (i < 2 * kAhead) continue;
      const std::uint64_t* entry = &buffer[(i - 2 * kAhead) * width];
      bool is_new = false;
      const std::uint32_t number = store_.add(entry[0], entry + 2, is_new);
      if (is_new) ways_on_[shard].append(0);
      const auto from = static_cast<StateIndex>(entry[1]);
      const bool is_next = number >= first_new;
      if constexpr (Game::kLooksAhead) {
        Onward& known = onward(from);
        std::atomic_ref(is_next ? known.next : known.older)
            .store(StateStore::index(shard, number), std::memory_order_relaxed);
      }
      if (!is_next) continue;
      ways_on_[shard].add(number - first_new, ways_to(from),
                          static_cast<std::uint32_t>(entry[1] >> 32));
    }
    buffer.clear();
  }
}

// Adds up what the chunks of a round found.
template <class Game>
void Search<Game>::gather(std::size_t first, std::size_t last) {
  for (std::size_t i = first; i < last; ++i) {
    Chunk& chunk = chunks_[i];
    result_.transitions += std::exchange(chunk.transitions, 0);
    result_.outcomes.resize(std::max(result_.outcomes.size(), chunk.outcomes.size()));
    for (std::size_t o = 0; o < chunk.outcomes.size(); ++o) {
      result_.outcomes[o] += std::exchange(chunk.outcomes[o], 0);
    }
    for (const Broken& broken : chunk.broken) {
      if (!broken_[broken.check].found) broken_[broken.check] = broken;
    }
    if (stuck_ == kNoState) stuck_ = chunk.stuck;
    chunk.stuck = kNoState;
    chunk.broken.clear();
    chunk.states.clear();
    chunk.deferred.clear();
  }
}

template <class Game>
void Search<Game>::round(std::size_t chunks) {
  const auto take_in_all = [this](std::size_t first, std::size_t last) {
    workers_.run(StateStore::kShards, [=, this](std::size_t shard, unsigned) {
      take_in(static_cast<unsigned>(shard), first, last);
    });
  };
  workers_.run(chunks,
               [this](std::size_t chunk, unsigned) { expand_known(chunks_[chunk]); });
  take_in_all(0, chunks);
  const bool quiet = std::all_of(chunks_.begin(), chunks_.end(), [](const Chunk& chunk) {
    return chunk.deferred.empty();
  });
  quiet_rounds_ = quiet ? quiet_rounds_ + 1 : 0;
  if (quiet_rounds_ == kQuietRounds) game_.rest();
  expand_deferred(chunks);
  take_in_all(chunks_.size() - 1, chunks_.size());
  gather(0, chunks);
  gather(chunks_.size() - 1, chunks_.size());
}

template <class Game>
bool Search<Game>::is_stopped() const {
  return options_.stop != nullptr && options_.stop->load(std::memory_order_relaxed);
}

template <class Game>
void Search<Game>::begin() {
  broken_.resize(game_.checks());
  layers_.push_back({});
  const std::vector<CommonId> beginnings = game_.beginnings();
  store_.fit(game_.commons(), game_.places());
  for (const CommonId common : beginnings) {
    const Configuration state{common, {}};
    PackedState packed{};
    store_.packing().pack(state, packed.data());
    const std::uint64_t hash = store_.hash(state);
    bool is_new = false;
    store_.add(hash, packed.data(), is_new);
    if (is_new) ways_on_[StateStore::shard_of(hash)].append(1);
  }
}

// What is broken if the recording ends in a state of the layer.
template <class Game>
void Search<Game>::end_anywhere(std::size_t layer) {
  Configuration state;
  for_each_state(layer, [&](StateIndex i) {
    store_.get(i, state);
    if (!game_.may_give_up(state.common)) return true;
    for (const std::uint32_t outcome : game_.ended_at(state, parties_)) {
      for (const std::uint16_t check : game_.broken(outcome)) {
        Broken& broken = broken_[check];
        if (!broken.found) broken = {check, i, 0, 0, kNoPlace, true, true};
      }
    }
    return !is_stopped();
  });
}

template <class Game>
void Search<Game>::search() {
  for (;; layers_.push_back(layer_end_)) {
    layer_end_ = sizes();
    if (layers_.back() == layer_end_) break;
    std::swap(ways_, ways_on_);
    Natural total;
    for (const Ways& ways : ways_) {
      for (std::size_t i = 0; i < ways.size(); ++i) total.add(ways[i]);
    }
    // No state has more than 2^16 moves.
    for (Ways& ways : ways_on_) ways.start((total.bits() + 16 + 31) / 32);
    if constexpr (Game::kLooksAhead) {
      if (game_.gives_up()) end_anywhere(layers_.size() - 1);
      for (unsigned i = 0; i < StateStore::kShards; ++i) {
        onward_[i].resize(layer_end_[i]);
      }
    }
    std::size_t chunks = 0, states = 0;
    const auto finish_round = [&] {
      round(chunks);
      if (options_.progress) options_.progress(store_.size(), layers_.size() - 1);
      chunks = states = 0;
    };
    for_each_state(layers_.size() - 1, [&](StateIndex state) {
      if (states == 0 && must_stop()) return false;
      if (states % kChunk == 0) ++chunks;
      chunks_[chunks - 1].states.push_back(state);
      if (++states == kRound) finish_round();
      return true;
    });
    if (states != 0) finish_round();
    if (must_stop()) return;
    result_.interleavings.add(total);
    if constexpr (Game::kLooksAhead) {
      const auto is_broken = [this](std::uint16_t check) { return broken_[check].found; };
      if (game_.is_satisfied(is_broken)) {
        layers_.push_back(layer_end_);
        layer_end_ = sizes();
        return;
      }
    }
  }
  layers_.pop_back();
  result_.complete = true;
}

template <class Game>
bool Search<Game>::must_stop() const {
  return (options_.max_states != 0 && store_.size() >= options_.max_states) ||
         store_.is_full() || is_stopped();
}

}  // namespace condis
