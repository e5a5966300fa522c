#include "traces/mapped_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#ifdef _WIN32
#define WIN32_LEAN_AND_MEAN
#define NOMINMAX
#include <io.h>
#include <windows.h>
#else
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#endif

namespace condis {
namespace {

constexpr std::size_t kReleaseTogether = 8 * 1024 * 1024;

Diagnostic unreadable(const std::string& name, int error_number) {
  return {name, fmt::format("cannot read: {}", std::strerror(error_number)), "", ""};
}

struct FileCloser {
  std::FILE* file;
  ~FileCloser() { std::fclose(file); }
};

#ifdef _WIN32

std::string_view map_all(std::FILE* file, int& error_number) {
  const auto handle = reinterpret_cast<HANDLE>(_get_osfhandle(_fileno(file)));
  LARGE_INTEGER size;
  error_number = 0;
  if (!GetFileSizeEx(handle, &size) || size.QuadPart == 0) return {};
  const HANDLE mapping =
      CreateFileMappingW(handle, nullptr, PAGE_READONLY, 0, 0, nullptr);
  const void* const at =
      mapping == nullptr ? nullptr : MapViewOfFile(mapping, FILE_MAP_READ, 0, 0, 0);
  if (mapping != nullptr) CloseHandle(mapping);
  if (at == nullptr) {
    error_number = EIO;
    return {};
  }
  return {static_cast<const char*>(at), static_cast<std::size_t>(size.QuadPart)};
}

void unmap_all(std::string_view bytes) {
  UnmapViewOfFile(bytes.data());
}

void give_back(std::string_view bytes) {
  // Unlocking what is not locked takes it out of the working set.
  VirtualUnlock(const_cast<char*>(bytes.data()), bytes.size());
}

#else

std::string_view map_all(std::FILE* file, int& error_number) {
  struct stat status {};
  error_number = 0;
  if (fstat(fileno(file), &status) != 0) {
    error_number = errno;
    return {};
  }
  const auto size = static_cast<std::size_t>(status.st_size);
  if (size == 0) return {};
  void* const at = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fileno(file), 0);
  if (at == MAP_FAILED) {
    error_number = errno;
    return {};
  }
  return {static_cast<const char*>(at), size};
}

void unmap_all(std::string_view bytes) {
  munmap(const_cast<char*>(bytes.data()), bytes.size());
}

// Only whole pages: the others have a part that may still be needed.
void give_back(std::string_view bytes) {
  static const auto page = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
  const auto begin = reinterpret_cast<std::uintptr_t>(bytes.data());
  const std::uintptr_t first = (begin + page - 1) / page * page;
  const std::uintptr_t last = (begin + bytes.size()) / page * page;
  if (first < last) {
    madvise(const_cast<char*>(bytes.data()) + (first - begin), last - first,
            MADV_DONTNEED);
  }
}

#endif

}  // namespace

MappedFile MappedFile::of(std::string_view bytes) {
  MappedFile file;
  file.bytes_ = bytes;
  return file;
}

Result<MappedFile> MappedFile::map(std::FILE* file, const std::string& name) {
  int error_number = 0;
  MappedFile mapped;
  mapped.bytes_ = map_all(file, error_number);
  if (error_number != 0) {
    return unreadable(name, error_number);
  }
  mapped.mapped_ = !mapped.bytes_.empty();
  return mapped;
}

Result<MappedFile> MappedFile::open(const std::string& path) {
  std::FILE* const file = std::fopen(path.c_str(), "rb");
  if (file == nullptr) {
    return unreadable(path, errno);
  }
  const FileCloser closer{file};
  return map(file, path);
}

Result<MappedFile> MappedFile::spool(std::string_view start, std::FILE* rest,
                                     const std::string& name) {
  std::FILE* const file = std::tmpfile();
  if (file == nullptr) {
    return Diagnostic{
        name, fmt::format("cannot make a temporary file: {}", std::strerror(errno)),
        "an .etl recording from a pipe is kept in one while it is read",
        "give the recording as a file"};
  }
  const FileCloser closer{file};
  std::array<char, 64 * 1024> chunk;
  std::size_t count = std::fwrite(start.data(), 1, start.size(), file);
  bool written = count == start.size();
  while (written && (count = std::fread(chunk.data(), 1, chunk.size(), rest)) != 0) {
    written = std::fwrite(chunk.data(), 1, count, file) == count;
  }
  if (!written || std::fflush(file) != 0) {
    return Diagnostic{
        name, fmt::format("cannot write a temporary file: {}", std::strerror(errno)),
        "an .etl recording from a pipe is kept in one while it is read",
        "give the recording as a file"};
  }
  if (std::ferror(rest) != 0) {
    return unreadable(name, errno);
  }
  return map(file, name);
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : bytes_(other.bytes_),
      mapped_(std::exchange(other.mapped_, false)),
      released_size_(other.released_size_),
      released_(std::move(other.released_)) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  if (this != &other) {
    unmap();
    bytes_ = other.bytes_;
    mapped_ = std::exchange(other.mapped_, false);
    released_size_ = other.released_size_;
    released_ = std::move(other.released_);
  }
  return *this;
}

MappedFile::~MappedFile() {
  unmap();
}

void MappedFile::unmap() noexcept {
  if (mapped_) {
    unmap_all(bytes_);
  }
}

void MappedFile::note_released(std::size_t offset, std::size_t size) {
  released_.emplace_back(offset, size);
  released_size_ += size;
  if (released_size_ < kReleaseTogether) {
    return;
  }
  std::sort(released_.begin(), released_.end());
  std::size_t begin = 0;
  std::size_t end = 0;
  for (const auto& [from, count] : released_) {
    if (from != end) {
      give_back(bytes_.substr(begin, end - begin));
      begin = from;
    }
    end = from + count;
  }
  give_back(bytes_.substr(begin, end - begin));
  released_.clear();
  released_size_ = 0;
}

}  // namespace condis
