#include "checker/prove_command.h"

#include <fmt/format.h>

#include <algorithm>

#include "checker/trace_files.h"

namespace condis {
namespace {

// The checks of a rule that are to be decided: notes only if the rule was named.
std::vector<std::uint16_t> checks_of(const Specification& specification,
                                     std::uint32_t rule, bool named) {
  std::vector<std::uint16_t> found;
  std::uint16_t number = 0;
  for (const Check& check : specification.checks()) {
    if (check.rule == rule && (named || check.severity != Severity::Note)) {
      found.push_back(number);
    }
    ++number;
  }
  return found;
}

bool has(const std::vector<std::uint16_t>& checks, std::uint16_t check) {
  return std::find(checks.begin(), checks.end(), check) != checks.end();
}

RuleProof decide(std::uint32_t rule, const std::vector<std::uint16_t>& checks,
                 const ProveOutcome& outcome, unsigned parties) {
  RuleProof proof;
  proof.rule = rule;
  for (const Counterexample& example : outcome.explored.examples) {
    if (example.rule != rule) continue;
    proof.decision = Decision::Refuted;
    proof.events = example.events.size();
    return proof;
  }
  const Induction& induction = outcome.induction;
  if (!induction.why_not.empty()) {
    proof.reason = induction.why_not;
  } else if (!std::all_of(checks.begin(), checks.end(), [&](std::uint16_t check) {
               return has(induction.proved, check);
             })) {
    proof.reason = fmt::format(
        "the invariants allow a step that breaks it; no run of {} was found that does",
        parties == 1 ? "1 party" : fmt::format("up to {} parties", parties));
  } else if (outcome.explored.exploration.exercised[rule] == 0) {
    proof.decision = Decision::NotExercised;
  } else {
    proof.decision = Decision::Proved;
    proof.if_ended = std::any_of(checks.begin(), checks.end(), [&](std::uint16_t check) {
      return has(induction.end_is_due, check);
    });
  }
  return proof;
}

}  // namespace

Result<ProveOutcome> run_proof(const ProveRequest& request,
                               const Specification& specification,
                               TransitionTable& table) {
  const ExploreRequest& explore = request.explore;
  const auto named = find_rules("prove", explore.rules, specification.rules());
  if (!named) return named.error();
  ExploreRequest few = explore;
  few.trace_directory = request.certificate_directory;
  auto explored = run_exploration(few, specification, table);
  if (!explored) return explored.error();
  const auto behaviours = read_behaviours(explore);
  if (!behaviours) return behaviours.error();

  ProveOutcome outcome;
  outcome.explored = std::move(*explored);
  outcome.written = outcome.explored.written;
  InductionOptions options;
  options.behaviours = *behaviours;
  options.carries = explore.carries;
  options.integrated = explore.integrated;
  options.stop = explore.stop;
  if (explore.progress) {
    options.progress = [&](std::size_t claims) { explore.progress(claims, 0); };
  }
  std::vector<std::pair<std::uint32_t, std::vector<std::uint16_t>>> wanted;
  for (std::uint32_t rule = 0; rule < specification.rules().size(); ++rule) {
    const bool is_named = std::find(named->begin(), named->end(), rule) != named->end();
    auto checks = checks_of(specification, rule, is_named);
    if (checks.empty() || (!named->empty() && !is_named)) continue;
    options.checks.insert(options.checks.end(), checks.begin(), checks.end());
    wanted.emplace_back(rule, std::move(checks));
  }
  auto induction = prove_by_induction(specification, options);
  if (!induction) return induction.error();
  outcome.induction = std::move(*induction);
  for (const auto& [rule, checks] : wanted) {
    outcome.rules.push_back(decide(rule, checks, outcome, explore.parties));
  }
  if (!request.certificate_directory.empty()) {
    std::vector<TraceFile> files;
    for (const SpecificationText& script : outcome.induction.certificate) {
      files.push_back({script.name, script.text});
    }
    if (auto wrong =
            write_traces(request.certificate_directory, files, outcome.written)) {
      return *wrong;
    }
  }
  return outcome;
}

Verdict overall(const ProveOutcome& outcome, const ProveRequest& request,
                const std::vector<Rule>& rules) {
  bool decided = true;
  for (const RuleProof& proof : outcome.rules) {
    if (proof.decision == Decision::Refuted &&
        rules[proof.rule].severity == Severity::Error) {
      return Verdict::Violated;
    }
    decided = decided && proof.decision != Decision::NotDecided &&
              (proof.decision != Decision::NotExercised || request.explore.rules.empty());
  }
  if (outcome.explored.doomed) return Verdict::Violated;
  return decided ? Verdict::Holds : Verdict::NotExercised;
}

}  // namespace condis
