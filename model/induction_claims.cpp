#include "model/induction_claims.h"

#include <fmt/format.h>

#include <optional>

namespace condis {
namespace {

constexpr std::array<std::string_view, 7> kTopics = {
    "vc-", "party-", "pair-", "crowd-", "call-", "calls-", "nested-"};
constexpr std::array<const char*, kActorCount> kActorNames = {"client", "manager",
                                                              "ndis"};

// In the order of the specification.
std::vector<Invariant> invariants_of(const Specification& specification) {
  constexpr std::string_view kDefinition = "\n(define-fun inv-";
  std::vector<Invariant> found;
  for (const SpecificationText& file : specification.texts()) {
    const std::string_view text = file.text;
    for (std::size_t at = text.find(kDefinition); at != std::string_view::npos;
         at = text.find(kDefinition, at + 1)) {
      const std::string_view name = text.substr(at + kDefinition.size());
      for (std::size_t i = 0; i < kTopics.size(); ++i) {
        if (!name.starts_with(kTopics[i])) continue;
        found.push_back({fmt::format("inv-{}", name.substr(0, name.find_first_of(" \n"))),
                         static_cast<Topic>(i)});
      }
    }
  }
  return found;
}

}  // namespace

InductionClaims::InductionClaims(const Specification& specification,
                                 const InductionOptions& options)
    : specification_(specification),
      options_(options),
      invariants_(invariants_of(specification)) {
  for (const SpecificationText& file : specification.texts()) {
    text_ += file.text + "\n";
  }
  records_ = records_of(text_);
}

std::string InductionClaims::all(Topic topic, std::string_view arguments) const {
  std::string text = "(and true";
  for (const Invariant& invariant : invariants_) {
    if (invariant.topic == topic && invariant.stands) {
      text += fmt::format(" ({} {})", invariant.name, arguments);
    }
  }
  return text + ")";
}

std::string InductionClaims::is_party(std::string_view vc, std::string_view party) const {
  return all(Topic::Party, fmt::format("{} {}", vc, party));
}

std::string InductionClaims::is_call(std::string_view party,
                                     std::string_view call) const {
  return all(Topic::Call, fmt::format("v0 {} {} c", party, call));
}

// With the text of the actor's behaviour.
Script InductionClaims::script_of(Actor actor, const char* prefix) const {
  const std::optional<SpecificationText> driver =
      actor == Actor::Client    ? options_.behaviours.client.text
      : actor == Actor::Manager ? options_.behaviours.manager.text
                                : std::nullopt;
  return {fmt::format("{}{}", prefix, kActorNames[static_cast<std::size_t>(actor)]),
          text_ + (driver ? driver->text + "\n" : ""), records_};
}

Script InductionClaims::steps_of(Actor actor) const {
  Script script = script_of(actor, "");
  script.constant("v0", "Vc").constant("p0", "Party").constant("o0", "Census");
  script.constant("s0", "Scene").constant("a0", "Act").constant("q0", "Party");
  script.constant("f0", "Open").constant("outer", "Open");
  script.defined("e0", "Event",
                 [](const auto& f) { return fmt::format("({} (event-of s0 a0))", f); });
  // The return of a call that was replaced by a newer one changes nothing.
  script.add("(define-fun skipped () Bool (and (= (side a0) return) (replaced s0)))");
  const auto after = [](const char* before) {
    return [before](const std::string& f) {
      return fmt::format("(ite skipped |{0}.{1}| ({1}-after v0 p0 o0 e0))", before, f);
    };
  };
  script.defined("v1", "Vc", after("v0")).defined("p1", "Party", after("p0"));
  script
      .add(
          "(define-fun c () Bool (carries s0))(define-fun l () Medium (learned s0))"
          "(define-fun l1 () Medium (ite (= (side a0) return) (learned-after s0 a0) l))")
      .add(
          "(define-fun t0 () Open (open (top s0) (top-status s0) (top-data s0) "
          "(inner s0) (replaced s0) false))")
      .add("(define-fun leaves () Bool (= (side a0) return))")
      .add("(define-fun of-vc () Bool (concerns-vc a0))")
      .add("(define-fun of-new () Bool (brings-party a0))")
      .add(
          "(define-fun inside-ndis () Bool (and (not leaves) (busy s0) "
          "(not (is-drivers (top s0)))))")
      .add("(define-fun p2 () Party (ite of-vc party-initial p1))");
  // What acts there are, and what a thread looks like: see Stage.
  script.assert_that("(=> leaves (and (busy s0) (= (calls a0) (top s0))))")
      .assert_that("(=> of-new (not (and (busy s0) (mine s0))))")
      .assert_that("(=> (and (busy s0) (mine s0)) (= of-vc (concerns-vc-only (top s0))))")
      .assert_that("(=> (and (busy s0) of-vc (concerns-vc-only (top s0))) (mine s0))")
      .assert_that("(=> (or of-vc of-new) (= p0 party-initial))");
  if (options_.carries) script.assert_that(*options_.carries ? "c" : "(not c)");
  if (options_.integrated) {
    script.assert_that(fmt::format("(= (manager s0) {})",
                                   *options_.integrated ? "integrated" : "stand-alone"));
  }
  return script.assert_that(may_term(actor, options_.behaviours, "v0", "p0", "o0 s0 a0"));
}

std::string InductionClaims::beside() const {
  return given("(=> leaves (mine s0))") + given("(=> inside-ndis (mine s0))") +
         given(all(Topic::Vc, "v0 c l")) +
         given("(=> (not (or of-vc of-new)) " + is_party("v0", "p0") + ")") +
         given("(=> (and (busy s0) (mine s0)) " + is_call("p0", "t0") + ")") +
         given("(=> (not (or of-vc of-new)) " + all(Topic::Crowd, "v0 p0 o0") + ")");
}

// Party q0 is one of the others.
std::string InductionClaims::counted() const {
  std::string text;
  for (const auto& [field, sort] : records_.at("Census")) {
    text += given(fmt::format("(=> (in-{0} q0) (not (= ({0} o0) none)))", field));
  }
  return text + given("(=> (not (or of-vc of-new)) " + all(Topic::Pair, "p0 q0") + ")");
}

std::string InductionClaims::witness() const {
  const Script script("", "", records_);
  std::string text = script.record("w0", "Party") +
                     given(
                         "(=> (not (= (others-steady o0) none)) (and (in-others-steady "
                         "w0) " +
                         is_party("v0", "w0") + "))");
  for (const auto& [field, sort] : records_.at("Census")) {
    text +=
        given(fmt::format("(=> (and (not (= (others-steady o0) none)) (in-{0} w0)) "
                          "(not (= ({0} o0) none)))",
                          field));
  }
  return text;
}

// Of two calls of a kind that counts, about the same party or VC, one is replaced.
std::string InductionClaims::newest_is_unique(const char* call, bool of_other) const {
  return given(
      fmt::format("(=> (and (busy s0) (mine s0) ({1} (top s0)) (= (of {0}) (top "
                  "s0))) (or (stale {0}) (stale t0)))",
                  call, of_other ? "counts-for-vc" : "counts"));
}

std::string InductionClaims::lawful() const {
  std::string text = "(and true";
  for (const Check& check : specification_.checks()) {
    if (check.severity != Severity::Error) continue;
    text += fmt::format(" ({} v0 p0 o0 e0)", check.function);
  }
  return text + ")";
}

std::vector<Claim> InductionClaims::structure() const {
  std::vector<Claim> claims;
  const std::string before =
      given(all(Topic::Vc, "v0 c l")) +
      given("(=> (not (or of-vc of-new)) " + is_party("v0", "p0") + ")");
  const auto add = [&claims](const std::string& assumed, const char* formula,
                             const char* fear) {
    claims.push_back({kStructure, assumed + denied(formula), fear});
  };
  add("", "(=> leaves (mine s0))", "a call returns that is about another party");
  add("", "(=> inside-ndis (mine s0))", "NDIS passes a call on to another party");
  add(beside() + given("(not (or of-vc of-new))") + given("(party-ended p0)"),
      "(party-ended p1)", "a party comes back that has ended");
  add(before + given("(starts a0 NdisClMakeCall)"), "(taken-up v0 p0 e0)",
      "a call is made on a VC that has one");
  add(beside() + given("(and (call-ends v0 e0) (not skipped))"),
      "(= (c-phase v1) no-call)", "a call ends that the client still has");
  add(beside() + given("(and (vc-ends v0 e0) (not skipped))"), "(deleted v1)",
      "a VC ends that is not deleted");
  return claims;
}

std::vector<Claim> InductionClaims::keeping() const {
  const std::string q_is_party = given(is_party("v0", "q0"));
  const std::string of_party = given("(not of-vc)");
  const std::string others_call =
      given("(or (= q0 party-initial) (and " + is_party("v0", "q0") + "))") + counted();
  const std::string beside_top =
      given("(=> (busy s0) " + all(Topic::Calls, "f0 t0") + ")");
  // f0 is inside a call to NDIS, and that is about the same party.
  const std::string chain = given("(and (covered outer) (not (is-drivers (of outer))))") +
                            given("(=> (stale f0) (stale outer))") +
                            given(all(Topic::Nested, "outer f0")) + beside_top;
  // The call that is come back to.
  const std::string comes_back =
      given(
          "(and leaves (covered outer) (not (is-drivers (of outer))) "
          "(= (of outer) (caller s0)))") +
      (chain_ ? given("(=> skipped (stale outer))") : "") +
      given(is_call("p0", "outer")) + given(all(Topic::Nested, "outer t0"));
  std::string rest = Script("", "", records_).record("o2", "Census") +
                     Script("", "", records_).record("o3", "Census");
  for (const auto& [field, sort] : records_.at("Census")) {
    // Of q0's view before and after, and of p0's: the same others, and each other.
    rest += fmt::format(
        "(declare-const |r.{0}| Int)(assert (>= |r.{0}| 0))"
        "(assert (= ({0} o0) (amount (+ |r.{0}| (ite (in-{0} q0) 1 0)))))"
        "(assert (= ({0} o2) (amount (+ |r.{0}| (ite (and (not of-vc) (not of-new) "
        "(in-{0} p0)) 1 0)))))"
        "(assert (= ({0} o3) (amount (+ |r.{0}| (ite (and (not of-vc) (in-{0} p1)) 1 "
        "0)))))",
        field);
  }
  const std::string stays = "(or (stale {0}) (and (replaces v0 p0 e0 a0 {0}){1}))";
  const auto stale = [&](const char* call, bool of_other) {
    return fmt::format(fmt::runtime(stays), call,
                       of_other ? " (counts-for-vc (calls a0))" : "");
  };
  std::vector<Claim> claims;
  claims.push_back({kChain, given("inside-ndis") + given("(counts (calls a0))") +
                                given("(not (taken-up v0 p0 e0))") +
                                denied("(stale t0)")});
  for (const bool of_other : {false, true}) {
    const std::string about = of_other ? "q0" : "p0";
    claims.push_back({kChain, chain + newest_is_unique("f0", of_other) +
                                  newest_is_unique("outer", of_other) +
                                  (of_other ? others_call : given("(not of-new)")) +
                                  given(is_call(about, "f0")) +
                                  given(is_call(about, "outer")) +
                                  denied("(=> " + stale("f0", of_other) + " " +
                                         stale("outer", of_other) + ")")});
  }
  for (std::size_t i = 0; i < invariants_.size(); ++i) {
    const Invariant& invariant = invariants_[i];
    if (!invariant.stands) continue;
    const auto add = [&](const std::string& assumed, const std::string& arguments) {
      claims.push_back(
          {i, assumed + denied(fmt::format("({} {})", invariant.name, arguments))});
    };
    switch (invariant.topic) {
      case Topic::Vc: add("", "v1 c l1"); break;
      case Topic::Party:
        add(of_party + witness(), "v1 p1");
        add(q_is_party + counted(), "v1 q0");
        break;
      case Topic::Pair: add(of_party + q_is_party + counted(), "p1 q0"); break;
      case Topic::Crowd:
        add(of_party + witness(), "v1 p1 o0");
        add(q_is_party + counted() + witness() + rest +
                given(all(Topic::Crowd, "v0 q0 o2")),
            "v1 q0 o3");
        break;
      case Topic::Call:
        add(given("(not leaves)") + witness(), "v1 p2 (opened v0 p0 e0 a0) c");
        add(given("(and (not leaves) (busy s0) (mine s0))"),
            "v1 p2 (top-after v0 p0 e0 a0 t0) c");
        add(given("(not of-new)") + newest_is_unique("f0", false) + beside_top +
                given(is_call("p0", "f0")),
            "v1 p2 (open-after v0 p0 e0 a0 f0) c");
        add(newest_is_unique("f0", true) + beside_top + given(is_call("q0", "f0")) +
                others_call,
            "v1 q0 (other-after v0 p0 e0 a0 f0) c");
        add(comes_back + witness(), "v1 p2 (revealed a0 outer) c");
        break;
      case Topic::Calls:
        add(given("(not leaves)") + given(is_call("q0", "f0")) + others_call,
            "f0 (opened v0 p0 e0 a0)");
        break;
      case Topic::Nested: add(given("inside-ndis"), "t0 (opened v0 p0 e0 a0)"); break;
    }
  }
  return claims;
}

std::vector<Claim> InductionClaims::rules(const std::string& assumed) const {
  std::vector<Claim> claims;
  for (const std::uint16_t check : options_.checks) {
    claims.push_back(
        {check, assumed + denied(fmt::format("({} v0 p0 o0 e0)",
                                             specification_.checks()[check].function))});
  }
  return claims;
}

Script InductionClaims::endings() const {
  Script script("endings", text_, records_);
  script.constant("v0", "Vc").constant("p0", "Party").constant("o0", "Census");
  script.constant("e0", "Event").constant("q0", "Party").constant("f0", "Open");
  script.add("(declare-const c Bool)(declare-const l Medium)");
  const auto after = [](const std::string& f) {
    return fmt::format("({}-after v0 p0 o0 e0)", f);
  };
  script.defined("v1", "Vc", after).defined("p1", "Party", after);
  return script.assert_that(
      "(= e0 (event |e0.function| enter role-unknown NdisCm unlogged data-unlogged "
      "size-unlogged irql-unlogged medium-unknown unnamed (ite (= p0 party-initial) "
      "unnamed named) unnamed no-echo no-echo inside-none about-none false true false "
      "false alive-none))");
}

std::string InductionClaims::derived(const char* event, const char* when) const {
  return given(fmt::format("(= |e0.function| {})", event)) + given(when) +
         given(all(Topic::Vc, "v0 c l")) +
         given("(or (= p0 party-initial) " + is_party("v0", "p0") + ")");
}

std::vector<Claim> InductionClaims::keeping_at_endings() const {
  std::vector<Claim> claims;
  // Whoever is left when the VC is deleted has ended.
  claims.push_back({kStructure,
                    derived("vc-deleted", "(deleted v0)") +
                        given("(not (= p0 party-initial))") + denied("(party-ended p1)"),
                    "a party is still there when the VC is deleted"});
  for (std::size_t i = 0; i < invariants_.size(); ++i) {
    const Invariant& invariant = invariants_[i];
    if (!invariant.stands) continue;
    if (invariant.topic == Topic::Vc) {  // the beginning
      claims.push_back(
          {i, given("(or (= l medium-unknown) (= l (ite c medium-carries "
                    "medium-refuses)))") +
                  denied(fmt::format("({} vc-initial c l)", invariant.name))});
    }
    for (const auto& ending : {derived("call-closed", "(= (c-phase v0) no-call)"),
                               derived("vc-deleted", "(deleted v0)")}) {
      const auto add = [&](const std::string& assumed, const std::string& arguments) {
        claims.push_back(
            {i, ending + assumed +
                    denied(fmt::format("({} {})", invariant.name, arguments))});
      };
      const std::string is_one = given("(not (= p0 party-initial))");
      const std::string q_is_party = given(is_party("v0", "q0"));
      switch (invariant.topic) {
        case Topic::Vc: add("", "v1 c l"); break;
        case Topic::Party:
          add(is_one, "v1 p1");
          add(q_is_party, "v1 q0");
          break;
        case Topic::Pair:
          add(is_one + q_is_party + given(all(Topic::Pair, "p0 q0")), "p1 q0");
          break;
        case Topic::Crowd:
          // Nobody is being dropped who could still be in doubt.
          add(is_one, "v1 p1 o0");
          add(q_is_party + given(all(Topic::Crowd, "v0 q0 o0")), "v1 q0 o0");
          break;
        case Topic::Call:
          add(given(is_call("p0", "f0")), "v1 (ite (= p0 party-initial) p0 p1) f0 c");
          add(given("(or (= q0 party-initial) " + is_party("v0", "q0") + ")") +
                  given(is_call("q0", "f0")),
              "v1 q0 f0 c");
          break;
        case Topic::Calls:
        case Topic::Nested: break;  // about calls alone
      }
    }
  }
  return claims;
}

}  // namespace condis
