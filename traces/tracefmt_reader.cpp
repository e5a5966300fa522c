#include "traces/tracefmt_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

namespace condis {
namespace {

// Takes a prefix apart from the left; each step is false if the text has something else.
class PrefixScanner {
 public:
  explicit PrefixScanner(std::string_view text) : rest_(text) {}

  bool skip(std::string_view text) {
    if (!rest_.starts_with(text)) return false;
    rest_.remove_prefix(text.size());
    return true;
  }
  template <class Number>
  bool number(int base, std::optional<Number>& to) {
    Number value = 0;
    const char* const end = rest_.data() + rest_.size();
    const auto [stop, error] = std::from_chars(rest_.data(), end, value, base);
    if (error != std::errc()) return false;
    rest_.remove_prefix(static_cast<std::size_t>(stop - rest_.data()));
    to = value;
    return true;
  }
  // Up to `end`, which is skipped.
  bool until(char end, std::string_view& to) {
    const std::size_t found = rest_.find(end);
    if (found == std::string_view::npos) return false;
    to = rest_.substr(0, found);
    rest_.remove_prefix(found + 1);
    return true;
  }
  std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
};

// "02/02/2017-17:36:01.496" or "2021-06-02 14:19:40.139669900".
std::optional<std::int64_t> parse_local_time(std::string_view text) {
  if (text.size() < 19) return std::nullopt;
  if (text[2] != '/' || text[5] != '/' || text[10] != '-') return parse_date_time(text);
  return parse_date_time(fmt::format("{}-{}-{}T{}", text.substr(6, 4), text.substr(0, 2),
                                     text.substr(3, 2), text.substr(11)));
}

constexpr std::size_t kPrefix = 40;  // characters of a prefix before its name, about
constexpr std::size_t kPreamble = 8;

// A digit stands for all.
char kind_of(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F') ? '0' : c;
}

// Whether the line begins like one with a prefix, but for an eighth of its characters;
// numbers may be longer or shorter by a digit or two.
bool nearly_begins_like(std::string_view line, std::string_view prefixed) {
  constexpr std::size_t kMostShift = 2;
  const auto is_like = [](std::string_view one, std::string_view other) {
    const std::size_t size = std::min({one.size(), other.size(), kPrefix});
    std::size_t same = 0;
    for (std::size_t i = 0; i < size; ++i) same += kind_of(one[i]) == kind_of(other[i]);
    return size > kPrefix / 2 && 8 * same >= 7 * size;
  };
  if (line.size() < kPrefix / 2 || prefixed.size() < kPrefix / 2) return false;
  for (std::size_t shift = 0; shift <= kMostShift; ++shift) {
    if (is_like(line.substr(shift), prefixed)) return true;
    if (is_like(line, prefixed.substr(shift))) return true;
  }
  return false;
}

}  // namespace

bool parse_tracefmt(std::string_view text, DecodedEvent& event) {
  PrefixScanner scanner(text);
  std::string_view time;
  std::string_view name;
  const bool found = scanner.skip("[") && scanner.number(10, event.cpu) &&
                     scanner.skip("]") && scanner.number(16, event.process_id) &&
                     scanner.skip(".") && scanner.number(16, event.thread_id) &&
                     scanner.skip("::") && scanner.until('[', time) &&
                     scanner.until(']', name);
  event.time = found ? parse_local_time(trimmed(time)) : std::nullopt;
  if (!event.time) return false;
  // What is printed for an event whose header has no process and thread.
  constexpr std::uint32_t kNoId = 0xFFFFFFFF;
  if (event.process_id == kNoId) event.process_id.reset();
  if (event.thread_id == kNoId) event.thread_id.reset();
  event.provider = trimmed(name);
  event.message = trimmed(scanner.rest());
  return true;
}

TracefmtReader::TracefmtReader(Window window, std::string name, const Mapping* mapping)
    : ReaderBase(std::move(name), mapping), lines_(std::move(window)) {}

std::size_t TracefmtReader::read(std::span<Record> records) {
  std::size_t count = 0;
  while (count < records.size() && error() == nullptr) {
    is_at_hand_ = is_at_hand_ || next_message();
    if (lost_before_ != 0) {
      records[count++] = events_lost(std::exchange(lost_before_, 0));
      continue;
    }
    if (!is_at_hand_) break;
    is_at_hand_ = false;
    count += read_message(records[count]) ? 1 : 0;
  }
  if (count < records.size() && error() == nullptr && !done_) finish();
  if (count < records.size() && is_cut_) {
    is_cut_ = false;
    records[count++] = events_lost(lines_.number());
  }
  return count;
}

// Collects a message with the lines that go on with it.
bool TracefmtReader::next_message() {
  message_.swap(next_);
  next_.clear();
  number_ = next_number_;
  lost_before_ = std::exchange(lost_behind_, 0);
  std::string_view line;
  while (!ended_) {
    if (!lines_.next(line)) {
      ended_ = true;
      break;
    }
    DecodedEvent ignored;
    if (parse_tracefmt(line, ignored)) {
      next_ = line;
      next_number_ = lines_.number();
      if (!message_.empty()) return true;
      message_.swap(next_);
      next_.clear();
      number_ = next_number_;
      look_for_damage_before(message_);
    } else {
      take_unprefixed(line);
    }
  }
  return !message_.empty();
}

void TracefmtReader::take_unprefixed(std::string_view line) {
  if (message_.empty()) {
    if (preamble_.size() == kPreamble) preamble_.pop_front();
    preamble_.emplace_back(line.substr(0, 2 * kPrefix));
  } else if (lines_.is_unended()) {
    return;  // told at the end
  } else if (nearly_begins_like(line, message_)) {
    note_damage(lines_.number());
    if (lost_behind_ == 0) lost_behind_ = lines_.number();
  } else if (lost_behind_ == 0 && message_.size() + line.size() <= kMaxMessage) {
    message_.append(1, '\n').append(line);
  }
}

// What stands before the first message is tracefmt's own, or the remains of others.
void TracefmtReader::look_for_damage_before(std::string_view first) {
  std::uint64_t number = number_ - preamble_.size();
  for (const std::string& line : preamble_) {
    if (nearly_begins_like(line, first)) {
      note_damage(number);
      lost_before_ = number;
    }
    ++number;
  }
  preamble_.clear();
}

void TracefmtReader::note_damage(std::uint64_t number) {
  if (damaged_++ == 0) first_damaged_ = number;
}

bool TracefmtReader::read_message(Record& record) {
  DecodedEvent event;
  parse_tracefmt(message_, event);
  event.number = number_;
  note_resolution(event.time);
  made_up_name_ = event.provider;
  event.name = made_up_name_;
  if (event.message.starts_with("Unknown(") &&
      event.message.find("GUID=") != std::string_view::npos) {
    ++unformatted_;
  }
  if (event.message.starts_with('{') && document_.parse(event.message) &&
      json_.decode(document_.value(), number_)) {
    DecodedEvent decoded = json_.event();
    decoded.time = event.time;
    decoded.cpu = event.cpu;
    decoded.thread_id = event.thread_id;
    decoded.process_id = event.process_id;
    decoded.message = event.message;
    return admit_event(decoded, record);
  }
  return admit_event(event, record);
}

void TracefmtReader::finish() {
  done_ = true;
  if (lines_.window().failure() != 0) {
    fail_reading(lines_.window().failure());
    return;
  }
  if (lines_.is_too_long()) {
    fail({where(lines_.number() + 1), "the line is longer than 1 MiB",
          "tracefmt prints one message on each line", ""});
    return;
  }
  if (next_number_ == 0) {
    fail({name(), "no line has the prefix that tracefmt prints",
          "it is like [0]0368.03A4::02/02/2017-17:36:01.496 [name]",
          "run tracefmt without TRACE_FORMAT_PREFIX in the environment"});
    return;
  }
  warn_of_encoding(lines_.window());
  warn_of_resolution();
  if (lines_.is_unended()) {
    is_cut_ = true;
    warn({where(lines_.number()), "the last line has no end",
          "the text may have been cut off: events after this count as lost", ""});
  }
  if (damaged_ != 0) {
    warn(
        {where(first_damaged_),
         damaged_ == 1 ? "the prefix of a message is damaged"
                       : fmt::format("the prefixes of {} messages are damaged", damaged_),
         "lines that nearly begin like the others, such as this one, count as lost", ""});
  }
  if (unformatted_ != 0) {
    warn(
        {name(), fmt::format("{} messages are not decoded", unformatted_),
         "tracefmt had no format information for them",
         "run it with the driver's .pdb or .tmf files: tracefmt -i DRIVER.pdb FILE.etl"});
  }
}

}  // namespace condis
