// Walks the events of one buffer of an .etl file, expanding it piece by piece if it is
// compressed.
//
// An event is handed out as where it stands and what walking had to look at; everything
// else of its header is decoded by those who want it. About 3 ns an event. Tested by
// tests/traces/etl_file_test.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <string_view>

#include "traces/etl_format.h"
#include "traces/xpress.h"

namespace condis {

// Why events are missing, where an event of kind None stands for them.
enum class EtlLoss : std::uint8_t {
  None,
  EventsLost,   // Windows marked the buffer that follows the loss
  BufferLost,   // likewise
  NotRecorded,  // between two sessions that wrote to one file
  Unreadable,   // the rest of a buffer makes no sense
  CutOff,       // the file ends inside the buffer
  NotFlushed,   // the session was not closed, or the file is cut: what came next of this
                // processor is not in it; comes last, with kEtlNoStamp
};

// Later than every time stamp.
inline constexpr std::int64_t kEtlNoStamp = std::numeric_limits<std::int64_t>::max();

struct EtlEvent {
  const char* at = nullptr;     // its header; valid until the cursor moves on
  std::int64_t stamp = 0;       // raw: clock ticks
  std::uint64_t buffer = 0;     // offset of its buffer in the file
  std::uint32_t offset = 0;     // in the buffer, as expanded
  std::uint32_t size = 0;       // header and payload
  std::uint16_t processor = 0;  // of the buffer
  EtlKind kind = EtlKind::None;
  EtlLoss loss = EtlLoss::None;  // not None: events are missing here, and `at` is null
  std::uint8_t header_size = 0;  // without extended items and counters

  std::string_view bytes() const { return {at, size}; }
};

class EtlBufferCursor {
 public:
  // Begins with the buffer at `offset` of the file; it may be cut off at the file's end.
  // `file` must outlive the cursor.
  void open(std::string_view file, std::uint64_t offset, const EtlBufferHeader& header);

  // The next event; false at the end, of which loss() says whether all could be read.
  bool next(EtlEvent& event) {
    if (expanding_ && end_ - at_ < static_cast<std::ptrdiff_t>(kEtlLargestEvent))
        [[unlikely]] {
      expand();
    }
    if (end_ - at_ < 8) [[unlikely]] {
      return finish();
    }
    const EtlLayout& layout = etl_layout(at_);
    const std::size_t size = load<std::uint16_t>(at_ + layout.size_at);
    if (layout.kind == EtlKind::None || size < layout.header_size ||
        size > static_cast<std::size_t>(end_ - at_)) [[unlikely]] {
      return finish();
    }
    event.at = at_;
    event.size = static_cast<std::uint32_t>(size);
    event.kind = layout.kind;
    event.loss = EtlLoss::None;
    event.header_size = layout.header_size;
    event.buffer = offset_;
    event.processor = processor_;
    event.offset = base_ + static_cast<std::uint32_t>(at_ - begin_);
    if (layout.time_at != 0) [[likely]] {
      stamp_ = load<std::int64_t>(at_ + layout.time_at);
    } else if (!read_message(event)) {
      return finish();
    }
    event.stamp = stamp_;
    at_ += (size + 7) & ~std::size_t{7};
    prefetch(at_);
    return true;
  }

  EtlLoss loss() const { return loss_; }
  std::int64_t stamp() const { return stamp_; }  // of the last event
  // The stamp of an event that tells none itself, at the front of the buffer.
  void set_stamp(std::int64_t stamp) { stamp_ = stamp; }

 private:
  static constexpr std::size_t kWindow = 256 * 1024;

  // Where the next event begins only this one tells, so the processor cannot look ahead:
  // half of the time is saved.
  static void prefetch([[maybe_unused]] const char* at) {
#ifdef __GNUC__
    constexpr std::uintptr_t kLine = 64;
    const std::uintptr_t ahead = reinterpret_cast<std::uintptr_t>(at) + 16 * kLine;
    __builtin_prefetch(reinterpret_cast<const void*>(ahead));
    __builtin_prefetch(reinterpret_cast<const void*>(ahead + kLine));
#endif
  }

  bool finish();
  void expand();
  bool read_message(EtlEvent& event);

  const char* begin_ = nullptr;  // corresponds to base_
  const char* at_ = nullptr;
  const char* end_ = nullptr;  // of what can be read now
  std::uint32_t base_ = 0;     // offset of begin_ in the buffer
  std::uint16_t processor_ = 0;
  EtlLoss loss_ = EtlLoss::None;
  bool expanding_ = false;
  bool cut_off_ = false;
  bool complete_ = true;  // all events that are said to be in it could be
  bool done_ = false;
  std::int64_t stamp_ = 0;
  std::uint64_t offset_ = 0;
  XpressDecoder decoder_;
  std::unique_ptr<char[]> window_;  // of an expanded buffer; kept from one to the next
  std::size_t window_size_ = 0;
};

}  // namespace condis
