// Where the records of a merged recording came from: which file, and which line of it.
//
// Records are numbered from 1 in the order of add(). Lines of one file mostly rise by
// little, so a record takes about two bytes. Tested by
// tests/traces/merge_reader_test.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace condis {

class PlaceLog {
 public:
  explicit PlaceLog(std::size_t files) : last_(files) {}

  void add(std::size_t file, std::uint64_t line);
  // File and line of record `number`, which must have been added.
  std::pair<std::size_t, std::uint64_t> find(std::uint64_t number) const;

 private:
  static constexpr std::uint64_t kInterval = 1024;  // records between two checkpoints

  struct Checkpoint {
    std::size_t at;
    std::vector<std::uint64_t> last;
  };

  void put(std::uint64_t value);
  std::uint64_t get(std::size_t& at) const;

  std::vector<std::uint8_t> bytes_;
  std::vector<std::uint64_t> last_;  // line, by file
  std::vector<Checkpoint> checkpoints_;
  std::uint64_t count_ = 0;
};

}  // namespace condis
