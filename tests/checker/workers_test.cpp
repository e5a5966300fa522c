#include "checker/workers.h"

#include <doctest/doctest.h>

#include <atomic>
#include <stdexcept>
#include <vector>

namespace condis::test {
namespace {

TEST_CASE("every task is done once, by any number of threads") {
  for (const unsigned count : {1u, 2u, 5u}) {
    Workers workers(count);
    CHECK(workers.count() == count);
    for (const std::size_t tasks : {0u, 1u, 7u, 100u}) {
      std::vector<std::atomic<int>> done(tasks);
      workers.run(tasks, [&](std::size_t task, unsigned worker) {
        if (worker < count) ++done[task];
      });
      for (const auto& times : done) CHECK(times == 1);
    }
  }
}

TEST_CASE("what a task throws arrives, and work goes on afterwards") {
  Workers workers(3);
  const auto fail = [](std::size_t task, unsigned) {
    if (task == 5) throw std::runtime_error("the fifth");
  };
  CHECK_THROWS_AS(workers.run(10, fail), std::runtime_error);
  std::atomic<int> done = 0;
  workers.run(10, [&](std::size_t, unsigned) { ++done; });
  CHECK(done == 10);
}

}  // namespace
}  // namespace condis::test
