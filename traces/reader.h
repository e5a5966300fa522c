// What every reader of recordings promises, whatever the carrier.
//
// A reader streams: it holds a bounded part of the file, and turns each event into a
// Record. It knows names, types and units, nothing of the protocol.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/record.h"
#include "model/result.h"

namespace condis {

enum class InputFormat { Detect, JsonLines, Xml, Etl };

// A name that is no documented function, and how often it stood in the recording.
struct UnknownEvent {
  std::string name;
  std::uint64_t count;
  std::uint64_t first_number;  // record number of the first one
};

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
};

// Opens a file, or standard input for "-", and looks at its first bytes to find the
// format. Fails with a Diagnostic for a missing or empty file, a directory, and bytes
// that are no known format. Text in UTF-16 is refused with advice; UTF-8 with a BOM is
// read.
Result<std::unique_ptr<Reader>> open_trace(const std::string& path,
                                           InputFormat format = InputFormat::Detect);

// The same for bytes in memory (tests, fuzzing); `name` stands for the file in messages.
// `bytes` must outlive the reader.
Result<std::unique_ptr<Reader>> open_trace_bytes(
    std::string_view bytes, const std::string& name,
    InputFormat format = InputFormat::Detect);

}  // namespace condis
