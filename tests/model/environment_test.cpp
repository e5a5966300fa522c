// Who may do what next: what a behaviour must look like, its variables, and threads that
// can only return. That the moves are right is shown by tests/checker/explore_test.cpp.
#include "model/environment.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <tuple>

#include "tests/whole_specification.h"

namespace condis::test {
namespace {

constexpr const char* kConforms =
    "(define-fun client-does ((v Vc) (p Party) (o Census) (s Scene) (a Act)) Bool\n"
    "  (client-may v p o s a))\n";

Behaviours client(const std::string& text) {
  Behaviours behaviours;
  behaviours.client.text = SpecificationText{"mine.smt2", text};
  return behaviours;
}

Diagnostic refusal(const std::string& text) {
  const auto loaded = Environment::load(whole_specification(), client(text));
  REQUIRE_FALSE(loaded);
  return loaded.error();
}

Environment& conforming() {
  static const std::unique_ptr<Environment> kEnvironment =
      std::move(*Environment::load(whole_specification(), {}));
  return *kEnvironment;
}

TEST_CASE("a behaviour defines what its driver does, and is text that Z3 takes") {
  CHECK(refusal("(define-fun other () Bool true)").what ==
        "it does not define client-does");
  CHECK(refusal("(define-fun client-does-not () Bool true)").what ==
        "it does not define client-does");
  CHECK(refusal(std::string(kConforms) + "(define-fun more () Bool nonsense)")
            .where.starts_with("mine.smt2:3"));
  CHECK(refusal("(define-fun client-does ((v Vc)) Bool true)")
            .where.starts_with("mine.smt2"));
}

TEST_CASE("a driver's variables are found wherever the line is broken") {
  const std::string parameters = "((v Vc) (p Party) (o Census) (s Scene) (a Act))";
  CHECK_FALSE(have_marks({}));
  CHECK_FALSE(have_marks(client(kConforms)));
  for (const char* between : {" ", "\n    ", "\t"}) {
    const std::string text = std::string(kConforms) + "(define-fun client-mark-after" +
                             between + parameters + " Mark mark-2)\n";
    CHECK(have_marks(client(text)));
    const auto environment = Environment::load(whole_specification(), client(text));
    REQUIRE(environment);
    CHECK((*environment)->has_marks());
  }
  Behaviours errs;
  errs.manager.conduct = Conduct::ErrsOnce;
  CHECK(have_marks(errs));
}

TEST_CASE("the acts are in the order that is promised, each of them once") {
  const auto& acts = conforming().acts();
  CHECK(acts.size() > 50);
  const auto key = [](const Act& act) {
    return std::tuple(act.actor, act.function, act.edge, act.status, act.data);
  };
  CHECK(std::is_sorted(acts.begin(), acts.end(),
                       [&](const Act& a, const Act& b) { return key(a) < key(b); }));
  CHECK(std::adjacent_find(acts.begin(), acts.end(), [&](const Act& a, const Act& b) {
          return key(a) == key(b);
        }) == acts.end());
}

TEST_CASE("a thread only returns once NDIS has its answer") {
  Scene scene;
  CHECK_FALSE(conforming().only_returns(scene));
  scene.set(SceneField::Busy, true)
      .set(SceneField::Mine, true)
      .set(SceneField::Top, Function::NdisClDropParty);
  CHECK_FALSE(conforming().only_returns(scene));
  scene.set(SceneField::Inner, Status::Pending);
  CHECK(conforming().only_returns(scene));
  std::vector<std::uint16_t> enabled;
  const StateBytes vc = whole_table().vc_state(TransitionTable::initial_vc());
  const StateBytes party = whole_table().party_state(TransitionTable::initial_party());
  conforming().enabled(vc, party, 0, scene, Environment::Subject::Party, enabled);
  REQUIRE(enabled.size() == 1);
  const Act& act = conforming().acts()[enabled.front()];
  CHECK(act.function == Function::NdisClDropParty);
  CHECK(act.edge == Edge::Return);
  CHECK(act.status == Status::Pending);
}

}  // namespace
}  // namespace condis::test
