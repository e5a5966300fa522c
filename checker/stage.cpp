#include "checker/stage.h"

#include <algorithm>
#include <functional>
#include <stdexcept>
#include <utility>

#include "checker/functions.h"

namespace condis {
namespace {

// Of these the Engine steps the return of the newest only, per party or per VC.
bool is_counted(Function f) {
  switch (f) {
    case Function::NdisClMakeCall:
    case Function::NdisClAddParty:
    case Function::NdisClDropParty:
    case Function::NdisClCloseCall:
    case Function::ProtocolCmMakeCall:
    case Function::ProtocolCmAddParty:
    case Function::ProtocolCmDropParty:
    case Function::ProtocolCmCloseCall:
    case Function::NdisCmMakeCallComplete:
    case Function::NdisCmAddPartyComplete:
    case Function::NdisCmDropPartyComplete:
    case Function::NdisCmCloseCallComplete:
    case Function::NdisCmDispatchIncomingDropParty:
    case Function::NdisCmDispatchIncomingCloseCall: return true;
    default: return false;
  }
}
// The newest of these counts for the VC, of the others for the party.
bool is_counted_by_vc(Function f) {
  return f == Function::NdisClMakeCall || f == Function::NdisClCloseCall ||
         f == Function::ProtocolCmMakeCall || f == Function::ProtocolCmCloseCall ||
         f == Function::NdisCmCloseCallComplete ||
         f == Function::NdisCmDispatchIncomingCloseCall;
}

std::uint64_t bit_of(unsigned thread, std::size_t depth) {
  return std::uint64_t{1} << (kDeepestNesting * thread + depth);
}

std::uint64_t with_renamed_threads(std::uint64_t calls, Renaming renaming) {
  constexpr std::uint64_t kOfThread = (std::uint64_t{1} << kDeepestNesting) - 1;
  const auto& order = kOrders[renaming];
  std::uint64_t renamed = calls & (kOfThread << (kDeepestNesting * order.size()));
  for (unsigned thread = 0; thread < order.size(); ++thread) {
    const std::uint64_t own = calls >> (kDeepestNesting * order[thread]) & kOfThread;
    renamed |= own << (kDeepestNesting * thread);
  }
  return renamed;
}

// A sum of censuses brought down to none, one and many.
struct Tally {
  std::array<std::uint8_t, 12> count{};

