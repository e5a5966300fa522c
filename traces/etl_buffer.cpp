#include "traces/etl_buffer.h"

#include <algorithm>

namespace condis {

void EtlBufferCursor::open(std::string_view file, std::uint64_t offset,
                           const EtlBufferHeader& header) {
  const std::string_view all = file.substr(offset, header.size);
  offset_ = offset;
  processor_ = header.processor;
  loss_ = EtlLoss::None;
  done_ = false;
  cut_off_ = all.size() < header.size;
  base_ = kEtlBufferHeader;
  decoder_ = {};
  const std::string_view data = all.substr(std::min(all.size(), kEtlBufferHeader));
  const std::size_t size = header.used - kEtlBufferHeader;
  expanding_ = header.compressed();
  if (!expanding_) {
    complete_ = data.size() >= size;
    begin_ = at_ = data.data();
    end_ = begin_ + std::min(size, data.size());
    return;
  }
  complete_ = true;
  const std::size_t window = std::min(size, kWindow);
  if (window_size_ < window) {
    window_ = std::make_unique_for_overwrite<char[]>(window + XpressDecoder::kSlack);
    window_size_ = window;
  }
  begin_ = at_ = end_ = window_.get();
  decoder_ = XpressDecoder(data, size);
}

// Less than an event may be left in the window: keeps it, and what matches reach back to.
void EtlBufferCursor::expand() {
  char* const window = window_.get();
  const char* const keep =
      at_ - std::min(static_cast<std::size_t>(at_ - begin_), kXpressReach);
  const auto kept = static_cast<std::size_t>(end_ - keep);
  base_ += static_cast<std::uint32_t>(keep - begin_);
  at_ = window + (at_ - keep);
  std::memmove(window, keep, kept);
  begin_ = window;
  end_ = decoder_.expand(window, window + kept, window + window_size_);
  expanding_ = decoder_.left() != 0 && !decoder_.broken();
}

bool EtlBufferCursor::finish() {
  if (!done_) {
    done_ = true;
    // The last event's alignment may reach beyond the end.
    if (!complete_ || at_ < end_ || decoder_.broken()) {
      loss_ = cut_off_ ? EtlLoss::CutOff : EtlLoss::Unreadable;
    }
    at_ = end_;
    expanding_ = false;
  }
  return false;
}

// The parts of a message's header that its flags announce. One without a time stamp has
// that of the event before it.
bool EtlBufferCursor::read_message(EtlEvent& event) {
  const auto flags = load<std::uint16_t>(at_ + 6);
  std::size_t header = 8;
  header += (flags & 0x01) != 0 ? 4 : 0;
  header += (flags & 0x02) != 0 ? 16 : (flags & 0x04) != 0 ? 4 : 0;
  header += (flags & 0x08) != 0 ? 8 : 0;
  header += (flags & 0x20) != 0 ? 8 : 0;
  if (event.size < header) {
    return false;
  }
  event.header_size = static_cast<std::uint8_t>(header);
  if (const std::size_t time_at = etl_message_time_at(flags)) {
    stamp_ = load<std::int64_t>(at_ + time_at);
  }
  return true;
}

}  // namespace condis
