#include "checker/call_stacks.h"

#include <utility>

namespace condis {

std::uint32_t CallStacks::add(std::uint64_t thread) {
  // Threads come and go; those with nothing in progress need not be remembered.
  if (used_ >= kMost) {
    forget_idle();
  } else if (4 * (used_ + 1) > stacks_.size()) {
    grow();
  }
  const std::uint32_t place = place_of(thread);
  stacks_[place].thread = thread;
  ++used_;
  return place;
}

void CallStacks::grow() {
  --shift_;
  mask_ = 2 * mask_ + 1;
  put_all(std::exchange(stacks_, std::vector<Stack>(mask_ + std::size_t{1})));
}

void CallStacks::forget_idle() {
  for (Stack& stack : stacks_) {
    if (stack.depth != 0) continue;
    if (stack.thread != 0) --used_;
    stack = {};
  }
  put_all(std::exchange(stacks_, std::vector<Stack>(stacks_.size())));
  too_many_ = used_ > kMost / 2;
}

void CallStacks::put_all(const std::vector<Stack>& stacks) {
  for (const Stack& stack : stacks) {
    if (stack.thread != 0) stacks_[place_of(stack.thread)] = stack;
  }
}

std::uint32_t CallStacks::add_frame() {
  frames_.emplace_back();
  return static_cast<std::uint32_t>(frames_.size() - 1);
}

const Frame& CallStacks::remove_outermost(std::uint32_t stack) {
  std::uint32_t* link = &stacks_[stack].innermost;
  while (frames_[*link].outer != kNone) link = &frames_[*link].outer;
  return take(stack, *link);
}

}  // namespace condis
