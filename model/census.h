// How many of a VC's other parties are in each class of the specification's Census: two
// bits per class, none (0), one (1) or many (2), the first class lowest.
#pragma once

#include <cstdint>

namespace condis {

inline constexpr int kCensusClasses = 11;  // at most

// Counts per class, at most three each, and those of another besides.
constexpr std::uint32_t add_up(std::uint32_t counts, std::uint32_t census) {
  const std::uint32_t full = counts & counts >> 1 & 0x55555555u;
  return counts + (census & ~full);
}

// Counts of up to three per class brought down to none, one and many.
constexpr std::uint32_t amounts(std::uint32_t counts) {
  return counts & ~(counts >> 1 & 0x55555555u);
}

// A census as two questions per class, whose answers need not both matter: is there one
// (the lower bit), is there more than one? Where one of them is left out, amounts() gives
// a census that answers the other alike.
constexpr std::uint32_t thresholds(std::uint32_t census) {
  return census | (census >> 1 & 0x55555555u);
}

}  // namespace condis
