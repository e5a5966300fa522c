#include "traces/jsonl_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <utility>

namespace condis {

JsonlReader::JsonlReader(Window window, std::string name, const Mapping* mapping)
    : ReaderBase(std::move(name), mapping), window_(std::move(window)) {}

// The next line without its line feed, which still follows it in memory. False at the end
// of the input and after an error.
bool JsonlReader::next_line(std::string_view& line) {
  std::size_t searched = 0;
  for (;;) {
    const char* const begin = window_.begin();
    const void* const feed =
        std::memchr(begin + searched, '\n', window_.size() - searched);
    const bool found = feed != nullptr;
    const std::size_t size =
        found ? static_cast<std::size_t>(static_cast<const char*>(feed) - begin)
              : window_.size();
    if (size > kMaxLine) {
      fail({where(line_number_ + 1), "the line is longer than 1 MiB",
            "JSON lines holds one event on each line", "break the file into lines"});
      return false;
    }
    if (found) {
      line = {begin, size};
      window_.consume(size + 1);
      ++line_number_;
      return true;
    }
    searched = size;
    if (window_.grow()) {
      continue;
    }
    if (window_.failure() != 0) {
      fail_reading(window_.failure());
      return false;
    }
    line = window_.text();
    window_.consume(line.size());
    if (line.empty() && !std::exchange(ended_, true)) {
      warn_of_encoding(window_);
      warn_of_resolution();
    }
    last_line_is_cut_ = true;
    ++line_number_;
    return !line.empty();
  }
}

std::size_t JsonlReader::read(std::span<Record> records) {
  std::size_t count = 0;
  std::string_view line;
  while (count < records.size() && error() == nullptr && next_line(line)) {
    const char* const first = skip_blank(line.data());
    if (*first == '#' || first == line.data() + line.size()) {
      continue;
    }
    Record& record = records[count];
    record = Record{};
    record.number = line_number_;
    RecordText texts;
    if (!parser_.parse(line, record, texts)) {
      fail_line(line);
      break;
    }
    if (record.function == Function::Unknown || mapper().concerns(texts.provider))
        [[unlikely]] {
      count += read_slowly(line, record, texts) ? 1 : 0;
    } else if (admit(record, texts, parser_.refused())) {
      ++count;
      if (parser_.repeated() != FieldId::Unknown) [[unlikely]] {
        lose_repeated(record, name_of(parser_.repeated()));
      }
    }
  }
  return count;
}

// Lines that a mapping may be for, or that another tool wrote. False if nothing of the
// line is to be handed over.
bool JsonlReader::read_slowly(std::string_view line, Record& record,
                              const RecordText& texts) {
  const bool foreign = texts.event.data() == nullptr;
  if ((foreign || mapper().concerns(texts.provider)) && document_.parse(line) &&
      event_.decode(document_.value(), record.number)) {
    return admit_json_event(event_, record);
  }
  return admit(record, texts, parser_.refused());
}

void JsonlReader::fail_line(std::string_view line) {
  const JsonFault& fault = parser_.fault();
  // A word that is cut is a fault where it begins, at most five bytes before the end.
  const bool at_end = line.data() + line.size() - fault.at <= 5;
  // Columns count characters: the bytes that do not continue one.
  const auto column = std::count_if(line.data(), fault.at, [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  });
  std::string help = "correct the line or take it out; the records before it were read";
  if (last_line_is_cut_ && at_end) {
    help =
        "the recording is cut off here: record again, or take this line out to check "
        "what is there";
  } else if (line.starts_with('[')) {
    help = "a list is turned into lines by: jq -c '.[]' FILE";
  }
  fail({where(line_number_, static_cast<std::uint64_t>(column) + 1),
        fmt::format("not valid JSON: {}", fault.what),
        "JSON lines holds one complete JSON object on each line", std::move(help)});
}

}  // namespace condis
