// Cuts a text into lines, for the readers whose carriers have one event a line.
#pragma once

#include <cstdint>
#include <string_view>

#include "traces/window.h"

namespace condis {

class Lines {
 public:
  static constexpr std::size_t kMaxLine = 1024 * 1024;

  explicit Lines(Window window) : window_(std::move(window)) {}

  // The next line, without its line feed and the carriage return before it. Valid until
  // the next call. False at the end of the text, after a failure to read on, and where a
  // line is too long.
  bool next(std::string_view& line);
  // Of the line that next() gave, from 1.
  std::uint64_t number() const { return number_; }
  // Whether the line that next() gave, the last one, has no line feed.
  bool is_unended() const { return is_unended_; }
  bool is_too_long() const { return is_too_long_; }
  const Window& window() const { return window_; }

 private:
  Window window_;
  std::uint64_t number_ = 0;
  bool is_unended_ = false;
  bool is_too_long_ = false;
};

}  // namespace condis
