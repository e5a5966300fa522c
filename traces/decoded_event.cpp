#include "traces/decoded_event.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <iterator>

namespace condis {
namespace {

// Where the digits of a GUID's text come from, in pairs; -1 stands for a dash.
constexpr std::array<int, 20> kGuidOrder = {3,  2, 1, 0,  -1, 5,  4,  -1, 7,  6,
                                            -1, 8, 9, -1, 10, 11, 12, 13, 14, 15};

bool is_documented(std::string_view name) {
  return find_function(name).function != Function::Unknown;
}

void append_hex(std::string& out, std::uint8_t byte) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  out += kDigits[byte >> 4];
  out += kDigits[byte & 15];
}

std::uint64_t little_endian(std::string_view bytes) {
  std::uint64_t number = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) {
    number = number << 8 | static_cast<std::uint8_t>(bytes[i]);
  }
  return number;
}

// "S-1-5-32-544": the authority is a big-endian number of six bytes.
void append_sid(std::string_view sid, std::string& out) {
  std::uint64_t authority = 0;
  for (const char byte : sid.substr(2, 6)) {
    authority = authority << 8 | static_cast<std::uint8_t>(byte);
  }
  fmt::format_to(std::back_inserter(out), "S-{}-{}", static_cast<std::uint8_t>(sid[0]),
                 authority);
  for (std::size_t i = 8; i + 4 <= sid.size(); i += 4) {
    fmt::format_to(std::back_inserter(out), "-{}", little_endian(sid.substr(i, 4)));
  }
}

void append_system_time(std::string_view time, std::string& out) {
  const auto part = [&](std::size_t index) {
    return little_endian(time.substr(2 * index, 2));
  };
  fmt::format_to(std::back_inserter(out), "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}",
                 part(0), part(1), part(3), part(4), part(5), part(6), part(7));
}

void append_bytes(const DecodedField& field, std::string& out) {
  const std::string_view bytes = field.text;
  if (field.format == ValueFormat::Uuid && bytes.size() == sizeof(Guid)) {
    Guid guid;
    std::copy(bytes.begin(), bytes.end(), guid.begin());
    out += format_guid(guid);
  } else if (field.format == ValueFormat::SystemTime && bytes.size() == 16) {
    append_system_time(bytes, out);
  } else if (field.format == ValueFormat::Sid && bytes.size() >= 8) {
    append_sid(bytes, out);
  } else {
    for (const char byte : bytes) append_hex(out, static_cast<std::uint8_t>(byte));
  }
}

