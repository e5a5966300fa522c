// The search of interleavings: every state reachable by a game's moves, breadth first, in
// which order does not depend on how many threads work on it.
//
// A layer is gone through in rounds of a few thousand states. In a round, workers first
// write the successors of all states whose moves are known into buffers, one for each
// shard of the store; then each shard takes in what is meant for it. States with moves
// that are not known yet, or that change more than one place, follow one after the other,
// so a game is asked by one thread only, and always in the same order. Where a state came
// from is not kept, but found again by searching its layer once more.
//
// A Game offers, besides what Stage offers of the same names:
//   beginnings()             common parts to start from, all places being free
//   known(...)               moves(...) if they were asked for before, else not known;
//                            for several threads at a time
//   breaks, stops(outcome)   a check is broken; the run ends with that
//   broken(outcome)          which checks, below checks()
//   prefetch(...)            moves that will be asked for soon
//   sequel(move)             acts and outcomes that are part of a move, besides its own
//   renamed(...), ties(...)  of threads that are interchangeable; see Stage
//   settle()                 called after moves(), before what they mean is asked for
//   rest()                   nothing new was asked for, for long
//   kHandsOut                a free place stands for whoever comes next: one of them
//   moves kLooksAhead, reached_at  see look_ahead()
//   gives_up(), may_give_up, ended_at  see end_anywhere()
//   is_satisfied(is_broken)  after a layer: no more is wanted
// Tested by tests/checker/explore_test.cpp and model_test.cpp, through both games.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <stdexcept>
#include <utility>
#include <vector>

#include "checker/natural.h"
#include "checker/state_store.h"
#include "checker/ways.h"
#include "checker/workers.h"
#include "model/census.h"

namespace condis {

struct SearchOptions {
  unsigned parties = 2;                     // 1 to kMostPlaces
  std::uint64_t max_states = 0;             // 0: as memory allows
  unsigned jobs = 1;                        // threads that work on it
  const std::atomic<bool>* stop = nullptr;  // set from elsewhere: come to an end
  std::function<void(std::uint64_t states, std::uint64_t depth)> progress;
};

// One step of a run, with a party and a thread that keep their numbers from step to step.
struct RunStep {
  std::uint16_t act = 0;
  std::uint8_t thread = 0;
  std::uint8_t place = 0;  // kMostPlaces: the common part alone
};

// A sequence of steps from one of the beginnings.
struct Path {
  CommonId beginning = 0;
  std::vector<RunStep> steps;
};

// A check that a run breaks, by its last step, or, with `ends`, by ending there.
struct BrokenCheck {
  std::uint16_t check = 0;
  bool ends = false;
  Path path;
};

struct SearchResult {
  bool complete = false;
  std::uint64_t states = 0;
  std::uint64_t transitions = 0;  // where places are handed out, equal ones counted once
  std::uint64_t depth = 0;        // steps of the longest shortest run
  std::uint64_t bytes = 0;        // held for states and index
  Natural interleavings;
  std::vector<std::uint64_t> outcomes;  // how often each came about
  std::vector<BrokenCheck> broken;      // the shortest first
  std::optional<Path> stuck;            // into a state that leads to no end
};

// Counts per class, at most three each, less those of one: none, one or many.
inline std::uint32_t others(std::uint32_t counts, std::uint32_t own) {
  return amounts(counts - own);
}

template <class Game>
class Search {
 public:
  Search(Game& game, const SearchOptions& options)
      : game_(game),
        options_(options),
        parties_(options.parties),
        store_(options.parties),
        workers_(options.jobs),
        chunks_(kRound / kChunk + 1) {}

  SearchResult run() {
    begin();
    search();
    if constexpr (Game::kLooksAhead) {
      if (result_.complete && !game_.gives_up()) look_ahead();
    }
    report();
    return std::move(result_);
  }

 private:
  static constexpr std::size_t kRound = 4096;  // states
  static constexpr std::size_t kChunk = 512;
  static constexpr std::size_t kAhead = 8;         // of memory that is needed soon
  static constexpr std::size_t kQuietRounds = 32;  // after which a game may rest
  static constexpr std::uint64_t kEverything = ~std::uint64_t{0};

  using Firsts = std::array<std::uint32_t, StateStore::kShards>;  // states of a layer

  // Moves that can be made in a state: of a place and those equal to it, or of none.
  struct Choice {
    std::uint32_t place = 0;   // index; parties_: none
    std::uint32_t times = 0;   // so many parties can make it
    PlaceId who = kNoPlace;    // before the move
    PlaceId as = kNoPlace;     // that, or a free place for a new party
    std::uint32_t census = 0;  // of the others
    MoveList moves;
  };
  struct Choices {
    std::array<Choice, 2 * kMostPlaces + 2> list;
    std::size_t count = 0;

