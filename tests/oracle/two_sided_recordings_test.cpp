// The checker agrees with the reference on random recordings of client and call manager.
#include <doctest/doctest.h>

#include "tests/oracle/comparison.h"

namespace condis::test {
namespace {

TEST_CASE("the checker agrees with the reference on random recordings of both sides") {
  compare_random(true, 50'000);
}

}  // namespace
}  // namespace condis::test
