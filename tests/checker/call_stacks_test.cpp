// Each thread has a stack of its own; frames come and go in any place of it, and idle
// threads are forgotten when there are too many.
#include "checker/call_stacks.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

namespace condis::test {
namespace {

using Serials = std::vector<std::uint32_t>;

struct Stacks {
  CallStacks stacks;

  void enter(std::uint64_t thread, std::uint32_t serial) {
    stacks.push(stacks.of(thread)).serial = serial;
  }
  // Innermost first.
  Serials of(std::uint64_t thread) {
    Serials serials;
    for (const Frame* frame = stacks.innermost(stacks.of(thread)); frame != nullptr;
         frame = stacks.outer(*frame)) {
      serials.push_back(frame->serial);
    }
    CHECK(stacks.depth(stacks.of(thread)) == serials.size());
    return serials;
  }
};

TEST_CASE_FIXTURE(Stacks, "calls of a thread nest, whatever other threads do") {
  enter(1, 10);
  enter(2, 20);
  enter(1, 11);
  enter(2, 21);
  CHECK(of(1) == Serials{11, 10});
  CHECK(of(2) == Serials{21, 20});
  CHECK(stacks.pop(stacks.of(1)).serial == 11);
  enter(2, 22);
  CHECK(of(1) == Serials{10});
  CHECK(of(2) == Serials{22, 21, 20});
  CHECK(of(3).empty());
}

TEST_CASE_FIXTURE(Stacks, "a frame leaves from the middle, or from the far end") {
  for (const std::uint32_t serial : {1u, 2u, 3u, 4u}) enter(7, serial);
  const std::uint32_t stack = stacks.of(7);
  const Frame& second = *stacks.outer(*stacks.outer(*stacks.innermost(stack)));
  CHECK(stacks.remove(stack, second).serial == 2);
  CHECK(of(7) == Serials{4, 3, 1});
  CHECK(stacks.remove_outermost(stack).serial == 1);
  CHECK(stacks.remove(stack, *stacks.innermost(stack)).serial == 4);
  CHECK(of(7) == Serials{3});
  enter(7, 5);
  CHECK(of(7) == Serials{5, 3});
}

TEST_CASE_FIXTURE(Stacks, "a frame that takes the place of another has nothing of it") {
  enter(1, 10);
  stacks.innermost(stacks.of(1))->creates_vc = true;
  stacks.pop(stacks.of(1));
  const Frame& frame = stacks.push(stacks.of(1));
  CHECK_FALSE(frame.creates_vc);
  CHECK(frame.serial == 0);
  CHECK(stacks.outer(frame) == nullptr);
}

TEST_CASE_FIXTURE(Stacks, "of many threads those with calls in progress are kept") {
  enter(1, 10);
  for (std::uint64_t thread = 100; thread < 100 + 3 * CallStacks::kMost; ++thread) {
    enter(thread, static_cast<std::uint32_t>(thread));
    stacks.pop(stacks.of(thread));
  }
  CHECK_FALSE(stacks.too_many());
  CHECK(of(1) == Serials{10});
  for (std::uint64_t thread = 100; thread < 100 + CallStacks::kMost; ++thread) {
    enter(thread, static_cast<std::uint32_t>(thread));
  }
  CHECK(stacks.too_many());
  CHECK(of(1) == Serials{10});
  stacks.clear();
  CHECK_FALSE(stacks.too_many());
  CHECK(of(1).empty());
}

}  // namespace
}  // namespace condis::test
