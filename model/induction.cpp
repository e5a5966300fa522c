#include "model/induction.h"

#include <fmt/format.h>

#include <array>
#include <optional>
#include <utility>

#include "model/induction_claims.h"

namespace condis {
namespace {

constexpr std::array<Actor, kActorCount> kActors = {Actor::Client, Actor::Manager,
                                                    Actor::Ndis};

class Proof {
 public:
  Proof(const Specification& specification, const InductionOptions& options)
      : checks_(specification.checks().size()),
        options_(options),
        claims_(specification, options) {}

  Induction run();

 private:
  // Which of these claims hold; nothing if it was stopped.
  std::optional<std::vector<bool>> ask(const Script& script,
                                       const std::vector<Claim>& claims);
  bool establish_invariants();
  void decide_rules();
  void decide_returns();
  void certify(const Script& script, const std::vector<Claim>& claims);

  std::size_t checks_;  // of the specification
  const InductionOptions& options_;
  InductionClaims claims_;
  std::size_t asked_ = 0;
  Induction result_;
};

std::optional<std::vector<bool>> Proof::ask(const Script& script,
                                            const std::vector<Claim>& claims) {
  Z3Session z3;
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
        if (claims[i].subject == InductionClaims::kStructure) {
          result_.why_not =
              fmt::format("it cannot be ruled out that {}, which every proof rests on",
                          claims[i].fear);
          return false;
        }
        if (claims[i].subject == InductionClaims::kChain) {
          again = again || claims_.chain();
          claims_.chain() = false;
        } else {
          fallen.push_back(claims[i].subject);
        }
      }
      certify(script, claims);
      return true;
    };
    Script ends = claims_.endings();
    if (!judge(ends.assert_that(claims_.lawful()), claims_.keeping_at_endings()))
      return false;
    for (const Actor actor : kActors) {
      Script script = claims_.steps_of(actor);
      script.assert_that("(or skipped " + claims_.lawful() + ")");
      if (!judge(script, claims_.structure())) return false;
      script.add(claims_.beside());
      if (!judge(script, claims_.keeping())) return false;
    }
    for (const std::size_t invariant : fallen) {
      again = again || claims_.invariants()[invariant].stands;
      claims_.invariants()[invariant].stands = false;
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
  std::vector<bool> broken(checks_);
  std::vector<bool> due(checks_);
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
    Script script = claims_.steps_of(actor);
    script.add(claims_.beside());
    if (!judge(script, claims_.rules(given("(not skipped)") + claims_.witness()), broken))
      return;
  }
  const Script script = claims_.endings();
  if (!judge(script,
             claims_.rules(claims_.derived("call-closed", "(= (c-phase v0) no-call)")),
             broken) ||
      !judge(script, claims_.rules(claims_.derived("vc-deleted", "(deleted v0)")),
             broken) ||
      !judge(script,
             claims_.rules(claims_.derived("recording-ends", "(not (deleted v0))")),
             due)) {
    return;
  }
  for (const std::uint16_t check : options_.checks) {
    if (broken[check]) continue;
    result_.proved.push_back(check);
    if (due[check]) result_.end_is_due.push_back(check);
  }
}

void Proof::decide_returns() {
  std::string& why = result_.why_not;
  if (have_marks(options_.behaviours)) {
    why = "a driver has a variable of its own, which may tell of other threads' returns";
    return;
  }
  const auto judge = [&](const Script& script, const std::vector<Claim>& claims) {
    if (!why.empty()) return;
    const auto holds = ask(script, claims);
    if (!holds) {
      why = "it was interrupted";
      return;
    }
    for (std::size_t i = 0; i < claims.size() && why.empty(); ++i) {
      if (!(*holds)[i]) why = claims[i].fear;
    }
    if (why.empty()) certify(script, claims);
  };
  for (const Actor actor : kActors) {
    judge(claims_.returns_of(actor), claims_.returning(actor));
    const Script script = claims_.steps_of(actor);
    judge(script, claims_.returning_only());
    judge(claims_.beside_return(script, true), claims_.order(claims_.beside(), actor));
  }
  const Script script = claims_.beside_return(claims_.endings(), false);
  for (const auto& ending : {claims_.derived("call-closed", "(= (c-phase v0) no-call)"),
                             claims_.derived("vc-deleted", "(deleted v0)")}) {
    judge(script, claims_.order(ending, std::nullopt));
  }
}

Induction Proof::run() {
  if (establish_invariants()) {
    if (options_.returns) {
      decide_returns();
    } else {
      decide_rules();
    }
  }
  for (const Invariant& invariant : claims_.invariants()) {
    (invariant.stands ? result_.invariants : result_.left_out).push_back(invariant.name);
  }
  return std::move(result_);
}

}  // namespace

Result<Induction> prove_by_induction(const Specification& specification,
                                     const InductionOptions& options) {
  try {
    return Proof(specification, options).run();
  } catch (const z3::exception& rejected) {
    return Diagnostic{
        "specification", "its invariants cannot be used", rejected.msg(),
        "specs/24-invariants.smt2 says what they look like; a specification "
        "without them cannot be proved"};
  }
}

}  // namespace condis
