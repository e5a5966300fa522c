// One VC with its parties and threads, as exploration sees them: what may happen next,
// and what comes of it.
//
// A state is the Common part (VC, calls open on the threads, what was learned of the
// medium) and one Place per party: its state, and which of the open calls are about it.
// Places are interchangeable, so who is who plays no part; and so are the client's
// threads, which a move may rename. Parts and places are interned to small numbers, and
// the moves of a place are remembered by these and the census of the others: like the
// TransitionTable, a cache of the solver's answers. Steps are made as the Engine makes
// them on a recording of both drivers. Tested by tests/checker/explore_test.cpp against
// an enumerator without caches and by replaying runs.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "checker/move.h"
#include "model/environment.h"
#include "model/transition_table.h"

namespace condis {

inline constexpr unsigned kDeepestNesting = 16;  // calls open on a thread

// What differs between explorations of one specification.
struct StageOptions {
  bool integrated = false;  // the call manager is an MCM
  bool thorough = false;    // see specs/20-environment.smt2
  // To normal forms, see specs/23-reduction.smt2; and threads of the client are put in
  // order: see Move::renaming.
  bool reduce = true;
  bool returns_at_once = false;  // a thread that can only return does so; see there
  unsigned client_threads = 1;   // at most kMostThreads - 1
};

class Stage {
 public:
  // All must outlive the stage.
  Stage(TransitionTable& table, Environment& environment, const StageOptions& options);

  // Before anything happened, on a medium that carries close data or not, and which the
  // drivers and the recording know to do so or not, or do not know.
  CommonId initial(bool carries, bool known);

  // What may happen next to the party at `place`, others being as `census` counts them;
  // or with kFreePlace to a new party, or with kNoPlace to the VC alone. Ordered by
  // thread and act. Valid until the next call.
  MoveList moves(CommonId common, PlaceId place, std::uint32_t census) {
    const MoveList found = known(common, place, census);
    return found.known ? found : find_moves(common, place, census);
  }
  // The same if they were asked for before; several threads may look at a time.
  MoveList known(CommonId common, PlaceId place, std::uint32_t census) const {
    return moves_.find(MoveTable::key_of(common, place, census));
  }
  // That will be asked for soon.
  void prefetch(CommonId common, PlaceId place, std::uint32_t census) const {
    moves_.prefetch(MoveTable::key_of(common, place, census));
  }
  // With returns_at_once, the returns that a move leaves its thread no choice about.
  // Valid until the next call of moves().
  const Sequel& sequel(const Move& move) const { return sequels_[move.sequel]; }
  // What an end of the call, or of the VC, or of the recording, means to the parties and
  // then to the VC: outcomes are appended, the state becomes what it is afterwards.
  // `mover` is the place that made the move, or places.size().
  void fall_due(const Move& move, CommonId& common, std::span<PlaceId> places,
                std::size_t mover, std::vector<std::uint32_t>& outcomes);
  void end_recording(CommonId common, std::span<const PlaceId> places,
                     std::vector<std::uint32_t>& outcomes);

  // The place once the client's threads have got other numbers; see Move::renaming.
  PlaceId renamed(PlaceId place, Renaming renaming) const {
    return renaming == kKeepsNames ? place : renamed_[place][renaming];
  }
  // The renamings that change nothing in the common part, by bits: several threads have
  // the same calls open, maybe about different parties.
  unsigned ties(CommonId common) const { return commons_[common].ties; }

  // How the place counts in the census of others; see TransitionTable::census_of.
  std::uint32_t census_of(PlaceId place) const { return places_[place].census; }
  // A party that ended and has no call open: it is only remembered.
  bool is_spent(PlaceId place) const {
    return places_[place].retired && places_[place].calls == 0;
  }
  // No call is open on any thread.
  bool is_idle(CommonId common) const { return commons_[common].idle; }
  // Nothing is left of the VC, and no call is open.
  bool is_end(CommonId common) const { return commons_[common].end; }
  const std::vector<Act>& acts() const { return environment_.acts(); }
  unsigned threads() const { return threads_; }
  const StageOptions& options() const { return options_; }
  // A driver has set its variable of the VC; one that errs once: it has erred.
  bool is_marked(CommonId common) const {
    return commons_[common].client_mark != 0 || commons_[common].manager_mark != 0;
  }
  bool carries(CommonId common) const { return commons_[common].carries; }
  unsigned learned(CommonId common) const { return commons_[common].learned; }
  StateId vc_state(CommonId common) const { return commons_[common].vc; }
  StateId party_state(PlaceId place) const { return places_[place].party; }
  // The calls open on a thread, the outermost first; and whether the party there is the
  // one that such a call is about.
  struct Open {
    Function function;
    Status status;  // it was entered with
    Presence data;
    Status inner;   // how the last call made inside it returned
    bool of_party;  // it is about the party that has its bit, else about the VC
    bool stale;     // a newer call of its kind was entered: its return says nothing
  };
  std::vector<Open> open_calls(CommonId common, unsigned thread) const;
  bool is_about(PlaceId place, unsigned thread, std::size_t depth) const {
    return (places_[place].calls >> (kDeepestNesting * thread + depth) & 1) != 0;
  }
  std::size_t commons() const { return commons_.size(); }
  std::size_t places() const { return places_.size(); }

