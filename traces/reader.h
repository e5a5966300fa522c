// What every reader of recordings promises, whatever the carrier.
//
// A reader streams: it holds a bounded part of the file, and turns each event into a
// Record. It knows names, types and units, nothing of the protocol.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/record.h"
#include "model/result.h"

namespace condis {

// JsonList is one JSON text with a list of events, Csv and Xml are tracerpt's, Text is
// tracefmt's.
enum class InputFormat { Detect, JsonLines, JsonList, Xml, Csv, Text, Etl };

enum class TimeScale : std::uint8_t { Utc, Local };  // of times that are dates

// A counter that stamped the records, whose times were converted from it.
struct CounterClock {
  std::uint64_t frequency = 0;  // ticks a second
  std::int64_t boot_time = 0;   // of the machine, which tells its counter from others
  std::int64_t zero = 0;        // Record::time where the counter was 0
};

// A name that is no documented function, and how often it stood in the recording.
struct UnknownEvent {
  std::string name;
  std::uint64_t count;
  std::uint64_t first_number;  // record number of the first one
};

class Mapping;

class Reader {
 public:
  virtual ~Reader() = default;

  // Fills the front of `records` and returns how many; 0 at the end of the recording and
  // after an error. Records of unknown events are counted, not returned. The strings
  // behind Record::source and Record::provider stay valid as long as the reader.
  virtual std::size_t read(std::span<Record> records) = 0;

  // Set once the input turned out unusable from some point on: where, what, why, what to
  // do. Records returned before stay valid.
  virtual const Diagnostic* error() const = 0;

  // What could be read around (a value of the wrong type in one field, a cut last line):
  // at most 20 are kept in full, further ones are counted.
  virtual const std::vector<Diagnostic>& warnings() const = 0;
  virtual std::uint64_t warning_count() const = 0;

  // In order of first appearance; at most 1,000 names, the rest under "(others)".
  virtual const std::vector<UnknownEvent>& unknown_events() const = 0;

  // Name of a provider as logged; "" if the recording does not name it.
  virtual std::string_view provider(std::uint16_t index) const = 0;
  // Location behind Record::source. `index` is not 0.
  virtual const SourceLocation& source(std::uint32_t index) const = 0;

  // "line" or "event": what Record::number counts in this carrier.
  virtual std::string_view unit() const = 0;
  // "FILE:LINE" or "FILE#NUMBER" of the record with that number, which was read.
  virtual std::string place(std::uint64_t number) const = 0;

  virtual TimeScale time_scale() const { return TimeScale::Utc; }
  // Empty where the carrier does not tell, or records were not stamped by a counter.
  virtual std::optional<CounterClock> counter_clock() const { return std::nullopt; }

  // How much of the file was read; may be asked while another thread reads. 0: not known.
  virtual std::uint64_t bytes_read() const = 0;
};

// Opens a file, or standard input for "-", and looks at its first bytes to find the
// format. Fails with a Diagnostic for a missing or empty file, a directory, and bytes
// that are no known format. Text may be in UTF-8 or UTF-16, with or without a byte order
// mark; all but JSON also in a code page of Windows.
// `mapping` may be null; otherwise it must outlive the reader.
Result<std::unique_ptr<Reader>> open_trace(const std::string& path,
                                           InputFormat format = InputFormat::Detect,
                                           const Mapping* mapping = nullptr);

// The same for bytes in memory (tests, fuzzing); `name` stands for the file in messages.
// `bytes` must outlive the reader.
Result<std::unique_ptr<Reader>> open_trace_bytes(std::string_view bytes,
                                                 const std::string& name,
                                                 InputFormat format = InputFormat::Detect,
                                                 const Mapping* mapping = nullptr);

// The size of a file in bytes; 0 if that is not known, as of standard input.
std::uint64_t file_size(const std::string& path);

}  // namespace condis
