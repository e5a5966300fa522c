#include "checker/call_stacks.h"

#include <utility>

namespace condis {

std::uint32_t CallStacks::add(std::uint64_t thread) {
  // Threads come and go; those with nothing in progress need not be remembered.
  if (stacks_.size() >= kMost) forget_idle();
  const auto index = static_cast<std::uint32_t>(stacks_.size());
  stacks_.push_back({thread, kNone, 0});
  index_.assign(Identity::Thread, 0, thread, index);
  return index;
}

void CallStacks::forget_idle() {
  index_ = IdentityMap();
  std::vector<Stack> busy;
  for (const Stack& stack : std::exchange(stacks_, {})) {
    if (stack.depth == 0) continue;
    index_.assign(Identity::Thread, 0, stack.thread,
                  static_cast<std::uint32_t>(busy.size()));
    busy.push_back(stack);
  }
  stacks_ = std::move(busy);
  too_many_ = stacks_.size() > kMost / 2;
}

Frame& CallStacks::push(std::uint32_t stack) {
  std::uint32_t index = free_;
  if (index == kNone) {
    index = static_cast<std::uint32_t>(frames_.size());
    frames_.emplace_back();
  } else {
    free_ = frames_[index].outer;
    frames_[index] = Frame();
  }
  frames_[index].outer = std::exchange(stacks_[stack].innermost, index);
  ++stacks_[stack].depth;
  return frames_[index];
}

Frame CallStacks::take(std::uint32_t stack, std::uint32_t* place) {
  const std::uint32_t index = *place;
  const Frame taken = frames_[index];
  *place = taken.outer;
  frames_[index].outer = std::exchange(free_, index);
  --stacks_[stack].depth;
  return taken;
}

Frame CallStacks::pop(std::uint32_t stack) {
  return take(stack, &stacks_[stack].innermost);
}

Frame CallStacks::remove(std::uint32_t stack, const Frame& frame) {
  std::uint32_t* place = &stacks_[stack].innermost;
  while (&frames_[*place] != &frame) place = &frames_[*place].outer;
  return take(stack, place);
}

Frame CallStacks::remove_outermost(std::uint32_t stack) {
  std::uint32_t* place = &stacks_[stack].innermost;
  while (frames_[*place].outer != kNone) place = &frames_[*place].outer;
  return take(stack, place);
}

}  // namespace condis
