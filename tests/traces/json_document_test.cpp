#include "traces/json_document.h"

#include <doctest/doctest.h>

#include <string>

using namespace condis;

TEST_CASE("a JSON text becomes a tree that knows its places") {
  JsonDocument document;
  const std::string text =
      "{\n  \"a\": [1, -2.5e3, true, null],\n  \"b\\u0041\": \"\\n\"\n}\n";
  REQUIRE(document.parse(text));
  const JsonValue& top = document.value();
  REQUIRE(top.members.size() == 2);
  CHECK(line_and_column(text, top.members[1].at) ==
        std::pair<std::uint64_t, std::uint64_t>(3, 3));
  CHECK(top.members[1].name == "bA");
  CHECK(top.members[1].value.text == "\n");
  const JsonValue* const list = top.find("a");
  REQUIRE(list != nullptr);
  REQUIRE(list->items.size() == 4);
  CHECK(list->items[1].text == "-2.5e3");
  CHECK(list->items[2].kind == JsonValue::Kind::Boolean);
  CHECK(list->items[3].kind == JsonValue::Kind::Null);
  CHECK(top.find("c") == nullptr);
  CHECK(line_and_column("\xC3\xA4\n\xC3\xA4x", 5) ==
        std::pair<std::uint64_t, std::uint64_t>(2, 2));
}

TEST_CASE("what is no JSON text is told by its place") {
  const auto fault = [](const std::string& text) {
    JsonDocument document;
    REQUIRE_FALSE(document.parse(text));
    CHECK(document.fault_at() <= text.size());
    return std::to_string(document.fault_at()) + " " + std::string(document.fault());
  };
  CHECK(fault("") == "0 the text ends where a value is expected");
  CHECK(fault("{") == "1 expected a name in double quotes");
  CHECK(fault("{\"a\" 1}") == "5 expected ':' after a name");
  CHECK(fault("{\"a\":1 \"b\"}") == "7 expected ',' or '}' after a value");
  CHECK(fault("[1 2]") == "3 expected ',' or ']' after a value");
  CHECK(fault("[1] 2") == "4 text after the end of the value");
  CHECK(fault("[1,") == "3 the text ends where a value is expected");
  CHECK(fault(std::string(300, '[')) == "256 values nested more than 256 deep");
  CHECK(fault(std::string("[\0]", 3)) == "1 expected a value");
}
