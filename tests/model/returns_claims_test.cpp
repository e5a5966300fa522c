// That returns can be put first: proved of conforming drivers; not of returns that others
// can see, of threads that have a choice, nor of drivers that look at other threads.
#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <string>

#include "model/induction.h"
#include "tests/whole_specification.h"

namespace condis::test {
namespace {

Induction returns_with(const Specification& specification,
                       const Behaviours& behaviours = {}) {
  InductionOptions options;
  options.behaviours = behaviours;
  options.returns = true;
  return *prove_by_induction(specification, options);
}

// The specification with something else in the place of a word of the reduction.
Induction returns_if(const std::string& word, const std::string& instead) {
  std::vector<SpecificationText> texts = whole_specification().texts();
  const auto reduction = std::find_if(texts.begin(), texts.end(), [](const auto& text) {
    return text.name.find("23-") != std::string::npos;
  });
  REQUIRE(reduction != texts.end());
  const std::size_t at = reduction->text.find(word);
  REQUIRE(at != std::string::npos);
  reduction->text.replace(at, word.size(), instead);
  const auto specification = Specification::parse(texts);
  REQUIRE(specification);
  return returns_with(*specification);
}

TEST_CASE("with conforming drivers returns can be put first") {
  const Induction induction = returns_with(whole_specification());
  CHECK(induction.why_not == "");
  CHECK(induction.claims > 700);
  CHECK(induction.proved.empty());
  const auto proves = [&](const char* name) {
    return std::any_of(
        induction.certificate.begin(), induction.certificate.end(),
        [&](const auto& script) { return script.name.find(name) != std::string::npos; });
  };
  CHECK(proves("returns"));
  CHECK(proves("endings"));
}

TEST_CASE("a return that others can see is not put first") {
  CHECK(returns_if("(not (= (top s) NdisCmDropPartyComplete))", "true").why_not ==
        "a return changes how its party counts for others");
}

TEST_CASE("a return that another call replaces may have to wait") {
  CHECK(returns_if("(= (top s) NdisClAddParty)",
                   "(= (top s) NdisClAddParty) (= (top s) NdisClMakeCall)")
            .why_not ==
        "a party is another after an act and a return than after "
        "the return and the act");
}

TEST_CASE("a thread that has a choice does not return at once") {
  CHECK(returns_if("(= (top s) ProtocolClAddPartyComplete)",
                   "(= (top s) ProtocolClDropPartyComplete)")
            .why_not == "there is a choice besides a return");
}

// Of a client that conforms, but only if this holds.
std::string why_not_with_client_if(const std::string& condition) {
  Behaviours behaviours;
  behaviours.client.text = SpecificationText{
      "client",
      "(define-fun client-does ((v Vc) (p Party) (o Census) (s Scene) (a Act)) Bool\n"
      "  (and (client-may v p o s a) " +
          condition + "))\n"};
  return returns_with(whole_specification(), behaviours).why_not;
}

TEST_CASE("a driver that waits for another thread's call may need to see it") {
  CHECK(why_not_with_client_if("(=> (starts a NdisClDropParty) (elsewhere s))") ==
        "an act is not possible any more after a return");
}

TEST_CASE("a driver that does not return yet is not hurried") {
  CHECK(why_not_with_client_if(
            "(=> (stops a ProtocolClAddPartyComplete) (= (told p) untold))") ==
        "a return has to wait");
}

TEST_CASE("a driver with a variable may count returns") {
  Behaviours behaviours;
  behaviours.client.text = SpecificationText{
      "client",
      "(define-fun client-does ((v Vc) (p Party) (o Census) (s Scene) (a Act)) Bool\n"
      "  (client-may v p o s a))\n"
      "(define-fun client-party-mark-after\n"
      "    ((v Vc) (p Party) (o Census) (s Scene) (a Act)) Mark\n"
      "  (ite (= (side a) return) mark-1 (client-party-mark s)))\n"};
  CHECK(returns_with(whole_specification(), behaviours).why_not ==
        "a driver has a variable of its own, which may tell of other threads' returns");
}

TEST_CASE("a proof that is interrupted allows nothing") {
  const std::atomic<bool> stop = true;
  InductionOptions options;
  options.returns = true;
  options.stop = &stop;
  CHECK(prove_by_induction(whole_specification(), options)->why_not ==
        "it was interrupted");
}

}  // namespace
}  // namespace condis::test
