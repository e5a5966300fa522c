// The part of an input that a reader has in memory: a window that slides over the file.
//
// The reader consumes from the front and asks for more at the back; what it has not
// consumed moves to the front of one buffer. Behind the end there are kPadding readable
// bytes, first a line feed and then zeros, so that scanners need no bounds checks. The
// buffer is as large as the longest stretch not consumed, plus one chunk.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string_view>
#include <vector>

#include "model/result.h"

namespace condis {

inline constexpr std::size_t kDefaultChunk = 256 * 1024;

class ByteSource {
 public:
  virtual ~ByteSource() = default;
  // How many bytes were put at `to`; 0 at the end of the input and after a failure.
  virtual std::size_t read(char* to, std::size_t size) = 0;
  // The errno of a failure, otherwise 0.
  virtual int failure() const { return 0; }
  // What had to be made up for in the bytes read so far, without `where`; no `what`:
  // nothing.
  virtual Diagnostic remark() const { return {}; }
  // Bytes taken from the file so far; may be asked while another thread reads.
  virtual std::uint64_t bytes_read() const { return 0; }
};

class FileSource : public ByteSource {
 public:
  // Takes the file over and closes it, unless it is stdin.
  explicit FileSource(std::FILE* file);
  ~FileSource() override;
  FileSource(const FileSource&) = delete;
  FileSource& operator=(const FileSource&) = delete;
  std::size_t read(char* to, std::size_t size) override;
  int failure() const override { return failure_; }
  std::uint64_t bytes_read() const override {
    return bytes_read_.load(std::memory_order_relaxed);
  }

 private:
  std::FILE* file_;
  int failure_ = 0;
  std::atomic<std::uint64_t> bytes_read_ = 0;
};

class MemorySource : public ByteSource {
 public:
  explicit MemorySource(std::string_view bytes) : rest_(bytes) {}
  std::size_t read(char* to, std::size_t size) override;

 private:
  std::string_view rest_;
};

class Window {
 public:
  static constexpr std::size_t kPadding = 64;

  explicit Window(std::unique_ptr<ByteSource> source, std::size_t chunk = kDefaultChunk);

  const char* begin() const { return buffer_.data() + begin_; }
  char* begin() { return buffer_.data() + begin_; }
  const char* end() const { return buffer_.data() + end_; }
  std::size_t size() const { return end_ - begin_; }
  std::string_view text() const { return {begin(), size()}; }

  void consume(std::size_t bytes) { begin_ += bytes; }
  // Reads on; false at the end of the input. Invalidates pointers into the window.
  bool grow();
  // Reads on until the window holds `bytes` bytes or the input ends.
  void fill(std::size_t bytes);
  int failure() const { return source_->failure(); }
  Diagnostic remark() const { return source_->remark(); }
  std::uint64_t bytes_read() const { return source_->bytes_read(); }

 private:
  std::unique_ptr<ByteSource> source_;
  std::size_t chunk_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

}  // namespace condis
