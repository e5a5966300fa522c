// Several files of one recording, such as the client's and the call manager's, as one.
//
// Records come in the order of their times; those of one file stay in its order. Where
// all files tell the same counter of the same machine, times are compared by it: the wall
// clocks of two sessions differ by what was adjusted in between. Otherwise they are
// compared by wall clock, which is said. Files whose times have no common origin are
// refused. Records are numbered anew; place() tells the file and line behind a number,
// for which about two bytes are kept of every record. Tested by
// tests/traces/merge_reader_test.cpp.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "traces/place_log.h"
#include "traces/reader_base.h"

namespace condis {

class MergeReader : public ReaderBase {
 public:
  // `names` stand for the files in messages, in the order of the readers.
  MergeReader(std::vector<std::unique_ptr<Reader>> readers,
              std::vector<std::string> names);

  std::size_t read(std::span<Record> records) override;
  std::string_view unit() const override { return "event"; }
  std::string place(std::uint64_t number) const override;
  std::uint64_t bytes_read() const override;

 private:
  struct Source {
    std::unique_ptr<Reader> reader;
    std::string name;
    std::vector<Record> records;
    std::size_t next = 0;
    std::size_t count = 0;
    std::int64_t time = 0;     // of the last record that had one, or the first that will
    std::uint64_t newest = 0;  // number of its newest record
    std::int64_t shift = 0;    // from its times to the common ones
    std::vector<std::uint16_t> providers;  // by its own index
  };

  bool start();
  bool fill(Source& source);
  void find_first_time(Source& source);
  bool compare_clocks();
  void shift_to_one_counter();
  void take(std::size_t index, Record& record);
  void finish();

  std::vector<Source> sources_;
  PlaceLog places_;
  std::uint64_t number_ = 0;
  bool started_ = false;
  bool done_ = false;
};

}  // namespace condis
