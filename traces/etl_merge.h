// Puts the events of an .etl file's processors into one order: that of their time.
//
// Each processor's events stand in the file in order, so the next event of all is the
// first of their foremost ones. A tournament finds it: each match keeps its loser, and
// where the winner came from, only the matches on the way up are played again. Who wins
// cannot be foretold, so nothing branches on it. Events of the same time stamp come in
// the order of the file; on different processors that means nothing.
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

  // Of the buffers that were begun.
  std::uint64_t bytes_read() const { return bytes_read_; }

 private:
  bool next_buffer(EtlEvent& event);
  bool tell_loss(EtlEvent& event, std::int64_t stamp);

  EtlFile* file_;
  const EtlStream* stream_;
  std::size_t index_ = 0;  // of the next buffer
  std::size_t joint_ = 0;  // of the next joint
  std::uint64_t bytes_read_ = 0;
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

  // Of the file.
  std::uint64_t bytes_read() const;

 private:
  // A foremost event, as it compares with others; at the end of its stream, the last.
  struct Player {
    static constexpr unsigned kStreamBits = 16;
    static constexpr std::uint64_t kEnded = ~std::uint64_t{0} << kStreamBits;

    std::uint64_t stamp;
    std::uint64_t place;  // the offset of its buffer or kEnded, and its stream

    std::size_t stream() const { return place & ~kEnded; }
    bool has_ended() const { return place >= kEnded; }
  };

  Player advance(std::size_t stream);
  Player play(std::size_t match);
  static void keep_loser(Player& kept, Player& winner);

  std::vector<EtlStreamCursor> cursors_;
  std::vector<EtlEvent> events_;  // the foremost of each cursor
  // Match 1 is the final; those before match m are 2m and 2m + 1. Beyond the number of
  // streams stand the streams themselves.
  std::vector<Player> losers_;
  Player winner_{};
  bool handed_out_ = false;  // the winner's event
};

}  // namespace condis
