#include "traces/json_line.h"

#include <bit>
#include <charconv>
#include <cstring>
#include <optional>

namespace condis {
namespace {

// A field's name with its quotes and colon, as the two words it is compared with.
struct NamePattern {
  std::array<std::uint64_t, 2> words{};
  std::array<std::uint64_t, 2> masks{};
  std::size_t size = 0;

  bool matches(const char* at) const {
    return (((load_word(at) & masks[0]) ^ words[0]) |
            ((load_word(at + 8) & masks[1]) ^ words[1])) == 0;
  }
};

constexpr auto kPatterns = [] {
  std::array<NamePattern, kFieldCount + 1> patterns{};
  for (std::size_t i = 0; i < kFieldCount; ++i) {
    NamePattern& pattern = patterns[i];
    const auto append = [&pattern](char c) {
      const std::size_t shift = pattern.size % 8 * 8;
      pattern.words[pattern.size / 8] |= std::uint64_t{static_cast<unsigned char>(c)}
                                         << shift;
      pattern.masks[pattern.size / 8] |= std::uint64_t{0xFF} << shift;
      ++pattern.size;
    };
    append('"');
    for (const char c : kFieldNames[i]) {
      append(c);
    }
    append('"');
    append(':');
  }
  patterns[kFieldCount].words[0] = 1;  // the mask is 0: matches nothing
  return patterns;
}();

// True if the bytes at `at` are those of `text`, of at most eight bytes: one comparison.
template <std::size_t Size>
bool starts_with(const char* at, const char (&text)[Size]) {
  static_assert(Size <= 9);
  return std::memcmp(at, text, Size - 1) == 0;
}

bool ends_value(char c) {
  return c == ',' || c == '}';
}

std::string_view between(const char* begin, const char* end) {
  return {begin, static_cast<std::size_t>(end - begin)};
}

// The pass over one line. Everything that takes text returns to where it stopped, or null
// after a fault.
class LinePass {
 public:
  LinePass(JsonScanner& scanner, JsonLineShapes& shapes, RefusedFields& refused,
           std::string& scratch, Record& record, RecordText& texts)
      : scanner_(scanner),
        shapes_(shapes),
        refused_(refused),
        scratch_(scratch),
        record_(record),
        texts_(texts) {
    expect_shape();
  }

  const char* object(const char* at, const char* end);
  FieldId repeated() const {
    return static_cast<FieldId>(std::countr_zero(repeated_ | kUnknown));
  }

 private:
  static constexpr std::uint32_t kUnknown = 1u << kFieldCount;

  void expect_shape() { followers_ = &shapes_.of(record_.function, record_.phase); }
  const char* fields(const char* at);
  const char* field_name(const char* at, FieldId& field);
  const char* value(const char* at, FieldId field);
  const char* event(const char* at);
  const char* phase(const char* at);
  const char* provider(const char* at);
  const char* status(const char* at);
  template <FieldId field>
  const char* number(const char* at);
  template <FieldId field>
  const char* pointer(const char* at);
  const char* has_data(const char* at);
  const char* any_value(const char* at, FieldId field);
  bool store_number(FieldId field, std::string_view text);

