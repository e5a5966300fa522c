// The states that a search has found: each once, packed into as few bits as the numbers
// of common parts and places need.
//
// The store is cut into shards by the states' hash, so that several threads can add to it
// at a time without waiting for one another, each to shards of its own; which states are
// in a shard, and in which order, does not depend on how many threads there are. A state
// costs its bits rounded up to bytes, and 5.3 to 8 bytes of its shard's hash index. A
// slot of the index holds 8 bits of the hash too, so that a state is hardly ever compared
// with another one in vain. Tested by tests/checker/state_store_test.cpp.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <vector>

#include "checker/move.h"

namespace condis {

// Where a state is: the shard, and its number there, in the order of their finding.
using StateIndex = std::uint32_t;
inline constexpr StateIndex kNoState = ~StateIndex{0};

// A state as it is worked with; places in ascending order wherever it is stored.
struct Configuration {
  CommonId common = 0;
  std::array<PlaceId, kMostPlaces> places{};
};

// A state in a row of bits.
inline constexpr unsigned kMostWords = (24 + 16 * kMostPlaces + 63) / 64;
using PackedState = std::array<std::uint64_t, kMostWords>;
static_assert(std::endian::native == std::endian::little, "bytes of words are stored");

class Packing {
 public:
  explicit Packing(unsigned places) : places_(places) { fit(1, 1); }

  // Makes room for so many common parts and states of a place.
  void fit(std::size_t commons, std::size_t places) {
    common_bits_ = bits_of(commons);
    place_bits_ = bits_of(places);
    bytes_ = (common_bits_ + places_ * place_bits_ + 7) / 8;
  }
  bool fits(std::size_t commons, std::size_t places) const {
    return bits_of(commons) <= common_bits_ && bits_of(places) <= place_bits_;
  }
  unsigned bytes() const { return bytes_; }
  unsigned words() const { return (bytes_ + 7) / 8; }
  void pack(const Configuration& state, std::uint64_t* to) const {
    std::uint64_t word = state.common;
    unsigned fill = common_bits_;
    for (unsigned i = 0; i < places_; ++i) {
      const std::uint64_t place = state.places[i];
      word |= place << fill;
      fill += place_bits_;
      if (fill < 64) continue;
      *to++ = word;
      fill -= 64;
      word = fill == 0 ? 0 : place >> (place_bits_ - fill);
    }
    if (fill != 0) *to = word;
  }
  void unpack(const std::uint64_t* from, Configuration& state) const {
    const std::uint64_t mask = (std::uint64_t{1} << place_bits_) - 1;
    state.common =
        static_cast<CommonId>(*from & ((std::uint64_t{1} << common_bits_) - 1));
    unsigned bit = common_bits_;
    for (unsigned i = 0; i < places_; ++i, bit += place_bits_) {
      std::uint64_t place = from[bit / 64] >> (bit % 64);
      if (bit % 64 + place_bits_ > 64) place |= from[bit / 64 + 1] << (64 - bit % 64);
      state.places[i] = static_cast<PlaceId>(place & mask);
    }
  }

 private:
  static unsigned bits_of(std::size_t count) {
    return count < 2 ? 1 : static_cast<unsigned>(std::bit_width(count - 1));
  }

  unsigned places_;
  unsigned common_bits_ = 0, place_bits_ = 0, bytes_ = 0;
};

// The hash of a state is a sum of random numbers, one for the common part and one for
// each place: the order of places does not matter to it, and a move changes two terms.
inline std::uint64_t hash_of_common(CommonId common) {
  return hash_of(std::uint64_t{common} << 16);
}

class StateStore {
 public:
  static constexpr unsigned kShardBits = 5;
  static constexpr unsigned kShards = 1u << kShardBits;
  static constexpr std::uint32_t kMostInShard = (1u << 24) - 1;

  explicit StateStore(unsigned places);

