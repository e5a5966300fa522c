// JSON text, byte by byte: scanners for the pieces of a line, and what is wrong with one.
//
// All of them rely on a sentinel: a control character other than tab and carriage return
// stands at the end of the line, so no scanner runs past it, and the 64 bytes behind it
// may be read. The grammar is that of RFC 8259; texts must be UTF-8, and surrogates come
// in pairs. Tested by tests/traces/json_text_test.cpp, where simdjson is the twin.
#pragma once

#include <bit>
#include <cstdint>
#include <string>
#include <string_view>

#if defined(__SSE2__) || defined(_M_X64)
#include <emmintrin.h>
#endif

#include "model/name_table.h"

namespace condis {

// Where a text stops being JSON, and what was expected there.
struct JsonFault {
  const char* at = nullptr;
  std::string_view what;
};

inline constexpr std::uint64_t kOnes = 0x0101010101010101u;
inline constexpr std::uint64_t kHighBits = 0x8080808080808080u;

// The first byte that does not belong to a plain run of a string: quote, backslash,
// control character, or a byte of a character outside of ASCII. Looks at 32 bytes at a
// time where the processor can, so that the length of a name costs no wrong guess.
#if defined(__SSE2__) || defined(_M_X64)
inline const char* skip_plain(const char* at) {
  const auto stops = [](const char* bytes) {
    const __m128i word = _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes));
    const __m128i quote = _mm_cmpeq_epi8(word, _mm_set1_epi8('"'));
    const __m128i backslash = _mm_cmpeq_epi8(word, _mm_set1_epi8('\\'));
    const __m128i other =
        _mm_cmplt_epi8(word, _mm_set1_epi8(0x20));  // signed: 0x80.. too
    return static_cast<std::uint32_t>(
        _mm_movemask_epi8(_mm_or_si128(_mm_or_si128(quote, backslash), other)));
  };
  for (;; at += 32) {
    const std::uint32_t found = stops(at) | stops(at + 16) << 16;
    if (found != 0) {
      return at + std::countr_zero(found);
    }
  }
}
#else
inline const char* skip_plain(const char* at) {
  for (;; at += 8) {
    const std::uint64_t word = load_word(at);
    const std::uint64_t quote = word ^ (kOnes * '"');
    const std::uint64_t backslash = word ^ (kOnes * '\\');
    // A borrow marks bytes above one that is marked itself: the lowest mark is right.
    const std::uint64_t found =
        ((quote - kOnes) | (backslash - kOnes) | (word - kOnes * 0x20) | word) &
        kHighBits;
    if (found != 0) {
      return at + (std::countr_zero(found) >> 3);
    }
  }
}
#endif

inline const char* skip_blank(const char* at) {
  if (*at > ' ') [[likely]] {
    return at;
  }
  while (*at == ' ' || *at == '\t' || *at == '\r') {
    ++at;
  }
  return at;
}

inline bool is_decimal(char c) {
  return static_cast<unsigned char>(c - '0') < 10;
}

// Marks, in the high bit of each byte, the bytes that are no decimal digits.
inline std::uint64_t mark_other_than_decimal(std::uint64_t word) {
  return ((word + kOnes * (0x7F - '9')) | (word - kOnes * '0') | word) & kHighBits;
}

// The number that the first `count` bytes, 1 to 8 digits, make: they move to the end of
// the word, behind zeros, and neighbours are joined until one number is left.
inline std::uint64_t join_decimal(std::uint64_t word, int count) {
  word = (word & kOnes * 0x0F) << (64 - 8 * count);
  word = word * 2561 >> 8;
  word = (word & 0x00FF00FF00FF00FFu) * 6553601 >> 16;
  return (word & 0x0000FFFF0000FFFFu) * 42949672960001u >> 32;
}

// For numbers of eight digits or more; see scan_decimal.
const char* scan_long_decimal(const char* at, std::uint64_t& value);

// Decimal digits, at most 19, which always fit: returns behind them. Null if there are
// none, or more, or a leading zero.
inline const char* scan_decimal(const char* at, std::uint64_t& value) {
  const std::uint64_t word = load_word(at);
  const std::uint64_t other = mark_other_than_decimal(word);
  const int count = std::countr_zero(other) >> 3;
  if (count == 8) {
    return scan_long_decimal(at, value);
  }
  if (count == 0 || (*at == '0' && count > 1)) {
    return nullptr;
  }
  value = join_decimal(word, count);
  return at + count;
}

// Eight hexadecimal digits; false if one of them is none. Each byte is checked, becomes a
// nibble, and neighbours are joined until one number is left.
inline bool join_hexadecimal(std::uint64_t word, std::uint64_t& value) {
  const std::uint64_t lower = word | kOnes * 0x20;
  const std::uint64_t digits =
      (word + kOnes * (0x80 - '0')) & ~(word + kOnes * (0x80 - '9' - 1));
  const std::uint64_t letters =
      (lower + kOnes * (0x80 - 'a')) & ~(lower + kOnes * (0x80 - 'f' - 1)) & kHighBits;
  if ((((digits | letters) & ~word) & kHighBits) != kHighBits) {
    return false;
  }
  std::uint64_t nibbles = (word & kOnes * 0x0F) + (letters >> 7) * 9;
  nibbles = (nibbles << 4 | nibbles >> 8) & 0x00FF00FF00FF00FFu;
  nibbles = (nibbles << 8 | nibbles >> 16) & 0x0000FFFF0000FFFFu;
  value = (nibbles << 16 | nibbles >> 32) & 0xFFFFFFFFu;
  return true;
}

// For numbers of other than sixteen digits; see scan_hexadecimal.
int scan_short_hexadecimal(const char* at, std::uint64_t& value);

// Sixteen hexadecimal digits at most, from the left; how many there were.
inline int scan_hexadecimal(const char* at, std::uint64_t& value) {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  if (join_hexadecimal(load_word(at), high) && join_hexadecimal(load_word(at + 8), low)) {
    value = high << 32 | low;
    return 16;
  }
  return scan_short_hexadecimal(at, value);
}

class JsonScanner {
 public:
  // `at` points behind the opening quote. Returns behind the closing one, or null after a
  // fault. The text is unescaped; it lies in the line itself where it has no escapes,
  // otherwise in `scratch`, which must have room for the rest of the line.
  const char* string(const char* at, std::string_view& text, std::string& scratch);
  // Any value: returns behind it, or null after a fault.
  const char* skip_value(const char* at, int depth = 0);
  const char* skip_string(const char* at);
  const char* skip_number(const char* at);

  const JsonFault& fault() const { return fault_; }
  const char* fail(const char* at, std::string_view what) {
    fault_ = {at, what};
    return nullptr;
  }

 private:
  const char* escape(const char* at, std::string* to);
  const char* unicode_escape(const char* at, std::string* to);
  const char* skip_container(const char* at, int depth);

  JsonFault fault_;
};

}  // namespace condis
