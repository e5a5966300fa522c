// Writes records as an .etl file, as a session would that records TraceLogging providers.
//
// One tick of its clock is a nanosecond, so that times are kept as they are. A record
// without a time takes over time and processor of the one before it. Tested by
// tests/checker/convert_test.cpp and, with recordings of its making, etl_reader_test.cpp.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "model/record.h"
#include "traces/decoded_event.h"

namespace condis {

class EtlWriter {
 public:
  // Puts bytes at an offset, over what is there or at the end; false if that fails.
  using Put = std::function<bool(std::uint64_t offset, std::string_view bytes)>;

  static constexpr std::uint32_t kBufferSize = 64 * 1024;

  explicit EtlWriter(Put put, std::uint32_t buffer_size = kBufferSize);

  // False if writing failed. Processors beyond 2047 are counted from 0 again; of texts
  // that are longer, 4,000 bytes are kept.
  bool add(const Record& record, std::string_view provider, const SourceLocation& source);
  // Writes out what is left, and the counters in front. False if anything failed.
  bool finish();

 private:
  struct Buffer {
    std::string events;
    std::int64_t newest = 0;
  };

  void begin(std::int64_t time);
  std::string header_event() const;
  void build_event(const Record& record, std::string_view provider,
                   const SourceLocation& source, std::int64_t stamp);
  bool flush(std::uint16_t processor, Buffer& buffer);
  bool write_buffer(std::uint64_t offset, std::string_view events, std::uint16_t type,
                    std::uint16_t processor, std::int64_t stamp);

  Put put_;
  std::uint32_t buffer_size_;
  std::map<std::uint16_t, Buffer> buffers_;
  bool begun_ = false;
  bool failed_ = false;
  std::int64_t start_ = 0;  // nanoseconds since 1970, a multiple of 100
  std::int64_t newest_ = 0;
  std::int64_t last_time_ = 0;
  std::uint16_t last_processor_ = 0;
  std::uint32_t processors_ = 1;
  std::uint32_t written_ = 1;  // buffers, that of the header included
  std::string event_;
};

}  // namespace condis
