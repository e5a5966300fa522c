// Takes a line of tracerpt's CSV apart.
//
// It is no CSV that other readers take: columns are padded with blanks, on both sides and
// also before a quotation mark, and quotation marks within a text are doubled or not. A
// mark therefore ends a text only before a comma or the end of the line. Tested by
// tests/traces/csv_reader_test.cpp.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace condis {

struct CsvValue {
  std::string_view text;  // without the blanks around it, or without its quotation marks
  bool quoted = false;
};

class CsvRow {
 public:
  // Views into `line` where a text has no doubled marks, otherwise into this.
  void split(std::string_view line);

  const std::vector<CsvValue>& values() const { return values_; }
  // The last text has no mark at its end: it goes on in the next line, or is cut.
  bool is_open() const { return is_open_; }

 private:
  std::string_view quoted_value(std::string_view line, std::size_t& at);

  std::vector<CsvValue> values_;
  std::string unescaped_;
  bool is_open_ = false;
};

}  // namespace condis
