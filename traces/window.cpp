// Sources of bytes, and the window over one of them.
#include "traces/window.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace condis {

FileSource::FileSource(std::FILE* file) : file_(file) {
  std::setvbuf(file_, nullptr, _IONBF, 0);  // the window is buffer enough
}

FileSource::~FileSource() {
  if (file_ != stdin) {
    std::fclose(file_);
  }
}

std::size_t FileSource::read(char* to, std::size_t size) {
  const std::size_t count = std::fread(to, 1, size, file_);
  bytes_read_.fetch_add(count, std::memory_order_relaxed);
  if (count == 0 && std::ferror(file_) != 0) {
    failure_ = errno != 0 ? errno : EIO;
  }
  return count;
}

std::size_t MemorySource::read(char* to, std::size_t size) {
  const std::size_t count = std::min(size, rest_.size());
  if (count != 0) {
    std::memcpy(to, rest_.data(), count);
    rest_.remove_prefix(count);
  }
  return count;
}

Window::Window(std::unique_ptr<ByteSource> source, std::size_t chunk)
    : source_(std::move(source)), chunk_(std::max<std::size_t>(chunk, 1)) {
  buffer_.resize(chunk_ + kPadding);
  buffer_[0] = '\n';
}

bool Window::grow() {
  if (begin_ != 0) {
    std::memmove(buffer_.data(), begin(), size());
    end_ -= begin_;
    begin_ = 0;
  }
  if (buffer_.size() < end_ + chunk_ + kPadding) {
    buffer_.resize(std::max(end_ + chunk_ + kPadding, buffer_.size() * 3 / 2));
  }
  const std::size_t count = source_->read(buffer_.data() + end_, chunk_);
  end_ += count;
  buffer_[end_] = '\n';
  std::memset(buffer_.data() + end_ + 1, 0, kPadding - 1);
  return count != 0;
}

void Window::fill(std::size_t bytes) {
  while (size() < bytes && grow()) {
  }
}

}  // namespace condis
