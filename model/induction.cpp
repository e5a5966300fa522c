#include "model/induction.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "model/smt.h"

namespace condis {
namespace {

// What an invariant is about, as its name says, and what it is applied to.
enum class About : std::uint8_t { Vc, Party, Pair, Crowd, Call, Calls, Nested };
constexpr std::array<std::string_view, 7> kAbout = {"vc-",   "party-", "pair-",  "crowd-",
                                                    "call-", "calls-", "nested-"};

struct Invariant {
  std::string name;
  About about = About::Vc;
  bool stands = true;  // as far as is known
};

// In the order of the specification.
std::vector<Invariant> invariants_of(const Specification& specification) {
  constexpr std::string_view kDefinition = "\n(define-fun inv-";
  std::vector<Invariant> found;
  for (const SpecificationText& file : specification.texts()) {
    const std::string_view text = file.text;
    for (std::size_t at = text.find(kDefinition); at != std::string_view::npos;
         at = text.find(kDefinition, at + 1)) {
      const std::string_view name = text.substr(at + kDefinition.size());
      for (std::size_t i = 0; i < kAbout.size(); ++i) {
        if (!name.starts_with(kAbout[i])) continue;
        found.push_back({fmt::format("inv-{}", name.substr(0, name.find_first_of(" \n"))),
                         static_cast<About>(i)});
      }
    }
  }
  return found;
}

// The fields of a record: their names and sorts.
using Fields = std::vector<std::pair<std::string, std::string>>;

std::map<std::string, Fields> records_of(const std::string& text) {
  z3::context z3;
  const z3::expr_vector all = z3.parse_string(
      (text + "(declare-fun |records| (Vc Party Census Scene Act Event Open) Bool)"
              "(declare-const v Vc)(declare-const p Party)(declare-const o Census)"
              "(declare-const s Scene)(declare-const a Act)(declare-const e Event)"
              "(declare-const f Open)(assert (|records| v p o s a e f))")
          .c_str());
  std::map<std::string, Fields> records;
  const z3::expr record = all[static_cast<int>(all.size()) - 1];
  for (unsigned i = 0; i < record.num_args(); ++i) {
    const z3::sort sort = record.arg(i).get_sort();
    Fields fields;
    for (const z3::func_decl& field : smt::RecordSort::of(sort).fields) {
      fields.emplace_back(field.name().str(), field.range().name().str());
    }
    records[sort.name().str()] = std::move(fields);
  }
  return records;
}

// A claim is proved by showing that its assertions cannot hold together.
struct Claim {
  std::size_t subject = 0;  // an invariant, a check, or one of those of Proof
  std::string assertions;
  const char* fear = "";  // kStructure: what may come about if it does not hold
};

// Text for a solver: declarations and assertions, then claims one by one.
class Script {
 public:
  Script(std::string name, std::string text, const std::map<std::string, Fields>& records)
      : name_(std::move(name)), text_(std::move(text)), records_(records) {}

  const std::string& name() const { return name_; }
  const std::string& text() const { return text_; }
  Script& add(const std::string& line) {
    text_ += line + '\n';
    return *this;
  }
  Script& assert_that(const std::string& formula) {
    return add("(assert " + formula + ")");
  }
  // A record of this name, each field of it a constant.
  Script& constant(const std::string& name, const std::string& sort) {
    return add(record(name, sort));
  }
  std::string record(const std::string& name, const std::string& sort) const;
  // Likewise, each field being what `value` says of it.
  template <class Value>
  Script& defined(const std::string& name, const std::string& sort, Value value) {
    constant(name, sort);
    for (const auto& field : records_.at(sort)) {
      assert_that(fmt::format("(= |{}.{}| {})", name, field.first, value(field.first)));
    }
    return *this;
  }
  const Fields& fields(const std::string& sort) const { return records_.at(sort); }

