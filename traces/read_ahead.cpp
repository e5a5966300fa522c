#include "traces/read_ahead.h"

namespace condis {
namespace {

constexpr std::size_t kRecords = 512;  // of a batch

}  // namespace

ReadAhead::ReadAhead(Reader& reader) : thread_([this, &reader] { read(reader); }) {}

ReadAhead::~ReadAhead() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void ReadAhead::read(Reader& reader) {
  for (std::size_t number = 0;; ++number) {
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock,
                    [&] { return stopped_ || number < returned_ + batches_.size() - 1; });
      if (stopped_) return;
    }
    Batch& batch = batches_[number % batches_.size()];
    batch.count = 0;
    std::exception_ptr thrown;
    try {
      batch.records.resize(kRecords);
      batch.count = reader.read(batch.records);
    } catch (...) {
      thrown = std::current_exception();
    }
    const bool last = batch.count == 0;
    {
      const std::lock_guard lock(mutex_);
      filled_ = number + 1;
      thrown_ = thrown;
    }
    changed_.notify_all();
    if (last) return;
  }
}

std::span<const Record> ReadAhead::next() {
  std::unique_lock lock(mutex_);
  if (returned_ > 0 && batches_[(returned_ - 1) % batches_.size()].count == 0) return {};
  changed_.wait(lock, [this] { return filled_ > returned_; });
  const Batch& batch = batches_[returned_++ % batches_.size()];
  if (batch.count == 0 && thrown_) std::rethrow_exception(thrown_);
  changed_.notify_all();
  return std::span(batch.records).first(batch.count);
}

}  // namespace condis
