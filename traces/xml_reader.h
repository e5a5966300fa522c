// Reads recordings in the XML that tracerpt writes.
//
// Such files are large and simple: a fast scan finds where each <Event> begins and ends,
// and only that piece is parsed, in place. A recording that stops without </Events> is
// read with a warning; one that stops inside an event ends in an error behind the records
// before it. Memory: one chunk, or the longest event. Tested by
// tests/traces/xml_reader_test.cpp.
#pragma once

#include <string>
#include <string_view>

#include "traces/reader_base.h"
#include "traces/window.h"
#include "traces/xml_event.h"

namespace condis {

class XmlReader : public ReaderBase {
 public:
  static constexpr std::size_t kMaxEvent = 1024 * 1024;

  // `window` stands at the first byte, or behind a byte order mark.
  XmlReader(Window window, std::string name);

  std::size_t read(std::span<Record> records) override;

 private:
  bool next_event(std::size_t& size);
  bool find_start();
  template <class Find>
  bool find_within_event(const Find& find, std::size_t& end);
  void fail_cut(std::string what, std::uint64_t number);
  void skip(std::size_t bytes);
  void note_markup(std::string_view text);
  void finish();

  Window window_;
  XmlEventParser parser_;
  std::uint64_t line_number_ = 1;  // of the first byte in the window
  bool saw_root_ = false;
  bool saw_root_end_ = false;
  bool saw_event_ = false;
  bool done_ = false;
};

}  // namespace condis
