#include "checker/suite.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <utility>

#include "checker/counterexample.h"
#include "checker/embedded.h"
#include "checker/explore_command.h"
#include "checker/recorder.h"
#include "checker/sample_page.h"
#include "checker/twin.h"

namespace condis {
namespace {

class SuiteBuilder {
 public:
  SuiteBuilder(const SuiteRequest& request, const Specification& specification,
               TransitionTable& table)
      : request_(request), specification_(specification), table_(table) {}

  Result<Suite> build() {
    auto rules = find_rules("generate", request_.rules, specification_.rules());
    if (!rules) return rules.error();
    if (rules->empty()) {
      for (std::uint32_t i = 0; i < specification_.rules().size(); ++i) {
        rules->push_back(i);
      }
    }
    std::sort(rules->begin(), rules->end());
    rules->erase(std::unique(rules->begin(), rules->end()), rules->end());
    candidates_.resize(specification_.rules().size());
    for (const Actor errs : {Actor::Client, Actor::Manager}) {
      if (is_stopped()) break;
      if (auto wrong = search(errs, *rules)) return *wrong;
    }
    for (const std::uint32_t rule : *rules) suite_.entries.push_back(entry_of(rule));
    suite_.interrupted = is_stopped();
    return std::move(suite_);
  }

 private:
  // A stage on which one driver errs once.
  struct Erring {
    Actor errs = Actor::Client;
    std::unique_ptr<Environment> environment;
    std::unique_ptr<Stage> stage;
  };
  struct Candidate {
    Breach breach;
    const Erring* erring = nullptr;
  };

  bool is_stopped() const {
    return request_.stop != nullptr && request_.stop->load(std::memory_order_relaxed);
  }
  Severity severity_of(const Breach& breach) const {
    return specification_.checks()[breach.check].severity;
  }

  // Of several runs the gravest counts, then the shortest, then the first one found.
  void offer(const Breach& breach, const Erring& erring) {
    const std::uint32_t rule = specification_.checks()[breach.check].rule;
    if (!is_at_fault(specification_.rules()[rule], erring.errs)) return;
    std::optional<Candidate>& best = candidates_[rule];
    if (best) {
      const auto rank = [this](const Breach& b) {
        return std::pair(-static_cast<int>(severity_of(b)), b.run.steps.size());
      };
      if (rank(best->breach) <= rank(breach)) return;
    }
    best = Candidate{breach, &erring};
  }

  std::optional<Diagnostic> search(Actor errs, const std::vector<std::uint32_t>& rules) {
    ExploreOptions options;
    static_cast<SearchOptions&>(options) = request_;
    for (std::uint32_t i = 0; i < specification_.rules().size(); ++i) {
      options.rules.push_back(i);
    }
    std::copy_if(rules.begin(), rules.end(), std::back_inserter(options.wanted),
                 [&](auto i) { return is_at_fault(specification_.rules()[i], errs); });
    if (options.wanted.empty()) return std::nullopt;
    options.last_mistake = Severity::Note;
    options.knows_medium = true;
    options.gives_up = true;

    Behaviours behaviours;
    (errs == Actor::Client ? behaviours.client : behaviours.manager).conduct =
        Conduct::ErrsOnce;
    auto environment = Environment::load(specification_, behaviours);
    if (!environment) return environment.error();
    auto stage = std::make_unique<Stage>(table_, **environment,
                                         StageOptions{.integrated = request_.integrated});
    erring_.push_back(std::make_unique<Erring>(
        Erring{errs, std::move(*environment), std::move(stage)}));
    const Exploration found =
        explore(specification_, table_, *erring_.back()->stage, options);
    suite_.searches.push_back({errs, found.complete, found.states, found.depth});
    for (const Breach& breach : found.breaches) offer(breach, *erring_.back());
    return std::nullopt;
  }

  SuiteTrace judged(std::string text, Origin origin) {
    SuiteTrace trace;
    trace.origin = origin;
    trace.events = events_of(text).size();
    trace.result = judge(text, specification_, table_);
    trace.text = std::move(text);
    return trace;
  }
  bool keeps(const SuiteTrace& trace, std::uint32_t rule) const {
    return trace.result.rules[rule].verdict == Verdict::Holds;
  }

