#include "traces/json_document.h"

#include <algorithm>
#include <array>

namespace condis {
namespace {

constexpr int kMaxDepth = 256;
constexpr std::size_t kReadableBehind = 64;  // see json_text.h

const char* skip_lines(const char* at) {
  while (*at == ' ' || *at == '\t' || *at == '\r' || *at == '\n') ++at;
  return at;
}

}  // namespace

const JsonValue* JsonValue::find(std::string_view name) const {
  const auto found =
      std::find_if(members.begin(), members.end(),
                   [&](const JsonMember& member) { return member.name == name; });
  return found == members.end() ? nullptr : &found->value;
}

std::string_view name_of(JsonValue::Kind kind) {
  constexpr std::array<std::string_view, 6> kNames = {
      "null", "true or false", "a number", "a string", "a list", "an object"};
  return kNames[static_cast<std::size_t>(kind)];
}

bool JsonDocument::parse(std::string_view text) {
  text_.assign(text).append(1, '\0').append(kReadableBehind, '\0');
  scratch_.clear();
  scratch_.reserve(text.size());
  value_ = JsonValue();
  const char* const begin = text_.data();
  const char* at = parse_value(skip_lines(begin), value_, 0);
  if (at == nullptr) return false;
  at = skip_lines(at);
  return at == begin + text.size() ||
         scanner_.fail(at, "text after the end of the value") != nullptr;
}

std::size_t JsonDocument::fault_at() const {
  return static_cast<std::size_t>(scanner_.fault().at - text_.data());
}

const char* JsonDocument::parse_value(const char* at, JsonValue& value, int depth) {
  value.at = static_cast<std::size_t>(at - text_.data());
  if (depth == kMaxDepth && (*at == '{' || *at == '[')) {
    return scanner_.fail(at, "values nested more than 256 deep");
  }
  switch (*at) {
    case '{': return parse_object(at, value, depth);
    case '[': return parse_array(at, value, depth);
    case '"': value.kind = JsonValue::Kind::String; return parse_string(at, value.text);
    case '\0':
      if (value.at + 1 + kReadableBehind == text_.size()) {
        return scanner_.fail(at, "the text ends where a value is expected");
      }
      break;
    default: break;
  }
  const char* const end = scanner_.skip_value(at);
  if (end == nullptr) return nullptr;
  if (*at != 'n') {
    value.kind =
        *at == 't' || *at == 'f' ? JsonValue::Kind::Boolean : JsonValue::Kind::Number;
    value.text.assign(at, end);
  }
  return end;
}

const char* JsonDocument::parse_string(const char* at, std::string& to) {
  std::string_view text;
  scratch_.clear();
  at = scanner_.string(at + 1, text, scratch_);
  if (at != nullptr) to = text;
  return at;
}

const char* JsonDocument::parse_array(const char* at, JsonValue& value, int depth) {
  value.kind = JsonValue::Kind::Array;
  at = skip_lines(at + 1);
  if (*at == ']') return at + 1;
  for (;;) {
    at = parse_value(at, value.items.emplace_back(), depth + 1);
    if (at == nullptr) return nullptr;
    at = skip_lines(at);
    if (*at == ']') return at + 1;
    if (*at != ',') return scanner_.fail(at, "expected ',' or ']' after a value");
    at = skip_lines(at + 1);
  }
}

const char* JsonDocument::parse_object(const char* at, JsonValue& value, int depth) {
  value.kind = JsonValue::Kind::Object;
  at = skip_lines(at + 1);
  if (*at == '}') return at + 1;
  for (;;) {
    JsonMember& member = value.members.emplace_back();
    member.at = static_cast<std::size_t>(at - text_.data());
    if (*at != '"') return scanner_.fail(at, "expected a name in double quotes");
    at = parse_string(at, member.name);
    if (at == nullptr) return nullptr;
    at = skip_lines(at);
    if (*at != ':') return scanner_.fail(at, "expected ':' after a name");
    at = parse_value(skip_lines(at + 1), member.value, depth + 1);
    if (at == nullptr) return nullptr;
    at = skip_lines(at);
    if (*at == '}') return at + 1;
    if (*at != ',') return scanner_.fail(at, "expected ',' or '}' after a value");
    at = skip_lines(at + 1);
  }
}

std::pair<std::uint64_t, std::uint64_t> line_and_column(std::string_view text,
                                                        std::size_t at) {
  const std::string_view before = text.substr(0, at);
  const auto line = std::count(before.begin(), before.end(), '\n');
  const std::string_view in_line = before.substr(before.rfind('\n') + 1);
  const auto column = std::count_if(in_line.begin(), in_line.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  });
  return {static_cast<std::uint64_t>(line) + 1, static_cast<std::uint64_t>(column) + 1};
}

}  // namespace condis
