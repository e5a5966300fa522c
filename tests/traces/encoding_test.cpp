#include "traces/encoding.h"

#include <doctest/doctest.h>

#include <string>

#include "tests/traces/reading.h"

using namespace condis;

namespace {

std::string to_utf16(std::u16string_view text, bool big_endian, bool mark) {
  std::string bytes;
  const auto put = [&](char16_t unit) {
    const char high = static_cast<char>(unit >> 8);
    const char low = static_cast<char>(unit & 0xFF);
    bytes += big_endian ? high : low;
    bytes += big_endian ? low : high;
  };
  if (mark) put(0xFEFF);
  for (const char16_t unit : text) put(unit);
  return bytes;
}

struct Decoded {
  std::string text;
  Diagnostic remark;
};

Decoded decode(std::string_view bytes, Encoding encoding, std::size_t chunk) {
  Window window =
      decoded(Window(std::make_unique<MemorySource>(bytes), chunk), encoding, chunk);
  while (window.grow()) {
  }
  return {std::string(window.text()), window.remark()};
}

constexpr std::size_t kChunks[] = {1, 2, 3, 5, 64, kDefaultChunk};

}  // namespace

TEST_CASE("byte order marks are skipped, however many there are") {
  for (const int marks : {0, 1, 2, 3}) {
    CAPTURE(marks);
    std::string utf8;
    for (int i = 0; i < marks; ++i) utf8 += "\xEF\xBB\xBF";
    const std::string utf16 =
        to_utf16(std::u16string(static_cast<std::size_t>(marks), u'\uFEFF') + u"text",
                 false, false);
    for (const std::size_t chunk : kChunks) {
      CAPTURE(chunk);
      CHECK(decode(utf8 + "text", Encoding::Utf8, chunk).text == "text");
      CHECK(decode(utf8 + "text", Encoding::Utf8OrCodePage, chunk).text == "text");
      CHECK(decode(utf16, Encoding::Utf16LittleEndian, chunk).text == "text");
    }
  }
}

TEST_CASE("UTF-16 of either kind is found and decoded, whatever the chunks") {
  const std::u16string text = u"<Events>\u00E4 \u4FE1 \U0001F600 \uFFFD</Events>";
  const std::string expected =
      "<Events>\xC3\xA4 \xE4\xBF\xA1 \xF0\x9F\x98\x80 \xEF\xBF\xBD</Events>";
  for (const bool big_endian : {false, true}) {
    for (const bool mark : {false, true}) {
      const std::string bytes = to_utf16(text, big_endian, mark);
      const Encoding encoding = detect_encoding(bytes);
      CHECK(encoding ==
            (big_endian ? Encoding::Utf16BigEndian : Encoding::Utf16LittleEndian));
      for (const std::size_t chunk : kChunks) {
        CAPTURE(chunk);
        const Decoded result = decode(bytes, encoding, chunk);
        CHECK(result.text == expected);
        CHECK(result.remark.what.empty());
      }
    }
  }
}

TEST_CASE("what is no UTF-16 is replaced, and said") {
  const std::u16string_view halves[] = {u"a\xD83D", u"\xDE00z", u"\xD83D\xD83D"};
  const std::string expected[] = {"a\xEF\xBF\xBD", "\xEF\xBF\xBDz",
                                  "\xEF\xBF\xBD\xEF\xBF\xBD"};
  for (std::size_t i = 0; i < std::size(halves); ++i) {
    for (const std::size_t chunk : kChunks) {
      CAPTURE(chunk);
      const Decoded result =
          decode(to_utf16(halves[i], false, true), Encoding::Utf16LittleEndian, chunk);
      CHECK(result.text == expected[i]);
      CHECK(result.remark.what.find("no valid UTF-16") != std::string::npos);
    }
  }
  for (const std::size_t chunk : kChunks) {
    const Decoded odd = decode("a", Encoding::Utf16LittleEndian, chunk);
    CHECK(odd.text == "\xEF\xBF\xBD");
  }
}

TEST_CASE("bytes that are no UTF-8 are letters of a code page") {
  const std::string bytes =
      "\xEF\xBB\xBFM\xFCller \x80 5, M\xC3\xBCller \xE4\xBF\xA1, \x81 \xE2\x82";
  const std::string expected =
      "M\xC3\xBCller \xE2\x82\xAC 5, M\xC3\xBCller \xE4\xBF\xA1, \xEF\xBF\xBD "
      "\xC3\xA2\xE2\x80\x9A";
  for (const std::size_t chunk : kChunks) {
    CAPTURE(chunk);
    const Decoded result = decode(bytes, Encoding::Utf8OrCodePage, chunk);
    CHECK(result.text == expected);
    CHECK(result.remark.what == "5 bytes are no UTF-8, and were read as Windows-1252");
  }
  CHECK(decode("\xEF\xBB\xBFplain", Encoding::Utf8OrCodePage, 2).text == "plain");
  CHECK(decode("\xEF\xBB\xBFplain", Encoding::Utf8, 2).text == "plain");
  CHECK(decode("", Encoding::Utf8OrCodePage, 2).text.empty());
}

TEST_CASE("a recording reads the same in every encoding") {
  const std::u16string lines =
      u"{\"Event\":\"TraceEnd\",\"Time\":1}\n{\"Event\":\"TraceEnd\",\"File\":\"\u00E4\"}"
      u"\n";
  const std::u16string document =
      u"<Events><Event><RenderingInfo><Task>TraceEnd</Task></RenderingInfo></Event>"
      u"</Events>";
  const auto count = [](const std::string& bytes) {
    auto opened = open_trace_bytes(bytes, "t");
    REQUIRE(opened);
    const std::size_t records = read_all(**opened).size();
    CHECK(messages(**opened).empty());
    return records;
  };
  for (const bool big_endian : {false, true}) {
    for (const bool mark : {false, true}) {
      CHECK(count(to_utf16(lines, big_endian, mark)) == 2);
      CHECK(count(to_utf16(document, big_endian, mark)) == 1);
    }
  }
  const std::string ansi =
      "<Events><Event><RenderingInfo><Task>TraceEnd</Task><Level>F\xFCr</Level>"
      "</RenderingInfo></Event></Events>";
  auto opened = open_trace_bytes(ansi, "t");
  REQUIRE(opened);
  CHECK(read_all(**opened).size() == 1);
  CHECK(messages(**opened).find("Windows-1252") != std::string::npos);
}
