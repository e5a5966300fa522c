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
