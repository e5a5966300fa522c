// Writes one JSON document on one line: `{"a":1,"b":["x"]}`. Commas and escapes are its
// business, matching begins and ends the caller's.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "checker/printable.h"

namespace condis {

class JsonWriter {
 public:
  JsonWriter& begin_object() { return open('{'); }
  JsonWriter& end_object() { return close('}'); }
  JsonWriter& begin_array() { return open('['); }
  JsonWriter& end_array() { return close(']'); }

  // Inside an object, before each value: a name of our own, which needs no escapes;
  JsonWriter& key(std::string_view name) {
    out_ += first_ ? "\"" : ",\"";
    out_ += name;
    out_ += "\":";
    first_ = true;
    return *this;
  }
  // or one that came from elsewhere.
  JsonWriter& foreign_key(std::string_view name) {
    string(name);
    out_ += ':';
    first_ = true;
    return *this;
  }

  JsonWriter& string(std::string_view text) {
    separate();
    append_json_string(out_, text);
    return *this;
  }
  JsonWriter& number(std::uint64_t value) { return raw(std::to_string(value)); }
  JsonWriter& boolean(bool value) { return raw(value ? "true" : "false"); }
  JsonWriter& null() { return raw("null"); }
  // What is not there is null.
  JsonWriter& string_or_null(std::string_view text) {
    return text.empty() ? null() : string(text);
  }
  JsonWriter& strings(const std::vector<std::string>& list) {
    begin_array();
    for (const std::string& text : list) string(text);
    return end_array();
  }
  // A value that is JSON already.
  JsonWriter& json(std::string_view text) { return raw(text); }

  const std::string& text() const { return out_; }

 private:
  JsonWriter& open(char bracket) {
    separate();
    out_ += bracket;
    first_ = true;
    return *this;
  }

  JsonWriter& close(char bracket) {
    out_ += bracket;
    first_ = false;
    return *this;
  }

  JsonWriter& raw(std::string_view text) {
    separate();
    out_ += text;
    return *this;
  }

  void separate() {
    if (!first_) out_ += ',';
    first_ = false;
  }

  std::string out_;
  bool first_ = true;
};

}  // namespace condis
