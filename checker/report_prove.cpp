#include "checker/report_prove.h"

#include <fmt/format.h>

#include <algorithm>

#include "checker/json_writer.h"
#include "checker/printable.h"
#include "checker/report_explore.h"
#include "checker/version.h"

namespace condis {
namespace {

const char* word_of(Decision decision) {
  switch (decision) {
    case Decision::Proved: return "proved";
    case Decision::Refuted: return "refuted";
    case Decision::NotDecided: return "not decided";
    case Decision::NotExercised: return "not exercised";
  }
  return "";
}

const char* answer_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::Violated: return "refuted";
    case Verdict::Holds: return "proved";
    default: return "not decided";
  }
}

std::size_t count(const ProveOutcome& outcome, Decision decision) {
  return static_cast<std::size_t>(
      std::count_if(outcome.rules.begin(), outcome.rules.end(),
                    [&](const RuleProof& rule) { return rule.decision == decision; }));
}

std::string line_of(const RuleProof& proof, const Rule& rule) {
  std::string text = fmt::format("{:<13} {}", word_of(proof.decision), rule.id);
  if (proof.if_ended) text += ", in every run that ends";
  if (proof.decision == Decision::Refuted) {
    text +=
        fmt::format(", by a run of {} events ({} at fault)", proof.events, rule.at_fault);
  }
  if (!proof.reason.empty()) text += '\n' + wrap(proof.reason, "              ");
  return text + '\n';
}

}  // namespace

std::string prove_text(const ProveOutcome& outcome, const ProveRequest& request,
                       const std::vector<Rule>& rules) {
  const ExploreRequest& explore = request.explore;
  std::string text = fmt::format("any number of parties and threads, {}: {}, {}\n\n",
                                 explore.integrated ? "MCM" : "stand-alone call manager",
                                 driver(explore.client_file, "client"),
                                 driver(explore.manager_file, "call manager"));
  for (const Decision decision : {Decision::Refuted, Decision::NotDecided,
                                  Decision::Proved, Decision::NotExercised}) {
    for (const RuleProof& rule : outcome.rules) {
      if (rule.decision == decision) text += line_of(rule, rules[rule.rule]);
    }
  }
  if (outcome.explored.doomed) {
    text += "stuck         a run can no longer end: 'condis-check explore' shows it\n";
  }
  for (const std::string& path : outcome.written) {
    text += "written: " + printable(path) + '\n';
  }
  const Induction& induction = outcome.induction;
  text += fmt::format("\nexplored: {}, {}; proved by: {}, {}\n",
                      plural(explore.parties, "party", "parties"),
                      plural(outcome.explored.exploration.states, "state", "states"),
                      plural(induction.invariants.size(), "invariant", "invariants"),
                      plural(induction.claims, "claim", "claims"));
  if (!induction.left_out.empty()) {
    std::string names = "these drivers do not keep";
    for (const std::string& name : induction.left_out) names += ' ' + name;
    text += wrap(names, "") + '\n';
  }
  text +=
      fmt::format("{} proved, {} refuted, {} not decided, {} not exercised: {}\n",
                  plural(count(outcome, Decision::Proved), "rule", "rules"),
                  count(outcome, Decision::Refuted), count(outcome, Decision::NotDecided),
                  count(outcome, Decision::NotExercised),
                  answer_of(overall(outcome, request, rules)));
  return text;
}

std::string prove_json(const ProveOutcome& outcome, const ProveRequest& request,
                       const std::vector<Rule>& rules) {
  const ExploreRequest& explore = request.explore;
  JsonWriter json;
  json.begin_object();
  json.key("version").string(kVersion);
  json.key("call_manager").string(explore.integrated ? "mcm" : "stand-alone");
  json.key("client").string_or_null(explore.client_file);
  json.key("manager").string_or_null(explore.manager_file);
  json.key("verdict").string(answer_of(overall(outcome, request, rules)));
  json.key("explored_parties").number(explore.parties);
  json.key("explored_states").number(outcome.explored.exploration.states);
  json.key("invariants").strings(outcome.induction.invariants);
  json.key("left_out").strings(outcome.induction.left_out);
  json.key("claims").number(outcome.induction.claims);
  json.key("stuck").boolean(outcome.explored.doomed.has_value());
  json.key("rules").begin_array();
  for (const RuleProof& proof : outcome.rules) {
    json.begin_object();
    json.key("rule").string(rules[proof.rule].id);
    json.key("severity").string(name_of(rules[proof.rule].severity));
    json.key("proof").string(word_of(proof.decision));
    json.key("if_ended").boolean(proof.if_ended);
    json.key("reason").string(proof.reason);
    json.key("events").number(proof.events);
    json.end_object();
  }
  json.end_array();
  json.key("written").strings(outcome.written);
  json.end_object();
  return json.text();
}

}  // namespace condis