  JsonScanner& scanner_;
  JsonLineShapes& shapes_;
  RefusedFields& refused_;
  std::string& scratch_;
  Record& record_;
  RecordText& texts_;
  JsonLineShapes::Followers* followers_ = nullptr;
  std::uint32_t repeated_ = 0;  // bits of FieldId
};

const char* LinePass::object(const char* at, const char* end) {
  at = skip_blank(at);
  if (*at != '{') {
    return scanner_.fail(at, "expected '{': each line holds one object");
  }
  at = skip_blank(at + 1);
  if (*at != '}') {
    at = fields(at);
    if (at == nullptr) {
      return nullptr;
    }
    if (*at != '}') {
      return scanner_.fail(at, at == end ? "the line ends inside an object"
                                         : "expected ',' or '}' after a value");
    }
  }
  at = skip_blank(at + 1);
  return at == end ? at : scanner_.fail(at, "text after the end of the object");
}

// Everything between the braces; returns to where a ',' or '}' ought to stand.
const char* LinePass::fields(const char* at) {
  FieldId field = FieldId::Unknown;  // the first field of a line follows this one
  std::uint32_t seen = 0;            // bits of FieldId
  std::uint32_t repeated = 0;
  for (;;) {
    FieldId& follower = (*followers_)[static_cast<std::size_t>(field)];
    if (*at <= ' ') [[unlikely]] {  // branches, so that `at` need not wait for the text
      at = skip_blank(at);
    }
    const NamePattern& pattern = kPatterns[static_cast<std::size_t>(follower)];
    if (pattern.matches(at)) [[likely]] {
      field = follower;
      at += pattern.size;
    } else {
      at = field_name(at, field);
      if (at == nullptr) {
        return nullptr;
      }
      follower = field;
    }
    const std::uint32_t bit = 1u << static_cast<unsigned>(field);
    repeated |= seen & bit;
    seen |= bit;
    if (*at <= ' ') [[unlikely]] {
      at = skip_blank(at);
    }
    at = value(at, field);
    if (at == nullptr) {
      return nullptr;
    }
    if (*at != ',') {
      at = skip_blank(at);
      if (*at != ',') {
        repeated_ = repeated;
        return at;
      }
    }
    ++at;
  }
}

// A name that was not foreseen, with the blanks around it and the colon.
const char* LinePass::field_name(const char* at, FieldId& field) {
  at = skip_blank(at);
  if (*at != '"') {
    return scanner_.fail(at, *at == '\n' ? "the line ends inside an object"
                                         : "expected a field name in double quotes");
  }
  std::string_view name;
  const std::size_t used = scratch_.size();
  at = scanner_.string(at + 1, name, scratch_);
  if (at == nullptr) {
    return nullptr;
  }
  field = find_field(name);
  scratch_.resize(used);
  at = skip_blank(at);
  if (*at != ':') {
    return scanner_.fail(at, *at == '\n' ? "the line ends inside an object"
                                         : "expected ':' after a field name");
  }
  return at + 1;
}

// A value of a field: each has a short way for the form that nearly all values have, and
// takes the long way through any_value otherwise.
const char* LinePass::value(const char* at, FieldId field) {
  refused_.remove(field);
  switch (field) {
    case FieldId::Event: return event(at);
    case FieldId::Phase: return phase(at);
    case FieldId::Provider: return provider(at);
    case FieldId::Time: return number<FieldId::Time>(at);
    case FieldId::Cpu: return number<FieldId::Cpu>(at);
    case FieldId::ThreadId: return number<FieldId::ThreadId>(at);
    case FieldId::ProcessId: return number<FieldId::ProcessId>(at);
    case FieldId::CallId: return number<FieldId::CallId>(at);
    case FieldId::Seq: return number<FieldId::Seq>(at);
    case FieldId::Irql: return number<FieldId::Irql>(at);
    case FieldId::VcHandle: return pointer<FieldId::VcHandle>(at);
    case FieldId::VcContext: return pointer<FieldId::VcContext>(at);
    case FieldId::PartyHandle: return pointer<FieldId::PartyHandle>(at);
    case FieldId::PartyContext: return pointer<FieldId::PartyContext>(at);
    case FieldId::Status: return status(at);
    case FieldId::Flags: return number<FieldId::Flags>(at);
    case FieldId::HasData: return has_data(at);
    case FieldId::DataSize: return number<FieldId::DataSize>(at);
    case FieldId::Unknown: return scanner_.skip_value(skip_blank(at));
    default: return any_value(at, field);
  }
}

const char* LinePass::event(const char* at) {
  if (*at == '"') {
    const char* const close = skip_plain(at + 1);
    const std::string_view name = between(at + 1, close);
    const NamedFunction named = find_function(name);
    if (named.function != Function::Unknown && *close == '"') {
      record_.function = named.function;
      record_.spelling = named.spelling;
      texts_.event = name;
      expect_shape();
      return close + 1;
    }
  }
  return any_value(at, FieldId::Event);
}

const char* LinePass::phase(const char* at) {
  if (starts_with(at, "\"enter\"")) {
    record_.phase = Phase::Enter;
    expect_shape();
    return at + 7;
  }
  if (starts_with(at, "\"exit\"")) {
    record_.phase = Phase::Exit;
    expect_shape();
    return at + 6;
  }
  return any_value(at, FieldId::Phase);
}

const char* LinePass::provider(const char* at) {
  if (*at == '"') {
    const char* const close = skip_plain(at + 1);
    if (*close == '"') {
      texts_.provider = between(at + 1, close);
      return close + 1;
    }
  }
  return any_value(at, FieldId::Provider);
}

const char* LinePass::status(const char* at) {
  if (starts_with(at, "\"NDIS_S")) {
    const char* const close = skip_plain(at + 1);
    const std::optional<std::uint32_t> found = find_status(between(at + 1, close));
    if (found && *close == '"') {
      store_integer(FieldId::Status, *found, record_, texts_);
      return close + 1;
    }
    return any_value(at, FieldId::Status);
  }
  return pointer<FieldId::Status>(at);
}

template <FieldId field>
const char* LinePass::number(const char* at) {
  std::uint64_t value = 0;
  const char* const stop = scan_decimal(at, value);
  if (stop != nullptr && ends_value(*stop) &&
      store_integer(field, value, record_, texts_)) {
    return stop;
  }
  return any_value(at, field);
}

template <FieldId field>
const char* LinePass::pointer(const char* at) {
  if (starts_with(at, "\"0x")) {
    std::uint64_t value = 0;
    const int digits = scan_hexadecimal(at + 3, value);
    const char* const close = at + 3 + digits;
    if (digits != 0 && *close == '"' && store_integer(field, value, record_, texts_)) {
      return close + 1;
    }
    return any_value(at, field);
  }
  return number<field>(at);
}

const char* LinePass::has_data(const char* at) {
  const bool yes = starts_with(at, "true");
  if (yes || starts_with(at, "false")) {
    store_integer(FieldId::HasData, yes ? 1 : 0, record_, texts_);
    return at + (yes ? 4 : 5);
  }
  return any_value(at, FieldId::HasData);
}

// Any value whatever of a known field: stored if it fits, otherwise remembered as
// refused.
const char* LinePass::any_value(const char* at, FieldId field) {
  at = skip_blank(at);
  const char* stop = nullptr;
  bool taken = false;
  if (*at == '"') {
    std::string_view text;
    stop = scanner_.string(at + 1, text, scratch_);
    taken = stop != nullptr && store_text(field, text, record_, texts_);
  } else {
    stop = scanner_.skip_value(at);
    if (stop == nullptr) {
      return nullptr;
    }
    switch (*at) {
      case 't':
      case 'f': taken = store_boolean(field, *at == 't', record_); break;
      case 'n': taken = true; break;  // null says that there is no value
      case '[':
      case '{': break;
      default: taken = store_number(field, between(at, stop));
    }
  }
  if (stop != nullptr && !taken) {
    refused_.add(field, between(at, stop));
  }
  return stop;
}

bool LinePass::store_number(FieldId field, std::string_view text) {
  const bool negative = text[0] == '-';
  text.remove_prefix(negative ? 1 : 0);
  std::uint64_t magnitude = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, magnitude);
  if (error != std::errc() || stop != end) {
    return false;  // too large, or not whole
  }
  return negative ? store_negative(field, magnitude, record_)
                  : store_integer(field, magnitude, record_, texts_);
}

}  // namespace

bool JsonLineParser::parse(std::string_view line, Record& record, RecordText& texts) {
  refused_.clear();
  scratch_.clear();
  scratch_.reserve(line.size());  // so that unescaped texts stay where they are
  LinePass pass(scanner_, shapes_, refused_, scratch_, record, texts);
  const bool valid = pass.object(line.data(), line.data() + line.size()) != nullptr;
  repeated_ = pass.repeated();
  return valid;
}

}  // namespace condis
