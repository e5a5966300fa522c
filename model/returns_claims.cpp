// That a return which a thread has no choice about can be put first: see
// InductionClaims::returns_of. The scripts' further names:
//   same       the return is about the party of the act, else about another, or the VC
//   x0 x1      the party it is about, before and after the act
//   s2 e2      the scene of the returning thread, and the event; s3 e3 after the act
//   vm xm      VC and party after the return alone; pm the act's party
//   va xa pa   after the act and then the return; x1 and p1 after the act alone
//   vb pb      after the return and then the act
#include <fmt/format.h>

#include "model/induction_claims.h"

namespace condis {
namespace {

// The scene of the call f on its thread, as far as its return depends on it.
std::string shows(const char* scene, const char* call) {
  return fmt::format(
      "(and (busy {0}) (mine {0}) (= (top {0}) (of {1})) (= (top-status {0}) (with {1})) "
      "(= (top-data {0}) (gave {1})) (= (inner {0}) (within {1})) "
      "(= (replaced {0}) (stale {1})))",
      scene, call);
}

}  // namespace

std::string InductionClaims::same_fields(
    const char* sort, const char* one, const char* other,
    const std::set<std::string_view>& besides) const {
  std::string text = "(and true";
  for (const auto& [field, of] : records_.at(sort)) {
    if (besides.contains(field)) continue;
    text += fmt::format(" (= ({0} {1}) ({0} {2}))", field, one, other);
  }
  return text + ")";
}

void InductionClaims::add_return(Script& script, const char* scene, const char* event,
                                 const char* call) const {
  script.constant(scene, "Scene").assert_that(shows(scene, call));
  script.defined(event, "Event", [&](const std::string& field) {
    return fmt::format("({0} (event-of {1} (return-of {1})))", field, scene);
  });
}

// After the return e2, say, from v0, x0; nothing changes if the call was replaced.
void InductionClaims::add_after_return(Script& script, const char* vc, const char* party,
                                       const char* vc_before, const char* party_before,
                                       const char* scene, const char* event) const {
  const auto after = [&](const char* before) {
    return [=](const std::string& field) {
      return fmt::format("(ite (replaced {2}) ({0} {1}) ({0}-after {3} {4} o2 {5}))",
                         field, before, scene, vc_before, party_before, event);
    };
  };
  script.defined(vc, "Vc", after(vc_before));
  script.defined(party, "Party", after(party_before));
}

// A return of the actor alone: whatever the census is.
Script InductionClaims::returns_of(Actor actor) const {
  Script script = script_of(actor, "returns-of-");
  script.constant("v0", "Vc").constant("x0", "Party").constant("f0", "Open");
  script.constant("o2", "Census").constant("o3", "Census");
  add_return(script, "s2", "e2", "f0");
  script.add("(define-fun c () Bool (carries s2))(define-fun l () Medium (learned s2))");
  add_after_return(script, "vm", "xm", "v0", "x0", "s2", "e2");
  script.assert_that("(and (only-returns s2) (not (covered f0)))");
  script.assert_that(all(Topic::Vc, "v0 c l"));
  script.assert_that(fmt::format(
      "(ite (concerns-vc-only (of f0)) (= x0 party-initial) {})", is_party("v0", "x0")));
  script.assert_that(actor == Actor::Client    ? "(is-client-callback (of f0))"
                     : actor == Actor::Manager ? "(is-manager-callback (of f0))"
                                               : "(not (is-drivers (of f0)))");
  return script.assert_that(is_call("x0", "f0"));
}

std::vector<Claim> InductionClaims::returning(Actor actor) const {
  std::vector<Claim> claims;
  const auto add = [&claims](const std::string& formula, const char* fear) {
    claims.push_back({kStructure, denied(formula), fear});
  };
  add(may_term(actor, options_.behaviours, "v0", "x0", "o2 s2 (return-of s2)"),
      "a return has to wait");
  add("(= (learned-after s2 (return-of s2)) l)", "a return tells of the medium");
  // The return of a call that was replaced by a newer one is no step.
  const auto add_of_step = [&claims](const std::string& formula, const char* fear) {
    claims.push_back({kStructure, given("(not (stale f0))") + denied(formula), fear});
  };
  for (const auto& [record, before] : {std::pair("Vc", "v0"), std::pair("Party", "x0")}) {
    std::string same = "(and true";
    for (const auto& [field, sort] : records_.at(record)) {
      same += fmt::format(" (= ({0}-after v0 x0 o2 e2) ({0}-after v0 x0 o3 e2))", field);
    }
    add_of_step(same + ")", "what a return changes depends on the other parties");
  }
  std::string classes = "(and (= (party-ended x0) (party-ended xm))";
  for (const auto& [field, sort] : records_.at("Census")) {
    classes += fmt::format(" (= (in-{0} x0) (in-{0} xm))", field);
  }
  add_of_step(classes + ")", "a return changes how its party counts for others");
  add_of_step("(and (not (call-ends v0 e2)) (not (vc-ends v0 e2)))",
              "a return ends the call");
  for (const Check& check : specification_.checks()) {
    add_of_step(fmt::format("({} v0 x0 o2 e2)", check.function),
                "a return breaks a rule");
  }
  return claims;
}

// Where a thread only returns, an actor can do nothing else there.
std::vector<Claim> InductionClaims::returning_only() const {
  return {{kStructure,
           beside() + given("(only-returns s0)") + denied("(= a0 (return-of s0))"),
           "there is a choice besides a return"}};
}

// The step of an actor, or what a call's end means to a party, beside a return of another
// thread.
Script InductionClaims::beside_return(Script script, bool acts) const {
  script.add("(declare-const same Bool)").constant("o2", "Census");
  if (!acts) script.add("(define-fun skipped () Bool false)(define-fun l1 () Medium l)");
  script.add("(define-fun x0 () Party (ite same p0 q0))");
  script.add("(define-fun x1 () Party (ite same p1 q0))");
  script.add(acts ? "(define-fun f1 () Open (ite same (open-after v0 p0 e0 a0 f0) "
                    "(other-after v0 p0 e0 a0 f0)))"
                  : "(define-fun f1 () Open f0)");
  add_return(script, "s2", "e2", "f0");
  add_return(script, "s3", "e3", "f1");
  script.assert_that("(and (= (carries s2) c) (= (learned s2) l) (= (learned s3) l1))");
  script.assert_that(
      same_fields("Scene", "s2", "s3", {"replaced", "learned", "elsewhere"}));
  script.assert_that("(and (only-returns s2) (not (covered f0)))");
  script.assert_that(is_call("x0", "f0"));
  add_after_return(script, "vm", "xm", "v0", "x0", "s2", "e2");
  add_after_return(script, "va", "xa", "v1", "x1", "s3", "e3");
  script.add("(define-fun pm () Party (ite same xm p0))");
  script.add("(define-fun pa () Party (ite same xa p1))");
  const auto after = [](const char* before) {
    return [before](const std::string& f) {
      return fmt::format("(ite skipped ({0} {1}) ({0}-after vm pm o0 e0))", f, before);
    };
  };
  script.defined("vb", "Vc", after("vm")).defined("pb", "Party", after("pm"));
  if (!acts) return script;
  script.constant("s4", "Scene")
      .assert_that(same_fields("Scene", "s0", "s4", {"elsewhere"}));
  return script.assert_that(
      "(and (= (manager s2) (manager s0)) (= (thorough s2) (thorough s0)) "
      "(=> (elsewhere s4) (elsewhere s0)))");
}

// In whichever order the two are done, the same comes of it.
std::vector<Claim> InductionClaims::order(const std::string& assumed,
                                          std::optional<Actor> actor) const {
  const std::string keeps = given("(or skipped " + lawful() + ")");
  std::string checks = "(or skipped (and true";
  for (const Check& check : specification_.checks()) {
    checks += fmt::format(" (= ({0} v0 p0 o0 e0) ({0} vm pm o0 e0))", check.function);
  }
  checks += "))";
  std::vector<Claim> claims;
  for (const bool same : {true, false}) {
    std::string both = assumed;
    if (same) {
      both +=
          given("(and same (not (= p0 party-initial)) (not (concerns-vc-only (of f0))))");
    } else {
      both += given(fmt::format(
          "(and (not same) (ite (concerns-vc-only (of f0)) (= q0 party-initial) {}))",
          is_party("v0", "q0")));
    }
    if (actor) {
      both += newest_is_unique("f0", !same) +
              given("(=> (busy s0) " + all(Topic::Calls, "f0 t0") + ")");
      if (!same) both += counted();
    }
    const auto add = [&](const std::string& more, const std::string& formula,
                         const char* fear) {
      claims.push_back({kStructure, both + more + denied(formula), fear});
    };
    add("", checks, "an act breaks a rule after a return, or only before it");
    add("",
        "(or skipped (and (= (taken-up v0 p0 e0) (taken-up vm pm e0)) "
        "(= (call-ends v0 e0) (call-ends vm e0)) (= (vc-ends v0 e0) (vc-ends vm e0))))",
        "an act means something else after a return");
    add(keeps, "(= (vc-normal va) (vc-normal vb))",
        "the VC is another after an act and a return than after the return and the act");
    add(keeps,
        "(and (= (party-normal pa) (party-normal pb)) "
        "(or same (= (party-normal xa) (party-normal xm))))",
        "a party is another after an act and a return than after the return and the act");
    if (actor) {
      add("", may_term(*actor, options_.behaviours, "vm", "pm", "o0 s4 a0"),
          "an act is not possible any more after a return");
    }
  }
  return claims;
}

}  // namespace condis
