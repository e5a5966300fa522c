// From a handle or context, as a driver passes it, to the VC or party it names now; and
// from a thread to its calls.
//
// Pointers are reused: an entry always leads to the newest bearer of the value. Handles
// are NDIS's and unique; contexts are each driver's own, so their keys carry the
// provider. Open addressing with linear probing; erasing shifts back, so there are no
// tombstones.
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

inline constexpr std::uint32_t kNone = 0xffffffffu;

class IdentityMap {
 public:
  IdentityMap() : slots_(1u << 8) {}

  // Index of the bearer, or kNone. `provider` is 0 for handles.
  std::uint32_t find(Identity kind, std::uint16_t provider, std::uint64_t value) const {
    const std::uint32_t tag = tag_of(kind, provider);
    std::size_t slot = home(tag, value);
    while (slots_[slot].tag != 0) {
      if (slots_[slot].value == value && slots_[slot].tag == tag)
        return slots_[slot].index;
      slot = next(slot);
    }
    return kNone;
  }

  void assign(Identity kind, std::uint16_t provider, std::uint64_t value,
              std::uint32_t index) {
    const std::uint32_t tag = tag_of(kind, provider);
    std::size_t slot = home(tag, value);
    while (slots_[slot].tag != 0) {
      if (slots_[slot].value == value && slots_[slot].tag == tag) {
        slots_[slot].index = index;
        return;
      }
      slot = next(slot);
    }
    slots_[slot] = {value, tag, index};
    if (2 * ++used_ > slots_.size()) grow();
  }

  // Erases the entry if it still leads to `index`.
  void erase(Identity kind, std::uint16_t provider, std::uint64_t value,
             std::uint32_t index) {
    if (value == 0) return;  // no name
    const std::uint32_t tag = tag_of(kind, provider);
    std::size_t hole = home(tag, value);
    while (slots_[hole].tag != 0 &&
           !(slots_[hole].value == value && slots_[hole].tag == tag)) {
      hole = next(hole);
    }
    if (slots_[hole].tag == 0 || slots_[hole].index != index) return;
    for (std::size_t slot = next(hole); slots_[slot].tag != 0; slot = next(slot)) {
      const std::size_t wanted = home(slots_[slot].tag, slots_[slot].value);
      // May it move into the hole? Only if the hole lies between its home and itself.
      if (((slot - wanted) & mask()) >= ((slot - hole) & mask())) {
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
    std::uint32_t index = 0;
  };

  static std::uint32_t tag_of(Identity kind, std::uint16_t provider) {
    return static_cast<std::uint32_t>(kind) | static_cast<std::uint32_t>(provider) << 4;
  }
  std::size_t mask() const { return slots_.size() - 1; }
  std::size_t next(std::size_t slot) const { return (slot + 1) & mask(); }
  std::size_t home(std::uint32_t tag, std::uint64_t value) const {
    const std::uint64_t mixed =
        (value ^ (std::uint64_t{tag} << 48)) * 0x9e3779b97f4a7c15u;
    return static_cast<std::size_t>(mixed >> 24) & mask();
  }
  void grow() {
    std::vector<Slot> old(2 * slots_.size());
    old.swap(slots_);
    for (const Slot& entry : old) {
      if (entry.tag == 0) continue;
      std::size_t slot = home(entry.tag, entry.value);
      while (slots_[slot].tag != 0) slot = next(slot);
      slots_[slot] = entry;
    }
  }

  std::vector<Slot> slots_;
  std::size_t used_ = 0;
};

}  // namespace condis
