// Reads a recording on a thread of its own, a few batches ahead of their use: reading
// text and judging it take about the same time.
#pragma once

#include <array>
#include <condition_variable>
#include <cstddef>
#include <exception>
#include <mutex>
#include <span>
#include <thread>
#include <vector>

#include "traces/reader.h"

namespace condis {

class ReadAhead {
 public:
  // The reader must outlive this, and belongs to it until next() has returned nothing.
  explicit ReadAhead(Reader& reader);
  // Waits until the reader has filled the batch it is at.
  ~ReadAhead();
  ReadAhead(const ReadAhead&) = delete;
  ReadAhead& operator=(const ReadAhead&) = delete;

  // The next records, which stay valid until the next call that returns some; none at the
  // end of the recording and after an error of the reader. Throws what the reader threw.
  std::span<const Record> next();

 private:
  struct Batch {
    std::vector<Record> records;
    std::size_t count = 0;
  };

  void read(Reader& reader);

  std::array<Batch, 4> batches_;
  std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  std::size_t filled_ = 0;    // batches, since the beginning
  std::size_t returned_ = 0;  // likewise; the last of them is in use
  bool stopped_ = false;
  std::exception_ptr thrown_;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace condis