 private:
  std::string name_;
  std::string text_;
  const std::map<std::string, Fields>& records_;
};

std::string Script::record(const std::string& name, const std::string& sort) const {
  std::string declarations, arguments;
  for (const auto& [field, of] : records_.at(sort)) {
    declarations += fmt::format("(declare-const |{}.{}| {})", name, field, of);
    arguments += fmt::format(" |{}.{}|", name, field);
  }
  std::string constructor = sort;
  constructor[0] = static_cast<char>(constructor[0] - 'A' + 'a');
  return fmt::format("{}(define-fun {} () {} ({}{}))", declarations, name, sort,
                     constructor, arguments);
}

std::string denied(const std::string& formula) {
  return "(assert (not " + formula + "))";
}
std::string given(const std::string& formula) {
  return "(assert " + formula + ")";
}

class Z3 {
 public:
  // The solver's answers, a line each. Throws std::runtime_error for text it rejects.
  std::string eval(const std::string& text) {
    std::string answer = Z3_eval_smtlib2_string(context_, text.c_str());
    if (answer.find("(error") != std::string::npos) {
      throw std::runtime_error("the proof cannot be written down: " + answer);
    }
    return answer;
  }

 private:
  z3::context context_;
};

// In the scripts: the VC before and after a step, the party that it is about, and those
// it is not about.
//   v0 v1  p0 p1  o0   VC, party and census of the others; e0 the event, a0 the act
//   q0 r               another party; how many there are besides both, in integers
//   t0 f0 outer        the call the act is made in; any other; one that f0 or t0 is in
class Proof {
 public:
  Proof(const Specification& specification, const InductionOptions& options)
      : specification_(specification),
        options_(options),
        invariants_(invariants_of(specification)) {
    for (const SpecificationText& file : specification.texts()) {
      text_ += file.text + "\n";
    }
    records_ = records_of(text_);
  }

  Induction run();

 private:
  static constexpr std::size_t kStructure = ~std::size_t{0};  // what must hold
  // A call inside one that was replaced is one that was replaced.
  static constexpr std::size_t kChain = kStructure - 1;

  // All invariants of a kind that stand, applied to these arguments.
  std::string all(About about, std::string_view arguments) const {
    std::string text = "(and true";
    for (const Invariant& invariant : invariants_) {
      if (invariant.about == about && invariant.stands) {
        text += fmt::format(" ({} {})", invariant.name, arguments);
      }
    }
    return text + ")";
  }
  std::string is_party(std::string_view vc, std::string_view party) const {
    return all(About::Party, fmt::format("{} {}", vc, party));
  }
  std::string is_call(std::string_view party, std::string_view call) const {
    return all(About::Call, fmt::format("v0 {} {} c", party, call));
  }

  Script steps_of(Actor actor) const;
  Script endings() const;
  std::string counted() const;
  std::string witness() const;
  std::string newest_is_unique(const char* call, bool of_other) const;
  std::string beside() const;
  std::string lawful() const;
  std::vector<Claim> structure() const;
  std::vector<Claim> keeping() const;
  std::vector<Claim> keeping_at_endings() const;
  std::vector<Claim> rules(const std::string& assumed) const;
  std::string derived(const char* event, const char* when) const;

  // Which of these claims hold; nothing if it was stopped.
  std::optional<std::vector<bool>> ask(const Script& script,
                                       const std::vector<Claim>& claims);
  bool establish_invariants();
  void decide_rules();
  void certify(const Script& script, const std::vector<Claim>& claims);