  // Of places that fit() made room for.
  std::uint64_t hash(const Configuration& state) const {
    std::uint64_t sum = hash_of_common(state.common);
    for (unsigned i = 0; i < places_; ++i) sum += place_hashes_[state.places[i]];
    return sum;
  }
  // Its share of the hash; of a place that fit() made room for.
  std::uint64_t hash_of_place(PlaceId place) const { return place_hashes_[place]; }
  static unsigned shard_of(std::uint64_t hash) {
    return static_cast<unsigned>(hash >> (64 - kShardBits));
  }
  static StateIndex index(unsigned shard, std::uint32_t number) {
    return shard << 24 | number;
  }

  const Packing& packing() const { return packing_; }
  // Packs for so many common parts and states of a place, all states anew if need be.
  void fit(std::size_t commons, std::size_t places);

  std::uint64_t size() const;
  std::uint32_t size(unsigned shard) const { return shards_[shard].size; }
  bool is_full() const;
  void get(StateIndex state, Configuration& to) const;
  // The number in its shard of the state with this hash; `is_new`: it was found only now.
  std::uint32_t add(std::uint64_t hash, const std::uint64_t* state, bool& is_new);
  // Its index; kNoState if it was never added.
  StateIndex find(std::uint64_t hash, const std::uint64_t* state) const;
  // To be called some states ahead of add() or find(), one after the other.
  void prefetch_slot(std::uint64_t hash) const {
    const Shard& shard = shards_[shard_of(hash)];
    __builtin_prefetch(&shard.slots[home_of(shard, hash)]);
  }
  void prefetch_state(std::uint64_t hash) const {
    const Shard& shard = shards_[shard_of(hash)];
    const std::uint32_t slot = shard.slots[home_of(shard, hash)];
    if (slot != kEmpty) __builtin_prefetch(bytes_of(shard, slot & kMostInShard));
  }
  // Bytes held for states and index.
  std::uint64_t bytes() const;

 private:
  static constexpr std::uint32_t kEmpty = ~std::uint32_t{0};
  static constexpr unsigned kBlockBits = 12;  // states of a block
  struct alignas(64) Shard {  // a cache line of its own: threads fill one each
    std::vector<std::unique_ptr<unsigned char[]>> blocks;
    std::vector<std::uint32_t> slots;  // 8 bits of the hash, then the state's number
    std::uint32_t size = 0;
  };

  // Where it is looked for first: the lower half of the hash, as a fraction of the slots.
  static std::size_t home_of(const Shard& shard, std::uint64_t hash) {
    return (hash & 0xffffffffu) * shard.slots.size() >> 32;
  }
  static std::size_t next(const Shard& shard, std::size_t slot) {
    return slot + 1 == shard.slots.size() ? 0 : slot + 1;
  }
  static std::uint32_t tag_of(std::uint64_t hash) {
    return static_cast<std::uint32_t>(hash >> 24) & 0xff000000u;
  }
  unsigned char* bytes_of(const Shard& shard, std::uint32_t number) const {
    return shard.blocks[number >> kBlockBits].get() +
           (number & ((1u << kBlockBits) - 1)) * packing_.bytes();
  }
  // States lie byte by byte, but are read and written word by word.
  std::size_t block_bytes() const {
    return (std::size_t{packing_.bytes()} << kBlockBits) + 7;
  }
  void unpack(const Shard& shard, std::uint32_t number, Configuration& to) const;
  // The slot of this state, or the empty one where it belongs.
  std::size_t slot_of(const Shard& shard, std::uint64_t hash,
                      const std::uint64_t* state) const;
  void append(Shard& shard, const std::uint64_t* state);
  void grow(Shard& shard);

  // Whether a state is stored there.
  bool holds(const unsigned char* stored, const std::uint64_t* state) const;

  unsigned places_;
  Packing packing_;
  std::vector<std::uint64_t> place_hashes_;
  std::array<Shard, kShards> shards_;
};

}  // namespace condis
