// The values that are not plain numbers: text, dates, negative numbers, booleans.
#include "traces/field_values.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace condis {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

bool same_word(std::string_view text, std::string_view word) {
  return text.size() == word.size() &&
         std::equal(text.begin(), text.end(), word.begin(),
                    [](char a, char b) { return lower(a) == b; });
}

template <class Value>
struct Word {
  std::string_view word;
  Value value;
};

template <class Value, std::size_t Count>
bool store_word(const std::array<Word<Value>, Count>& words, std::string_view text,
                Value& to) {
  for (const auto& [word, value] : words) {
    if (same_word(text, word)) {
      to = value;
      return true;
    }
  }
  return false;
}

constexpr std::array kPhases = {Word<Phase>{"enter", Phase::Enter},
                                Word<Phase>{"exit", Phase::Exit}};
constexpr std::array kBooleans = {Word<bool>{"true", true}, Word<bool>{"false", false}};
constexpr std::array kRoles = {Word<Role>{"client", Role::Client},
                               Word<Role>{"call-manager", Role::CallManager},
                               Word<Role>{"mcm", Role::Mcm}};
constexpr std::array kSupports = {Word<Support>{"yes", Support::Yes},
                                  Word<Support>{"no", Support::No},
                                  Word<Support>{"unknown", Support::Unknown}};
constexpr std::array kStates = {Word<RundownState>{"adding", RundownState::Adding},
                                Word<RundownState>{"up", RundownState::Up},
                                Word<RundownState>{"dropping", RundownState::Dropping},
                                Word<RundownState>{"told", RundownState::Told},
                                Word<RundownState>{"idle", RundownState::Idle},
                                Word<RundownState>{"setup", RundownState::Setup},
                                Word<RundownState>{"closing", RundownState::Closing}};

template <class Value, std::size_t Count>
std::string_view find_word(const std::array<Word<Value>, Count>& words, Value value) {
  for (const Word<Value>& entry : words) {
    if (entry.value == value) {
      return entry.word;
    }
  }
  return "";
}

// A whole text that is one number: decimal, 0x hexadecimal, or either with a minus sign.
struct Number {
  std::uint64_t magnitude = 0;
  bool negative = false;
};

std::optional<Number> parse_number(std::string_view text) {
  Number number;
  if (text.starts_with('-')) {
    number.negative = true;
    text.remove_prefix(1);
  }
  int base = 10;
  if (text.size() > 2 && text[0] == '0' && lower(text[1]) == 'x') {
    base = 16;
    text.remove_prefix(2);
  }
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number.magnitude, base);
  if (error != std::errc() || stop != end) {
    return std::nullopt;
  }
  return number;
}