// "2026-01-31T23:59:59.1234567Z".
void append_file_time(std::uint64_t time, std::string& out) {
  constexpr std::uint64_t kSecond = 10'000'000;
  constexpr std::int64_t kDaysFrom1601 = 134'774;  // to 1970
  const std::uint64_t seconds = time / kSecond;
  const std::chrono::sys_days day{
      std::chrono::days(static_cast<std::int64_t>(seconds / 86'400) - kDaysFrom1601)};
  const std::chrono::year_month_day date(day);
  fmt::format_to(std::back_inserter(out), "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:07}Z",
                 static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                 static_cast<unsigned>(date.day()), seconds / 3600 % 24,
                 seconds / 60 % 60, seconds % 60, time % kSecond);
}

}  // namespace

bool belongs_to_header(FieldId id) {
  switch (id) {
    case FieldId::Event:
    case FieldId::Time:
    case FieldId::Cpu:
    case FieldId::ThreadId:
    case FieldId::ProcessId:
    case FieldId::Provider:
    case FieldId::Unknown: return true;
    default: return false;
  }
}

std::string format_guid(const Guid& guid) {
  std::string text;
  for (const int index : kGuidOrder) {
    if (index < 0) {
      text += '-';
    } else {
      append_hex(text, guid[static_cast<std::size_t>(index)]);
    }
  }
  return text;
}

std::optional<Guid> parse_guid(std::string_view text) {
  if (text.size() == 38 && text.front() == '{' && text.back() == '}') {
    text = text.substr(1, 36);
  }
  if (text.size() != 36) {
    return std::nullopt;
  }
  Guid guid{};
  const char* at = text.data();
  for (const int index : kGuidOrder) {
    if (index < 0) {
      if (*at++ != '-') return std::nullopt;
      continue;
    }
    std::uint8_t& byte = guid[static_cast<std::size_t>(index)];
    const auto [end, error] = std::from_chars(at, at + 2, byte, 16);
    if (error != std::errc() || end != at + 2) {
      return std::nullopt;
    }
    at = end;
  }
  return guid;
}

std::string_view value_text(const DecodedField& field, std::string& scratch) {
  scratch.clear();
  const auto out = std::back_inserter(scratch);
  switch (field.kind) {
    case ValueKind::None:
    case ValueKind::Array:
    case ValueKind::Struct: return "";
    case ValueKind::Text: return field.text;
    case ValueKind::Bytes: append_bytes(field, scratch); break;
    case ValueKind::Boolean: return field.number != 0 ? "true" : "false";
    case ValueKind::Real: fmt::format_to(out, "{}", field.real); break;
    case ValueKind::Unsigned:
    case ValueKind::Signed:
      if (field.format == ValueFormat::FileTime) {
        append_file_time(field.number, scratch);
      } else if (field.format == ValueFormat::Hex) {
        const int unused = field.size == 0 ? 0 : 64 - 8 * std::min<int>(field.size, 8);
        fmt::format_to(out, "{:#x}", field.number << unused >> unused);
      } else if (field.kind == ValueKind::Signed) {
        fmt::format_to(out, "{}", static_cast<std::int64_t>(field.number));
      } else {
        fmt::format_to(out, "{}", field.number);
      }
      break;
  }
  return scratch;
}

bool store_value(FieldId id, const DecodedField& value, Record& record,
                 RecordText& texts) {
  switch (value.kind) {
    case ValueKind::None: return true;
    case ValueKind::Unsigned: return store_integer(id, value.number, record, texts);
    case ValueKind::Signed:
      return static_cast<std::int64_t>(value.number) < 0
                 ? store_negative(id, 0 - value.number, record)
                 : store_integer(id, value.number, record, texts);
    case ValueKind::Boolean: return store_boolean(id, value.number != 0, record);
    case ValueKind::Text:
      return value.text.empty() || store_text(id, value.text, record, texts);
    case ValueKind::Real:
    case ValueKind::Bytes:
    case ValueKind::Array:
    case ValueKind::Struct: return false;
  }
  return false;
}

void store_header(const DecodedEvent& event, Record& record, RecordText& texts) {
  record.number = event.number;
  if (event.time) {
    record.time = *event.time;
    record.set(Field::Time);
  }
  if (event.cpu) {
    record.cpu = *event.cpu;
    record.set(Field::Cpu);
  }
  if (event.thread_id) {
    record.thread_id = *event.thread_id;
    record.set(Field::ThreadId);
  }
  record.process_id = event.process_id.value_or(0);
  texts.provider = event.provider;
}

void SchemaDecoder::decode(const DecodedEvent& event, Record& record, RecordText& texts) {
  refused_.clear();
  refused_texts_.clear();
  store_header(event, record, texts);
  store_text(FieldId::Event, event.name, record, texts);
  for (std::size_t i = 0; i < event.fields.size(); i += 1 + event.fields[i].extent) {
    const DecodedField& field = event.fields[i];
    if (field.id == FieldId::Event && field.kind == ValueKind::Text &&
        record.function == Function::Unknown && is_documented(trimmed(field.text))) {
      store_text(FieldId::Event, field.text, record, texts);
    }
    if (!belongs_to_header(field.id) && !store_value(field.id, field, record, texts)) {
      std::string scratch;
      refused_.add(field.id, refused_texts_.emplace_back(value_text(field, scratch)));
    }
  }
}

}  // namespace condis
