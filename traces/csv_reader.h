// Reads recordings in the CSV that tracerpt writes.
//
// A row has the columns that the first line names and then, under "User Data", the values
// of the event's own fields, as many as there are and without their names. So events need
// a mapping that names their columns. A file that a spreadsheet has saved is refused: its
// times are rounded. A file that ends inside a row ends in an error behind the records
// before it. Memory: one chunk, or the longest line. Tested by
// tests/traces/csv_reader_test.cpp.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "traces/csv_row.h"
#include "traces/lines.h"
#include "traces/reader_base.h"
#include "traces/tracerpt_time.h"

namespace condis {

class CsvReader : public ReaderBase {
 public:
  // `window` stands at the first byte, or behind a byte order mark.
  CsvReader(Window window, std::string name, const Mapping* mapping = nullptr);

  std::size_t read(std::span<Record> records) override;
  std::uint64_t bytes_read() const override { return lines_.window().bytes_read(); }

 private:
  enum class Column : std::uint8_t {
    EventName,
    Type,
    EventId,
    Version,
    Level,
    Opcode,
    Task,
    Keyword,
    ProcessId,
    ThreadId,
    Processor,
    ClockTime,
    UserData,
    Count
  };
  static constexpr auto kColumns = static_cast<std::size_t>(Column::Count);

  bool read_header();
  bool read_row(std::string_view line, Record& record);
  bool read_damaged_row(std::string_view line, std::string_view why, Record& record);
  void fail_cut();
  bool decode_row(std::string_view line, Record& record);
  void read_losses();
  bool admit_row(Record& record);
  void fail_spreadsheet(std::string why);
  void finish();
  std::string_view at(Column column) const;
  std::uint64_t number_at(Column column) const;

  Lines lines_;
  CsvRow row_;
  std::array<std::size_t, kColumns> columns_{};  // where each stands
  TracerptClock clock_;
  DecodedEvent event_;
  std::vector<DecodedField> fields_;  // of event_
  std::string made_up_name_;
  bool row_is_open_ = false;  // the last row ended inside a text
  bool has_header_ = false;
  bool done_ = false;
  bool is_cut_ = false;  // and the record that says so is yet to be given
};

// Whether a text begins as tracerpt's CSV does, or did before a spreadsheet saved it.
bool looks_like_csv(std::string_view text);

}  // namespace condis
