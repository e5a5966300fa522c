// The claims of a proof by induction, as text: which step an actor makes, what is assumed
// of the state before it, and what must hold after it. See model/induction.h; what the
// invariants are about, and how open calls change, is in specs/24-invariants.smt2.
//
// In the scripts: the VC before and after a step, the party that it is about, and those
// it is not about.
//   v0 v1  p0 p1  o0   VC, party and census of the others; e0 the event, a0 the act
//   q0 r               another party; how many there are besides both, in integers
//   t0 f0 outer        the call the act is made in; any other; one that f0 or t0 is in
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "model/induction.h"
#include "model/proof_script.h"

namespace condis {

// What an invariant is about, as its name says, and what it is applied to.
enum class Topic : std::uint8_t { Vc, Party, Pair, Crowd, Call, Calls, Nested };

struct Invariant {
  std::string name;
  Topic topic = Topic::Vc;
  bool stands = true;  // as far as is known
};

// A claim is proved by showing that its assertions cannot hold together.
struct Claim {
  std::size_t subject = 0;  // of invariants(), a check, or one of the two below
  std::string assertions;
  const char* fear = "";  // kStructure: what may come about if it does not hold
};

class InductionClaims {
 public:
  static constexpr std::size_t kStructure = ~std::size_t{0};  // what must hold
  // A call inside one that was replaced is one that was replaced.
  static constexpr std::size_t kChain = kStructure - 1;

  // All must outlive it. Throws z3::exception for a specification without invariants.
  InductionClaims(const Specification& specification, const InductionOptions& options);

  // In the order of the specification. Claims are about those that stand.
  std::vector<Invariant>& invariants() { return invariants_; }
  // Whether kChain is assumed.
  bool& chain() { return chain_; }

  // Any step of an actor; what may be assumed of it once structure() is proved; and that
  // it breaks no rule of severity error: a run is followed up to the first that it
  // breaks, as exploring does, for what comes of a mistake is held against nobody.
  Script steps_of(Actor actor) const;
  std::string beside() const;
  std::string lawful() const;
  // What the assumptions rest on, and every invariant after the step.
  std::vector<Claim> structure() const;
  std::vector<Claim> keeping() const;
  // If others are surely connected, one of them is at hand.
  std::string witness() const;

  // What falls due when a call or a VC ends, for each party and for the VC.
  Script endings() const;
  std::string derived(const char* event, const char* when) const;
  std::vector<Claim> keeping_at_endings() const;

  // That the step breaks none of the checks asked for.
  std::vector<Claim> rules(const std::string& assumed) const;

  // returns_claims.cpp. That the returns of specs/23-reduction.smt2 can be put first: a
  // return alone is possible, whatever the others do, and leaves alone what they see;
  // there is nothing else to do (about steps_of); and whether it comes before or after an
  // act of another thread, or an ending, makes no difference.
  Script returns_of(Actor actor) const;
  std::vector<Claim> returning(Actor actor) const;
  std::vector<Claim> returning_only() const;
  Script beside_return(Script script, bool acts) const;
  std::vector<Claim> order(const std::string& assumed, std::optional<Actor> actor) const;

 private:
  std::string same_fields(const char* sort, const char* one, const char* other,
                          const std::set<std::string_view>& besides) const;
  void add_return(Script& script, const char* scene, const char* event,
                  const char* call) const;
  void add_after_return(Script& script, const char* vc, const char* party,
                        const char* vc_before, const char* party_before,
                        const char* scene, const char* event) const;
  // All invariants of a kind that stand, applied to these arguments.
  std::string all(Topic topic, std::string_view arguments) const;
  std::string is_party(std::string_view vc, std::string_view party) const;
  std::string is_call(std::string_view party, std::string_view call) const;
  Script script_of(Actor actor, const char* prefix) const;
  std::string counted() const;
  std::string newest_is_unique(const char* call, bool of_other) const;

  const Specification& specification_;
  const InductionOptions& options_;
  std::vector<Invariant> invariants_;
  bool chain_ = true;
  std::string text_;
  std::map<std::string, Fields> records_;
};

}  // namespace condis
