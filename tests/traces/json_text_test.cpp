// The scanners against simdjson: both accept the same texts, and read the same strings.
#include "traces/json_text.h"

#include <doctest/doctest.h>
#include <simdjson.h>

#include <string>
#include <vector>

#include "tests/traces/reading.h"

using namespace condis;

namespace {

// As a line stands in a reader's window.
std::string with_sentinel(std::string_view text) {
  return std::string(text) + '\n' + std::string(63, '\0');
}

bool accepts(std::string_view text) {
  const std::string line = with_sentinel(text);
  JsonScanner scanner;
  const char* const stop = scanner.skip_value(skip_blank(line.data()));
  if (stop == nullptr) {
    CHECK(scanner.fault().at >= line.data());
    CHECK(scanner.fault().at <= line.data() + text.size());
    CHECK_FALSE(scanner.fault().what.empty());
    return false;
  }
  return skip_blank(stop) == line.data() + text.size();
}

bool simdjson_accepts(std::string_view text) {
  simdjson::dom::parser parser;
  simdjson::dom::element element;
  const simdjson::padded_string padded(text);
  const auto error = parser.parse(padded).get(element);
  return error == simdjson::SUCCESS;
}

}  // namespace

TEST_CASE("the scanners accept JSON and nothing else") {
  for (const std::string text :
       {R"({})", R"({"a":1})", R"([])", R"([1,2,[3,{"x":[]}]])", R"("")",
        R"("\u0041\n\\")", R"("\ud83d\ude00")", R"(0)", R"(-0)", R"(-12.5e+10)", R"(1E5)",
        R"(true)", R"(false)", R"(null)", "{ \"a\" : [ 1 , 2 ] }", "\"\xC3\xA9\"",
        R"({"a":{"b":{"c":[{}]}}})"}) {
    CAPTURE(text);
    CHECK(accepts(text));
    CHECK(simdjson_accepts(text));
  }
  for (const std::string text : {R"({)",
                                 R"({"a")",
                                 R"({"a":})",
                                 R"({"a":1,})",
                                 R"({"a" 1})",
                                 R"({a:1})",
                                 R"([1,])",
                                 R"([1)",
                                 R"([)",
                                 R"("a)",
                                 R"("\x")",
                                 R"("\u12")",
                                 R"("\ud83d")",
                                 R"("\ude00")",
                                 R"("\ud83d\u0041")",
                                 R"(01)",
                                 R"(-)",
                                 R"(1.)",
                                 R"(1e)",
                                 R"(1e+)",
                                 R"(.5)",
                                 R"(+1)",
                                 R"(tru)",
                                 R"(True)",
                                 R"(nul)",
                                 R"(falsy)",
                                 R"({"a":1}})",
                                 R"([}])",
                                 "\"\x01\"",
                                 "\"\xC3\"",
                                 "\"\xFF\"",
                                 "\"\xED\xA0\x80\"",
                                 "'a'",
                                 "",
                                 "\"\t\"",
                                 R"("\)",
                                 R"("\u)",
                                 R"({1:2})",
                                 R"({"a":1 "b":2})"}) {
    CAPTURE(text);
    CHECK_FALSE(accepts(text));
    CHECK_FALSE(simdjson_accepts(text));
  }
}

