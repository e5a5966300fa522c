// The checker agrees with the reference on random recordings of a client.
#include <doctest/doctest.h>

#include "tests/oracle/comparison.h"

namespace condis::test {
namespace {

TEST_CASE("the checker agrees with the reference on random recordings of one side") {
  compare_random(false, 50'000);
}

}  // namespace
}  // namespace condis::test
