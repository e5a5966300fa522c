#include "traces/json_reader.h"

#include <fmt/format.h>

namespace condis {
namespace {

constexpr std::string_view kBlank = " \t\r\n";
constexpr std::size_t kMaxBeginning = 4096;  // up to the list

// Behind the '[' that opens the list, after perhaps {"Events":; npos if it is none, and
// the size of the text if that is not decided yet.
std::size_t find_list(std::string_view text) {
  std::size_t at = text.find_first_not_of(kBlank);
  for (const std::string_view part : {"{", "\"Events\"", ":", "["}) {
    if (at >= text.size()) return text.size();
    if (part == "{" && text[at] == '[') return at + 1;
    const std::string_view rest = text.substr(at, part.size());
    if (!part.starts_with(rest)) return std::string_view::npos;
    if (rest.size() < part.size()) return text.size();
    at += part.size();
    if (part != "[") at = text.find_first_not_of(kBlank, at);
  }
  return at;
}

}  // namespace

bool looks_like_json_list(std::string_view text) {
  const std::size_t list = find_list(text);
  if (list >= text.size()) return false;
  const std::size_t first = text.find_first_not_of(kBlank, list);
  return first == std::string_view::npos || text[first] == '{' || text[first] == ']';
}

JsonReader::JsonReader(Window window, std::string name, const Mapping* mapping)
    : ReaderBase(std::move(name), mapping, '#'), window_(std::move(window)) {}

std::size_t JsonReader::read(std::span<Record> records) {
  std::size_t count = 0;
  std::size_t size = 0;
  while (count < records.size() && !done_ && error() == nullptr) {
    if (!is_open_ && !open_list()) break;
    if (!next_object(size)) break;
    count += read_object(size, records[count]) ? 1 : 0;
  }
  if (count < records.size() && is_cut_) {
    is_cut_ = false;
    records[count++] = events_lost(number_);
  }
  return count;
}

void JsonReader::fail_at(std::string what, std::string why, std::string help) {
  fail({where(number_ + 1), std::move(what), std::move(why), std::move(help)});
}

bool JsonReader::open_list() {
  for (;;) {
    const std::size_t list = find_list(window_.text());
    if (list < window_.size() ||
        (list == window_.size() && list != 0 && window_.text().back() == '[')) {
      window_.consume(list);
      is_open_ = true;
      return true;
    }
    if (list == std::string_view::npos || window_.size() > kMaxBeginning ||
        !window_.grow()) {
      break;
    }
  }
  if (window_.failure() != 0) {
    fail_reading(window_.failure());
  } else {
    fail({name(), "this JSON holds no list of events",
          "it begins with neither '[' nor {\"Events\": [",
          "JSON lines holds one event on each line"});
  }
  return false;
}

// Moves the window to the next object of the list, and tells its size.
bool JsonReader::next_object(std::size_t& size) {
  for (;;) {
    const std::size_t at = window_.text().find_first_not_of(" \t\r\n,");
    window_.consume(at == std::string_view::npos ? window_.size() : at);
    if (window_.size() != 0) break;
    if (!window_.grow()) {
      finish(false);
      return false;
    }
  }
  if (*window_.begin() == '{') return find_object_end(size);
  if (*window_.begin() == ']') {
    finish(true);
  } else {
    window_.fill(10);
    fail_at(fmt::format("not valid JSON: {} stands where an event is expected",
                        quoted(window_.text().substr(0, 10))),
            "the list holds one object for each event", "");
  }
  return false;
}

bool JsonReader::find_object_end(std::size_t& size) {
  int depth = 0;
  bool in_text = false;
  bool escaped = false;
  for (std::size_t at = 0;; ++at) {
    if (at > kMaxEvent) {
      fail_at("the event is longer than 1 MiB", "", "");
      return false;
    }
    if (at == window_.size() && !window_.grow()) {
      if (window_.failure() != 0) {
        fail_reading(window_.failure());
      } else {
        fail_at("the file ends inside this event", "",
                "the recording is cut off: record again, or end the file before this "
                "event to check what is there");
      }
      return false;
    }
    const char c = window_.begin()[at];
    if (in_text) {
      in_text = escaped || c != '"';
      escaped = !escaped && c == '\\';
    } else if (c == '"') {
      in_text = true;
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if ((c == '}' || c == ']') && --depth == 0) {
      size = at + 1;
      return true;
    }
  }
}

bool JsonReader::read_object(std::size_t size, Record& record) {
  if (!document_.parse({window_.begin(), size})) {
    fail_at(fmt::format("not valid JSON: {}", document_.fault()), "",
            "correct the event or take it out; the records before it were read");
    return false;
  }
  window_.consume(size);
  ++number_;
  const bool found = event_.decode(document_.value(), number_);
  if (!found) {
    record = Record{};
    record.number = number_;
    return admit(record, {}, {});
  }
  return admit_json_event(event_, record);
}

// At the end of the input, or of the list.
void JsonReader::finish(bool complete) {
  done_ = true;
  if (window_.failure() != 0) {
    fail_reading(window_.failure());
    return;
  }
  warn_of_encoding(window_);
  warn_of_resolution();
  if (!complete) {
    is_cut_ = true;
    warn({where(number_), "the file ends before the list of events does",
          "the recording was cut off: events after this are lost", ""});
  }
}

}  // namespace condis