  const Specification& specification_;
  const InductionOptions& options_;
  std::vector<Invariant> invariants_;
  bool chain_ = true;  // kChain, as far as is known
  std::string text_;
  std::map<std::string, Fields> records_;
  std::size_t asked_ = 0;
  Induction result_;
};

constexpr std::array<Actor, kActorCount> kActors = {Actor::Client, Actor::Manager,
                                                    Actor::Ndis};
constexpr std::array<const char*, kActorCount> kActorNames = {"client", "manager",
                                                              "ndis"};

// One step of an actor from a state in which the invariants hold.
Script Proof::steps_of(Actor actor) const {
  const auto number = static_cast<std::size_t>(actor);
  const std::string name = kActorNames[number];
  const std::optional<SpecificationText> driver =
      actor == Actor::Client    ? options_.behaviours.client.text
      : actor == Actor::Manager ? options_.behaviours.manager.text
                                : std::nullopt;
  Script script(name, text_ + (driver ? driver->text + "\n" : ""), records_);
  script.constant("v0", "Vc").constant("p0", "Party").constant("o0", "Census");
  script.constant("s0", "Scene").constant("a0", "Act").constant("q0", "Party");
  script.constant("f0", "Open").constant("outer", "Open");
  script.defined("e0", "Event",
                 [](const auto& f) { return fmt::format("({} (event-of s0 a0))", f); });
  // The return of a call that was replaced by a newer one changes nothing.
  script.add("(declare-const skipped Bool)");
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
          "(inner s0) skipped false))")
      .add("(define-fun leaves () Bool (= (side a0) return))")
      .add("(define-fun of-vc () Bool (concerns-vc a0))")
      .add("(define-fun of-new () Bool (brings-party a0))")
      .add(
          "(define-fun inside-ndis () Bool (and (not leaves) (busy s0) "
          "(not (is-drivers (top s0)))))")
      .add("(define-fun p2 () Party (ite of-vc party-initial p1))");
  // What acts there are, and what a thread looks like: see Stage.
  script.assert_that("(=> skipped leaves)")
      .assert_that("(=> leaves (and (busy s0) (= (calls a0) (top s0))))")
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

// What is assumed of every step once structure() is proved.
std::string Proof::beside() const {
  return given("(=> leaves (mine s0))") + given("(=> inside-ndis (mine s0))") +
         given(all(About::Vc, "v0 c l")) +
         given("(=> (not (or of-vc of-new)) " + is_party("v0", "p0") + ")") +
         given("(=> (and (busy s0) (mine s0)) " + is_call("p0", "t0") + ")") +
         given("(=> (not (or of-vc of-new)) " + all(About::Crowd, "v0 p0 o0") + ")");
}

// Party q0 is one of the others.
std::string Proof::counted() const {
  std::string text;
  for (const auto& [field, sort] : records_.at("Census")) {
    text += given(fmt::format("(=> (in-{0} q0) (not (= ({0} o0) none)))", field));
  }
  return text + given("(=> (not (or of-vc of-new)) " + all(About::Pair, "p0 q0") + ")");
}

// If others are surely connected, one of them is at hand.
std::string Proof::witness() const {
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
std::string Proof::newest_is_unique(const char* call, bool of_other) const {
  return given(
      fmt::format("(=> (and (busy s0) (mine s0) ({1} (top s0)) (= (of {0}) (top "
                  "s0))) (or (stale {0}) (stale t0)))",
                  call, of_other ? "counts-for-vc" : "counts"));
}

// A run is followed up to the first rule of severity error that it breaks, as exploring
// does: what comes of a mistake is held against nobody.
std::string Proof::lawful() const {
  std::string text = "(and true";
  for (const Check& check : specification_.checks()) {
    if (check.severity != Severity::Error) continue;
    text += fmt::format(" ({} v0 p0 o0 e0)", check.function);
  }
  return text + ")";
}

// What the assumptions themselves rest on.
std::vector<Claim> Proof::structure() const {
  std::vector<Claim> claims;
  const std::string before =
      given(all(About::Vc, "v0 c l")) +
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

// Every invariant holds after the step if all held before.
std::vector<Claim> Proof::keeping() const {
  const std::string q_is_party = given(is_party("v0", "q0"));
  const std::string of_party = given("(not of-vc)");
  const std::string others_call =
      given("(or (= q0 party-initial) (and " + is_party("v0", "q0") + "))") + counted();
  const std::string beside_top =
      given("(=> (busy s0) " + all(About::Calls, "f0 t0") + ")");
  // f0 is inside a call to NDIS, and that is about the same party.
  const std::string chain = given("(and (covered outer) (not (is-drivers (of outer))))") +
                            given("(=> (stale f0) (stale outer))") +
                            given(all(About::Nested, "outer f0")) + beside_top;
  // The call that is come back to.
  const std::string comes_back =
      given(
          "(and leaves (covered outer) (not (is-drivers (of outer))) "
          "(= (of outer) (caller s0)))") +
      (chain_ ? given("(=> skipped (stale outer))") : "") +
      given(is_call("p0", "outer")) + given(all(About::Nested, "outer t0"));
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
    switch (invariant.about) {
      case About::Vc: add("", "v1 c l1"); break;
      case About::Party:
        add(of_party + witness(), "v1 p1");
        add(q_is_party + counted(), "v1 q0");
        break;
      case About::Pair: add(of_party + q_is_party + counted(), "p1 q0"); break;
      case About::Crowd:
        add(of_party + witness(), "v1 p1 o0");
        add(q_is_party + counted() + witness() + rest +
                given(all(About::Crowd, "v0 q0 o2")),
            "v1 q0 o3");
        break;
      case About::Call:
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
      case About::Calls:
        add(given("(not leaves)") + given(is_call("q0", "f0")) + others_call,
            "f0 (opened v0 p0 e0 a0)");
        break;
      case About::Nested: add(given("inside-ndis"), "t0 (opened v0 p0 e0 a0)"); break;
    }
  }
  return claims;
}

std::vector<Claim> Proof::rules(const std::string& assumed) const {
  std::vector<Claim> claims;
  for (const std::uint16_t check : options_.checks) {
    claims.push_back(
        {check, assumed + denied(fmt::format("({} v0 p0 o0 e0)",
                                             specification_.checks()[check].function))});
  }
  return claims;
}

// What is due when a call or a VC ends, for each of the parties and for the VC.
Script Proof::endings() const {
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

std::string Proof::derived(const char* event, const char* when) const {
  return given(fmt::format("(= |e0.function| {})", event)) + given(when) +
         given(all(About::Vc, "v0 c l")) +
         given("(or (= p0 party-initial) " + is_party("v0", "p0") + ")");
}

std::vector<Claim> Proof::keeping_at_endings() const {
  std::vector<Claim> claims;
  // Whoever is left when the VC is deleted has ended.
  claims.push_back({kStructure,
                    derived("vc-deleted", "(deleted v0)") +
                        given("(not (= p0 party-initial))") + denied("(party-ended p1)"),
                    "a party is still there when the VC is deleted"});
  for (std::size_t i = 0; i < invariants_.size(); ++i) {
    const Invariant& invariant = invariants_[i];
    if (!invariant.stands) continue;
    if (invariant.about == About::Vc) {  // the beginning
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
      switch (invariant.about) {
        case About::Vc: add("", "v1 c l"); break;
        case About::Party:
          add(is_one, "v1 p1");
          add(q_is_party, "v1 q0");
          break;
        case About::Pair:
          add(is_one + q_is_party + given(all(About::Pair, "p0 q0")), "p1 q0");
          break;
        case About::Crowd:
          // Nobody is being dropped who could still be in doubt.
          add(is_one, "v1 p1 o0");
          add(q_is_party + given(all(About::Crowd, "v0 q0 o0")), "v1 q0 o0");
          break;
        case About::Call:
          add(given(is_call("p0", "f0")), "v1 (ite (= p0 party-initial) p0 p1) f0 c");
          add(given("(or (= q0 party-initial) " + is_party("v0", "q0") + ")") +
                  given(is_call("q0", "f0")),
              "v1 q0 f0 c");
          break;
        case About::Calls:
        case About::Nested: break;  // about calls alone
      }
    }
  }
  return claims;
}

std::optional<std::vector<bool>> Proof::ask(const Script& script,
                                            const std::vector<Claim>& claims) {
  Z3 z3;
  z3.eval("(set-option :timeout 20000)\n" + script.text());
  std::vector<bool> holds;
  for (const Claim& claim : claims) {
    if (options_.stop != nullptr && *options_.stop) return std::nullopt;
    const std::string answer =
        z3.eval("(push 1)\n" + claim.assertions + "(check-sat)\n(pop 1)\n");
    holds.push_back(answer.starts_with("unsat"));
    ++asked_;
    if (options_.progress) options_.progress(asked_);
  }
  return holds;
}

// Leaves out what does not hold, until the rest does.
bool Proof::establish_invariants() {
  for (bool again = true; again;) {
    again = false;
    std::vector<std::size_t> fallen;
    result_.certificate.clear();
    result_.claims = 0;
    const auto judge = [&](const Script& script, const std::vector<Claim>& claims) {
      const auto holds = ask(script, claims);
      if (!holds) {
        result_.why_not = "it was interrupted";
        return false;
      }
      for (std::size_t i = 0; i < claims.size(); ++i) {
        if ((*holds)[i]) continue;
        if (claims[i].subject == kStructure) {
          result_.why_not =
              fmt::format("it cannot be ruled out that {}, which every proof rests on",
                          claims[i].fear);
          return false;
        }
        if (claims[i].subject == kChain) {
          again = again || chain_;
          chain_ = false;
        } else {
          fallen.push_back(claims[i].subject);
        }
      }
      certify(script, claims);
      return true;
    };
    Script ends = endings();
    if (!judge(ends.assert_that(lawful()), keeping_at_endings())) return false;
    for (const Actor actor : kActors) {
      Script script = steps_of(actor);
      script.assert_that("(or skipped " + lawful() + ")");
      if (!judge(script, structure())) return false;
      script.add(beside());
      if (!judge(script, keeping())) return false;
    }
    for (const std::size_t invariant : fallen) {
      again = again || invariants_[invariant].stands;
      invariants_[invariant].stands = false;
    }
  }
  return true;
}

void Proof::certify(const Script& script, const std::vector<Claim>& claims) {
  result_.claims += claims.size();
  std::string text = "(set-logic ALL)\n" + script.text();
  for (const Claim& claim : claims) {
    text += "(push 1)\n" + claim.assertions +
            "\n(set-info :status unsat)(check-sat)\n(pop 1)\n";
  }
  result_.certificate.push_back(
      {fmt::format("{}-{}.smt2", result_.certificate.size() + 1, script.name()),
       std::move(text)});
}

void Proof::decide_rules() {
  std::vector<bool> broken(specification_.checks().size());
  std::vector<bool> due(specification_.checks().size());
  const auto judge = [&](const Script& script, const std::vector<Claim>& claims,
                         std::vector<bool>& wrong) {
    const auto holds = ask(script, claims);
    if (!holds) {
      result_.why_not = "it was interrupted";
      return false;
    }
    std::vector<Claim> proved;
    for (std::size_t i = 0; i < claims.size(); ++i) {
      if ((*holds)[i]) {
        proved.push_back(claims[i]);
      } else {
        wrong[claims[i].subject] = true;
      }
    }
    certify(script, proved);
    return true;
  };
  for (const Actor actor : kActors) {
    Script script = steps_of(actor);
    script.add(beside());
    if (!judge(script, rules(given("(not skipped)") + witness()), broken)) return;
  }
  const Script script = endings();
  if (!judge(script, rules(derived("call-closed", "(= (c-phase v0) no-call)")), broken) ||
      !judge(script, rules(derived("vc-deleted", "(deleted v0)")), broken) ||
      !judge(script, rules(derived("recording-ends", "(not (deleted v0))")), due)) {
    return;
  }
  for (const std::uint16_t check : options_.checks) {
    if (broken[check]) continue;
    result_.proved.push_back(check);
    if (due[check]) result_.end_is_due.push_back(check);
  }
}

Induction Proof::run() {
  if (establish_invariants()) decide_rules();
  for (const Invariant& invariant : invariants_) {
    (invariant.stands ? result_.invariants : result_.left_out).push_back(invariant.name);
  }
  return std::move(result_);
}

}  // namespace

Induction prove_by_induction(const Specification& specification,
                             const InductionOptions& options) {
  return Proof(specification, options).run();
}

}  // namespace condis
