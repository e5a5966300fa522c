// The bytes of a file as memory, for formats that are not read from front to back.
//
// Regular files are mapped; what comes through a pipe is put into a temporary file first.
// Pages that were read can be given back, so that a file of any size takes little memory.
// Whoever shortens a file while it is mapped makes the program fail, as with any mapping;
// a session that still writes to it only appends.
#pragma once

#include <cstdio>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/result.h"

namespace condis {

class MappedFile {
 public:
  static Result<MappedFile> open(const std::string& path);
  // `start`, then all that `rest` still gives; `name` stands for it in messages.
  static Result<MappedFile> spool(std::string_view start, std::FILE* rest,
                                  const std::string& name);
  // Memory that is there already, and must outlive this.
  static MappedFile of(std::string_view bytes);

  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;
  ~MappedFile();

  std::string_view bytes() const { return bytes_; }

  // These bytes are not needed for now: their pages may leave memory. They can still be
  // read. Ranges are collected and given back together.
  void release(std::size_t offset, std::size_t size) {
    if (mapped_) {
      note_released(offset, size);
    }
  }

 private:
  MappedFile() = default;
  static Result<MappedFile> map(std::FILE* file, const std::string& name);
  void note_released(std::size_t offset, std::size_t size);
  void unmap() noexcept;

  std::string_view bytes_;
  bool mapped_ = false;
  std::size_t released_size_ = 0;
  std::vector<std::pair<std::size_t, std::size_t>> released_;  // offset, size
};

}  // namespace condis
