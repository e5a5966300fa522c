#include "checker/explore.h"

#include <algorithm>

#include "checker/state_store.h"

namespace condis {
namespace {

constexpr std::uint64_t kProgressEvery = 4096;  // states
constexpr unsigned kEndBit = 63;                // of what can still be reached
constexpr std::uint64_t kEverything = ~std::uint64_t{0};

// Counts per class, at most three each, less those of one: none, one or many.
std::uint32_t others(std::uint32_t counts, std::uint32_t own) {
  const std::uint32_t rest = counts - own;
  return rest - (rest & rest >> 1 & 0x55555555u);
}
std::uint32_t add_up(std::uint32_t counts, std::uint32_t census) {
  const std::uint32_t full = counts & counts >> 1 & 0x55555555u;
  return counts + (census & ~full);
}

class Explorer {
 public:
  Explorer(const Specification& specification, TransitionTable& table, Stage& stage,
           const ExploreOptions& options)
      : specification_(specification),
        table_(table),
        stage_(stage),
        options_(options),
        store_(options.parties) {
    for (std::uint32_t i = 0; i < specification.checks().size(); ++i) {
      const Check& check = specification.checks()[i];
      chosen_.push_back(options.rules.empty()
                            ? check.severity != Severity::Note
                            : std::find(options.rules.begin(), options.rules.end(),
                                        check.rule) != options.rules.end());
    }
    breach_of_.resize(chosen_.size());
  }

  Exploration run();

 private:
  // A step that broke a check for the first time.
  struct Broken {
    bool found = false;
    StateIndex from = 0;
    Move move;  // from there,
    PlaceId place = kNoPlace;
    bool ends = false;  // or the end of the recording there
  };
  // What an outcome means here.
  struct Judgement {
    bool known = false;
    bool stops = false;  // it breaks a rule of severity error
    std::vector<std::uint16_t> broken;
  };

  // Calls found(move, place, times) for every move of a state: `successor_` is where it
  // leads, `outcomes_` what it means to the rules, `place` the place before the move (or
  // kNoPlace), `times` how many parties could make it. Ends early if `found` says so.
  template <class Found>
  void expand(const Configuration& state, Found found);
  const Judgement& judge(std::uint32_t outcome);
  // Notes what the current outcomes break; returns whether the run ends with that.
  bool note_broken(StateIndex from, const Move& move, PlaceId place);
  bool must_stop() const;
  void begin();
  void search();
  std::uint64_t reached_at(const Configuration& state);
  void look_ahead();
  void report();
  Run run_to(StateIndex state);
  void follow(Configuration& state, Run& run, std::uint16_t act, std::uint8_t thread,
              PlaceId place);