 private:
  using StackId = std::uint16_t;  // 0: no call is open
  // The calls open on a thread: the innermost one, and those around it.
  struct Stack {
    Open top{};
    StackId around = 0;
    std::uint8_t depth = 0;  // how many they are
  };
  struct Common {
    StateId vc = 0;
    std::array<StackId, kMostThreads> threads{};
    std::uint8_t learned = 0;  // a Medium
    bool carries = false;
    std::uint8_t client_mark = 0, manager_mark = 0;
    bool idle = false, end = false;  // derived, and so are
    std::uint8_t ties = 0;
  };
  struct Place {
    StateId party = 0;
    std::uint64_t calls = 0;  // those open about it: bit kDeepestNesting * thread + depth
    bool taken = false;
    bool retired = false;  // it counts no more, as in World
    std::uint8_t client_mark = 0, manager_mark = 0;
    std::uint32_t census = 0;  // derived
  };
  // What tells a common part or a place from others.
  using Key = std::array<std::uint64_t, 2>;
  struct KeyHash {
    std::size_t operator()(const Key& key) const {
      return hash_of(key[0] ^ hash_of(key[1]));
    }
  };

  MoveList find_moves(CommonId common, PlaceId place, std::uint32_t census);
  Scene scene_of(const Common& common, unsigned thread, const Place* place) const;
  Move make(Common common, const Place* place, unsigned thread, const Scene& scene,
            std::uint16_t act, std::uint32_t census);
  Move take(Common& common, Place* place, unsigned thread, const Scene& scene,
            std::uint16_t act, std::uint32_t census);
  void take_returns(Common& common, Place* place, std::uint32_t census, Move& move);
  StackId push(StackId around, const Open& open);
  StackId outdate(StackId stack, unsigned thread, Function function, const Place* place);
  Renaming put_in_order(Common& common) const;
  unsigned find_ties(const Common& common) const;
  CommonId intern(Common common);
  PlaceId intern(Place place);
  PlaceId add(const Place& place);
  StateId normal_vc(StateId vc);
  StateId normal_party(StateId party);
  std::vector<Place> those(std::span<const PlaceId> ids) const;
  void derive(Derived what, Common& common, std::vector<Place>& places,
              std::vector<std::uint32_t>& outcomes);
  static std::uint32_t census_of_others(const std::vector<Place>& places,
                                        std::size_t except);

  TransitionTable& table_;
  Environment& environment_;
  StageOptions options_;
  unsigned threads_;
  Renaming renamings_ = 1;  // that there are; 1: threads keep their numbers
  bool forgets_ended_;
  bool reduces_;
  // Of the states with the same normal form, the first one met stands for all.
  std::unordered_map<StateBytes, StateId> vc_ids_, party_ids_;
  std::vector<StateId> normal_vcs_, normal_parties_;  // by state; kUnknown: not asked yet
  std::vector<Common> commons_;
  std::vector<Place> places_;
  std::unordered_map<Key, CommonId, KeyHash> common_ids_;
  std::unordered_map<Key, PlaceId, KeyHash> place_ids_;
  std::vector<Stack> stacks_{1};
  FlatTable<StackId> stack_ids_;
  // By place, with more than one thread of the client: what it is once they are renamed.
  std::vector<std::array<PlaceId, kRenamings>> renamed_;
  MoveTable moves_;
  std::vector<Sequel> sequels_{1};
  std::map<Sequel, std::uint16_t> sequel_ids_{{Sequel{}, 0}};
  std::vector<std::uint16_t> enabled_;
};

}  // namespace condis
