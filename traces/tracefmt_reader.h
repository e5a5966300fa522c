// Reads the text that tracefmt and TraceView print of WPP messages, and pktmon's text.
//
// A line begins with a prefix, "[0]0368.03A4::02/02/2017-17:36:01.496 [AtmSm] "
// (processor, process, thread, local time, name); the message follows, and goes on over
// the lines behind it that have no prefix. A line that nearly has one is a message lost
// to damage. A message means something through a mapping only; one that is JSON, as of
// TraceLogging events, is decoded. Times are local ones without an offset. Memory: one
// chunk, or the longest message. Tested by tests/traces/tracefmt_reader_test.cpp.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "traces/json_event.h"
#include "traces/lines.h"
#include "traces/reader_base.h"

namespace condis {

class TracefmtReader : public ReaderBase {
 public:
  static constexpr std::size_t kMaxMessage = 64 * 1024;  // of which Windows logs less

  // `window` stands at the first byte, or behind a byte order mark.
  TracefmtReader(Window window, std::string name, const Mapping* mapping = nullptr);

  std::size_t read(std::span<Record> records) override;
  std::uint64_t bytes_read() const override { return lines_.window().bytes_read(); }
  TimeScale time_scale() const override { return TimeScale::Local; }

 private:
  bool next_message();
  void take_unprefixed(std::string_view line);
  void look_for_damage_before(std::string_view first);
  void note_damage(std::uint64_t number);
  bool read_message(Record& record);
  void finish();

  Lines lines_;
  std::string message_;  // the one at hand, with its prefix
  std::string next_;     // the line behind it, with a prefix of its own
  std::uint64_t number_ = 0;
  std::uint64_t next_number_ = 0;
  bool is_at_hand_ = false;        // the message is yet to be read
  std::uint64_t lost_before_ = 0;  // it: the line of a damaged message; 0: none
  std::uint64_t lost_behind_ = 0;
  std::uint64_t damaged_ = 0;  // messages; the first one on this line:
  std::uint64_t first_damaged_ = 0;
  std::deque<std::string> preamble_;  // how the last lines before the first prefix begin
  std::uint64_t unformatted_ = 0;     // messages without what describes their format
  bool ended_ = false;                // the text; the last message may be yet to come
  bool done_ = false;
  bool is_cut_ = false;  // and the record that says so is yet to be given
  std::string made_up_name_;
  JsonDocument document_;
  JsonEvent json_;
};

// Fills header and message from a text that begins with a prefix; false if it does not.
bool parse_tracefmt(std::string_view text, DecodedEvent& event);

}  // namespace condis
