#include "checker/explore_command.h"

#include <fmt/format.h>

#include <algorithm>

#include "checker/recorder.h"
#include "checker/trace_files.h"
#include "model/induction.h"
#include "model/suggest.h"

namespace condis {

namespace {

Result<Behaviour> read_behaviour(const std::string& path) {
  if (path.empty()) return Behaviour();
  if (path == kErrsOnce) return Behaviour{Conduct::ErrsOnce, std::nullopt};
  if (path == kAnything) return Behaviour{Conduct::Anything, std::nullopt};
  auto text = read_specification_text(path, "the behaviour");
  if (!text) return text.error();
  return Behaviour{Conduct::Conforms, std::move(*text)};
}

}  // namespace

Result<Behaviours> read_behaviours(const ExploreRequest& request) {
  Behaviours behaviours;
  auto client = read_behaviour(request.client_file);
  if (!client) return client.error();
  auto manager = read_behaviour(request.manager_file);
  if (!manager) return manager.error();
  behaviours.client = std::move(*client);
  behaviours.manager = std::move(*manager);
  return behaviours;
}

Result<std::vector<std::uint32_t>> find_rules(std::string_view command,
                                              const std::vector<std::string>& ids,
                                              const std::vector<Rule>& rules) {
  std::vector<std::uint32_t> found;
  for (const std::string& id : ids) {
    const auto rule = std::find_if(rules.begin(), rules.end(),
                                   [&](const Rule& r) { return r.id == id; });
    if (rule == rules.end()) {
      std::vector<std::string> names(rules.size());
      std::transform(rules.begin(), rules.end(), names.begin(),
                     [](const Rule& r) { return r.id; });
      return Diagnostic{fmt::format("condis-check {}", command),
                        "there is no rule '" + id + "'", "",
                        did_you_mean(id, names) +
                            " 'condis-check rules' lists the rules that can be broken"};
    }
    found.push_back(static_cast<std::uint32_t>(rule - rules.begin()));
  }
  return found;
}

bool is_at_fault(const Rule& rule, Actor actor) {
  const char* names[] = {"client", "CM", "NDIS"};  // "MCM" has "CM" in it
  return rule.at_fault.find(names[static_cast<std::size_t>(actor)]) != std::string::npos;
}

namespace {

bool follows(const Rule& rule, const ExploreRequest& request) {
  if (request.client_file.empty() && request.manager_file.empty()) return false;
  return !(!request.client_file.empty() && is_at_fault(rule, Actor::Client)) &&
         !(!request.manager_file.empty() && is_at_fault(rule, Actor::Manager));
}

// Whether returns may be taken at once with these drivers.
std::optional<Diagnostic> prove_returns(const ExploreRequest& request,
                                        const Specification& specification,
                                        const Behaviours& behaviours) {
  InductionOptions options;
  options.behaviours = behaviours;
  options.carries = request.carries;
  options.integrated = request.integrated;
  options.returns = true;
  options.stop = request.stop;
  const auto proof = prove_by_induction(specification, options);
  if (!proof) return proof.error();
  // A search that is interrupted before it begins says so itself.
  const bool stopped = request.stop != nullptr && *request.stop;
  if (stopped || proof->why_not.empty()) return std::nullopt;
  return Diagnostic{
      "condis-check explore", "it is not proved that returns can be taken at once",
      "what stands against it: " + proof->why_not, "search without --returns-at-once"};
}

std::optional<Diagnostic> write_runs(const std::string& directory,
                                     const Specification& specification,
                                     ExploreOutcome& outcome) {
  if (directory.empty()) return std::nullopt;
  std::vector<TraceFile> files;
  for (const Counterexample& example : outcome.examples) {
    const Rule& rule = specification.rules()[example.rule];
    const std::string name =
        example.severity == rule.severity
            ? rule.id
            : fmt::format("{}.{}", rule.id, name_of(example.severity));
    files.push_back({name + ".jsonl", example.recording});
  }
  if (outcome.doomed) files.push_back({"doomed.jsonl", outcome.doomed->recording});
  return write_traces(directory, files, outcome.written);
}

}  // namespace

Result<ExploreOutcome> run_exploration(const ExploreRequest& request,
                                       const Specification& specification,
                                       TransitionTable& table) {
  const auto behaviours = read_behaviours(request);
  if (!behaviours) return behaviours.error();
  ExploreOptions options;
  auto rules = find_rules("explore", request.rules, specification.rules());
  if (!rules) return rules.error();
  options.rules = std::move(*rules);
  auto environment = Environment::load(specification, *behaviours);
  if (!environment) return environment.error();
  if (request.returns_at_once) {
    if (auto wrong = prove_returns(request, specification, *behaviours)) return *wrong;
  }

  Stage stage(table, **environment,
              {.integrated = request.integrated,
               .thorough = request.thorough,
               .returns_at_once = request.returns_at_once,
               .client_threads = request.client_threads});
  static_cast<SearchOptions&>(options) = request;
  options.carries = request.carries;
  ExploreOutcome outcome;
  outcome.exploration = explore(specification, table, stage, options);
  for (const Breach& breach : outcome.exploration.breaches) {
    auto example = replay(breach, specification, table, stage);
    if (example) {
      example->follows = follows(specification.rules()[example->rule], request);
      outcome.examples.push_back(std::move(*example));
    } else {
      outcome.disagreements.push_back(example.error());
    }
  }
  std::stable_sort(outcome.examples.begin(), outcome.examples.end(),
                   [](const Counterexample& a, const Counterexample& b) {
                     return a.follows < b.follows;
                   });
  if (outcome.exploration.doomed) {
    DoomedRun doomed{*outcome.exploration.doomed, {}, {}};
    doomed.recording =
        record_run(doomed.run, stage, "From here on the call can no longer be ended.");
    doomed.events = events_of(doomed.recording);
    outcome.doomed = std::move(doomed);
  }
  if (auto wrong = write_runs(request.trace_directory, specification, outcome)) {
    return *wrong;
  }
  return outcome;
}

Verdict overall(const ExploreOutcome& outcome) {
  const bool broken =
      std::any_of(outcome.examples.begin(), outcome.examples.end(),
                  [](const Counterexample& e) { return e.severity == Severity::Error; });
  if (broken || outcome.doomed) return Verdict::Violated;
  return outcome.exploration.complete ? Verdict::Holds : Verdict::NotExercised;
}

}  // namespace condis
