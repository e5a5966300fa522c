#include "traces/xpress.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "tests/traces/reading.h"
#include "tests/traces/xpress_pack.h"

using namespace condis;

namespace {

struct Expanded {
  std::string text;
  bool broken;
};

// In a window of `window` bytes, of which the older part makes place for the newer.
Expanded expand(std::string_view packed, std::size_t size, std::size_t window = 1 << 20) {
  XpressDecoder decoder(packed, size);
  std::string buffer(window + XpressDecoder::kSlack, '?');
  std::string text;
  char* const begin = buffer.data();
  char* end = begin;
  while (decoder.left() != 0 && !decoder.broken()) {
    const auto kept =
        std::min<std::size_t>(static_cast<std::size_t>(end - begin), kXpressReach);
    std::copy(end - kept, end, begin);
    end = begin + kept;
    char* const stop = decoder.expand(begin, end, begin + window);
    REQUIRE(stop <= begin + window);
    text.append(end, stop);
    end = stop;
  }
  return {text, decoder.broken()};
}

std::string bytes(std::initializer_list<int> values) {
  std::string text;
  for (const int value : values) text += static_cast<char>(value);
  return text;
}

}  // namespace

TEST_CASE("the examples of the format's description") {
  const std::string letters = "abcdefghijklmnopqrstuvwxyz";
  CHECK(expand(bytes({0x3f, 0, 0, 0}) + letters, 26).text == letters);
  std::string repeated;
  for (int i = 0; i < 100; ++i) repeated += "abc";
  const std::string packed = bytes(
      {0xff, 0xff, 0xff, 0x1f, 0x61, 0x62, 0x63, 0x17, 0x00, 0x0f, 0xff, 0x26, 0x01});
  CHECK(expand(packed, 300).text == repeated);
  CHECK_FALSE(expand(packed, 300).broken);
}

TEST_CASE("what was packed comes out again, whatever the window") {
  TestRandom random(7);
  for (int round = 0; round < 300; ++round) {
    std::string text;
    const std::size_t size = random.below(60'000);
    while (text.size() < size) {
      if (text.size() > 3 && random.one_in(3)) {
        const std::size_t back =
            1 + random.below(std::min<std::size_t>(text.size(), 9000));
        const std::size_t length = 1 + random.below(random.one_in(9) ? 5000 : 20);
        for (std::size_t i = 0; i < length; ++i) text += text[text.size() - back];
      } else {
        text += static_cast<char>(random.next());
      }
    }
    const std::string packed = XpressPacker::pack(text);
    CHECK(expand(packed, text.size()).text == text);
    CHECK(expand(packed, text.size(), kXpressReach + 1 + random.below(5000)).text ==
          text);
  }
}

TEST_CASE("a long match of few bytes fills no more than the window") {
  // One byte, then a match of four gigabytes.
  const std::string packed =
      bytes({0xff, 0xff, 0xff, 0x7f, 'x', 7, 0, 15, 255, 0, 0, 0xff, 0xff, 0xff, 0xff});
  XpressDecoder decoder(packed, std::size_t{1} << 32);
  std::string window(10'000 + XpressDecoder::kSlack, '?');
  char* const end = decoder.expand(window.data(), window.data(), window.data() + 10'000);
  CHECK(end == window.data() + 10'000);
  CHECK(window.substr(0, 10'000) == std::string(10'000, 'x'));
  CHECK(decoder.left() == (std::size_t{1} << 32) - 10'000);
}

TEST_CASE("cut and senseless input gives what stands before the fault") {
  const std::string text =
      "0123456789012345678901234567890123456789 and so on, and so on";
  const std::string packed = XpressPacker::pack(text);
  for (std::size_t size = 0; size < packed.size(); ++size) {
    const Expanded cut = expand(packed.substr(0, size), text.size());
    CHECK(cut.broken == (cut.text != text));
    CHECK(text.starts_with(cut.text));
  }
  CHECK(expand(bytes({0, 0, 0, 0x80, 0, 0}), 10).broken);  // reaches before the beginning
  CHECK(expand("", 10).broken);
  CHECK_FALSE(expand("", 0).broken);
  TestRandom random(9);
  for (int round = 0; round < 2'000; ++round) {
    std::string junk;
    for (std::size_t i = random.below(300); i > 0; --i) {
      junk += static_cast<char>(random.next());
    }
    CHECK(expand(junk, 20'000, 9'000).text.size() <= 20'000);
  }
}
