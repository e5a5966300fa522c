// What a reader makes of bytes that may be damaged: it says what is wrong, or what it
// lost.
#pragma once

#include <doctest/doctest.h>

#include <cstdint>
#include <string_view>

#include "tests/traces/reading.h"

namespace condis {

struct Reading {
  bool opened = false;
  std::uint64_t records = 0;
  bool tells_loss = false;  // or that what was read is not all as it should be
};

inline Reading reading_of(std::string_view bytes,
                          InputFormat format = InputFormat::Detect,
                          const Mapping* mapping = nullptr) {
  Reading result;
  auto reader = open_trace_bytes(bytes, "damaged", format, mapping);
  if (!reader) {
    CHECK_FALSE(reader.error().what.empty());
    return result;
  }
  result.opened = true;
  for (const Record& record : read_all(**reader, 64)) {
    const bool loss = record.function == Function::EventsLost;
    result.records += loss ? 0 : 1;
    result.tells_loss = result.tells_loss || loss;
  }
  result.tells_loss = result.tells_loss || (*reader)->error() != nullptr ||
                      (*reader)->warning_count() != 0 ||
                      !(*reader)->unknown_events().empty();
  return result;
}

}  // namespace condis
