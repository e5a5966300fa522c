#include "traces/xpress.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace condis {
namespace {

constexpr std::size_t kShortest = 3;     // length of a match
constexpr std::size_t kThreeBits = 7;    // the greatest value of the length's first part,
constexpr std::size_t kFourBits = 15;    // and of the further ones: they say that more
constexpr std::size_t kEightBits = 255;  // follows

template <class Number>
Number take(const char*& at) {
  Number number;
  std::memcpy(&number, at, sizeof(number));
  at += sizeof(number);
  return number;
}

}  // namespace

char* XpressDecoder::expand(const char* history, char* to, char* limit) {
  if (static_cast<std::size_t>(limit - to) > left_) {
    limit = to + left_;
  }
  char* const begin = to;
  if (match_length_ != 0) {
    to = copy_match(history, to, limit);
  }
  while (to < limit && !broken_) {
    if (flag_count_ == 0) {
      if (end_ - at_ < 4) {
        broken_ = true;
        break;
      }
      flags_ = take<std::uint32_t>(at_);
      flag_count_ = 32;
    }
    if (static_cast<std::int32_t>(flags_) >= 0) {  // bytes as they are
      const unsigned run =
          std::min(static_cast<unsigned>(std::countl_zero(flags_)), flag_count_);
      const auto count =
          static_cast<unsigned>(std::min({std::ptrdiff_t{run}, limit - to, end_ - at_}));
      if (end_ - at_ >= 32) [[likely]] {
        std::memcpy(to, at_, 32);
      } else {
        std::memcpy(to, at_, count);
      }
      to += count;
      at_ += count;
      flag_count_ -= count;
      flags_ = count == 32 ? 0 : flags_ << count;
      broken_ = count == 0;
    } else {
      --flag_count_;
      flags_ <<= 1;
      if (!read_match()) {
        broken_ = true;
        break;
      }
      to = copy_match(history, to, limit);
    }
  }
  left_ -= static_cast<std::size_t>(to - begin);
  return to;
}

bool XpressDecoder::read_match() {
  if (end_ - at_ < 2) {
    return false;
  }
  const std::size_t head = take<std::uint16_t>(at_);
  match_distance_ = (head >> 3) + 1;
  std::size_t length = head & kThreeBits;
  if (length == kThreeBits) {
    if (half_byte_ != nullptr) {
      length = static_cast<std::uint8_t>(*half_byte_) >> 4;
      half_byte_ = nullptr;
    } else {
      if (at_ == end_) return false;
      half_byte_ = at_;
      length = static_cast<std::uint8_t>(*at_++) & kFourBits;
    }
    if (length == kFourBits) {
      if (at_ == end_) return false;
      length = static_cast<std::uint8_t>(*at_++);
      if (length == kEightBits) {
        if (end_ - at_ < 2) return false;
        length = take<std::uint16_t>(at_);
        if (length == 0) {
          if (end_ - at_ < 4) return false;
          length = take<std::uint32_t>(at_);
        }
        if (length < kFourBits + kThreeBits) return false;
        length -= kFourBits + kThreeBits;
      }
      length += kFourBits;
    }
    length += kThreeBits;
  }
  match_length_ = length + kShortest;
  return true;
}

// As much of the match as there is room for.
char* XpressDecoder::copy_match(const char* history, char* to, char* limit) {
  if (static_cast<std::size_t>(to - history) < match_distance_) {
    match_length_ = 0;
    broken_ = true;
    return to;
  }
  const std::size_t count = std::min(match_length_, static_cast<std::size_t>(limit - to));
  match_length_ -= count;
  const char* from = to - match_distance_;
  char* const stop = to + count;
  if (match_distance_ >= 16) {
    for (; to < stop; to += 16, from += 16) std::memcpy(to, from, 16);
  } else if (match_distance_ >= 8) {
    for (; to < stop; to += 8, from += 8) std::memcpy(to, from, 8);
  } else if (match_distance_ == 1) {
    std::memset(to, *from, count);
  } else {
    while (to < stop) *to++ = *from++;
  }
  return stop;
}

}  // namespace condis
