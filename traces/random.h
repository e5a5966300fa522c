// Pseudorandom numbers that are the same on every machine, unlike the distributions of
// the standard library: for generated recordings and tests.
#pragma once

#include <cstddef>
#include <cstdint>

namespace condis {

class Random {
 public:
  // Any seed will do; each gives a sequence of its own.
  explicit Random(std::uint64_t seed) : state_(seed * 2654435769u + 1) {}

  std::uint64_t next() {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 7;
    state_ ^= state_ << 17;
    return state_;
  }
  std::size_t below(std::size_t limit) {
    return static_cast<std::size_t>(next() >> 11) % limit;
  }
  bool one_in(std::size_t n) { return below(n) == 0; }

 private:
  std::uint64_t state_;
};

}  // namespace condis
