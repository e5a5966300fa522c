// Decodes one line of JSON into a Record.
//
// Recordings are regular: a line has the same fields in the same order as the last one of
// the same event. So after each field the parser compares the text with the name that
// followed that field then, and only looks a name up where it guessed wrong; numbers,
// addresses and the usual words are decoded where they stand. It is one pass over the
// line that checks the whole of it, with no intermediate form and no allocation: faster
// than a general parser delivers the same fields (tests/bench/check_bench.cpp).
// Tested by tests/traces/json_line_test.cpp, with simdjson as the twin.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "traces/field_values.h"
#include "traces/json_text.h"

namespace condis {

// What followed a field lately, for each event and phase.
class JsonLineShapes {
 public:
  using Followers = std::array<FieldId, kFieldCount + 1>;

  JsonLineShapes() {
    for (Followers& followers : followers_) {
      followers.fill(FieldId::Unknown);
    }
  }
  Followers& of(Function function, Phase phase) {
    return followers_[static_cast<std::size_t>(function) * 2 +
                      (phase == Phase::Exit ? 1 : 0)];
  }

 private:
  std::array<Followers, 2 * kFunctionCount> followers_;
};

class JsonLineParser {
 public:
  // `line` is followed by a line feed and 63 more readable bytes. False if it is not one
  // JSON object: fault() says why. `record` is to be a fresh one; `texts` and the refused
  // values stay valid until the next call.
  bool parse(std::string_view line, Record& record, RecordText& texts);

  const RefusedFields& refused() const { return refused_; }
  // A field of schema 1 that stands twice in the line; Unknown if there is none.
  FieldId repeated() const { return repeated_; }
  const JsonFault& fault() const { return scanner_.fault(); }

 private:
  JsonScanner scanner_;
  JsonLineShapes shapes_;
  RefusedFields refused_;
  std::string scratch_;
  FieldId repeated_ = FieldId::Unknown;
};

}  // namespace condis
