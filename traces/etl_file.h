// An .etl file as a whole: what it says of itself, its chain of buffers, what is missing
// in it, and its clock.
//
// The chain is walked once on opening, from header to header, to know each processor's
// buffers; that takes eight bytes of memory for each of them. A buffer header that cannot
// be is stepped over where all buffers have the same size; in a compressed file nothing
// after it can be found. Nothing is taken from the counters of the file's header but what
// only they can tell: they are wrong in files that were rotated or not closed. Tested by
// tests/traces/etl_file_test.cpp.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/result.h"
#include "traces/etl_buffer.h"
#include "traces/etl_format.h"
#include "traces/mapped_file.h"

namespace condis {

// Seconds from 1601, where FILETIME begins, to 1970.
inline constexpr std::int64_t kFileTimeOfUnixEpoch = 116'444'736'000'000'000;

// Turns raw time stamps into time, in whole numbers and rounded down.
class EtlClock {
 public:
  EtlClock() = default;
  explicit EtlClock(const EtlLogfileHeader& header);

  // False if the header's frequency cannot be: then ticks count as nanoseconds.
  bool known() const { return known_; }
  std::int64_t ticks_per_second() const { return frequency_; }

  // 100 ns since 1601.
  std::int64_t file_time(std::int64_t stamp) const;
  // Since 1970. Finer than FILETIME where the clock is.
  std::int64_t nanoseconds(std::int64_t stamp) const {
    if (per_tick_ != 0) [[likely]] {
      return wrap(origin_ + (unsigned_of(stamp) - first_) * per_tick_);
    }
    return divided(stamp);
  }
  // A time stamp of the time that nanoseconds() turns back.
  static std::uint64_t unsigned_of(std::int64_t value) {
    return static_cast<std::uint64_t>(value);
  }

 private:
  // Forged numbers may overflow: they wrap.
  static std::int64_t wrap(std::uint64_t value) {
    return static_cast<std::int64_t>(value);
  }
  std::int64_t divided(std::int64_t stamp) const;

  std::uint64_t first_ = 0;     // the stamp that was taken at origin_
  std::uint64_t origin_ = 0;    // nanoseconds since 1970
  std::uint64_t per_tick_ = 1;  // nanoseconds; 0: no whole number of them
  std::int64_t frequency_ = 1'000'000'000;
  bool known_ = true;
};

struct EtlBuffer {
  std::uint64_t offset = 0;
  EtlBufferHeader header;
};

// What the chain of buffers has shown to be wrong.
struct EtlDamage {
  std::uint64_t skipped = 0;  // places where a buffer should begin, and none does
  std::uint64_t missing = 0;  // buffers that were written and are not in the file
  bool cut_off = false;       // the file ends inside a buffer
  bool rest_lost = false;     // no buffer can be found after some point
  bool not_closed = false;    // the session was not stopped when the file was taken
};

// Steps from buffer to buffer, in the order of the file.
class EtlChain {
 public:
  // `step` is where to look on after what is no buffer; 0: nowhere.
  EtlChain(std::string_view file, std::uint32_t largest, std::uint32_t step)
      : file_(file), largest_(largest), step_(step) {}

  bool next(EtlBuffer& buffer);
  const EtlDamage& damage() const { return damage_; }

 private:
  std::string_view file_;
  std::uint32_t largest_;
  std::uint32_t step_;
  std::uint64_t at_ = 0;
  EtlDamage damage_;
};

// The buffers of one processor, in the order of their time.
struct EtlStream {
  bool header = false;  // the events that frame the recording
  std::uint16_t processor = 0;
  std::vector<std::uint64_t> buffers;  // offsets
  // Indices of buffers between which and the ones before the session was not running.
  std::vector<std::size_t> joints;
  std::size_t session = 0;  // of the last buffer
};

class EtlFile {
 public:
  // Fails if the bytes are no .etl file; `name` stands for the file in messages.
  static Result<EtlFile> open(MappedFile file, const std::string& name);

  std::string_view bytes() const { return file_.bytes(); }
  const EtlLogfileHeader& header() const { return header_; }
  const EtlClock& clock() const { return clock_; }
  const EtlDamage& damage() const { return damage_; }
  const std::vector<EtlStream>& streams() const { return streams_; }
  std::uint64_t buffer_count() const { return buffer_count_; }
  // More than one where a later session was told to append to the file. Sessions number
  // their buffers alike, so another one begins near the first number that comes again.
  std::size_t session_count() const { return session_count_; }
  // Processors whose buffers are in the file.
  std::size_t processor_count() const;

  EtlChain chain() const;
  EtlBufferHeader buffer_header(std::uint64_t offset) const;
  // The events of some processor are missing at its end.
  bool ends_early() const {
    return damage_.not_closed || damage_.cut_off || damage_.rest_lost ||
           damage_.missing != 0;
  }
  // Events are missing, and nothing says when they would have come.
  bool lost_anywhere() const;
  // What is known of that, for a message: "12 lost events, 1 missing buffer".
  std::string losses() const;

  // A buffer was read.
  void release(std::uint64_t offset, std::uint64_t size) {
    file_.release(offset, std::min(size, bytes().size() - offset));
  }

 private:
  explicit EtlFile(MappedFile file) : file_(std::move(file)) {}
  void index();
  void sort_by_time();
  void read_header_events(const EtlBuffer& buffer);

  MappedFile file_;
  EtlLogfileHeader header_;
  EtlClock clock_;
  EtlDamage damage_;
  std::vector<EtlStream> streams_;
  std::uint64_t buffer_count_ = 0;
  std::size_t session_count_ = 1;
  bool dropped_ = false;  // the header's events date a loss
};

// True if the bytes begin as an .etl file does.
bool looks_like_etl(std::string_view bytes);

}  // namespace condis
