// What a search of interleavings is told by whoever knows the moves: a state is a common
// part and one place per party, both by small numbers; a move changes the common part and
// at most one place, and may rename threads. MoveTable keeps the moves that were worked
// out once.
// Tested by tests/checker/explore_test.cpp and model_test.cpp, which search with them.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <vector>

namespace condis {

using CommonId = std::uint32_t;  // below 2^24
using PlaceId = std::uint16_t;

inline constexpr PlaceId kFreePlace = 0;     // nobody is there
inline constexpr PlaceId kNoPlace = 0xffff;  // a move of the common part alone
inline constexpr unsigned kMostPlaces = 16;
inline constexpr unsigned kMostThreads = 4;  // the last one is the call manager's

// Other numbers for the threads of the client: an index into kOrders. Thread i is then
// what thread kOrders[renaming][i] was. Those of one or two threads come first.
using Renaming = std::uint8_t;
inline constexpr Renaming kKeepsNames = 0;
inline constexpr std::size_t kRenamings = 6;
inline constexpr std::array<std::array<std::uint8_t, kMostThreads - 1>, kRenamings>
    kOrders = {{{0, 1, 2}, {1, 0, 2}, {0, 2, 1}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}}};

// A number that looks like chance.
constexpr std::uint64_t hash_of(std::uint64_t part) {
  std::uint64_t mixed = (part + 0x9e3779b97f4a7c15u) * 0xbf58476d1ce4e5b9u;
  mixed = (mixed ^ mixed >> 31) * 0x94d049bb133111ebu;
  return mixed ^ mixed >> 29;
}

struct Move {
  std::uint16_t act = 0;
  std::uint8_t thread = 0;
  bool call_ends = false;  // duties fall due for all parties: see Stage::fall_due
  bool vc_ends = false;
  bool retires = false;  // the party's place ends with this move, duties apart
  // How the threads are called afterwards: to be made with every place but its own.
  Renaming renaming = kKeepsNames;
  std::uint32_t outcome = 0;  // what it means to the rules
  CommonId common = 0;        // afterwards
  PlaceId place = 0;
  std::uint16_t sequel = 0;  // what follows of necessity; a Sequel, 0: nothing

  // It changes nothing besides the common part and the place.
  bool is_plain() const { return !call_ends && !vc_ends; }
};

// What is part of a move besides its own act: acts of the same thread about the same
// place, and what they mean to the rules.
struct Sequel {
  std::vector<std::uint16_t> acts;
  std::vector<std::uint32_t> outcomes;

  auto operator<=>(const Sequel&) const = default;
};

// The moves of one place, or of none.
struct MoveList {
  const Move* first = nullptr;  // none, with a count of 0, where they are not known yet
  std::uint32_t count = 0;
  bool known = false;
  bool plain = true;  // each of them

  const Move* begin() const { return first; }
  const Move* end() const { return first + count; }
};

// Values by keys of 64 bits, the highest of which is 0: open addressing.
template <class Value>
class FlatTable {
 public:
  FlatTable() : entries_(1u << 8) {}

  // Null if the key is not there.
  const Value* find(std::uint64_t key) const {
    const Entry& entry = entries_[slot_of(key)];
    return entry.key == key ? &entry.value : nullptr;
  }
  void prefetch(std::uint64_t key) const { __builtin_prefetch(&entries_[home_of(key)]); }
  // The key is new.
  void add(std::uint64_t key, const Value& value) {
    if (2 * ++size_ > entries_.size()) grow();
    entries_[slot_of(key)] = {key, value};
  }
  std::size_t size() const { return size_; }

 private:
  static constexpr std::uint64_t kNoKey = ~std::uint64_t{0};
  struct Entry {
    std::uint64_t key = kNoKey;
    Value value{};
  };

  std::size_t home_of(std::uint64_t key) const {
    return hash_of(key) & (entries_.size() - 1);
  }
  std::size_t slot_of(std::uint64_t key) const {
    std::size_t slot = home_of(key);
    while (entries_[slot].key != key && entries_[slot].key != kNoKey) {
      slot = (slot + 1) & (entries_.size() - 1);
    }
    return slot;
  }
  void grow() {
    std::vector<Entry> entries(2 * entries_.size());
    entries.swap(entries_);
    for (const Entry& entry : entries) {
      if (entry.key != kNoKey) entries_[slot_of(entry.key)] = entry;
    }
  }

  std::vector<Entry> entries_;
  std::size_t size_ = 0;
};

// Move lists by common part, place and census, all moves in a row. Several threads may
// look up at a time while none adds.
class MoveTable {
 public:
  static std::uint64_t key_of(CommonId common, PlaceId place, std::uint32_t census) {
    return std::uint64_t{common} << 40 | std::uint64_t{place} << 24 | census;
  }
  MoveList find(std::uint64_t key) const {
    const Range* range = lists_.find(key);
    if (range == nullptr) return {};
    return {moves_.data() + range->first, range->count >> 1, true,
            (range->count & 1) != 0};
  }
  void prefetch(std::uint64_t key) const { lists_.prefetch(key); }
  // The key is new. Lists found before are valid no more.
  MoveList add(std::uint64_t key, std::span<const Move> moves) {
    bool plain = true;
    for (const Move& move : moves) plain = plain && move.is_plain();
    if (moves_.size() + moves.size() > UINT32_MAX) {
      throw std::runtime_error("too many moves");
    }
    lists_.add(key, {static_cast<std::uint32_t>(moves_.size()),
                     static_cast<std::uint32_t>(moves.size() << 1) |
                         static_cast<std::uint32_t>(plain)});
    moves_.insert(moves_.end(), moves.begin(), moves.end());
    return find(key);
  }
  std::size_t size() const { return lists_.size(); }

 private:
  struct Range {
    std::uint32_t first = 0;
    std::uint32_t count = 0;  // the lowest bit: all are plain
  };

  FlatTable<Range> lists_;
  std::vector<Move> moves_;
};

}  // namespace condis
