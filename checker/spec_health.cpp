#include "checker/spec_health.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "checker/json_writer.h"
#include "checker/printable.h"
#include "checker/report_explore.h"
#include "checker/version.h"

namespace condis {
namespace {

bool says_implies(const std::vector<Rule>& rules, std::uint32_t rule,
                  std::uint32_t also) {
  const auto& listed = rules[rule].implies;
  return std::find(listed.begin(), listed.end(), rules[also].id) != listed.end();
}

// One kind of call manager, and what came of it.
struct Side {
  const char* name;
  const ExploreOutcome& outcome;
};
std::array<Side, 2> sides_of(const SpecHealth& health) {
  return {{{"stand-alone", health.stand_alone}, {"mcm", health.integrated}}};
}

std::vector<std::string> names_of(const std::vector<std::uint16_t>& checks,
                                  const Specification& specification) {
  std::vector<std::string> names;
  std::transform(checks.begin(), checks.end(), std::back_inserter(names),
                 [&](std::uint16_t i) { return specification.checks()[i].function; });
  return names;
}

std::vector<std::string> broken_in(const ExploreOutcome& outcome,
                                   const std::vector<Rule>& rules) {
  std::vector<std::string> names;
  std::transform(outcome.examples.begin(), outcome.examples.end(),
                 std::back_inserter(names),
                 [&](const Counterexample& e) { return rules[e.rule].id; });
  return names;
}

std::string list_of(const std::vector<std::string>& names) {
  return names.empty() ? "none" : fmt::format("{}", fmt::join(names, ", "));
}

std::string item(const char* title, const std::string& text) {
  return fmt::format("{}\n{}\n", title, wrap(text, "  "));
}

}  // namespace

Result<SpecHealth> check_health(const ExploreRequest& request,
                                const Specification& specification,
                                TransitionTable& table) {
  SpecHealth health;
  const Solver& solver = table.solver();
  const auto checks = static_cast<std::uint16_t>(specification.checks().size());
  for (std::uint16_t check = 0; check < checks; ++check) {
    if (!solver.can_break(check)) health.never_broken.push_back(check);
    if (!solver.can_keep(check)) health.never_kept.push_back(check);
    const std::uint32_t rule = specification.checks()[check].rule;
    for (const std::uint16_t other : solver.implied_by(check)) {
      const std::uint32_t also = specification.checks()[other].rule;
      if (also == rule) continue;  // a rule and its lower grade
      health.implied.push_back(
          {rule, also, says_implies(specification.rules(), rule, also)});
    }
  }
  for (const bool integrated : {false, true}) {
    ExploreRequest one = request;
    one.integrated = integrated;
    auto explored = run_exploration(one, specification, table);
    if (!explored) return explored.error();
    (integrated ? health.integrated : health.stand_alone) = std::move(*explored);
  }
  return health;
}

Verdict overall(const SpecHealth& health) {
  if (!health.never_broken.empty() || !health.never_kept.empty()) {
    return Verdict::Violated;
  }
  bool complete = true;
  for (const Side& side : sides_of(health)) {
    if (!side.outcome.examples.empty() || side.outcome.exploration.doomed) {
      return Verdict::Violated;
    }
    complete = complete && side.outcome.exploration.complete;
  }
  return complete ? Verdict::Holds : Verdict::NotExercised;
}

std::string health_text(const SpecHealth& health, const ExploreRequest& request,
                        const Specification& specification) {
  const std::vector<Rule>& rules = specification.rules();
  std::string text =
      fmt::format("specification {}: {}, {}\n\n", specification.hash(),
                  plural(rules.size(), "rule", "rules"),
                  plural(specification.checks().size(), "formula", "formulas"));
  text += item("rules that nothing can break:",
               list_of(names_of(health.never_broken, specification)));
  text += item("rules that break whenever they are put to the test:",
               list_of(names_of(health.never_kept, specification)));
  text += "rules that break wherever another one does:\n";
  for (const SpecHealth::Implied& implied : health.implied) {
    text +=
        fmt::format("  {} where {}{}\n", rules[implied.also].id, rules[implied.rule].id,
                    implied.listed ? "" : " (follows, or @implies lacks it)");
  }
  if (health.implied.empty()) text += "  none\n";
  text += "conforming drivers:\n";
  for (const Side& side : sides_of(health)) {
    const Exploration& explored = side.outcome.exploration;
    text += wrap(fmt::format("{}, {}, {}: {}, {} broken; {}", side.name,
                             plural(request.parties, "party", "parties"),
                             plural(explored.states, "state", "states"),
                             explored.complete ? "all explored" : "stopped early",
                             list_of(broken_in(side.outcome, rules)),
                             explored.doomed ? "the call can get stuck"
                                             : "nothing found in which it gets stuck"),
                 "  ") +
            '\n';
  }
  const char* words[] = {"something is wrong", "healthy", "not decided"};
  const Verdict verdict = overall(health);
  return text + '\n' +
         words[verdict == Verdict::Violated ? 0
               : verdict == Verdict::Holds  ? 1
                                            : 2] +
         '\n';
}

std::string health_json(const SpecHealth& health, const ExploreRequest& request,
                        const Specification& specification) {
  const std::vector<Rule>& rules = specification.rules();
  JsonWriter json;
  json.begin_object();
  json.key("version").string(kVersion);
  json.key("specification").string(specification.hash());
  json.key("verdict").string(word_of(overall(health)));
  json.key("never_broken").strings(names_of(health.never_broken, specification));
  json.key("never_kept").strings(names_of(health.never_kept, specification));
  json.key("implied").begin_array();
  for (const SpecHealth::Implied& implied : health.implied) {
    json.begin_object();
    json.key("rule").string(rules[implied.rule].id);
    json.key("also").string(rules[implied.also].id);
    json.key("listed").boolean(implied.listed);
    json.end_object();
  }
  json.end_array();
  json.key("explored").begin_array();
  for (const Side& side : sides_of(health)) {
    json.begin_object();
    json.key("call_manager").string(side.name);
    json.key("parties").number(request.parties);
    json.key("states").number(side.outcome.exploration.states);
    json.key("complete").boolean(side.outcome.exploration.complete);
    json.key("broken").strings(broken_in(side.outcome, rules));
    json.key("doomed").boolean(side.outcome.exploration.doomed.has_value());
    json.end_object();
  }
  json.end_array();
  json.end_object();
  return json.text();
}

}  // namespace condis
