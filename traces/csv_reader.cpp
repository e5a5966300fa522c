#include "traces/csv_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace condis {
namespace {

// In the order of CsvReader::Column.
constexpr std::array<std::string_view, 13> kColumnNames = {
    "Event Name",       "Type",       "Event ID", "Version", "Level",
    "Opcode",           "Task",       "Keyword",  "PID",     "TID",
    "Processor Number", "Clock-Time", "User Data"};
// Values of the recording's first event: see TRACE_LOGFILE_HEADER.
constexpr std::size_t kEventsLost = 11;
constexpr std::size_t kFrequency = 16;
constexpr std::size_t kBuffersLost = 19;
// What tracerpt prints for an event whose header has no process and thread.
constexpr std::uint64_t kNoId = 0xFFFFFFFF;
constexpr const char* kConvertAgain =
    "convert the recording again, and leave the file as it is: tracerpt FILE.etl -o "
    "FILE.csv -of CSV";

std::optional<std::uint64_t> parse_number(std::string_view text) {
  Record record;
  RecordText no_texts;
  if (!store_text(FieldId::Seq, text, record, no_texts)) return std::nullopt;
  return record.seq;
}

bool is_documented(std::string_view name) {
  return find_function(name).function != Function::Unknown;
}

bool is_floating(std::string_view text) {
  return text.find_first_of(".eE") != std::string_view::npos && !text.empty() &&
         text[0] >= '0' && text[0] <= '9' && !text.starts_with("0x");
}

}  // namespace

bool looks_like_csv(std::string_view text) {
  const std::string_view line = text.substr(0, text.find('\n'));
  const std::size_t name = line.find(kColumnNames[0]);
  return name != std::string_view::npos && name < 40 &&
         line.find("Clock-Time") != std::string_view::npos;
}

CsvReader::CsvReader(Window window, std::string name, const Mapping* mapping)
    : ReaderBase(std::move(name), mapping), lines_(std::move(window)) {}

std::size_t CsvReader::read(std::span<Record> records) {
  std::size_t count = 0;
  std::string_view line;
  while (count < records.size() && !done_ && error() == nullptr) {
    if (!has_header_ && !read_header()) break;
    if (!lines_.next(line)) {
      finish();
      break;
    }
    count += read_row(line, records[count]) ? 1 : 0;
  }
  if (count < records.size() && is_cut_) {
    is_cut_ = false;
    records[count++] = events_lost(lines_.number());
  }
  if (count < records.size() && take_loss_anywhere(records[count])) ++count;
  return count;
}

// The first line names the columns, some of which not every version of tracerpt writes.
bool CsvReader::read_header() {
  std::string_view line;
  do {
    if (!lines_.next(line)) {
      finish();
      return false;
    }
  } while (trimmed(line).empty());
  has_header_ = true;
  row_.split(line);
  const auto& names = row_.values();
  if (names.empty() || names[0].text != kColumnNames[0] || names[0].quoted) {
    const bool other = line.find(';') != std::string_view::npos ||
                       line.find('\t') != std::string_view::npos;
    fail_spreadsheet(other ? "its columns are not separated by commas"
                           : fmt::format("its first column is {}, not 'Event Name'",
                                         quoted(names[0].text)));
    return false;
  }
  for (std::size_t i = 0; i < kColumns; ++i) {
    const auto found = std::find_if(
        names.begin(), names.end(),
        [&](const CsvValue& value) { return value.text == kColumnNames[i]; });
    if (found == names.end()) {
      fail({where(lines_.number()),
            fmt::format("there is no column '{}'", kColumnNames[i]),
            "the first line names the columns that tracerpt writes", kConvertAgain});
      return false;
    }
    columns_[i] = static_cast<std::size_t>(found - names.begin());
  }
  return true;
}

std::string_view CsvReader::at(Column column) const {
  return row_.values()[columns_[static_cast<std::size_t>(column)]].text;
}

std::uint64_t CsvReader::number_at(Column column) const {
  return parse_number(at(column)).value_or(0);
}

// False if nothing of the row is to be handed over.
bool CsvReader::read_row(std::string_view line, Record& record) {
  if (trimmed(line).empty()) return false;
  record = Record{};
  record.number = lines_.number();
  row_.split(line);
  const bool went_on = row_is_open_;
  row_is_open_ = row_.is_open();
  // The column before the last has to be there, too: an event may have no values.
  const std::size_t fixed = columns_[static_cast<std::size_t>(Column::UserData)];
  if (row_.values().size() < fixed) {
    row_is_open_ = went_on;
    return !went_on && read_damaged_row(line, "it has too few columns", record);
  }
  if (lines_.is_unended() && row_is_open_) {
    fail_cut();
    return false;
  }
  return decode_row(line, record);
}

// A row that is none, nor the rest of a text with line breaks.
bool CsvReader::read_damaged_row(std::string_view line, std::string_view why,
                                 Record& record) {
  if (lines_.is_unended()) {
    fail_cut();
    return false;
  }
  warn({where(record.number), "the row is damaged, and counts as a lost event",
        fmt::format("{}; it begins with {}", why, quoted(line.substr(0, 40))),
        kConvertAgain});
  record = events_lost(record);
  return true;
}

