// What can be said of the rules as a whole: none is idle, the catalogue names exactly the
// rules that imply one another, and every entry is complete.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/model/filled_table.h"

namespace condis::test {
namespace {

using Pair = std::pair<std::string, std::string>;
using StatePair = std::pair<StateId, StateId>;

const std::vector<Check>& checks() {
  return whole_specification().checks();
}
const std::vector<Rule>& rules() {
  return whole_specification().rules();
}

// What the samples and some random recordings lead to.
TransitionTable& rich_table() {
  static const std::unique_ptr<TransitionTable> kTable = [] {
    auto table = empty_table(whole_specification());
    run_samples(*table, whole_specification());
    run_random(*table, whole_specification(), 2000);
    return table;
  }();
  return *kTable;
}

bool contains(const std::vector<std::uint16_t>& numbers, std::uint16_t number) {
  return std::find(numbers.begin(), numbers.end(), number) != numbers.end();
}

// Every set of checks that broke in one step.
std::set<std::vector<std::uint16_t>> broken_sets(const TransitionTable& table) {
  std::set<std::vector<std::uint16_t>> sets;
  for (const Outcome& outcome : table.outcomes()) {
    if (!outcome.broken.empty()) sets.insert(outcome.broken);
  }
  return sets;
}

// What the catalogue says of implications, and what follows from it.
std::set<Pair> listed_implications() {
  std::set<Pair> listed;
  for (const Rule& rule : rules()) {
    for (const std::string& other : rule.implies) listed.insert({rule.id, other});
  }
  for (std::size_t before = 0; before != listed.size();) {
    before = listed.size();
    for (const auto& [a, b] : std::set<Pair>(listed)) {
      for (const auto& [c, d] : std::set<Pair>(listed)) {
        if (b == c && a != d) listed.insert({a, d});
      }
    }
  }
  return listed;
}

// The embedded texts and one more file.
Specification with_own_rules(const std::string& text) {
  std::vector<SpecificationText> texts = whole_specification().texts();
  texts.push_back({"own.smt2", text});
  auto parsed = Specification::parse(std::move(texts));
  REQUIRE(parsed);
  return std::move(*parsed);
}

std::string own_rule(const std::string& id, const std::string& formula) {
  return fmt::format(
      ";; @rule {0}\n;; @title T\n;; @fault client\n;; @severity error\n;; @message M\n"
      "(define-fun {0} ((v Vc) (p Party) (o Census) (e Event)) Bool\n  {1})\n",
      id, formula);
}

TEST_CASE("every check can be broken in a state that the samples reach") {
  TransitionTable& table = samples_table();
  // States in which the check was put to the test come first.
  std::vector<std::set<StatePair>> exercised(checks().size());
  std::set<StatePair> all;
  for (const auto& key : table.keys()) {
    const StatePair states(key.vc, key.party);
    all.insert(states);
    const Transition t = table.step(key.vc, key.party, key.census, key.event);
    for (const std::uint16_t check : table.outcomes()[t.outcome].exercised)
      exercised[check].insert(states);
  }
  for (std::uint16_t check = 0; check < checks().size(); ++check) {
    const auto can_break = [&](const StatePair& states) {
      return table.solver().breakable(table.vc_state(states.first),
                                      table.party_state(states.second), check);
    };
    INFO(checks()[check].function);
    CHECK((std::any_of(exercised[check].begin(), exercised[check].end(), can_break) ||
           std::any_of(all.begin(), all.end(), can_break)));
  }
}

TEST_CASE("where a check broke the solver says it can be broken") {
  TransitionTable& table = samples_table();
  std::set<std::uint16_t> seen;
  for (const auto& key : table.keys()) {
    const Transition t = table.step(key.vc, key.party, key.census, key.event);
    for (const std::uint16_t check : table.outcomes()[t.outcome].broken) {
      if (!seen.insert(check).second) continue;
      INFO(checks()[check].function);
      CHECK(table.solver().breakable(table.vc_state(key.vc), table.party_state(key.party),
                                     check));
    }
  }
  CHECK(seen.size() == checks().size());
}

TEST_CASE("the solver tells what cannot be broken and what implies what") {
  const Specification specification = with_own_rules(
      own_rule("own-idle", "(=> (and (refused p) (= (c-life p) gone)) (refused p))") +
      own_rule("own-narrow", "(=> (and (enters e NdisClDropParty) (refused p)) false)") +
      own_rule("own-wide", "(=> (enters e NdisClDropParty) (not (refused p)))") +
      own_rule("own-other", "(=> (refused p) (pends e))"));
  auto loaded = Solver::load(specification);
  REQUIRE(loaded);
  const Solver& solver = **loaded;
  const auto first = static_cast<std::uint16_t>(checks().size());
  REQUIRE(specification.checks()[first].function == "own-idle");
  const auto narrow = static_cast<std::uint16_t>(first + 1);
  const auto wide = static_cast<std::uint16_t>(first + 2);
  const auto other = static_cast<std::uint16_t>(first + 3);
  for (const std::uint16_t check : {narrow, wide, other})
    CHECK_FALSE(solver.breakable(solver.initial_vc(), solver.initial_party(), check));
  CHECK_FALSE(solver.breakable(solver.initial_vc(), solver.initial_party(), first));
  CHECK(solver.implies(narrow, wide));
  CHECK(solver.implies(wide, narrow));
  CHECK_FALSE(solver.implies(wide, other));
  CHECK_FALSE(solver.implies(other, wide));
  CHECK(solver.implies(first, other));  // what never breaks implies everything
  CHECK_FALSE(solver.implies(other, first));
}

TEST_CASE("the catalogue lists the implications between rules, and no others") {
  TransitionTable& table = rich_table();
  const auto sets = broken_sets(table);
  const std::set<Pair> listed = listed_implications();
  std::set<Pair> found;
  std::set<Pair> always_seen;
  std::set<Pair> overlaps;
  int asked = 0;
  for (std::uint16_t a = 0; a < checks().size(); ++a) {
    bool breaks = false;
    std::set<std::uint16_t> always;  // checks that broke whenever a did
    for (const auto& set : sets) {
      if (!contains(set, a)) continue;
      if (!breaks) always.insert(set.begin(), set.end());
      breaks = true;
      for (const std::uint16_t b : set) {
        const Rule& rule = rules()[checks()[a].rule];
        const Rule& other = rules()[checks()[b].rule];
        if (rule.id < other.id) overlaps.insert({rule.id, other.id});
      }
      std::erase_if(always, [&](std::uint16_t b) { return !contains(set, b); });
    }
    INFO(checks()[a].function);
    CHECK(breaks);
    for (const std::uint16_t b : always) {
      if (checks()[a].rule == checks()[b].rule) continue;
      const Pair pair(checks()[a].function, rules()[checks()[b].rule].id);
      always_seen.insert(pair);
      ++asked;
      if (table.solver().implies(a, b)) found.insert(pair);
    }
  }
  for (const Pair& pair : found) {
    if (!listed.contains(pair))
      FAIL_CHECK("the catalogue lacks: rule " << pair.first << " implies "
                                              << pair.second);
  }
  for (const Pair& pair : listed) {
    if (found.contains(pair)) continue;
    FAIL_CHECK("not so: rule " << pair.first << " implies " << pair.second
                               << std::string(always_seen.contains(pair)
                                                  ? ", says the solver"
                                                  : ", as a recording shows"));
  }
  std::string text;
  for (const auto& [a, b] : overlaps) text += fmt::format("\n  {} + {}", a, b);
  MESSAGE("asked the solver " << asked << " times; " << overlaps.size()
                              << " pairs of rules broke in the same step at least once:"
                              << text);
}

TEST_CASE("every implication is of a rule that exists") {
  for (const Rule& rule : rules()) {
    for (const std::string& other : rule.implies) {
      INFO(rule.id << " implies " << other);
      CHECK(other != rule.id);
      CHECK(std::any_of(rules().begin(), rules().end(),
                        [&](const Rule& r) { return r.id == other; }));
    }
  }
}

TEST_CASE("every entry of the catalogue is complete") {
  static const std::set<std::string> kGroups = {"C1", "C2", "C3", "C4", "C5",
                                                "C6", "C7", "C9", "C12"};
  std::set<std::string> ids;
  std::map<std::string, std::string> group_names;
  const auto check_group = [&](const std::string& id, const std::string& group) {
    const std::string code = group.substr(0, group.find(' '));
    CHECK((kGroups.contains(code) || (id == "delete-after-close" && code == "C10")));
    // One name for each group.
    CHECK(group_names.emplace(code, group).first->second == group);
  };
  for (const Rule& rule : rules()) {
    INFO(rule.id);
    CHECK(ids.insert(rule.id).second);
    CHECK(!rule.id.empty());
    CHECK(!rule.title.empty());
    CHECK(!rule.page.empty());
    CHECK(!rule.quote.empty());
    CHECK(!rule.at_fault.empty());
    CHECK(!rule.message.empty());
    CHECK(rule.line > 0);
    CHECK(rule.formula.starts_with("(define-fun " + rule.id + " "));
    check_group(rule.id, rule.group);
  }
  for (const InvisibleRule& rule : whole_specification().invisible_rules()) {
    INFO(rule.id);
    CHECK(ids.insert(rule.id).second);
    CHECK(!rule.id.empty());
    CHECK(!rule.page.empty());
    CHECK(!rule.quote.empty());
    CHECK(!rule.reason.empty());
    check_group(rule.id, rule.group);
  }
  for (const Check& check : checks()) {
    INFO(check.function);
    CHECK(!check.message.empty());
  }
}

}  // namespace
}  // namespace condis::test