  void add(std::uint32_t census) {
    for (unsigned i = 0; i < count.size(); ++i) {
      count[i] = static_cast<std::uint8_t>(count[i] + (census >> (2 * i) & 1u));
    }
  }
  std::uint32_t census() const {
    std::uint32_t census = 0;
    for (unsigned i = 0; i < count.size(); ++i) {
      census |= std::min<std::uint32_t>(count[i], 2) << (2 * i);
    }
    return census;
  }
};

}  // namespace

Stage::Stage(TransitionTable& table, Environment& environment,
             const StageOptions& options)
    : table_(table),
      environment_(environment),
      options_(options),
      threads_(options.client_threads + 1),
      forgets_ended_(!environment.may_name_ended_parties()),
      reduces_(options.reduce && environment.may_reduce()) {
  if (options.reduce && options.client_threads == 2) renamings_ = 2;
  if (options.reduce && options.client_threads == 3) renamings_ = kRenamings;
  intern(Place{});
}

CommonId Stage::initial(bool carries, bool known) {
  Common common;
  common.vc = TransitionTable::initial_vc();
  common.carries = carries;
  common.learned = static_cast<std::uint8_t>(!known    ? Support::Unknown
                                             : carries ? Support::Yes
                                                       : Support::No);
  return intern(common);
}

namespace {

constexpr StateId kUnknown = ~StateId{0};

template <class Normal>
StateId first_alike(StateId state, std::vector<StateId>& known,
                    std::unordered_map<StateBytes, StateId>& ids, Normal normal) {
  if (state >= known.size()) known.resize(state + 1u, kUnknown);
  if (known[state] == kUnknown)
    known[state] = ids.try_emplace(normal(), state).first->second;
  return known[state];
}

}  // namespace

StateId Stage::normal_vc(StateId vc) {
  if (!reduces_) return vc;
  return first_alike(vc, normal_vcs_, vc_ids_,
                     [&] { return environment_.normal_vc(table_.vc_state(vc)); });
}

StateId Stage::normal_party(StateId party) {
  if (!reduces_) return party;
  return first_alike(party, normal_parties_, party_ids_, [&] {
    return environment_.normal_party(table_.party_state(party));
  });
}

Stage::StackId Stage::push(StackId around, const Open& open) {
  const std::uint64_t key =
      std::uint64_t{around} << 34 | static_cast<std::uint64_t>(open.function) << 24 |
      static_cast<std::uint64_t>(open.status) << 16 |
      static_cast<std::uint64_t>(open.inner) << 8 |
      static_cast<std::uint64_t>(open.data) << 2 |
      static_cast<std::uint64_t>(open.of_party) << 1 | std::uint64_t{open.stale};
  if (const StackId* found = stack_ids_.find(key)) return *found;
  const unsigned depth = stacks_[around].depth + 1u;
  if (depth > kDeepestNesting) {
    throw std::runtime_error("calls nest too deeply on one thread");
  }
  if (stacks_.size() > UINT16_MAX)
    throw std::runtime_error("too many states of a thread");
  const auto id = static_cast<StackId>(stacks_.size());
  stacks_.push_back({open, around, static_cast<std::uint8_t>(depth)});
  stack_ids_.add(key, id);
  return id;
}

std::vector<Stage::Open> Stage::open_calls(CommonId common, unsigned thread) const {
  std::vector<Open> calls;
  for (StackId i = commons_[common].threads[thread]; i != 0; i = stacks_[i].around) {
    calls.push_back(stacks_[i].top);
  }
  std::reverse(calls.begin(), calls.end());
  return calls;
}

// A newer call of this function was entered, about the place's party: those that are open
// are stale.
Stage::StackId Stage::outdate(StackId stack, unsigned thread, Function function,
                              const Place* place) {
  if (stack == 0) return 0;
  auto [top, around, depth] = stacks_[stack];
  top.stale = top.stale ||
              (top.function == function && (is_counted_by_vc(function) ||
                                            (place->calls & bit_of(thread, depth - 1u))));
  return push(outdate(around, thread, function, place), top);
}

// Threads of the client are interchangeable: the one whose stack has the highest number
// comes first, idle ones come last.
Renaming Stage::put_in_order(Common& common) const {
  for (Renaming renaming = 0; renaming < renamings_; ++renaming) {
    auto threads = common.threads;
    for (unsigned i = 0; i < kOrders[renaming].size(); ++i) {
      threads[i] = common.threads[kOrders[renaming][i]];
    }
    const auto clients_end = threads.begin() + options_.client_threads;
    if (renamings_ > 1 && !std::is_sorted(threads.begin(), clients_end, std::greater())) {
      continue;
    }
    common.threads = threads;
    return renaming;
  }
  throw std::logic_error("threads without an order");
}

unsigned Stage::find_ties(const Common& common) const {
  unsigned ties = 0;
  for (Renaming renaming = 1; renaming < renamings_; ++renaming) {
    const auto& order = kOrders[renaming];
    bool same = true, moves = false;
    for (unsigned i = 0; i < order.size(); ++i) {
      same = same && common.threads[i] == common.threads[order[i]];
      moves = moves || (order[i] != i && common.threads[i] != 0);
    }
    if (same && moves) ties |= 1u << renaming;
  }
  return ties;
}

CommonId Stage::intern(Common common) {
  common.vc = normal_vc(common.vc);
  Key key{common.vc | std::uint64_t{common.learned} << 24 |
              std::uint64_t{common.carries} << 32 |
              std::uint64_t{common.client_mark} << 40 |
              std::uint64_t{common.manager_mark} << 48,
          0};
  for (const StackId stack : common.threads) key[1] = key[1] << 16 | stack;
  const auto [found, is_new] =
      common_ids_.try_emplace(key, static_cast<CommonId>(commons_.size()));
  if (!is_new) return found->second;
  if (commons_.size() >> 24 != 0) throw std::runtime_error("too many states of threads");
  common.idle = key[1] == 0;
  common.end = common.idle && environment_.run_may_end(table_.vc_state(common.vc));
  common.ties = static_cast<std::uint8_t>(find_ties(common));
  commons_.push_back(common);
  return found->second;
}

// A party that ended, and that nobody names any more, leaves its place free. With other
// names of threads the place is interned too.
PlaceId Stage::intern(Place place) {
  if (place.retired && place.calls == 0 && forgets_ended_) place = Place{};
  place.party = normal_party(place.party);
  const PlaceId id = add(place);
  if (renamings_ == 1) return id;
  while (renamed_.size() < places_.size()) {
    std::array<PlaceId, kRenamings> renamed{};
    const Place next = places_[renamed_.size()];
    for (Renaming renaming = 0; renaming < renamings_; ++renaming) {
      Place same = next;
      same.calls = with_renamed_threads(next.calls, renaming);
      renamed[renaming] = add(same);
    }
    renamed_.push_back(renamed);
  }
  return id;
}

PlaceId Stage::add(const Place& place) {
  const Key key{place.party | std::uint64_t{place.taken} << 32 |
                    std::uint64_t{place.retired} << 33 |
                    std::uint64_t{place.client_mark} << 40 |
                    std::uint64_t{place.manager_mark} << 48,
                place.calls};
  const auto [found, is_new] =
      place_ids_.try_emplace(key, static_cast<PlaceId>(places_.size()));
  if (!is_new) return found->second;
  if (places_.size() >= kNoPlace) throw std::runtime_error("too many states of a party");
  places_.push_back(place);
  places_.back().census =
      place.taken && !place.retired ? table_.census_of(place.party) : 0;
  return found->second;
}

Scene Stage::scene_of(const Common& common, unsigned thread, const Place* place) const {
  const StackId stack = common.threads[thread];
  const auto is_mine = [&](const Stack& calls) {
    return place == nullptr ? !calls.top.of_party
                            : (place->calls & bit_of(thread, calls.depth - 1u)) != 0;
  };
  Scene scene;
  scene.set(SceneField::Thread, thread + 1 == threads_)
      .set(SceneField::Busy, stack != 0)
      .set(SceneField::Learned, common.learned)
      .set(SceneField::Carries, common.carries)
      .set(SceneField::Manager, options_.integrated)
      .set(SceneField::Thorough, options_.thorough)
      .set(SceneField::ClientMark, common.client_mark)
      .set(SceneField::ManagerMark, common.manager_mark);
  if (place != nullptr) {
    scene.set(SceneField::ClientPartyMark, place->client_mark)
        .set(SceneField::ManagerPartyMark, place->manager_mark);
  }
  unsigned callbacks = 0;
  bool is_innermost = true, is_around = true;
  for (StackId i = stack; i != 0; i = stacks_[i].around) {
    const Open& open = stacks_[i].top;
    if (!is_callback(open.function)) continue;
    const Inside inside = inside_of(open.function);
    const About about = !open.of_party || place == nullptr ? About::None
                        : is_mine(stacks_[i])              ? About::Same
                                                           : About::Other;
    if (std::exchange(is_innermost, false)) {
      scene.set(SceneField::Innermost, inside).set(SceneField::InnermostAbout, about);
    }
    if (i != stack && std::exchange(is_around, false)) {
      scene.set(SceneField::Around, inside).set(SceneField::AroundAbout, about);
    }
    if (is_client_call(open.function)) ++callbacks;
  }
  scene.set(SceneField::Callbacks, std::min(callbacks, 2u));
  for (unsigned other = 0; other < threads_; ++other) {
    if (other != thread && common.threads[other] != 0) {
      scene.set(SceneField::Elsewhere, true);
    }
  }
  if (stack == 0) return scene;
  const auto& [top, around, depth] = stacks_[stack];
  scene.set(SceneField::Top, top.function)
      .set(SceneField::TopStatus, top.status)
      .set(SceneField::TopData, top.data)
      .set(SceneField::Mine, is_mine(stacks_[stack]))
      .set(SceneField::Inner, top.inner)
      .set(SceneField::Replaced, top.stale);
  if (around != 0) scene.set(SceneField::Caller, stacks_[around].top.function);
  return scene;
}

MoveList Stage::find_moves(CommonId common_id, PlaceId place_id, std::uint32_t census) {
  // Interning may move what is interned: these are copies.
  const Common common = commons_[common_id];
  const Place place = place_id == kNoPlace ? Place{} : places_[place_id];
  const Environment::Subject subject = place_id == kNoPlace ? Environment::Subject::Vc
                                       : place.taken        ? Environment::Subject::Party
                                                     : Environment::Subject::NewParty;
  const Place* party = place_id == kNoPlace ? nullptr : &place;
  std::vector<Move> moves;
  for (unsigned thread = 0; thread < threads_; ++thread) {
    const Scene scene = scene_of(common, thread, party);
    enabled_.clear();
    environment_.enabled(table_.vc_state(common.vc), table_.party_state(place.party),
                         census, scene, subject, enabled_);
    for (const std::uint16_t act : enabled_) {
      moves.push_back(make(common, party, thread, scene, act, census));
    }
  }
  return moves_.add(MoveTable::key_of(common_id, place_id, census), moves);
}

// One step, as Engine::enter and Engine::step_return make it. Without a place, it is
// about the VC alone.
Move Stage::take(Common& common, Place* place, unsigned thread, const Scene& scene,
                 std::uint16_t act_number, std::uint32_t census) {
  const Act& act = acts()[act_number];
  StackId& stack = common.threads[thread];
  const StateId vc = common.vc;
  const StateId party =
      place == nullptr ? TransitionTable::initial_party() : place->party;
  Move move;
  move.act = act_number;
  move.thread = static_cast<std::uint8_t>(thread);
  const bool enters = act.edge == Edge::Enter;
  if (enters || !stacks_[stack].top.stale) {
    const Transition transition =
        table_.step(vc, party, census, environment_.event(scene, act_number));
    move.outcome = transition.outcome;
    move.call_ends = transition.call_ends;
    move.vc_ends = transition.vc_ends;
    common.vc = transition.vc;
    if (place != nullptr) {
      move.retires = transition.party != party && table_.ended(transition.party);
      place->party = transition.party;
    }
    if (enters && is_counted(act.function)) {
      for (unsigned t = 0; t < threads_ && transition.taken_up; ++t) {
        common.threads[t] = outdate(common.threads[t], t, act.function, place);
      }
      if (!transition.taken_up && act.function == Function::NdisClMakeCall) {
        move.retires = true;
      }
    }
    if (enters) {
      stack = push(
          stack, {act.function, act.status, act.data, Status::Unlogged, place != nullptr,
                  is_counted(act.function) && !transition.taken_up});
      if (place != nullptr) {
        place->calls |= bit_of(thread, stacks_[stack].depth - 1u);
        place->taken = true;
      }
    }
  }
  if (!enters) {
    stack = stacks_[stack].around;
    if (place != nullptr) place->calls &= ~bit_of(thread, stacks_[stack].depth);
    common.learned = environment_.learned_after(scene, act_number);
    // NDIS hands on how its call to a driver ended; drivers keep what they want to know.
    Open top = stacks_[stack].top;
    if (stack != 0 && !is_callback(top.function)) {
      // After a callback without a status: NDIS has said by it what there was to say.
      top.inner = act.status != Status::Unlogged  ? act.status
                  : top.inner == Status::Unlogged ? Status::Success
                                                  : Status::Pending;
      stack = push(stacks_[stack].around, top);
    }
  }
  if (environment_.has_marks()) {
    const Marks marks = environment_.marks_after(
        table_.vc_state(vc), table_.party_state(party), census, scene, act_number);
    common.client_mark = marks.client;
    common.manager_mark = marks.manager;
    if (place != nullptr) {
      place->client_mark = marks.client_party;
      place->manager_mark = marks.manager_party;
    }
  }
  // Where duties fall due, the party still counts; see fall_due.
  if (place != nullptr && move.is_plain()) place->retired |= move.retires;
  return move;
}

// The thread of the move has no choice but to return, and that again.
void Stage::take_returns(Common& common, Place* place, std::uint32_t census, Move& move) {
  const unsigned thread = move.thread;
  const auto subject =
      place == nullptr ? Environment::Subject::Vc : Environment::Subject::Party;
  Sequel sequel;
  for (;;) {
    common.vc = normal_vc(common.vc);
    if (place != nullptr) place->party = normal_party(place->party);
    const Scene scene = scene_of(common, thread, place);
    if (!environment_.only_returns(scene)) break;
    const StateId party =
        place == nullptr ? TransitionTable::initial_party() : place->party;
    std::vector<std::uint16_t> enabled;
    environment_.enabled(table_.vc_state(common.vc), table_.party_state(party), census,
                         scene, subject, enabled);
    if (enabled.size() != 1) break;  // it is about another party
    const Move next = take(common, place, thread, scene, enabled.front(), census);
    if (!next.is_plain())
      throw std::logic_error("a return that was put first ends a call");
    move.retires |= next.retires;
    sequel.acts.push_back(next.act);
    sequel.outcomes.push_back(next.outcome);
  }
  if (sequels_.size() > UINT16_MAX) throw std::runtime_error("too many kinds of returns");
  const auto [found, is_new] =
      sequel_ids_.try_emplace(sequel, static_cast<std::uint16_t>(sequels_.size()));
  if (is_new) sequels_.push_back(std::move(sequel));
  move.sequel = found->second;
}

Move Stage::make(Common common, const Place* party, unsigned thread, const Scene& scene,
                 std::uint16_t act, std::uint32_t census) {
  Place changed = party == nullptr ? Place{} : *party;
  Place* place = party == nullptr ? nullptr : &changed;
  Move move = take(common, place, thread, scene, act, census);
  if (options_.returns_at_once && move.is_plain()) {
    take_returns(common, place, census, move);
  }
  move.renaming = put_in_order(common);
  changed.calls = with_renamed_threads(changed.calls, move.renaming);
  move.common = intern(common);
  move.place = place == nullptr ? kNoPlace : intern(changed);
  return move;
}

std::uint32_t Stage::census_of_others(const std::vector<Place>& places,
                                      std::size_t except) {
  Tally tally;
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (i != except && places[i].taken && !places[i].retired) tally.add(places[i].census);
  }
  return tally.census();
}

