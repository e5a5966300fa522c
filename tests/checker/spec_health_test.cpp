// The rules themselves: the documented ones are healthy, and what is wrong with a user's
// own is found.
#include "checker/spec_health.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>
#include <utility>
#include <vector>

#include "tests/whole_specification.h"

namespace condis::test {
namespace {

ExploreRequest one_party() {
  ExploreRequest request;
  request.parties = 1;
  request.carries = true;
  return request;
}

std::string own_rule(const std::string& id, const std::string& formula) {
  return fmt::format(
      ";; @rule {0}\n;; @title T\n;; @fault client\n;; @severity error\n;; @message M\n"
      "(define-fun {0} ((v Vc) (p Party) (o Census) (e Event)) Bool\n  {1})\n",
      id, formula);
}

struct Judged {
  Specification specification;
  SpecHealth health;
};

Judged judged_with(const std::string& own) {
  auto texts = whole_specification().texts();
  texts.push_back({"own.smt2", own});
  auto specification = Specification::parse(std::move(texts));
  REQUIRE(specification);
  auto table = TransitionTable::create(*specification, "");
  REQUIRE(table);
  auto health = check_health(one_party(), *specification, **table);
  REQUIRE(health);
  return {std::move(*specification), std::move(*health)};
}

TEST_CASE("the documented rules are healthy") {
  const auto health = check_health(one_party(), whole_specification(), whole_table());
  REQUIRE(health);
  CHECK(health->never_broken.empty());
  CHECK(health->never_kept.empty());
  CHECK(overall(*health) == Verdict::Holds);
  // What the catalogue says of implications is what the solver finds, save what follows.
  std::size_t listed = 0, said = 0;
  for (const SpecHealth::Implied& implied : health->implied) listed += implied.listed;
  for (const Rule& rule : whole_specification().rules()) said += rule.implies.size();
  CHECK(listed == said);
  CHECK(health->stand_alone.exploration.complete);
  CHECK(health->integrated.exploration.states > 100);
}

TEST_CASE("rules that cannot be broken, cannot be kept, or say the same are found") {
  const Judged found = judged_with(
      own_rule("own-idle", "(=> (and (refused p) (= (c-life p) gone)) (refused p))") +
      own_rule("own-stern", "(=> (and (enters e NdisClDropParty) (refused p)) false)") +
      own_rule("own-wide", "(=> (enters e NdisClDropParty) (not (refused p)))"));
  const auto name = [&](std::uint16_t check) {
    return found.specification.checks()[check].function;
  };
  REQUIRE(found.health.never_broken.size() == 1);
  CHECK(name(found.health.never_broken[0]) == "own-idle");
  REQUIRE(found.health.never_kept.size() == 1);
  CHECK(name(found.health.never_kept[0]) == "own-stern");
  bool both_ways[] = {false, false};
  for (const SpecHealth::Implied& implied : found.health.implied) {
    const std::string& rule = found.specification.rules()[implied.rule].id;
    const std::string& also = found.specification.rules()[implied.also].id;
    if (rule == "own-stern" && also == "own-wide") both_ways[0] = true;
    if (rule == "own-wide" && also == "own-stern") both_ways[1] = true;
  }
  CHECK(both_ways[0]);
  CHECK(both_ways[1]);
  CHECK(overall(found.health) == Verdict::Violated);
}

TEST_CASE("a rule that leaves conforming drivers no way is found") {
  const Judged found = judged_with(
      own_rule("own-keep", "(=> (enters e NdisCoDeleteVc) (= (c-phase v) in-call))"));
  CHECK(found.health.never_broken.empty());
  REQUIRE_FALSE(found.health.stand_alone.examples.empty());
  CHECK(found.specification.rules()[found.health.stand_alone.examples[0].rule].id ==
        "own-keep");
  CHECK(overall(found.health) == Verdict::Violated);
  const std::string text = health_text(found.health, one_party(), found.specification);
  CHECK(text.find("own-keep broken") != std::string::npos);
  CHECK(text.find("something is wrong") != std::string::npos);
}

}  // namespace
}  // namespace condis::test
