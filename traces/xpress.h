// Expands what was compressed by Windows's plain LZ77 variant of Xpress ([MS-XCA] 2.4),
// as in the buffers of compressed .etl files.
//
// A stream of 32-bit groups of flags: a clear flag stands for one byte as it is, a set
// one for a match, 16 bits of which are the distance back (up to 8 KiB) and the length;
// great lengths take further bytes. As no match reaches farther back than kXpressReach,
// the text is handed out piece by piece: whatever size the input pretends to have, no
// more memory is needed than the caller's window. About 1 GB/s. Tested by
// tests/traces/xpress_test.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace condis {

inline constexpr std::size_t kXpressReach = 8192;

class XpressDecoder {
 public:
  // Up to so many bytes behind the limit may be overwritten.
  static constexpr std::size_t kSlack = 32;

  XpressDecoder() = default;
  // `packed` must outlive the decoder and stands for `size` bytes.
  XpressDecoder(std::string_view packed, std::size_t size)
      : at_(packed.data()), end_(packed.data() + packed.size()), left_(size) {}

  // Writes from `to` to `limit`, or less if the text ends; returns where it stopped. From
  // `history` to `to` stands what was written last: kXpressReach bytes, or all there was.
  char* expand(const char* history, char* to, char* limit);

  // How many bytes are still to come.
  std::size_t left() const { return left_; }
  // Nothing comes any more, although left() is not 0: the input is cut, or none of this
  // kind.
  bool broken() const { return broken_; }

 private:
  char* copy_match(const char* history, char* to, char* limit);
  bool read_match();

  const char* at_ = nullptr;
  const char* end_ = nullptr;
  std::size_t left_ = 0;
  std::uint32_t flags_ = 0;  // the next one is the highest bit
  unsigned flag_count_ = 0;
  const char* half_byte_ = nullptr;  // its high half is the next short length
  std::size_t match_length_ = 0;     // what is left to copy of a match
  std::size_t match_distance_ = 0;
  bool broken_ = false;
};

}  // namespace condis
