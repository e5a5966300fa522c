// The checker agrees with the reference on every short recording over a small alphabet.
#include <doctest/doctest.h>

#include "tests/oracle/comparison.h"
#include "tests/oracle/random_traces.h"

namespace condis::test {
namespace {

TEST_CASE("the checker agrees with the reference on all short recordings") {
  const Comparison comparison(false, true);
  for (const auto& recording : oracle::all_short_traces(4)) {
    const std::string difference = comparison.difference(recording);
    REQUIRE_MESSAGE(difference.empty(), difference);
  }
}

}  // namespace
}  // namespace condis::test
