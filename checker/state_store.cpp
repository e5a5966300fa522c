#include "checker/state_store.h"

#include <algorithm>

namespace condis {

StateStore::StateStore(unsigned places) : places_(places), packing_(places) {
  for (Shard& shard : shards_) shard.slots.assign(1u << 4, kEmpty);
}

void StateStore::fit(std::size_t commons, std::size_t places) {
  while (place_hashes_.size() < places) {
    place_hashes_.push_back(hash_of(place_hashes_.size() + (std::uint64_t{1} << 48)));
  }
  if (packing_.fits(commons, places)) return;
  StateStore wider(places_);
  wider.packing_.fit(commons, places);
  Configuration state;
  PackedState packed{};
  for (unsigned i = 0; i < kShards; ++i) {
    Shard& shard = wider.shards_[i];
    for (std::uint32_t number = 0; number < shards_[i].size; ++number) {
      get(index(i, number), state);
      wider.packing_.pack(state, packed.data());
      wider.append(shard, packed.data());
    }
    shards_[i].blocks = std::move(shard.blocks);  // hash and number stay what they are
  }
  packing_ = wider.packing_;
}

std::uint64_t StateStore::size() const {
  std::uint64_t sum = 0;
  for (const Shard& shard : shards_) sum += shard.size;
  return sum;
}

bool StateStore::is_full() const {
  // Room enough for what one round of a search can add.
  return std::any_of(shards_.begin(), shards_.end(), [](const Shard& shard) {
    return shard.size > kMostInShard - (1u << 21);
  });
}

void StateStore::get(StateIndex state, Configuration& to) const {
  unpack(shards_[state >> 24], state & kMostInShard, to);
}

// What is read beyond the state's bytes belongs to the next one, or to nobody.
void StateStore::unpack(const Shard& shard, std::uint32_t number,
                        Configuration& to) const {
  PackedState packed;
  const unsigned char* from = bytes_of(shard, number);
  for (unsigned i = 0; i < packing_.words(); ++i) {
    std::memcpy(&packed[i], from + 8 * i, 8);
  }
  packing_.unpack(packed.data(), to);
}

// Word by word, the last one perhaps overlapping the one before: few bytes are compared,
// and often.
bool StateStore::holds(const unsigned char* stored, const std::uint64_t* state) const {
  const std::size_t bytes = packing_.bytes();
  if (bytes < 8) return std::memcmp(stored, state, bytes) == 0;
  const auto differs_at = [&](std::size_t at) {
    std::uint64_t one = 0, other = 0;
    std::memcpy(&one, stored + at, 8);
    std::memcpy(&other, reinterpret_cast<const unsigned char*>(state) + at, 8);
    return one != other;
  };
  for (std::size_t at = 0; at + 8 <= bytes; at += 8) {
    if (differs_at(at)) return false;
  }
  return !differs_at(bytes - 8);
}

std::size_t StateStore::slot_of(const Shard& shard, std::uint64_t hash,
                                const std::uint64_t* state) const {
  const std::uint32_t tag = tag_of(hash);
  std::size_t slot = home_of(shard, hash);
  for (; shard.slots[slot] != kEmpty; slot = next(shard, slot)) {
    if ((shard.slots[slot] & ~kMostInShard) == tag &&
        holds(bytes_of(shard, shard.slots[slot] & kMostInShard), state)) {
      break;
    }
  }
  return slot;
}

std::uint32_t StateStore::add(std::uint64_t hash, const std::uint64_t* state,
                              bool& is_new) {
  Shard& shard = shards_[shard_of(hash)];
  const std::size_t slot = slot_of(shard, hash, state);
  is_new = shard.slots[slot] == kEmpty;
  if (!is_new) return shard.slots[slot] & kMostInShard;
  if (shard.size == kMostInShard) throw std::runtime_error("too many states");
  shard.slots[slot] = tag_of(hash) | shard.size;
  append(shard, state);
  if (4 * std::size_t{shard.size} > 3 * shard.slots.size()) grow(shard);
  return shard.size - 1;
}

StateIndex StateStore::find(std::uint64_t hash, const std::uint64_t* state) const {
  const unsigned number = shard_of(hash);
  const Shard& shard = shards_[number];
  const std::uint32_t found = shard.slots[slot_of(shard, hash, state)];
  return found == kEmpty ? kNoState : index(number, found & kMostInShard);
}

void StateStore::append(Shard& shard, const std::uint64_t* state) {
  if ((shard.size & ((1u << kBlockBits) - 1)) == 0) {
    shard.blocks.push_back(std::make_unique<unsigned char[]>(block_bytes()));
  }
  unsigned char* to = bytes_of(shard, shard.size);
  for (unsigned i = 0; i < packing_.words(); ++i) std::memcpy(to + 8 * i, &state[i], 8);
  ++shard.size;
}

// By a half or a third: a power of two, or half as much again.
void StateStore::grow(Shard& shard) {
  const std::size_t size = shard.slots.size();
  shard.slots = {};  // gives the memory back first
  shard.slots.assign(std::has_single_bit(size) ? size / 2 * 3 : size / 3 * 4, kEmpty);
  Configuration state;
  for (std::uint32_t number = 0; number < shard.size; ++number) {
    unpack(shard, number, state);
    const std::uint64_t hash = this->hash(state);
    std::size_t slot = home_of(shard, hash);
    while (shard.slots[slot] != kEmpty) slot = next(shard, slot);
    shard.slots[slot] = tag_of(hash) | number;
  }
}

std::uint64_t StateStore::bytes() const {
  std::uint64_t sum = 0;
  for (const Shard& shard : shards_) {
    sum +=
        shard.slots.size() * sizeof(shard.slots[0]) + shard.blocks.size() * block_bytes();
  }
  return sum;
}

}  // namespace condis
