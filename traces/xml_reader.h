// Reads recordings in the XML that tracerpt writes.
//
// Such files are large and simple: a fast scan finds where each <Event> begins and ends,
// and only that piece is parsed, in place. A recording that stops without </Events>
// counts as cut there: events are lost. One that stops inside an event ends in an error
// behind the records before it. Memory: one chunk, or the longest event. Tested by
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
  XmlReader(Window window, std::string name, const Mapping* mapping = nullptr);

  std::size_t read(std::span<Record> records) override;
  std::uint64_t bytes_read() const override { return window_.bytes_read(); }

 private:
  bool next_event(std::size_t& size);
  bool read_event(std::size_t size, Record& record);
  bool grow(bool inside_event);
  void skip(std::size_t bytes);
  void finish(bool inside_event);
  void finish_complete();

  Window window_;
  XmlEventParser parser_;
  std::uint64_t line_number_ = 1;  // of the first byte in the window
  std::uint64_t undecoded_ = 0;    // events of unknown names
  std::string undecoded_why_;      // of the first of them
  bool saw_root_ = false;
  bool root_is_open_ = false;
  bool saw_event_ = false;
  bool done_ = false;
  bool is_cut_ = false;  // and the record that says so is yet to be given
};

}  // namespace condis