  const Specification& specification_;
  TransitionTable& table_;
  Stage& stage_;
  const ExploreOptions& options_;
  StateStore store_;
  std::vector<bool> chosen_;           // by check
  std::vector<Broken> breach_of_;      // by check
  std::vector<Judgement> judgements_;  // by outcome
  std::vector<std::uint64_t> outcome_counts_;
  std::vector<StateIndex> layers_;     // first state of each
  std::vector<Run> beginnings_;        // of the initial states
  std::vector<std::uint16_t> duties_;  // checks, by their bit of what can be reached
  std::vector<std::uint32_t> outcomes_;
  Configuration successor_;
  Configuration last_;  // where run_to() ended, parties in their places
  Exploration result_;
};

template <class Found>
void Explorer::expand(const Configuration& state, Found found) {
  const std::size_t parties = state.places.size();
  std::uint32_t counts = 0;
  for (const PlaceId place : state.places)
    counts = add_up(counts, stage_.census_of(place));
  const auto try_all = [&](std::size_t place, PlaceId who, std::uint32_t times) {
    const std::uint32_t own = place < parties ? stage_.census_of(state.places[place]) : 0;
    for (const Move& move : stage_.moves(state.common, who, others(counts, own))) {
      outcomes_.assign(1, move.outcome);
      successor_.common = move.common;
      successor_.places = state.places;
      if (place < parties) successor_.places[place] = move.place;
      if (move.call_ends || move.vc_ends) {
        stage_.fall_due(move, successor_.common, successor_.places, place, outcomes_);
      }
      if (found(move, place < parties ? state.places[place] : kNoPlace, times))
        return true;
    }
    return false;
  };
  if (try_all(parties, kNoPlace, 1)) return;
  bool room = false;
  for (std::size_t i = 0; i < parties;) {
    std::size_t next = i + 1;
    while (next < parties && state.places[next] == state.places[i]) ++next;
    const bool free = state.places[i] == kFreePlace;
    const auto times = free ? 1 : static_cast<std::uint32_t>(next - i);
    if (try_all(i, state.places[i], times)) return;
    // Without a free place, a new party takes the place of one that is only remembered.
    room |= free;
    if (!room && stage_.is_spent(state.places[i])) {
      room = true;
      if (try_all(i, kFreePlace, 1)) return;
    }
    i = next;
  }
}

const Explorer::Judgement& Explorer::judge(std::uint32_t outcome) {
  if (outcome >= judgements_.size()) judgements_.resize(table_.outcomes().size());
  Judgement& judgement = judgements_[outcome];
  if (judgement.known) return judgement;
  judgement.known = true;
  for (const std::uint16_t check : table_.outcomes()[outcome].broken) {
    if (!chosen_[check]) continue;
    judgement.broken.push_back(check);
    judgement.stops |= specification_.checks()[check].severity == Severity::Error;
  }
  return judgement;
}

bool Explorer::note_broken(StateIndex from, const Move& move, PlaceId place) {
  bool stops = false;
  for (const std::uint32_t outcome : outcomes_) {
    const Judgement& judgement = judge(outcome);
    stops |= judgement.stops;
    for (const std::uint16_t check : judgement.broken) {
      if (!breach_of_[check].found) breach_of_[check] = {true, from, move, place, false};
    }
  }
  return stops;
}

bool Explorer::must_stop() const {
  return (options_.max_states != 0 && store_.size() >= options_.max_states) ||
         store_.size() == kNoState ||
         (options_.stop != nullptr && options_.stop->load(std::memory_order_relaxed));
}

void Explorer::begin() {
  for (const bool carries : {true, false}) {
    if (options_.carries && *options_.carries != carries) continue;
    for (const bool known : {true, false}) {
      if (options_.carries && !known) continue;
      const Configuration state{stage_.initial(carries, known),
                                std::vector<PlaceId>(options_.parties, kFreePlace)};
      bool is_new = false;
      store_.add(state, is_new);
      beginnings_.push_back({carries, known, {}, false});
    }
  }
  layers_.push_back(0);
}

void Explorer::search() {
  std::vector<Natural> ways(store_.size(), Natural(1));  // to the states of the layer
  Configuration state;
  while (layers_.back() < store_.size()) {
    const StateIndex first = layers_.back();
    const StateIndex last = store_.size();
    std::vector<Natural> ways_on;
    for (StateIndex from = first; from < last; ++from) {
      if (must_stop()) return;
      if (options_.progress && from % kProgressEvery == 0) {
        options_.progress(from, layers_.size() - 1);
      }
      result_.interleavings.add(ways[from - first]);
      store_.get(from, state);
      expand(state, [&](const Move& move, PlaceId place, std::uint32_t times) {
        ++result_.transitions;
        for (const std::uint32_t outcome : outcomes_) {
          if (outcome >= outcome_counts_.size()) {
            outcome_counts_.resize(table_.outcomes().size());
          }
          ++outcome_counts_[outcome];
        }
        if (note_broken(from, move, place)) return false;
        std::sort(successor_.places.begin(), successor_.places.end());
        bool is_new = false;
        const StateIndex to = store_.add(successor_, is_new);
        if (is_new) ways_on.emplace_back();
        if (to >= last) ways_on[to - last].add(ways[from - first], times);
        return false;
      });
    }
    ways = std::move(ways_on);
    layers_.push_back(last);
  }
  layers_.pop_back();
  result_.complete = true;
}

// What is reached if the recording ends in this state: per duty, that it is met; and that
// nothing is left of the VC.
std::uint64_t Explorer::reached_at(const Configuration& state) {
  if (!stage_.is_idle(state.common)) return 0;
  std::uint64_t reached = kEverything;
  if (!stage_.is_end(state.common)) reached &= ~(std::uint64_t{1} << kEndBit);
  outcomes_.clear();
  stage_.end_recording(state.common, state.places, outcomes_);
  for (const std::uint32_t outcome : outcomes_) {
    for (const std::uint16_t check : judge(outcome).broken) {
      const auto found = std::find(duties_.begin(), duties_.end(), check);
      const auto bit = static_cast<unsigned>(found - duties_.begin());
      if (found == duties_.end()) duties_.push_back(check);
      if (bit >= kEndBit) throw std::runtime_error("too many duties to look ahead for");
      reached &= ~(std::uint64_t{1} << bit);
    }
  }
  return reached;
}

// From the end of all runs back: what can still be reached from each state. Passes over
// all states, the last ones first, until nothing changes; a few suffice, since runs
// rarely lead back.
void Explorer::look_ahead() {
  std::vector<std::uint64_t> reach(store_.size());
  Configuration state;
  for (StateIndex i = 0; i < store_.size(); ++i) {
    store_.get(i, state);
    reach[i] = reached_at(state);
  }
  for (bool changed = true; changed;) {
    changed = false;
    for (StateIndex i = store_.size(); i-- > 0;) {
      if (reach[i] == kEverything) continue;
      if (options_.stop != nullptr && *options_.stop) {
        result_.complete = false;
        return;
      }
      store_.get(i, state);
      std::uint64_t reached = reach[i];
      expand(state, [&](const Move&, PlaceId, std::uint32_t) {
        const auto is_over = [&](std::uint32_t outcome) { return judge(outcome).stops; };
        if (std::any_of(outcomes_.begin(), outcomes_.end(), is_over)) {
          reached = kEverything;  // what that run breaks is told elsewhere
        } else {
          std::sort(successor_.places.begin(), successor_.places.end());
          reached |= reach[store_.find(successor_)];
        }
        return reached == kEverything;
      });
      changed |= reached != reach[i];
      reach[i] = reached;
    }
  }
  for (StateIndex i = 0; i < store_.size(); ++i) {
    if (reach[i] == kEverything) continue;
    if (!result_.doomed && (reach[i] >> kEndBit & 1) == 0) result_.doomed = run_to(i);
    store_.get(i, state);
    if (!stage_.is_idle(state.common)) continue;
    for (unsigned bit = 0; bit < duties_.size(); ++bit) {
      Broken& broken = breach_of_[duties_[bit]];
      if ((reach[i] >> bit & 1) == 0 && !broken.found) {
        broken = {true, i, {}, kNoPlace, true};
      }
    }
  }
}

// Takes the step that a party at such a place makes with this act, whoever it is.
void Explorer::follow(Configuration& state, Run& run, std::uint16_t act,
                      std::uint8_t thread, PlaceId who) {
  const auto place = static_cast<std::size_t>(
      who == kNoPlace ? state.places.size()
                      : std::find(state.places.begin(), state.places.end(), who) -
                            state.places.begin());
  expand(state, [&](const Move& move, PlaceId mover, std::uint32_t) {
    if (move.act != act || move.thread != thread || mover != who) return false;
    state = successor_;
    return true;
  });
  run.steps.push_back(
      {act, thread, static_cast<std::uint8_t>(who == kNoPlace ? kMostPlaces : place)});
}

// Searches each layer for a state that leads on; then goes the way again, with parties
// that keep their places.
Run Explorer::run_to(StateIndex target) {
  std::vector<std::pair<Move, PlaceId>> way;
  auto layer = static_cast<std::size_t>(
      std::upper_bound(layers_.begin(), layers_.end(), target) - layers_.begin() - 1);
  Configuration goal, state;
  StateIndex to = target;
  while (layer-- > 0) {
    store_.get(to, goal);
    bool found = false;
    for (StateIndex from = layers_[layer]; !found; ++from) {
      store_.get(from, state);
      expand(state, [&](const Move& move, PlaceId place, std::uint32_t) {
        const auto is_over = [&](std::uint32_t outcome) { return judge(outcome).stops; };
        if (std::any_of(outcomes_.begin(), outcomes_.end(), is_over)) return false;
        std::sort(successor_.places.begin(), successor_.places.end());
        found = successor_.common == goal.common && successor_.places == goal.places;
        if (found) {
          way.emplace_back(move, place);
          to = from;
        }
        return found;
      });
    }
  }
  Run run = beginnings_[to];
  store_.get(to, state);
  for (auto step = way.rbegin(); step != way.rend(); ++step) {
    follow(state, run, step->first.act, step->first.thread, step->second);
  }
  last_ = state;
  return run;
}

void Explorer::report() {
  result_.states = store_.size();
  result_.depth = layers_.size() - 1;
  result_.exercised.assign(specification_.rules().size(), 0);
  for (std::size_t i = 0; i < outcome_counts_.size(); ++i) {
    std::uint32_t previous = kNoState;
    for (const std::uint16_t check : table_.outcomes()[i].exercised) {
      const std::uint32_t rule = specification_.checks()[check].rule;
      if (rule != previous) result_.exercised[rule] += outcome_counts_[i];
      previous = rule;
    }
  }
  for (std::size_t i = 0; i < breach_of_.size(); ++i) {
    const auto check = static_cast<std::uint16_t>(i);
    const Broken& broken = breach_of_[i];
    if (!broken.found) continue;
    Run run = run_to(broken.from);
    run.ends = broken.ends;
    if (!broken.ends) {
      follow(last_, run, broken.move.act, broken.move.thread, broken.place);
    }
    result_.breaches.push_back({check, std::move(run)});
  }
  std::stable_sort(result_.breaches.begin(), result_.breaches.end(),
                   [](const Breach& a, const Breach& b) {
                     return a.run.steps.size() < b.run.steps.size();
                   });
}

Exploration Explorer::run() {
  begin();
  search();
  if (result_.complete) look_ahead();
  report();
  return std::move(result_);
}

}  // namespace

Exploration explore(const Specification& specification, TransitionTable& table,
                    Stage& stage, const ExploreOptions& options) {
  return Explorer(specification, table, stage, options).run();
}

}  // namespace condis
