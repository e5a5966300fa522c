// In how many ways each state of a layer can be reached: natural numbers as long as the
// largest of them may need, 32 bits at a time, side by side.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <vector>

#include "checker/natural.h"

namespace condis {

// A cache line of its own: several threads fill one each, side by side.
class alignas(64) Ways {
 public:
  using Digits = std::span<const std::uint32_t>;

  // Forgets all; numbers are of so many digits from now on.
  void start(std::size_t digits) {
    width_ = digits;
    digits_.clear();
  }
  void append(std::uint32_t value) {
    digits_.push_back(value);
    for (std::size_t i = 1; i < width_; ++i) digits_.push_back(0);
  }
  Digits operator[](std::size_t number) const {
    return {digits_.data() + number * width_, width_};
  }
  // Adds `times` times `other`, whose digits beyond those of this one are zeros.
  void add(std::size_t number, Digits other, std::uint32_t times) {
    std::uint32_t* to = digits_.data() + number * width_;
    std::uint64_t carry = 0;
    std::size_t i = 0;
    for (const std::size_t both = std::min(width_, other.size()); i < both; ++i) {
      carry += to[i] + std::uint64_t{other[i]} * times;
      to[i] = static_cast<std::uint32_t>(carry);
      carry >>= 32;
    }
    for (; carry != 0 && i < width_; ++i) {
      carry += to[i];
      to[i] = static_cast<std::uint32_t>(carry);
      carry >>= 32;
    }
    if (carry != 0) throw std::logic_error("ways are counted too narrowly");
  }
  std::size_t size() const { return digits_.size() / width_; }

 private:
  std::size_t width_ = 1;
  std::vector<std::uint32_t> digits_;  // the lowest of each number first
};

}  // namespace condis
