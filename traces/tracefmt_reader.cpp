#include "traces/tracefmt_reader.h"

#include <fmt/format.h>

#include <charconv>

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
  while (count < records.size() && error() == nullptr && next_message()) {
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
    } else if (!message_.empty() && !lines_.is_unended() &&
               message_.size() + line.size() <= kMaxMessage) {
      message_.append(1, '\n').append(line);
    }
  }
  return !message_.empty();
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
  if (unformatted_ != 0) {
    warn(
        {name(), fmt::format("{} messages are not decoded", unformatted_),
         "tracefmt had no format information for them",
         "run it with the driver's .pdb or .tmf files: tracefmt -i DRIVER.pdb FILE.etl"});
  }
}

}  // namespace condis