// As Engine::step_all: every party that counts, then the VC.
void Stage::derive(Derived what, Common& common, std::vector<Place>& places,
                   std::vector<std::uint32_t>& outcomes) {
  EventClass event;
  event.set(EventField::Function, what).set(EventField::ReturnsLogged, true);
  const EventClass of_party = EventClass(event).set(EventField::Handle, Name::Named);
  std::vector<bool> counted(places.size());
  for (std::size_t i = 0; i < places.size(); ++i) {
    counted[i] = places[i].taken && !places[i].retired;
  }
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (!counted[i]) continue;
    Place& place = places[i];
    const Transition transition =
        table_.step(common.vc, place.party, census_of_others(places, i), of_party);
    outcomes.push_back(transition.outcome);
    common.vc = transition.vc;
    if (transition.party == place.party) continue;
    place.party = transition.party;
    place.census = table_.census_of(place.party);
    if (table_.ended(place.party)) place.retired = true;
  }
  const Transition transition =
      table_.step(common.vc, TransitionTable::initial_party(),
                  census_of_others(places, places.size()), event);
  outcomes.push_back(transition.outcome);
  common.vc = transition.vc;
}

std::vector<Stage::Place> Stage::those(std::span<const PlaceId> ids) const {
  std::vector<Place> places(ids.size());
  std::transform(ids.begin(), ids.end(), places.begin(),
                 [this](PlaceId id) { return places_[id]; });
  return places;
}

void Stage::fall_due(const Move& move, CommonId& common_id, std::span<PlaceId> place_ids,
                     std::size_t mover, std::vector<std::uint32_t>& outcomes) {
  Common common = commons_[common_id];
  std::vector<Place> places = those(place_ids);
  if (move.call_ends) derive(Derived::CallClosed, common, places, outcomes);
  if (move.vc_ends) {
    derive(Derived::VcDeleted, common, places, outcomes);
    for (Place& place : places) place.retired = place.taken;
  }
  if (move.retires && mover < places.size()) places[mover].retired = true;
  common_id = intern(common);
  for (std::size_t i = 0; i < places.size(); ++i) place_ids[i] = intern(places[i]);
}

void Stage::end_recording(CommonId common_id, std::span<const PlaceId> place_ids,
                          std::vector<std::uint32_t>& outcomes) {
  if (commons_[common_id].end) return;  // a VC that is gone owes nothing
  Common common = commons_[common_id];
  std::vector<Place> places = those(place_ids);
  derive(Derived::RecordingEnds, common, places, outcomes);
}

}  // namespace condis
