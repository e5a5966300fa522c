// What the fuzz targets share: bytes are read as a recording, in one go and then in
// chunks of a size that the bytes themselves choose; both ways must give the same. So
// must both with a mapping, which is there for the sake of its own code.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

#include "tests/traces/reading.h"
#include "traces/encoding.h"

namespace condis {

inline void require(bool condition) {
  if (!condition) {
    std::abort();
  }
}

// Rules for whatever the sample recordings hold.
inline const Mapping& fuzz_mapping() {
  static const auto mapping = Mapping::parse(
      R"j({"mapping":1,"rules":[
        {"when":{"message":{"matches":"(?P<f>\\w+)(?s:.*)0x(?P<h>\\w+)(?s:.*)"}},
         "is":{"Event":{"group":"f","values":{"Drop":"NdisClDropParty"}},"Phase":"enter",
               "PartyHandle":{"group":"h","base":16}}},
        {"when":{"provider":{"matches":"Atm.*"}},
         "columns":["Phase","CallId","VcHandle","PartyHandle","Status","Func"]}]})j",
      "fuzz");
  require(static_cast<bool>(mapping));
  return *mapping;
}

template <class ReaderType>
void fuzz_reader(const std::uint8_t* data, std::size_t size, InputFormat format) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  (void)open_trace_bytes(bytes, "fuzz");
  const Mapping* const mapping =
      size != 0 && data[size - 1] % 2 != 0 ? &fuzz_mapping() : nullptr;
  Result<std::unique_ptr<Reader>> opened =
      open_trace_bytes(bytes, "fuzz", format, mapping);
  if (!opened) {
    return;
  }
  const std::size_t chunk = 1 + (size == 0 ? 0 : data[size / 2] % 64);
  const bool is_json =
      format == InputFormat::JsonLines || format == InputFormat::JsonList;
  Encoding encoding = detect_encoding(bytes);
  if (encoding == Encoding::Utf8 && !is_json) encoding = Encoding::Utf8OrCodePage;
  ReaderType chunked(
      decoded(Window(std::make_unique<MemorySource>(bytes), chunk), encoding, chunk),
      "fuzz", mapping);
  require(read_all(**opened, 16) == read_all(chunked, 3));
  require(messages(**opened) == messages(chunked));
  require((*opened)->warning_count() == chunked.warning_count());
  require((*opened)->unknown_events().size() == chunked.unknown_events().size());
}

}  // namespace condis