// Days from 1970-01-01 in the Gregorian calendar, for any year.
std::int64_t days_from_civil(std::int64_t year, std::int64_t month, std::int64_t day) {
  year -= month <= 2 ? 1 : 0;
  const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
  const std::int64_t year_of_era = year - era * 400;
  const std::int64_t day_of_year =
      (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 +
         day_of_year - 719468;
}

std::int64_t days_in_month(std::int64_t year, std::int64_t month) {
  constexpr std::array<std::int64_t, 12> kDays = {31, 28, 31, 30, 31, 30,
                                                  31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return kDays[static_cast<std::size_t>(month - 1)] + (month == 2 && leap ? 1 : 0);
}

// Takes a date apart from the left.
class DateScanner {
 public:
  explicit DateScanner(std::string_view text) : rest_(text) {}

  // Exactly `digits` digits, as a number from `low` to `high`.
  bool number(int digits, std::int64_t low, std::int64_t high, std::int64_t& to) {
    if (rest_.size() < static_cast<std::size_t>(digits)) {
      return false;
    }
    to = 0;
    for (int i = 0; i < digits; ++i) {
      if (!is_digit(rest_[static_cast<std::size_t>(i)])) {
        return false;
      }
      to = to * 10 + (rest_[static_cast<std::size_t>(i)] - '0');
    }
    rest_.remove_prefix(static_cast<std::size_t>(digits));
    return to >= low && to <= high;
  }

  bool skip(std::string_view any_of) {
    if (rest_.empty() || any_of.find(rest_[0]) == std::string_view::npos) {
      return false;
    }
    rest_.remove_prefix(1);
    return true;
  }

  // One to nine digits after the decimal sign, as nanoseconds.
  bool fraction(std::int64_t& nanoseconds) {
    std::int64_t unit = 1'000'000'000;
    while (!rest_.empty() && is_digit(rest_[0])) {
      unit /= 10;
      if (unit == 0) {
        return false;
      }
      nanoseconds += (rest_[0] - '0') * unit;
      rest_.remove_prefix(1);
    }
    return unit != 1'000'000'000;
  }

  char next() const { return rest_.empty() ? '\0' : rest_[0]; }
  bool done() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

// Signed minutes of "Z", "+01", "+0100", "-01:00" or nothing.
bool scan_offset(DateScanner& scanner, std::int64_t& minutes) {
  minutes = 0;
  if (scanner.done()) {
    return true;
  }
  if (scanner.skip("Zz")) {
    return scanner.done();
  }
  const bool negative = scanner.next() == '-';
  std::int64_t hour = 0;
  std::int64_t minute = 0;
  if (!scanner.skip("+-") || !scanner.number(2, 0, 23, hour)) {
    return false;
  }
  if (!scanner.done()) {
    scanner.skip(":");
    if (!scanner.number(2, 0, 59, minute)) {
      return false;
    }
  }
  minutes = (negative ? -1 : 1) * (hour * 60 + minute);
  return scanner.done();
}

bool store_signed_time(const Number& number, Record& record) {
  if (!number.negative || number.magnitude > std::uint64_t{1} << 63) {
    return false;
  }
  record.time = static_cast<std::int64_t>(0 - number.magnitude);
  record.set(Field::Time);
  return true;
}

bool store_status_name(std::string_view text, Record& record) {
  const std::optional<std::uint32_t> status = find_status(text);
  if (!status) {
    return false;
  }
  record.status = *status;
  record.set(Field::Status);
  return true;
}

// Stores what only a word can say; false for a number too, which is tried before.
bool store_any_word(FieldId field, std::string_view text, Record& record) {
  switch (field) {
    case FieldId::Phase: return store_word(kPhases, text, record.phase);
    case FieldId::Role: return store_word(kRoles, text, record.role);
    case FieldId::CloseData: return store_word(kSupports, text, record.close_data);
    case FieldId::State: return store_word(kStates, text, record.state);
    case FieldId::Status: return store_status_name(text, record);
    case FieldId::HasData: {
      bool value = false;
      return store_word(kBooleans, text, value) && store_boolean(field, value, record);
    }
    case FieldId::Time: {
      const std::optional<std::int64_t> time = parse_date_time(text);
      if (time) {
        record.time = *time;
        record.set(Field::Time);
      }
      return time.has_value();
    }
    default: return false;
  }
}

}  // namespace

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n";
  const std::size_t first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) {
    return text.substr(0, 0);
  }
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

std::string_view word_of(Phase phase) {
  return find_word(kPhases, phase);
}

std::string_view word_of(Role role) {
  return find_word(kRoles, role);
}

std::string_view word_of(Support support) {
  return find_word(kSupports, support);
}

std::string_view word_of(RundownState state) {
  return find_word(kStates, state);
}

bool store_negative(FieldId field, std::uint64_t magnitude, Record& record) {
  RecordText no_texts;
  const std::uint64_t value = 0 - magnitude;
  switch (field) {
    case FieldId::Time: return store_signed_time({magnitude, true}, record);
    case FieldId::Status:  // an NTSTATUS is a signed 32-bit number in C
      return magnitude <= std::uint64_t{1} << 31 &&
             store_integer(field, value & 0xFFFFFFFFu, record, no_texts);
    case FieldId::VcHandle:
    case FieldId::VcContext:
    case FieldId::PartyHandle:
    case FieldId::PartyContext:  // a kernel address, printed as a signed number
      return magnitude <= std::uint64_t{1} << 63 &&
             store_integer(field, value, record, no_texts);
    default: return magnitude == 0 && store_integer(field, 0, record, no_texts);
  }
}

bool store_boolean(FieldId field, bool value, Record& record) {
  RecordText no_texts;
  return field == FieldId::HasData &&
         store_integer(field, value ? 1 : 0, record, no_texts);
}

bool store_text(FieldId field, std::string_view text, Record& record, RecordText& texts) {
  switch (field) {
    case FieldId::Event: {
      texts.event = trimmed(text);
      const NamedFunction named = find_function(texts.event);
      record.function = named.function;
      record.spelling = named.spelling;
      return true;
    }
    case FieldId::Provider: texts.provider = text; return true;
    case FieldId::File: texts.file = text; return true;
    case FieldId::Func: texts.func = text; return true;
    default: break;
  }
  text = trimmed(text);
  if (const std::optional<Number> number = parse_number(text)) {
    return number->negative ? store_negative(field, number->magnitude, record)
                            : store_integer(field, number->magnitude, record, texts);
  }
  return store_any_word(field, text, record);
}

std::optional<std::int64_t> parse_date_time(std::string_view text) {
  DateScanner scanner(text);
  std::int64_t year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
  if (!scanner.number(4, 1678, 2261, year) || !scanner.skip("-") ||
      !scanner.number(2, 1, 12, month) || !scanner.skip("-") ||
      !scanner.number(2, 1, days_in_month(year, month), day) || !scanner.skip("Tt ") ||
      !scanner.number(2, 0, 23, hour) || !scanner.skip(":") ||
      !scanner.number(2, 0, 59, minute) || !scanner.skip(":") ||
      !scanner.number(2, 0, 60, second)) {
    return std::nullopt;
  }
  std::int64_t nanoseconds = 0;
  std::int64_t offset = 0;
  if ((scanner.skip(".,") && !scanner.fraction(nanoseconds)) ||
      !scan_offset(scanner, offset)) {
    return std::nullopt;
  }
  const std::int64_t minutes =
      (days_from_civil(year, month, day) * 24 + hour) * 60 + minute;
  return ((minutes - offset) * 60 + second) * 1'000'000'000 + nanoseconds;
}

}  // namespace condis
