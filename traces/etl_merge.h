// Puts the events of an .etl file's processors into one order: that of their time.
//
// Each processor's events stand in the file in order, so a heap of their foremost ones
// gives the next event of all. Events of the same time stamp come in the order of the
// file; on different processors that means nothing.
//
// Where events are missing, an event of kind None says so: it comes before the
// processor's first event after the loss, with its time stamp, or after all other events.
// They may be missing anywhere since the processor's last event before it. About 15 ns an
// event. Tested by tests/traces/etl_file_test.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "traces/etl_file.h"

namespace condis {

// The events of one EtlStream.
class EtlStreamCursor {
 public:
  EtlStreamCursor(EtlFile& file, const EtlStream& stream);

  // The next event, or loss of events; false at the end.
  bool next(EtlEvent& event) {
    if (open_ && !holds_ && buffer_.next(event)) [[likely]] {
      return true;
    }
    return next_buffer(event);
  }

 private:
  bool next_buffer(EtlEvent& event);
  bool tell_loss(EtlEvent& event, std::int64_t stamp);

  EtlFile* file_;
  const EtlStream* stream_;
  std::size_t index_ = 0;  // of the next buffer
  EtlBufferHeader header_;
  std::uint64_t offset_ = 0;
  EtlBufferCursor buffer_;
  bool open_ = false;
  EtlLoss loss_ = EtlLoss::None;  // to tell before the next event
  bool holds_ = false;            // held_ is to come, the loss before it was told
  EtlEvent held_;
  bool ended_ = false;
};

class EtlMerge {
 public:
  // `file` must outlive this.
  explicit EtlMerge(EtlFile& file);

  // The next event; null at the end. It is valid until the next call.
  const EtlEvent* next();

 private:
  struct Head {
    std::int64_t stamp;
    std::uint32_t stream;
  };

  bool before(const Head& a, const Head& b) const;
  void sift_down();

  std::vector<EtlStreamCursor> cursors_;
  std::vector<EtlEvent> events_;  // the foremost of each cursor
  std::vector<Head> heap_;
  bool advance_ = false;  // the foremost event was handed out
};

}  // namespace condis
