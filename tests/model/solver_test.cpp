// What the solver refuses: a vocabulary that is not the program's.
#include "model/solver.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/whole_specification.h"

namespace condis::test {
namespace {

// What is wrong with the specification once `old` stands as `other` in it.
std::string wrong_with(const std::string& old, const std::string& other) {
  std::vector<SpecificationText> texts = whole_specification().texts();
  const auto text = std::find_if(texts.begin(), texts.end(), [&](const auto& candidate) {
    return candidate.text.find(old) != std::string::npos;
  });
  REQUIRE(text != texts.end());
  text->text.replace(text->text.find(old), old.size(), other);
  const auto specification = Specification::parse(texts);
  REQUIRE(specification);
  const auto solver = Solver::load(*specification);
  REQUIRE_FALSE(solver);
  CHECK(solver.error().where == "specification");
  return solver.error().what;
}

TEST_CASE("an Event is what readers and binder make of a record") {
  CHECK(wrong_with("(irql Irql)", "(irql Irql) (more Bool)") ==
        "Event has 22 fields instead of 21");
  CHECK(wrong_with("(irql Irql)", "(level Irql)") ==
        "field 8 of Event is 'level' instead of 'irql'");
  CHECK(wrong_with("(irql Irql)", "(irql Bool)") ==
        "field 'irql' of Event has another sort");
}

TEST_CASE("a Census counts none, one and many, in so many classes") {
  CHECK(wrong_with("(others-owed Amount)", "(others-owed Bool)") ==
        "field 'others-owed' of Census is not none, one or many");
  CHECK(wrong_with("(others-owed Amount)", "(others-owed Int)") ==
        "field 'others-owed' of Census is not none, one or many");
  CHECK(wrong_with("(others-owed Amount)", "(others-owed Amount) (others-odd Amount)") ==
        "Census has more than 11 fields");
}

}  // namespace
}  // namespace condis::test
