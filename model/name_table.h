// Finds a name in a fixed list of names in a few nanoseconds.
//
// Up to three words of a name, which tell the names of a list apart, are multiplied by
// odd constants and summed. The table is filled by the compiler and so sparse that nearly
// every name sits in the slot its hash says; the few others in the next one. A look-up is
// a handful of independent multiplications and one comparison of the whole name. Tested
// by tests/model/vocabulary_test.cpp.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <type_traits>

namespace condis {

// Eight bytes as a little-endian number: one load.
constexpr std::uint64_t load_word(const char* bytes) {
  std::uint64_t word = 0;
  if (!std::is_constant_evaluated() && std::endian::native == std::endian::little) {
    std::memcpy(&word, bytes, sizeof(word));
    return word;
  }
  for (int i = 7; i >= 0; --i) {
    word = (word << 8) | static_cast<unsigned char>(bytes[i]);
  }
  return word;
}

constexpr std::uint64_t hash_name(std::string_view name) {
  constexpr std::uint64_t kFirst = 0xD1342543DE82EF95u;
  constexpr std::uint64_t kSecond = 0x9E3779B97F4A7C15u;
  constexpr std::uint64_t kThird = 0xBF58476D1CE4E5B9u;
  const std::size_t size = name.size();
  const char* const bytes = name.data();
  std::uint64_t hash = size * kThird;
  if (size >= 16) {
    hash += load_word(bytes + 8) * kFirst + load_word(bytes + size - 16) * kSecond +
            load_word(bytes + size - 8) * kThird;
  } else if (size >= 8) {
    hash += load_word(bytes) * kFirst + load_word(bytes + size - 8) * kSecond;
  } else {
    std::uint64_t word = 0;
    for (std::size_t i = 0; i < size; ++i) {
      word = (word << 8) | static_cast<unsigned char>(bytes[i]);
    }
    hash += word * kFirst;
  }
  return hash >> 40;
}

// `Slots` is a power of two, ten times the number of names or more.
template <std::size_t Count, std::size_t Slots>
class NameTable {
  static_assert(Count < 255 && Slots >= 4 * Count && (Slots & (Slots - 1)) == 0);

 public:
  explicit constexpr NameTable(const std::array<std::string_view, Count>& names)
      : names_(names) {
    for (std::size_t i = 0; i < Count; ++i) {
      std::size_t slot = hash_name(names[i]) & (Slots - 1);
      while (slots_[slot] != 0) {
        slot = (slot + 1) & (Slots - 1);
      }
      slots_[slot] = static_cast<std::uint8_t>(i + 1);
      longest_ = names[i].size() > longest_ ? names[i].size() : longest_;
    }
  }

  // The index of a name in the list; Count if it is not there.
  constexpr std::size_t find(std::string_view name) const {
    if (name.size() > longest_) {
      return Count;
    }
    std::size_t slot = hash_name(name) & (Slots - 1);
    while (slots_[slot] != 0) {
      const std::size_t index = slots_[slot] - std::size_t{1};
      if (names_[index] == name) {
        return index;
      }
      slot = (slot + 1) & (Slots - 1);
    }
    return Count;
  }

 private:
  std::array<std::string_view, Count> names_;
  std::array<std::uint8_t, Slots> slots_{};  // index + 1; 0: free
  std::size_t longest_ = 0;
};

template <std::size_t Slots, std::size_t Count>
constexpr NameTable<Count, Slots> make_name_table(
    const std::array<std::string_view, Count>& names) {
  return NameTable<Count, Slots>(names);
}

}  // namespace condis