    Choice* begin() { return list.data(); }
    Choice* end() { return list.data() + count; }
    // Nothing can be done.
    bool none() const {
      return std::all_of(list.data(), list.data() + count,
                         [](const Choice& choice) { return choice.moves.count == 0; });
    }
  };
  struct Successor {
    std::uint64_t hash = 0;
    StateIndex from = 0;
    std::uint32_t times = 0;
    Configuration state;
  };
  struct Broken {
    std::uint16_t check = 0;
    StateIndex from = 0;
    std::uint16_t act = 0;
    std::uint8_t thread = 0;
    PlaceId who = kNoPlace;
    bool ends = false;
    bool found = false;
  };
  // What a move leads to: a state of the next layer, and an older one; those met last.
  struct Onward {
    StateIndex next = kNoState, older = kNoState;
  };
  // What comes of some states of a round. In a buffer: hash, origin and times, state.
  // It begins on a pair of cache lines, which processors fetch together, so that threads
  // that fill neighbours do not wait for one another.
  struct alignas(128) Chunk {
    std::vector<StateIndex> states;
    std::array<std::vector<std::uint64_t>, StateStore::kShards> buffers;
    std::vector<StateIndex> deferred;
    std::vector<Broken> broken;
    std::vector<std::uint64_t> outcomes;
    std::uint64_t transitions = 0;
    StateIndex stuck = kNoState;  // the first state without any move
  };

  void list_choices(const Configuration& state, Choices& to) const;
  // Their moves, if all are known; whether they are, and each is a plain one.
  bool look_up(CommonId common, Choices& choices) const;
  void know(const Configuration& state, Choices& choices);
  template <class Visit>
  void visit_known(const std::vector<StateIndex>& states,
                   std::vector<StateIndex>& deferred, Visit visit) const;
  void make(const Configuration& state, std::uint64_t hash, const Choice& choice,
            const Move& move, Successor& to) const;
  void make_any(const Configuration& state, const Choice& choice, const Move& move,
                Configuration& to);
  void rename(Configuration& state, Renaming renaming, std::uint32_t except) const;
  Renaming break_ties(Configuration& state) const;
  void sort(Configuration& state) const {
    std::sort(state.places.begin(), state.places.begin() + parties_);
  }

  void begin();
  void search();
  void end_anywhere(std::size_t layer);
  bool must_stop() const;
  bool is_stopped() const;
  void round(std::size_t chunks);
  void expand_known(Chunk& chunk);
  void expand_deferred(std::size_t chunks);
  void put(Chunk& chunk, const Successor& successor);
  // Notes what an outcome breaks; returns whether the run ends with that.
  bool note(Chunk& chunk, StateIndex from, const Move& move, PlaceId who,
            std::uint32_t outcome);
  // What a move takes along ends no run.
  void note_sequel(Chunk& chunk, StateIndex from, const Move& move, PlaceId who);
  // Where nobody looks ahead, a state without moves is where a run gets stuck.
  static void note_stuck(Chunk& chunk, StateIndex state) {
    if (!Game::kLooksAhead) chunk.stuck = std::min(chunk.stuck, state);
  }
  void take_in(unsigned shard, std::size_t first, std::size_t last);
  void gather(std::size_t first, std::size_t last);

  template <class Found>
  bool expand(const Configuration& state, Found found);
  void look_ahead();
  void look_onward();
  bool look_ahead(std::size_t layer);
  bool look_ahead_known(Chunk& chunk);
  bool look_ahead_deferred(StateIndex from);
  void report();
  Path path_to(StateIndex target);
  // A state on the way of a run: parties keep their places, and threads their names.
  struct Followed {
    Configuration state;
    std::array<std::uint8_t, kMostThreads> threads{0, 1, 2,
                                                   3};  // real ones, by the state's
  };
  void follow(Followed& at, Path& path, std::uint16_t act, std::uint8_t thread,
              PlaceId who);

  // Calls visit(state) for the states of a layer in their order, while it returns true.
  template <class Visit>
  void for_each_state(std::size_t layer, Visit visit) const {
    const Firsts& next = layer + 1 < layers_.size() ? layers_[layer + 1] : layer_end_;
    for (unsigned shard = 0; shard < StateStore::kShards; ++shard) {
      for (std::uint32_t i = layers_[layer][shard]; i < next[shard]; ++i) {
        if (!visit(StateStore::index(shard, i))) return;
      }
    }
  }
  Firsts sizes() const {
    Firsts sizes;
    for (unsigned i = 0; i < sizes.size(); ++i) sizes[i] = store_.size(i);
    return sizes;
  }
  Ways::Digits ways_to(StateIndex state) const {
    const unsigned shard = state >> 24;
    return ways_[shard][(state & StateStore::kMostInShard) - layers_.back()[shard]];
  }
  static std::uint64_t load(std::uint64_t& from) {
    return std::atomic_ref(from).load(std::memory_order_relaxed);
  }
  std::uint64_t& reach(StateIndex state) {
    return reach_[state >> 24][state & StateStore::kMostInShard];
  }
  Onward& onward(StateIndex state) {
    return onward_[state >> 24][state & StateStore::kMostInShard];
  }

  Game& game_;
  const SearchOptions& options_;
  unsigned parties_;
  StateStore store_;
  Workers workers_;
  std::vector<Chunk> chunks_;  // of a round; the last one is of its deferred states
  std::size_t quiet_rounds_ = 0;
  std::vector<Firsts> layers_;
  Firsts layer_end_{};
  std::array<Ways, StateStore::kShards> ways_,
      ways_on_;                 // to the layer's, the next one's
  std::vector<Broken> broken_;  // by check
  StateIndex stuck_ = kNoState;
  // By shard and state: what can be reached from it, and a few states that can.
  std::array<std::vector<std::uint64_t>, StateStore::kShards> reach_;
  std::array<std::vector<Onward>, StateStore::kShards> onward_;
  std::vector<std::uint32_t> outcomes_;
  Followed last_;  // where path_to() ended
  SearchResult result_;
};

}  // namespace condis

#include "checker/search_paths.h"
#include "checker/search_rounds.h"
