// A natural number without bound: sums of counts, written out in decimal.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace condis {

class Natural {
 public:
  Natural() = default;
  explicit Natural(std::uint32_t value) {
    if (value != 0) limbs_.push_back(value);
  }

  // Adds `times` times `other`.
  void add(const Natural& other, std::uint32_t times = 1) { add(other.limbs_, times); }
  // Likewise for a number of 32 bits at a time, the lowest first.
  void add(std::span<const std::uint32_t> other, std::uint32_t times = 1) {
    if (limbs_.size() < other.size()) limbs_.resize(other.size());
    std::uint64_t carry = 0;
    for (std::size_t i = 0; i < limbs_.size(); ++i) {
      carry += limbs_[i];
      if (i < other.size()) carry += std::uint64_t{other[i]} * times;
      limbs_[i] = static_cast<std::uint32_t>(carry);
      carry >>= 32;
    }
    if (carry != 0) limbs_.push_back(static_cast<std::uint32_t>(carry));
    while (!limbs_.empty() && limbs_.back() == 0) limbs_.pop_back();
  }
  std::size_t bits() const {
    return limbs_.empty() ? 0 : 32 * limbs_.size() - std::countl_zero(limbs_.back());
  }

  std::string decimal() const {
    std::vector<std::uint32_t> rest = limbs_;
    std::string digits;
    while (!rest.empty()) {
      std::uint64_t remainder = 0;
      for (std::size_t i = rest.size(); i-- > 0;) {
        remainder = remainder << 32 | rest[i];
        rest[i] = static_cast<std::uint32_t>(remainder / 10);
        remainder %= 10;
      }
      digits += static_cast<char>('0' + remainder);
      while (!rest.empty() && rest.back() == 0) rest.pop_back();
    }
    std::reverse(digits.begin(), digits.end());
    return digits.empty() ? "0" : digits;
  }

 private:
  std::vector<std::uint32_t> limbs_;  // the lowest first; the highest is not 0
};

}  // namespace condis
