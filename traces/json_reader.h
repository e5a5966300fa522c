// Reads recordings that are one JSON text: a list of events, or {"Events": [...]}, as
// ETW2JSON writes.
//
// The reader cuts a window over the input into the objects of the list. A text that ends
// between two of them is cut there: events are lost; one that ends inside an event ends
// in an error behind the records before it. Memory: one chunk, or the longest event.
// Tested by tests/traces/json_reader_test.cpp.
#pragma once

#include <string>
#include <string_view>

#include "traces/json_event.h"
#include "traces/reader_base.h"
#include "traces/window.h"

namespace condis {

class JsonReader : public ReaderBase {
 public:
  static constexpr std::size_t kMaxEvent = 1024 * 1024;

  // `window` stands at the first byte, or behind a byte order mark.
  JsonReader(Window window, std::string name, const Mapping* mapping = nullptr);

  std::size_t read(std::span<Record> records) override;
  std::uint64_t bytes_read() const override { return window_.bytes_read(); }
  std::string_view unit() const override { return "event"; }

 private:
  bool open_list();
  bool next_object(std::size_t& size);
  bool find_object_end(std::size_t& size);
  bool read_object(std::size_t size, Record& record);
  void fail_at(std::string what, std::string why, std::string help);
  void finish(bool complete);

  Window window_;
  JsonDocument document_;
  JsonEvent event_;
  std::uint64_t number_ = 0;  // of the last event
  bool is_open_ = false;      // the list
  bool done_ = false;
  bool is_cut_ = false;  // and the record that says so is yet to be given
};

// Whether a text begins as one of these.
bool looks_like_json_list(std::string_view text);

}  // namespace condis
