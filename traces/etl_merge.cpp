#include "traces/etl_merge.h"

#include <algorithm>
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
    offset_ = stream_->buffers[index_++];
    header_ = file_->buffer_header(offset_);
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
  for (std::uint32_t i = 0; i < cursors_.size(); ++i) {
    if (cursors_[i].next(events_[i])) {
      heap_.push_back({events_[i].stamp, i});
    }
  }
  std::make_heap(heap_.begin(), heap_.end(),
                 [this](const Head& a, const Head& b) { return before(b, a); });
}

bool EtlMerge::before(const Head& a, const Head& b) const {
  if (a.stamp != b.stamp) [[likely]] {
    return a.stamp < b.stamp;
  }
  return events_[a.stream].buffer < events_[b.stream].buffer;
}

const EtlEvent* EtlMerge::next() {
  if (advance_) {
    Head& head = heap_.front();
    EtlEvent& event = events_[head.stream];
    if (cursors_[head.stream].next(event)) [[likely]] {
      head.stamp = event.stamp;
    } else {
      head = heap_.back();
      heap_.pop_back();
    }
    if (heap_.size() > 1) {
      sift_down();
    }
  }
  advance_ = !heap_.empty();
  return advance_ ? &events_[heap_.front().stream] : nullptr;
}

// Only the front may be out of place.
void EtlMerge::sift_down() {
  const std::size_t size = heap_.size();
  const Head head = heap_.front();
  std::size_t at = 0;
  for (std::size_t child = 1; child < size; child = 2 * at + 1) {
    if (child + 1 < size && before(heap_[child + 1], heap_[child])) {
      ++child;
    }
    if (!before(heap_[child], head)) {
      break;
    }
    heap_[at] = heap_[child];
    at = child;
  }
  heap_[at] = head;
}

}  // namespace condis
