#include "checker/printable.h"

#include <doctest/doctest.h>

namespace condis {
namespace {

TEST_CASE("text stays, what a terminal acts on is spelled out") {
  CHECK(printable("plain ä € 😀 \\") == "plain ä € 😀 \\");
  CHECK(printable("a\tb\r\n") == "a\\tb\\r\\n");
  CHECK(printable(std::string_view("\0\x1b\x7f", 3)) == "\\x00\\x1b\\x7f");
  CHECK(printable("\xC2\x9B") == "\\u{9b}");
  CHECK(printable("\xE2\x80\xAE") == "\\u{202e}");
}

TEST_CASE("bytes that are no UTF-8 are spelled out one by one") {
  CHECK(printable("\xFF") == "\\xff");
  CHECK(printable("\xC0\xAF") == "\\xc0\\xaf");           // overlong
  CHECK(printable("\xE0\x80\x80") == "\\xe0\\x80\\x80");  // overlong
  CHECK(printable("\xED\xA0\x80") == "\\xed\\xa0\\x80");  // surrogate
  CHECK(printable("\xF4\x90\x80\x80") == "\\xf4\\x90\\x80\\x80");
  CHECK(printable("x\xE2\x82") == "x\\xe2\\x82");  // cut
}

TEST_CASE(
    "what a build service takes for a command is broken up, what looks like it is not") {
  CHECK(printable("::error::x") == "\\x3a:error::x");
  CHECK(printable("a ::error::x") == "a \\x3a:error::x");
  CHECK(printable("std::string a:: b") == "std::string a:: b");
  CHECK(printable("x##vso[task]") == "x\\x23#vso[task]");
  CHECK(printable("##[error]") == "\\x23#[error]");
  CHECK(printable("## heading #[a]") == "## heading #[a]");
  CHECK(json_string("##vso[x] ::a") == "\"\\u0023#vso[x] ::a\"");
}

TEST_CASE("lines break at blanks") {
  CHECK(wrap("one two three", "  ", 9) == "  one two\n  three");
  CHECK(wrap("incomprehensibilities", "  ", 9) == "  incomprehensibilities");
  CHECK(wrap("", "  ") == "");
  CHECK(columns("ä€") == 2);
}

TEST_CASE("a diagnostic says where, what, why and what to do") {
  CHECK(format_diagnostic({"a.jsonl:3", "no", "because", "do"}, "error") ==
        "a.jsonl:3: error: no\n  why: because\n help: do\n");
  CHECK(format_diagnostic({"", "no", "", ""}, "warning") == "warning: no\n");
}

TEST_CASE("excerpts keep their lines, other line breaks are spelled out") {
  CHECK(format_diagnostic({"a", "no\n   12 | (x)\n      |  ^\nfake: error", "", ""},
                          "error") ==
        "a: error: no\n   12 | (x)\n      |  ^\\nfake: error\n");
}

}  // namespace
}  // namespace condis
