// What the fuzz targets share: bytes are read as a recording, in one go and then in
// chunks of a size that the bytes themselves choose; both ways must give the same.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

#include "tests/traces/reading.h"

namespace condis {

inline void require(bool condition) {
  if (!condition) {
    std::abort();
  }
}

template <class ReaderType>
void fuzz_reader(const std::uint8_t* data, std::size_t size, InputFormat format) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  (void)open_trace_bytes(bytes, "fuzz");
  Result<std::unique_ptr<Reader>> opened = open_trace_bytes(bytes, "fuzz", format);
  if (!opened || bytes.starts_with("\xEF\xBB\xBF")) {
    return;
  }
  const std::size_t chunk = 1 + (size == 0 ? 0 : data[size / 2] % 64);
  ReaderType chunked(Window(std::make_unique<MemorySource>(bytes), chunk), "fuzz");
  require(read_all(**opened, 16) == read_all(chunked, 3));
  require(messages(**opened) == messages(chunked));
  require((*opened)->warning_count() == chunked.warning_count());
  require((*opened)->unknown_events().size() == chunked.unknown_events().size());
}

}  // namespace condis
