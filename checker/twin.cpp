#include "checker/twin.h"

#include <algorithm>
#include <array>
#include <vector>

#include "checker/stage_walk.h"

namespace condis {
namespace {

// Looked at in all for one kind of twin; for one from another beginning, once more.
constexpr std::size_t kMostStates = 100000;

class TwinSearch {
 public:
  TwinSearch(const Breach& breach, const Specification& specification,
             const TransitionTable& table, Stage& stage, unsigned parties)
      : breach_(breach),
        specification_(specification),
        table_(table),
        stage_(stage),
        walk_(stage, parties),
        parties_(parties),
        rule_(specification.checks()[breach.check].rule),
        known_{StateStore(parties), StateStore(parties)} {
    follow();
  }

  std::optional<Twin> find() {
    // A duty may be met at any time; what breaks it is that nothing happens.
    for (const bool same_kind : {true, false}) {
      if (same_kind && breach_.run.ends) continue;
      left_ = kMostStates;
      for (std::size_t shared = beginnings_.size(); shared-- > 0;) {
        if (auto twin = continue_from(beginnings_[shared], shared, same_kind))
          return twin;
      }
    }
    return begin_anew();
  }

 private:
  // A state of the run that all went well up to, and whether the rule was tested by then.
  struct Beginning {
    Configuration state;
    bool tested = false;
    bool carries = false, known = false;  // see Run
  };
  struct Node {
    Configuration state;
    bool tested = false;
    std::size_t parent = 0;
    RunStep step;
  };

  bool is_clean(const std::vector<std::uint32_t>& outcomes) const {
    return std::all_of(outcomes.begin(), outcomes.end(), [this](std::uint32_t outcome) {
      return table_.outcomes()[outcome].broken.empty();
    });
  }
  bool tests(const std::vector<std::uint32_t>& outcomes) const {
    return std::any_of(outcomes.begin(), outcomes.end(), [this](std::uint32_t outcome) {
      const auto& exercised = table_.outcomes()[outcome].exercised;
      return std::any_of(exercised.begin(), exercised.end(), [this](std::uint16_t check) {
        return specification_.checks()[check].rule == rule_;
      });
    });
  }
  bool is_same_kind(const RunStep& step) const {
    const Act& act = stage_.acts()[step.act];
    const Act& breaking = stage_.acts()[breach_.run.steps.back().act];
    return act.function == breaking.function && act.edge == breaking.edge;
  }

  void follow() {
    const Run& run = breach_.run;
    Configuration state{stage_.initial(run.carries, run.known), {}};
    bool tested = false;
    const std::size_t most = run.steps.size() - (run.ends ? 0 : 1);
    for (std::size_t i = 0; !stage_.is_marked(state.common); ++i) {
      beginnings_.push_back({state, tested, run.carries, run.known});
      if (i == most) break;
      const WalkedStep walked = walk_.take(state, run.steps[i]);
      state = walked.after;
      tested = tested || tests(walked.outcomes);
    }
  }

  // Adds the state unless it is known.
  void add(const Configuration& state, bool tested, std::size_t parent,
           const RunStep& step) {
    Configuration sorted = state;
    std::sort(sorted.places.begin(), sorted.places.begin() + parties_);
    StateStore& known = known_[tested];
    known.fit(stage_.commons(), stage_.places());
    PackedState packed{};
    known.packing().pack(sorted, packed.data());
    bool is_new = false;
    known.add(known.hash(sorted), packed.data(), is_new);
    if (is_new) nodes_.push_back({state, tested, parent, step});
  }

  // Some rules are put to the test on other media only.
  std::optional<Twin> begin_anew() {
    for (const bool known : {true, false}) {
      for (const bool carries : {true, false}) {
        left_ = kMostStates;
        const Beginning other{
            {stage_.initial(carries, known), {}}, false, carries, known};
        if (auto twin = continue_from(other, 0, true)) return twin;
      }
    }
    return std::nullopt;
  }

  std::optional<Twin> continue_from(const Beginning& beginning, std::size_t shared,
                                    bool same_kind) {
    nodes_.clear();
    known_ = {StateStore(parties_), StateStore(parties_)};
    add(beginning.state, beginning.tested && !same_kind, 0, {});
    for (std::size_t i = 0; i < nodes_.size() && left_ > 0; ++i, --left_) {
      const Node node = nodes_[i];
      if (may_end(node, same_kind)) return twin_to(i, beginning, shared, same_kind);
      walk_.for_each_step(node.state, [&](const WalkedStep& walked) {
        if (stage_.is_marked(walked.after.common) || !is_clean(walked.outcomes)) return;
        const bool tested = node.tested || ((!same_kind || is_same_kind(walked.step)) &&
                                            tests(walked.outcomes));
        add(walked.after, tested, i, walked.step);
      });
    }
    return std::nullopt;
  }

  bool may_end(const Node& node, bool same_kind) {
    if (!stage_.is_idle(node.state.common)) return false;
    const std::vector<std::uint32_t> outcomes = walk_.end(node.state);
    return is_clean(outcomes) && (node.tested || (!same_kind && tests(outcomes)));
  }

  Twin twin_to(std::size_t node, const Beginning& beginning, std::size_t shared,
               bool same_kind) const {
    std::vector<RunStep> further;
    for (; node != 0; node = nodes_[node].parent) further.push_back(nodes_[node].step);
    Twin twin{breach_.run, shared, same_kind};
    twin.run.carries = beginning.carries;
    twin.run.known = beginning.known;
    twin.run.ends = true;
    twin.run.steps.resize(shared);
    twin.run.steps.insert(twin.run.steps.end(), further.rbegin(), further.rend());
    return twin;
  }

  const Breach& breach_;
  const Specification& specification_;
  const TransitionTable& table_;
  Stage& stage_;
  StageWalk walk_;
  unsigned parties_;
  std::uint32_t rule_;
  std::vector<Beginning> beginnings_;  // by how many steps they share
  std::vector<Node> nodes_;
  std::size_t left_ = 0;             // so many states may be looked at
  std::array<StateStore, 2> known_;  // not tested, tested
};

}  // namespace

std::optional<Twin> find_twin(const Breach& breach, const Specification& specification,
                              const TransitionTable& table, Stage& stage,
                              unsigned parties) {
  return TwinSearch(breach, specification, table, stage, parties).find();
}

}  // namespace condis