  // The recording with the checker's judgement in its head, as the samples have it.
  SuiteTrace with_expectations(std::string text, std::uint32_t rule) {
    const SuiteTrace trace = judged(std::move(text), Origin::Search);
    const auto& rules = specification_.rules();
    const std::vector<Finding>& findings = trace.result.findings;
    const std::size_t lines = std::max<std::size_t>(findings.size(), 1);
    std::string head;
    for (const Finding& finding : findings) {
      head += fmt::format("# expect: {} {}", name_of(finding.verdict),
                          rules[finding.rule].id);
      if (finding.verdict == Verdict::Violated) {
        head += fmt::format(" at {}", finding.event.number + lines);
      }
      head += '\n';
    }
    if (findings.empty()) head = fmt::format("# expect: holds {}\n", rules[rule].id);
    std::string whole = trace.text;
    whole.insert(whole.find('\n') + 1, head);
    return judged(std::move(whole), Origin::Search);
  }

  SuiteEntry entry_of(std::uint32_t rule) {
    SuiteEntry entry;
    entry.rule = rule;
    const std::string& id = specification_.rules()[rule].id;
    const SamplePair samples = nearest_samples(embedded_samples(), id);
    if (candidates_[rule]) add_run(*candidates_[rule], entry);
    if (entry.violated.text.empty()) add_violating(samples.violated, entry);
    if (entry.violated.text.empty()) return entry;
    if (entry.violated.origin == Origin::Search) add_twin(*candidates_[rule], entry);
    if (entry.holds.text.empty()) add_keeping(samples.holds, entry);
    return entry;
  }

  void add_run(const Candidate& candidate, SuiteEntry& entry) {
    const auto example =
        replay(candidate.breach, specification_, table_, *candidate.erring->stage);
    if (!example) {
      suite_.disagreements.push_back(example.error());
      return;
    }
    if (example->finding.verdict != Verdict::Violated) {
      entry.why = "in the shortest run that breaks it, too little is seen to be certain";
      return;
    }
    entry.errs = candidate.erring->errs;
    entry.violated = with_expectations(example->recording, entry.rule);
    set_finding(entry);
  }

  void add_twin(const Candidate& candidate, SuiteEntry& entry) {
    if (is_stopped()) {
      entry.why = "interrupted: no twin was searched for";
      return;
    }
    Stage& stage = *candidate.erring->stage;
    const auto twin =
        find_twin(candidate.breach, specification_, table_, stage, request_.parties);
    if (!twin) {
      entry.why = "no run of conforming drivers was found that puts it to the test";
      return;
    }
    const Rule& rule = specification_.rules()[entry.rule];
    const std::string story = fmt::format(
        "{} is kept. The first {} events are those of the run that breaks it.", rule.id,
        twin->shared);
    SuiteTrace holds = with_expectations(record_run(twin->run, stage, story), entry.rule);
    if (!holds.result.findings.empty() || !keeps(holds, entry.rule)) {
      suite_.disagreements.push_back(disagreement_on_twin(rule));
      return;
    }
    entry.shared = twin->shared;
    entry.same_kind = twin->same_kind;
    entry.holds = std::move(holds);
  }

  static Diagnostic disagreement_on_twin(const Rule& rule) {
    return {"condis-check generate",
            fmt::format("internal error: the search says that a run keeps rule '{}' and "
                        "breaks none, and the checker does not",
                        rule.id),
            "this is a fault of condis-check, not of any driver",
            "please report it with the command line"};
  }

  // Returns whether the rule is violated at all.
  static bool set_finding(SuiteEntry& entry) {
    for (const Finding& finding : entry.violated.result.findings) {
      if (finding.rule != entry.rule || finding.verdict != Verdict::Violated) continue;
      entry.finding = finding;
      return true;
    }
    return false;
  }

  // The samples of the rule. Of a specification of the user's own they may say nothing.
  void add_violating(const SampleFile* sample, SuiteEntry& entry) {
    if (sample == nullptr) {
      entry.why = "the searches did not get to break it, and there is no example of it";
      return;
    }
    entry.violated = judged(std::string(sample->text), Origin::Example);
    if (set_finding(entry)) return;
    entry.violated = {};
    entry.why = "its example does not break it";
  }

  void add_keeping(const SampleFile* sample, SuiteEntry& entry) {
    if (sample != nullptr) {
      entry.holds = judged(std::string(sample->text), Origin::Example);
      if (keeps(entry.holds, entry.rule)) return;
    }
    entry.holds = {};
    if (!entry.why.empty()) entry.why += ", and ";
    entry.why += "there is no example of a recording that keeps it";
  }

  const SuiteRequest& request_;
  const Specification& specification_;
  TransitionTable& table_;
  std::vector<std::unique_ptr<Erring>> erring_;
  std::vector<std::optional<Candidate>> candidates_;  // by rule
  Suite suite_;
};

}  // namespace

Result<Suite> build_suite(const SuiteRequest& request, const Specification& specification,
                          TransitionTable& table) {
  return SuiteBuilder(request, specification, table).build();
}

}  // namespace condis
