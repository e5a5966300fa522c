// The states that a search has found: each once, numbered in the order of their finding,
// 4 bytes and 2 per party, and about 6 more for finding it again.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <vector>

#include "checker/stage.h"

namespace condis {

using StateIndex = std::uint32_t;
inline constexpr StateIndex kNoState = ~StateIndex{0};
inline constexpr unsigned kMostPlaces = 16;

// A state as it is worked with; places in ascending order wherever it is stored.
struct Configuration {
  CommonId common = 0;
  std::vector<PlaceId> places;
};

// The states found so far, in the order of their finding.
class StateStore {
 public:
  explicit StateStore(unsigned parties)
      : parties_(parties), stride_(sizeof(CommonId) + parties * sizeof(PlaceId)) {
    slots_.resize(1u << 12, kNoState);
  }

  StateIndex size() const { return size_; }
  void get(StateIndex state, Configuration& to) const {
    const char* bytes = bytes_.data() + std::size_t{state} * stride_;
    std::memcpy(&to.common, bytes, sizeof(CommonId));
    to.places.resize(parties_);
    std::memcpy(to.places.data(), bytes + sizeof(CommonId), parties_ * sizeof(PlaceId));
  }
  // Its index; `is_new` tells whether it was found only now.
  StateIndex add(const Configuration& state, bool& is_new) {
    std::array<char, sizeof(CommonId) + kMostPlaces * sizeof(PlaceId)> bytes;
    pack(state, bytes.data());
    std::size_t slot = hash(bytes.data()) & (slots_.size() - 1);
    for (; slots_[slot] != kNoState; slot = (slot + 1) & (slots_.size() - 1)) {
      const char* other = bytes_.data() + std::size_t{slots_[slot]} * stride_;
      if (std::memcmp(other, bytes.data(), stride_) == 0) {
        is_new = false;
        return slots_[slot];
      }
    }
    is_new = true;
    slots_[slot] = size_;
    bytes_.insert(bytes_.end(), bytes.data(), bytes.data() + stride_);
    if (3 * std::size_t{++size_} > 2 * slots_.size()) grow();
    return size_ - 1;
  }

  // Its index; kNoState if it was never added.
  StateIndex find(const Configuration& state) const {
    std::array<char, sizeof(CommonId) + kMostPlaces * sizeof(PlaceId)> bytes;
    pack(state, bytes.data());
    std::size_t slot = hash(bytes.data()) & (slots_.size() - 1);
    for (; slots_[slot] != kNoState; slot = (slot + 1) & (slots_.size() - 1)) {
      const char* other = bytes_.data() + std::size_t{slots_[slot]} * stride_;
      if (std::memcmp(other, bytes.data(), stride_) == 0) break;
    }
    return slots_[slot];
  }

 private:
  void pack(const Configuration& state, char* to) const {
    std::memcpy(to, &state.common, sizeof(CommonId));
    std::memcpy(to + sizeof(CommonId), state.places.data(), parties_ * sizeof(PlaceId));
  }
  std::size_t hash(const char* bytes) const {
    std::uint64_t hash = 0x9e3779b97f4a7c15u;
    for (std::size_t i = 0; i < stride_; i += 2) {
      std::uint16_t part = 0;
      std::memcpy(&part, bytes + i, 2);
      hash = (hash ^ part) * 0xd6e8feb86659fd93u;
      hash ^= hash >> 32;
    }
    return static_cast<std::size_t>(hash);
  }
  void grow() {
    std::vector<StateIndex> slots(2 * slots_.size(), kNoState);
    for (StateIndex state = 0; state < size_; ++state) {
      std::size_t slot = hash(bytes_.data() + std::size_t{state} * stride_);
      for (slot &= slots.size() - 1; slots[slot] != kNoState;) {
        slot = (slot + 1) & (slots.size() - 1);
      }
      slots[slot] = state;
    }
    slots_ = std::move(slots);
  }

  unsigned parties_;
  std::size_t stride_;
  std::vector<char> bytes_;
  std::vector<StateIndex> slots_;
  StateIndex size_ = 0;
};

}  // namespace condis
