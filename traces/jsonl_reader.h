// Reads recordings in JSON lines.
//
// The reader cuts a window over the input into lines and hands each to JsonLineParser.
// Blank lines are skipped; a line that begins with '#' is a comment. A line that is not
// one JSON object ends the recording with an error. Memory: one chunk, or the longest
// line. Tested by tests/traces/jsonl_reader_test.cpp.
#pragma once

#include <memory>
#include <string>

#include "traces/json_line.h"
#include "traces/reader_base.h"
#include "traces/window.h"

namespace condis {

class JsonlReader : public ReaderBase {
 public:
  static constexpr std::size_t kMaxLine = 1024 * 1024;

  // `window` stands at the first byte, or behind a byte order mark.
  JsonlReader(Window window, std::string name, const Mapping* mapping = nullptr);

  std::size_t read(std::span<Record> records) override;
  std::uint64_t bytes_read() const override { return window_.bytes_read(); }

 private:
  bool next_line(std::string_view& line);
  bool read_slowly(std::string_view line, Record& record, const RecordText& texts);
  void fail_line(std::string_view line);

  Window window_;
  JsonLineParser parser_;
  JsonDocument document_;  // of lines in other shapes than schema 1
  JsonEvent event_;
  std::uint64_t line_number_ = 0;
  bool last_line_is_cut_ = false;
  bool ended_ = false;
};

}  // namespace condis
