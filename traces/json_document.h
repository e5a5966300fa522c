// A whole JSON text as a tree that remembers where each value stands.
//
// For texts that are looked at piece by piece: mapping files, whose mistakes are reported
// by line and column, and events in shapes other than schema 1. Names that stand twice in
// an object are both kept. Tested by tests/traces/json_document_test.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "traces/json_text.h"

namespace condis {

struct JsonMember;

struct JsonValue {
  enum class Kind : std::uint8_t { Null, Boolean, Number, String, Array, Object };

  Kind kind = Kind::Null;
  std::size_t at = 0;  // offset in the text
  std::string text;  // of a string, unescaped; of a number or Boolean, as it stands there
  std::vector<JsonValue> items;     // Array
  std::vector<JsonMember> members;  // Object

  // The first member of that name; null if there is none.
  const JsonValue* find(std::string_view name) const;
};

struct JsonMember {
  std::string name;
  std::size_t at = 0;
  JsonValue value;
};

// "an object", "a string", ...: completes "the value is".
std::string_view name_of(JsonValue::Kind kind);

class JsonDocument {
 public:
  // False if the text is not one JSON value, with blanks around it: fault() says why. The
  // value stays valid until the next call.
  bool parse(std::string_view text);

  const JsonValue& value() const { return value_; }
  std::string_view fault() const { return scanner_.fault().what; }
  std::size_t fault_at() const;

 private:
  const char* parse_value(const char* at, JsonValue& value, int depth);
  const char* parse_array(const char* at, JsonValue& value, int depth);
  const char* parse_object(const char* at, JsonValue& value, int depth);
  const char* parse_string(const char* at, std::string& to);

  std::string text_;  // with the sentinel that the scanner relies on
  std::string scratch_;
  JsonScanner scanner_;
  JsonValue value_;
};

// Line and column of an offset, from 1; columns count characters.
std::pair<std::uint64_t, std::uint64_t> line_and_column(std::string_view text,
                                                        std::size_t at);

}  // namespace condis
