// The calls in progress, by thread: calls nest, so those of a thread form a stack.
//
// The stacks are the slots of a hash table, with open addressing and linear probing.
// All frames lie in one pool, so that memory holds the calls in progress, not the threads
// that were ever seen. Tested by tests/checker/call_stacks_test.cpp and, through the
// Binder, by tests/checker/binder_test.cpp.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "checker/identity_map.h"
#include "model/event_class.h"
#include "model/vocabulary.h"

namespace condis {

// One VC and party for which a record means an event.
struct Subject {
  std::uint32_t vc = kNone;
  std::uint32_t party = kNone;
  EventClass event;
};

inline constexpr std::uint8_t kNoSlot = 255;

// A call in progress. A cache line.
struct alignas(64) Frame {
  Subject subject;
  std::uint64_t call_id = 0;
  std::uint64_t vc_serial = 0;     // of the subject's VC
  std::uint32_t party_serial = 0;  // and of its party: see PartyReference
  std::uint32_t serial = 0;        // of the frame itself, in the order of entry
  std::uint32_t status = 0;
  std::uint32_t data_size = 0;
  std::uint32_t outer = kNone;  // in the pool: the frame of the call around it
  std::uint16_t provider = 0;
  Function function = Function::Unknown;
  std::uint8_t slot = kNoSlot;  // of calls of a kind the newest counts: see Binder
  bool has_call_id = false;
  bool taken_up = true;  // if not, its return changes nothing
  bool creates_vc = false;
};
static_assert(sizeof(Frame) == 64);

class CallStacks {
 public:
  // More stacks than these are not kept; see too_many().
  static constexpr std::size_t kMost = 65536;

  CallStacks() : stacks_(mask_ + 1) {}

  // Index of the thread's stack; no thread is 0. Indices given before may then be void,
  // and stacks of other threads with no call in progress forgotten.
  std::uint32_t of(std::uint64_t thread) {
    const std::uint32_t place = place_of(thread);
    return stacks_[place].thread != 0 ? place : add(thread);
  }
  // Half of the stacks that are kept hold calls in progress.
  bool too_many() const { return too_many_; }
  void clear() { *this = CallStacks(); }

  std::size_t depth(std::uint32_t stack) const { return stacks_[stack].depth; }
  // nullptr if there is none. Frames stay where they are until the next push(); one that
  // was taken from its stack keeps all but its place there till then.
  Frame* innermost(std::uint32_t stack) { return frame(stacks_[stack].innermost); }
  Frame* outer(const Frame& inner) { return frame(inner.outer); }

  Frame& push(std::uint32_t stack) {
    const std::uint32_t index = free_ != kNone ? free_ : add_frame();
    Frame& frame = frames_[index];
    free_ = frame.outer;
    frame = Frame();
    frame.outer = std::exchange(stacks_[stack].innermost, index);
    ++stacks_[stack].depth;
    return frame;
  }
  const Frame& pop(std::uint32_t stack) { return take(stack, stacks_[stack].innermost); }
  // Takes a frame out of the middle. It is to be on this stack.
  const Frame& remove(std::uint32_t stack, const Frame& frame) {
    std::uint32_t* place = &stacks_[stack].innermost;
    while (&frames_[*place] != &frame) place = &frames_[*place].outer;
    return take(stack, *place);
  }
  const Frame& remove_outermost(std::uint32_t stack);

 private:
  struct Stack {
    std::uint64_t thread = 0;  // 0: none
    std::uint32_t innermost = kNone;
    std::uint32_t depth = 0;
  };

  Frame* frame(std::uint32_t index) { return index == kNone ? nullptr : &frames_[index]; }
  // Where the stack of the thread is, or belongs.
  std::uint32_t place_of(std::uint64_t thread) const {
    auto place = static_cast<std::uint32_t>(thread * 0x9e3779b97f4a7c15u >> shift_);
    while (stacks_[place].thread != thread && stacks_[place].thread != 0) {
      place = (place + 1) & mask_;
    }
    return place;
  }
  std::uint32_t add(std::uint64_t thread);
  std::uint32_t add_frame();
  void grow();
  void forget_idle();
  void put_all(const std::vector<Stack>& stacks);
  // `link`: the stack's, or the inner frame's, that leads to the frame.
  const Frame& take(std::uint32_t stack, std::uint32_t& link) {
    const std::uint32_t index = link;
    Frame& taken = frames_[index];
    link = taken.outer;
    taken.outer = std::exchange(free_, index);
    --stacks_[stack].depth;
    return taken;
  }

  std::uint32_t mask_ = (1u << 8) - 1;  // one less than the number of slots
  int shift_ = 64 - 8;                  // 64 less the binary logarithm of that number
  std::vector<Stack> stacks_;
  std::size_t used_ = 0;
  std::vector<Frame> frames_ = std::vector<Frame>(1);  // the first stands for none
  std::uint32_t free_ = kNone;  // first of the unused frames, chained by `outer`
  bool too_many_ = false;
};

}  // namespace condis
