// From a handle or context, as a driver passes it, to the VC or party it names now; and
// from a thread to its calls.
//
// Pointers are reused: an entry always leads to the newest bearer of the value. Handles
// are NDIS's and unique; contexts are each driver's own, so their keys carry the
// provider. Open addressing with linear probing; erasing shifts back, so there are no
// tombstones. At most a quarter of the slots is taken: nearly every name is in the first
// place where it is looked for, which the processor can count on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace condis {

enum class Identity : std::uint32_t {
  VcHandle = 1,
  ClientVcContext,
  ManagerVcContext,
  ClientPartyHandle,
  ManagerPartyHandle,
  ClientPartyContext,
  ManagerPartyContext,
  Thread,  // to its calls in progress
};

inline constexpr std::uint32_t kNone = 0;  // no index of a VC, party or call

class IdentityMap {
 public:
  IdentityMap() : slots_(mask_ + 1) {}

  // Index of the bearer, or kNone. `provider` is 0 for handles.
  std::uint32_t find(Identity kind, std::uint16_t provider, std::uint64_t value) const {
    return slots_[place_of(tag_of(kind, provider), value)].index;
  }

  void assign(Identity kind, std::uint16_t provider, std::uint64_t value,
              std::uint32_t index) {
    const std::uint32_t tag = tag_of(kind, provider);
    Slot& slot = slots_[place_of(tag, value)];
    const bool is_new = slot.tag == 0;
    slot = {value, tag, index};
    if (is_new && 4 * ++used_ > slots_.size()) grow();
  }

  // Erases the entry if it still leads to `index`.
  void erase(Identity kind, std::uint16_t provider, std::uint64_t value,
             std::uint32_t index) {
    if (value == 0) return;  // no name
    std::size_t hole = place_of(tag_of(kind, provider), value);
    if (slots_[hole].tag == 0 || slots_[hole].index != index) return;
    for (std::size_t slot = next(hole); slots_[slot].tag != 0; slot = next(slot)) {
      const std::size_t wanted = home(slots_[slot].tag, slots_[slot].value);
      // May it move into the hole? Only if the hole lies between its home and itself.
      if (((slot - wanted) & mask_) >= ((slot - hole) & mask_)) {
        slots_[hole] = slots_[slot];
        hole = slot;
      }
    }
    slots_[hole] = {};
    --used_;
  }

  std::size_t size() const { return used_; }

 private:
  struct Slot {
    std::uint64_t value = 0;
    std::uint32_t tag = 0;  // 0: empty
    std::uint32_t index = kNone;
  };

  static std::uint32_t tag_of(Identity kind, std::uint16_t provider) {
    return static_cast<std::uint32_t>(kind) | static_cast<std::uint32_t>(provider) << 4;
  }
  std::size_t next(std::size_t slot) const { return (slot + 1) & mask_; }
  // The top bits of a product, which all bits reach.
  std::size_t home(std::uint32_t tag, std::uint64_t value) const {
    return (value ^ std::uint64_t{tag} << 44) * 0x9e3779b97f4a7c15u >> shift_;
  }
  // The slot of this name, or the empty one where it belongs.
  std::size_t place_of(std::uint32_t tag, std::uint64_t value) const {
    std::size_t slot = home(tag, value);
    while ((slots_[slot].value != value || slots_[slot].tag != tag) &&
           slots_[slot].tag != 0) {
      slot = next(slot);
    }
    return slot;
  }
  void grow() {
    std::vector<Slot> old(2 * slots_.size());
    old.swap(slots_);
    mask_ = slots_.size() - 1;
    --shift_;
    for (const Slot& entry : old) {
      if (entry.tag != 0) slots_[place_of(entry.tag, entry.value)] = entry;
    }
  }

  std::size_t mask_ = (1u << 8) - 1;  // one less than the number of slots
  int shift_ = 64 - 8;                // 64 less the binary logarithm of that number
  std::vector<Slot> slots_;
  std::size_t used_ = 0;
};

}  // namespace condis