TEST_CASE("deep nesting is refused, not followed") {
  CHECK(accepts(std::string(200, '[') + std::string(200, ']')));
  CHECK_FALSE(accepts(std::string(300, '[') + std::string(300, ']')));
  CHECK_FALSE(accepts(std::string(100'000, '[')));
  std::string objects;
  for (int i = 0; i < 100'000; ++i) {
    objects += R"({"a":)";
  }
  CHECK_FALSE(accepts(objects));
}

TEST_CASE("the scanners agree with simdjson on damaged texts") {
  const std::string base =
      R"({"Event":"Ndis\u00e9\\","n":[-1.5e3,true,{"x":null}],"s":"\ud83d\ude00 )"
      "\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80"
      R"(","k":12345678901234567})";
  const std::string bytes = "{}[]:,\"\\tfn0123456789.-+eEu \t\r\x01\x7F\x80\xC3\xED\xFF";
  TestRandom random(1);
  for (int i = 0; i < 20'000; ++i) {
    std::string text = base;
    for (std::size_t edits = 1 + random.below(3); edits > 0; --edits) {
      const std::size_t at = random.below(text.size());
      switch (random.below(3)) {
        case 0: text[at] = bytes[random.below(bytes.size())]; break;
        case 1: text.erase(at, 1 + random.below(4)); break;
        default: text.insert(at, 1, bytes[random.below(bytes.size())]); break;
      }
      if (text.empty()) {
        break;
      }
    }
    CAPTURE(text);
    const bool ours = accepts(text);
    CHECK((ours == simdjson_accepts(text) || (ours && has_extreme_number(text))));
  }
}

TEST_CASE("strings are unescaped as simdjson does") {
  const std::vector<std::string> pieces = {"a",
                                           "0123456789abcdef0123456789abcdef",
                                           "\\\\",
                                           "\\\"",
                                           "\\/",
                                           "\\b",
                                           "\\f",
                                           "\\n",
                                           "\\r",
                                           "\\t",
                                           "\\u0041",
                                           "\\u00e9",
                                           "\\u20AC",
                                           "\\ud83d\\ude00",
                                           " ",
                                           "\xC3\xA9",
                                           "\xF0\x9F\x98\x80"};
  TestRandom random(2);
  for (int i = 0; i < 2'000; ++i) {
    std::string text = "\"";
    for (std::size_t count = random.below(12); count > 0; --count) {
      text += pieces[random.below(pieces.size())];
    }
    text += '"';
    CAPTURE(text);
    simdjson::dom::parser parser;
    const simdjson::padded_string padded(text);
    const std::string expected(std::string_view(parser.parse(padded)));
    const std::string line = with_sentinel(text);
    JsonScanner scanner;
    std::string scratch;
    scratch.reserve(line.size());
    std::string_view found;
    CHECK(scanner.string(line.data() + 1, found, scratch) == line.data() + text.size());
    CHECK(found == expected);
  }
}

TEST_CASE("decimal and hexadecimal digits are read at any length") {
  TestRandom random(3);
  for (int i = 0; i < 20'000; ++i) {
    const std::uint64_t number = random.next() >> random.below(64);
    const std::string decimal = with_sentinel(std::to_string(number));
    std::uint64_t value = 0;
    const char* const stop = scan_decimal(decimal.data(), value);
    if (number < 10'000'000'000'000'000'000u) {
      CHECK(stop == decimal.data() + decimal.size() - 64);
      CHECK(value == number);
    } else {
      CHECK(stop == nullptr);
    }
    char buffer[20];
    const int size =
        std::snprintf(buffer, sizeof(buffer), random.one_in(2) ? "%llx" : "%llX",
                      static_cast<unsigned long long>(number));
    const std::string hexadecimal = with_sentinel(buffer);
    CHECK(scan_hexadecimal(hexadecimal.data(), value) == size);
    CHECK(value == number);
  }
  std::uint64_t value = 0;
  for (const std::string text : {"", "-1", "a", "00", "01", "12345678901234567890",
                                 "123456789012345678901234567890"}) {
    CHECK(scan_decimal(with_sentinel(text).data(), value) == nullptr);
  }
  for (int byte = 0; byte < 256; ++byte) {
    const std::string text =
        std::string("1234567") + static_cast<char>(byte) + "12345678";
    const bool digit = byte >= '0' && byte <= '9';
    const std::string line = with_sentinel(text);
    CHECK(scan_decimal(line.data(), value) == line.data() + (digit ? 16 : 7));
    const bool hexadecimal =
        digit || (byte >= 'a' && byte <= 'f') || (byte >= 'A' && byte <= 'F');
    CHECK(scan_hexadecimal(line.data(), value) == (hexadecimal ? 16 : 7));
    // Every byte, at every place, either stops a plain run or does not.
    for (std::size_t at = 0; at < 40; ++at) {
      std::string plain(48, 'x');
      plain[at] = static_cast<char>(byte);
      const std::string run = with_sentinel(plain);
      const bool stops = byte < 0x20 || byte >= 0x80 || byte == '"' || byte == '\\';
      CHECK(skip_plain(run.data()) == run.data() + (stops ? at : 48));
    }
  }
}
