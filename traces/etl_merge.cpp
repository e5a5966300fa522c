#include "traces/etl_merge.h"

#include <utility>

namespace condis {

EtlStreamCursor::EtlStreamCursor(EtlFile& file, const EtlStream& stream)
    : file_(&file), stream_(&stream) {
  buffer_.set_stamp(file.header().first_stamp);
}

// The buffer is at its end: goes on to the next one, and tells what is lost between them.
bool EtlStreamCursor::next_buffer(EtlEvent& event) {
  if (holds_) {
    holds_ = false;
    event = held_;
    return true;
  }
  for (;;) {
    if (open_) {
      open_ = false;
      file_->release(offset_, header_.size);
      if (buffer_.loss() != EtlLoss::None) {
        loss_ = buffer_.loss();
      }
    }
    if (index_ == stream_->buffers.size()) {
      // The events that frame the recording are all there.
      if (loss_ == EtlLoss::None && !ended_ && !stream_->header && file_->ends_early()) {
        loss_ = EtlLoss::NotFlushed;
      }
      ended_ = true;
      return loss_ != EtlLoss::None && tell_loss(event, kEtlNoStamp);
    }
    if (joint_ < stream_->joints.size() && stream_->joints[joint_] == index_) {
      ++joint_;
      loss_ = EtlLoss::NotRecorded;
    }
    offset_ = stream_->buffers[index_++];
    header_ = file_->buffer_header(offset_);
    bytes_read_ += header_.size;
    if ((header_.flags & EtlBufferHeader::kBufferLost) != 0) {
      loss_ = EtlLoss::BufferLost;
    } else if ((header_.flags & EtlBufferHeader::kEventsLost) != 0) {
      loss_ = EtlLoss::EventsLost;
    }
    buffer_.open(file_->bytes(), offset_, header_);
    open_ = true;
    if (buffer_.next(event)) {
      if (loss_ == EtlLoss::None) {
        return true;
      }
      holds_ = true;
      held_ = event;
      return tell_loss(event, held_.stamp);
    }
  }
}

bool EtlStreamCursor::tell_loss(EtlEvent& event, std::int64_t stamp) {
  event = {};
  event.stamp = stamp;
  event.buffer = offset_;
  event.processor = stream_->processor;
  event.loss = std::exchange(loss_, EtlLoss::None);
  return true;
}

EtlMerge::EtlMerge(EtlFile& file) {
  for (const EtlStream& stream : file.streams()) {
    cursors_.emplace_back(file, stream);
  }
  events_.resize(cursors_.size());
  losers_.resize(cursors_.size());
  winner_.place = Player::kEnded;
  if (!cursors_.empty()) {
    winner_ = play(1);
  }
}

std::uint64_t EtlMerge::bytes_read() const {
  std::uint64_t bytes = 0;
  for (const EtlStreamCursor& cursor : cursors_) bytes += cursor.bytes_read();
  return bytes;
}

// The stream's next event takes part.
EtlMerge::Player EtlMerge::advance(std::size_t stream) {
  EtlEvent& event = events_[stream];
  if (!cursors_[stream].next(event)) [[unlikely]] {
    return {~std::uint64_t{0}, Player::kEnded | stream};
  }
  constexpr std::uint64_t kSign = std::uint64_t{1} << 63;
  return {static_cast<std::uint64_t>(event.stamp) ^ kSign,
          event.buffer << Player::kStreamBits | stream};
}

// Plays a match and all before it; returns the winner.
EtlMerge::Player EtlMerge::play(std::size_t match) {
  if (match >= losers_.size()) {
    return advance(match - losers_.size());
  }
  losers_[match] = play(2 * match);
  Player winner = play(2 * match + 1);
  keep_loser(losers_[match], winner);
  return winner;
}

inline void EtlMerge::keep_loser(Player& kept, Player& winner) {
  const bool same = kept.stamp == winner.stamp;
  const bool kept_wins =
      (kept.stamp < winner.stamp) | (same & (kept.place < winner.place));
  const std::uint64_t mask = 0 - std::uint64_t{kept_wins};
  const auto swap = [mask](std::uint64_t& a, std::uint64_t& b) {
    const std::uint64_t difference = (a ^ b) & mask;
    a ^= difference;
    b ^= difference;
  };
  swap(kept.stamp, winner.stamp);
  swap(kept.place, winner.place);
}

const EtlEvent* EtlMerge::next() {
  if (handed_out_) {
    const std::size_t stream = winner_.stream();
    Player player = advance(stream);
    for (std::size_t match = (losers_.size() + stream) / 2; match != 0; match /= 2) {
      keep_loser(losers_[match], player);
    }
    winner_ = player;
  }
  handed_out_ = !winner_.has_ended();
  return handed_out_ ? &events_[winner_.stream()] : nullptr;
}

}  // namespace condis
