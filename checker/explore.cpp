#include "checker/explore.h"

#include <algorithm>
#include <stdexcept>

namespace condis {
namespace {

// A stage as a game: what its outcomes mean to the rules that are looked at, and what is
// due at the end of a recording.
class StageGame {
 public:
  static constexpr bool kHandsOut = true;
  static constexpr bool kLooksAhead = true;
  static constexpr unsigned kEndBit = 63;  // of what can still be reached

  StageGame(const Specification& specification, const TransitionTable& table,
            Stage& stage, const ExploreOptions& options)
      : specification_(specification), table_(table), stage_(stage), options_(options) {
    for (const Check& check : specification.checks()) {
      chosen_.push_back(options.rules.empty()
                            ? check.severity != Severity::Note
                            : std::find(options.rules.begin(), options.rules.end(),
                                        check.rule) != options.rules.end());
    }
  }

  std::vector<CommonId> beginnings() {
    std::vector<CommonId> commons;
    for (const bool carries : {true, false}) {
      if (options_.carries && *options_.carries != carries) continue;
      for (const bool known : {true, false}) {
        if ((options_.carries || options_.knows_medium) && !known) continue;
        commons.push_back(stage_.initial(carries, known));
      }
    }
    settle();
    return commons;
  }
  MoveList moves(CommonId common, PlaceId place, std::uint32_t census) {
    return stage_.moves(common, place, census);
  }
  MoveList known(CommonId common, PlaceId place, std::uint32_t census) const {
    return stage_.known(common, place, census);
  }
  void prefetch(CommonId common, PlaceId place, std::uint32_t census) const {
    stage_.prefetch(common, place, census);
  }
  std::size_t commons() const { return stage_.commons(); }
  std::size_t places() const { return stage_.places(); }
  std::uint32_t census_of(PlaceId place) const { return stage_.census_of(place); }
  PlaceId renamed(PlaceId place, Renaming renaming) const {
    return stage_.renamed(place, renaming);
  }
  unsigned ties(CommonId common) const { return stage_.ties(common); }
  bool is_spent(PlaceId place) const { return stage_.is_spent(place); }
  bool is_idle(CommonId common) const { return stage_.is_idle(common); }
  void fall_due(const Move& move, CommonId& common, std::span<PlaceId> places,
                std::size_t mover, std::vector<std::uint32_t>& outcomes) {
    stage_.fall_due(move, common, places, mover, outcomes);
  }

  std::size_t checks() const { return chosen_.size(); }
  std::size_t outcomes() const { return judgements_.size(); }
  bool breaks(std::uint32_t outcome) const {
    return !judgements_[outcome].broken.empty();
  }
  bool stops(std::uint32_t outcome) const { return judgements_[outcome].stops; }
  const std::vector<std::uint16_t>& broken(std::uint32_t outcome) const {
    return judgements_[outcome].broken;
  }
  const Sequel& sequel(const Move& move) const { return stage_.sequel(move); }
  void settle();
  static void rest() {}
  // What is reached if the recording ends in this state: per duty, that it is met; and
  // that nothing is left of the VC.
  std::uint64_t reached_at(const Configuration& state, unsigned parties);
  // The checks that bits stand for.
  const std::vector<std::uint16_t>& duties() const { return duties_; }
  bool gives_up() const { return options_.gives_up; }
  // A driver that has erred does not give up as well.
  bool may_give_up(CommonId common) const {
    return stage_.is_idle(common) && !stage_.is_marked(common);
  }
  // Nothing more is asked for than what is broken by now, in its full severity.
  template <class IsBroken>
  bool is_satisfied(IsBroken is_broken) const;
  // What the end of the recording in this state means; valid until the next call.
  const std::vector<std::uint32_t>& ended_at(const Configuration& state,
                                             unsigned parties);