void CsvReader::fail_cut() {
  fail({where(lines_.number()), "the file ends inside the row that begins here", "",
        "the recording is cut off: convert it again, or take this row out to check what "
        "is there"});
}

bool CsvReader::decode_row(std::string_view line, Record& record) {
  const std::optional<std::uint64_t> ticks = parse_number(at(Column::ClockTime));
  if (!ticks && is_floating(at(Column::ClockTime))) {
    fail_spreadsheet(
        fmt::format("the Clock-Time {} is rounded: the order of events is "
                    "gone",
                    quoted(at(Column::ClockTime))));
    return false;
  }
  if (!at(Column::ProcessId).starts_with("0x") && !at(Column::ProcessId).empty()) {
    fail_spreadsheet(fmt::format("the PID is {}, and tracerpt writes it as 0x...",
                                 quoted(at(Column::ProcessId))));
    return false;
  }
  if (!ticks) return read_damaged_row(line, "its Clock-Time is no number", record);
  event_ = DecodedEvent();
  event_.number = record.number;
  event_.provider = at(Column::EventName);
  event_.provider_id = parse_guid(event_.provider);
  event_.id = static_cast<std::uint16_t>(number_at(Column::EventId));
  event_.version = static_cast<std::uint8_t>(number_at(Column::Version));
  event_.level = static_cast<std::uint8_t>(number_at(Column::Level));
  event_.opcode = static_cast<std::uint8_t>(number_at(Column::Opcode));
  event_.task = static_cast<std::uint16_t>(number_at(Column::Task));
  event_.keyword = number_at(Column::Keyword);
  event_.time = clock_.time_of(*ticks);
  if (const auto cpu = parse_number(at(Column::Processor)); cpu && *cpu <= 0xFFFF) {
    event_.cpu = static_cast<std::uint16_t>(*cpu);
  }
  if (const auto thread = parse_number(at(Column::ThreadId)); thread && *thread < kNoId) {
    event_.thread_id = static_cast<std::uint32_t>(*thread);
  }
  if (const auto process = parse_number(at(Column::ProcessId));
      process && *process < kNoId) {
    event_.process_id = static_cast<std::uint32_t>(*process);
  }
  fields_.clear();
  const auto& values = row_.values();
  for (std::size_t i = columns_[static_cast<std::size_t>(Column::UserData)];
       i < values.size(); ++i) {
    // A comma may end the row.
    if (i + 1 == values.size() && values[i].text.empty() && !values[i].quoted) break;
    DecodedField& field = fields_.emplace_back();
    field.kind = ValueKind::Text;
    field.text = values[i].text;
  }
  event_.fields = fields_;
  if (event_.provider == "EventTrace" && at(Column::Type) == "Header") {
    read_losses();
    return false;
  }
  return admit_row(record);
}

// tracerpt keeps the number of lost events in the first event only: it says that some are
// missing, not where.
void CsvReader::read_losses() {
  const auto value = [&](std::size_t index) {
    return index < fields_.size() ? parse_number(fields_[index].text).value_or(0) : 0;
  };
  clock_.set_frequency(value(kFrequency));
  const std::uint64_t events = value(kEventsLost);
  if (events != 0 || value(kBuffersLost) != 0) lose_anywhere(events);
}

// The event's name is the first documented one among provider, type and task; which is
// also how a class of events may be called.
bool CsvReader::admit_row(Record& record) {
  const std::string_view type = at(Column::Type);
  if (is_documented(event_.provider)) {
    event_.name = event_.provider;
    event_.provider = {};
  } else if (!is_documented(type) && is_documented(at(Column::Task))) {
    event_.name = at(Column::Task);
  } else if (!type.empty() && !parse_number(type)) {
    event_.name = type;
  } else {
    made_up_name_ = fmt::format("{}/{}", event_.provider, event_.id);
    event_.name = made_up_name_;
  }
  RecordText texts;
  mapper().decode(event_, record, texts);
  const bool is_call = static_cast<int>(record.function) < kCallCount;
  if (is_call && record.phase == Phase::None && !fields_.empty() &&
      mapper().refused().empty()) {
    warn({where(record.number),
          fmt::format("{} has values without names, and counts as lost", event_.name),
          "the CSV that tracerpt writes does not say what its values are",
          "name the columns in a mapping file (--mapping), or convert the recording to "
          "XML"});
    record = events_lost(record);
    return true;
  }
  return admit(record, texts, mapper().refused());
}

void CsvReader::fail_spreadsheet(std::string why) {
  fail({where(lines_.number()), "the file is not as tracerpt wrote it",
        std::move(why) + "; a spreadsheet may have saved it", kConvertAgain});
}

void CsvReader::finish() {
  done_ = true;
  if (lines_.window().failure() != 0) {
    fail_reading(lines_.window().failure());
  } else if (lines_.is_too_long()) {
    fail({where(lines_.number() + 1), "the line is longer than 1 MiB",
          "tracerpt writes one event on each line", kConvertAgain});
  } else {
    warn_of_encoding(lines_.window());
    if (lines_.is_unended()) {
      is_cut_ = true;
      warn({where(lines_.number()), "the last line has no end",
            "the recording may have been cut off: events after this count as lost",
            kConvertAgain});
    }
  }
}

}  // namespace condis