 private:
  // What an outcome means here.
  struct Judgement {
    bool stops = false;  // it breaks a rule of severity error
    std::vector<std::uint16_t> broken;
  };

  const Specification& specification_;
  const TransitionTable& table_;
  Stage& stage_;
  const ExploreOptions& options_;
  std::vector<bool> chosen_;           // by check
  std::vector<Judgement> judgements_;  // by outcome
  std::vector<std::uint16_t> duties_;
  std::vector<std::uint32_t> outcomes_;
};

template <class IsBroken>
bool StageGame::is_satisfied(IsBroken is_broken) const {
  if (options_.wanted.empty()) return false;
  const auto& checks = specification_.checks();
  return std::all_of(
      options_.wanted.begin(), options_.wanted.end(), [&](std::uint32_t rule) {
        std::uint16_t number = 0;
        return std::any_of(checks.begin(), checks.end(), [&](const Check& check) {
          const bool is_whole = check.rule == rule &&
                                check.severity == specification_.rules()[rule].severity;
          return is_broken(number++) && is_whole;
        });
      });
}

void StageGame::settle() {
  while (judgements_.size() < table_.outcomes().size()) {
    Judgement judgement;
    for (const std::uint16_t check : table_.outcomes()[judgements_.size()].broken) {
      if (!chosen_[check]) continue;
      judgement.broken.push_back(check);
      judgement.stops |= specification_.checks()[check].severity >= options_.last_mistake;
    }
    judgements_.push_back(std::move(judgement));
  }
}

const std::vector<std::uint32_t>& StageGame::ended_at(const Configuration& state,
                                                      unsigned parties) {
  outcomes_.clear();
  stage_.end_recording(state.common, {state.places.data(), parties}, outcomes_);
  settle();
  return outcomes_;
}

std::uint64_t StageGame::reached_at(const Configuration& state, unsigned parties) {
  if (!stage_.is_idle(state.common)) return 0;
  std::uint64_t reached = ~std::uint64_t{0};
  if (!stage_.is_end(state.common)) reached &= ~(std::uint64_t{1} << kEndBit);
  for (const std::uint32_t outcome : ended_at(state, parties)) {
    for (const std::uint16_t check : broken(outcome)) {
      const auto found = std::find(duties_.begin(), duties_.end(), check);
      const auto bit = static_cast<unsigned>(found - duties_.begin());
      if (found == duties_.end()) duties_.push_back(check);
      if (bit >= kEndBit) throw std::runtime_error("too many duties to look ahead for");
      reached &= ~(std::uint64_t{1} << bit);
    }
  }
  return reached;
}

}  // namespace

Exploration explore(const Specification& specification, TransitionTable& table,
                    Stage& stage, const ExploreOptions& options) {
  StageGame game(specification, table, stage, options);
  const SearchResult found = Search<StageGame>(game, options).run();
  const auto run_of = [&stage](const Path& path, bool ends) {
    return Run{stage.carries(path.beginning),
               stage.learned(path.beginning) != static_cast<unsigned>(Support::Unknown),
               path.steps, ends};
  };
  Exploration result;
  result.complete = found.complete;
  result.states = found.states;
  result.transitions = found.transitions;
  result.depth = found.depth;
  result.interleavings = found.interleavings;
  result.exercised.assign(specification.rules().size(), 0);
  for (std::size_t i = 0; i < found.outcomes.size(); ++i) {
    std::uint32_t previous = ~std::uint32_t{0};
    for (const std::uint16_t check : table.outcomes()[i].exercised) {
      const std::uint32_t rule = specification.checks()[check].rule;
      if (rule != previous) result.exercised[rule] += found.outcomes[i];
      previous = rule;
    }
  }
  for (const BrokenCheck& broken : found.broken) {
    result.breaches.push_back({broken.check, run_of(broken.path, broken.ends)});
  }
  if (found.stuck) result.doomed = run_of(*found.stuck, false);
  return result;
}

}  // namespace condis
