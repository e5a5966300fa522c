#include <algorithm>
#include <limits>

#include "traces/etl_format.h"
#include "traces/event_schema.h"

namespace condis {
namespace {

// More values than a payload has bytes are values without bytes, nested to exhaust
// memory.
constexpr std::size_t kMostFields = 128 * 1024;
constexpr int kDeepest = 16;

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::uint64_t load_number(std::string_view bytes, bool sign) {
  std::uint64_t number = 0;
  std::memcpy(&number, bytes.data(), bytes.size());
  if (sign && bytes.size() < 8) {
    const std::size_t unused = 64 - 8 * bytes.size();
    number =
        static_cast<std::uint64_t>(static_cast<std::int64_t>(number << unused) >> unused);
  }
  return number;
}

}  // namespace

std::size_t number_size(InType in, std::size_t pointer_size) {
  switch (in) {
    case InType::Int8:
    case InType::UInt8: return 1;
    case InType::Int16:
    case InType::UInt16: return 2;
    case InType::Int32:
    case InType::UInt32:
    case InType::HexInt32:
    case InType::Bool32:
    case InType::Float: return 4;
    case InType::Int64:
    case InType::UInt64:
    case InType::HexInt64:
    case InType::FileTime:
    case InType::Double: return 8;
    case InType::Pointer: return pointer_size;
    default: return 0;
  }
}

bool is_signed(InType in) {
  return in == InType::Int8 || in == InType::Int16 || in == InType::Int32 ||
         in == InType::Int64;
}

// From the back, so that the extents of the inner ones are known.
bool find_extents(std::vector<FieldSchema>& fields) {
  for (std::size_t i = fields.size(); i-- > 0;) {
    std::size_t next = i + 1;
    for (std::size_t member = 0; member < fields[i].members; ++member) {
      if (next >= fields.size()) return false;
      next += 1u + fields[next].extent;
    }
    fields[i].extent = static_cast<std::uint16_t>(next - i - 1);
  }
  return true;
}

bool PayloadDecoder::decode(const EventSchema& schema, std::string_view payload,
                            std::size_t pointer_size) {
  schema_ = &schema;
  pointer_size_ = pointer_size;
  rest_ = payload;
  fields_.clear();
  numbers_.resize(std::max(numbers_.size(), schema.fields.size()));
  text_.clear();
  // Two bytes of UTF-16 make at most three of UTF-8, one byte at most two.
  text_.reserve(2 * payload.size() + 8);
  for (std::size_t i = 0; i < schema.fields.size(); i += 1 + schema.fields[i].extent) {
    if (!decode_field(i, 0)) {
      return false;
    }
  }
  return true;
}

bool PayloadDecoder::decode_members(std::size_t first, std::size_t count, int depth) {
  for (std::size_t i = first; count != 0; --count) {
    if (i >= schema_->fields.size() || !decode_field(i, depth)) {
      return false;
    }
    i += 1u + schema_->fields[i].extent;
  }
  return true;
}

bool PayloadDecoder::decode_field(std::size_t index, int depth) {
  const FieldSchema& schema = schema_->fields[index];
  std::size_t count = schema.count;
  switch (schema.count_kind) {
    case FieldSchema::Count::One: {
      DecodedField* const field = append(schema, true);
      return field != nullptr && decode_value(schema, index, depth);
    }
    case FieldSchema::Count::Custom: {
      DecodedField* const field = append(schema, true);
      std::size_t size = 0;
      if (field == nullptr || !take_prefix(size)) return false;
      field->kind = ValueKind::Bytes;
      return take(size, field->text);
    }
    case FieldSchema::Count::Prefixed:
      if (!take_prefix(count)) return false;
      break;
    case FieldSchema::Count::OfField:
      count = schema.count < index ? static_cast<std::size_t>(std::min<std::uint64_t>(
                                         numbers_[schema.count], kMostFields))
                                   : 0;
      break;
    case FieldSchema::Count::Fixed: break;
  }
  DecodedField* const array = append(schema, true);
  if (array == nullptr) {
    return false;
  }
  if (schema.out == OutType::Text && number_size(schema.in, 8) <= 2 &&
      number_size(schema.in, 8) != 0) {
    return decode_characters(schema, count);
  }
  array->kind = ValueKind::Array;
  array->number = count;
  const std::size_t at = fields_.size();
  for (std::size_t i = 0; i < count; ++i) {
    if (append(schema, false) == nullptr || !decode_value(schema, index, depth)) {
      return false;
    }
  }
  fields_[at - 1].extent = static_cast<std::uint32_t>(fields_.size() - at);
  return true;
}

// A text in the form of an array.
bool PayloadDecoder::decode_characters(const FieldSchema& schema, std::size_t count) {
  const std::size_t unit = number_size(schema.in, 8);
  DecodedField& field = fields_.back();
  std::string_view bytes;
  if (!take(count * unit, bytes)) {
    return false;
  }
  field.kind = ValueKind::Text;
  field.text = unit == 2 ? to_utf8(bytes) : ansi_to_utf8(bytes, schema.out);
  return true;
}

DecodedField* PayloadDecoder::append(const FieldSchema& schema, bool named) {
  if (fields_.size() >= kMostFields) {
    return nullptr;
  }
  DecodedField& field = fields_.emplace_back();
  if (named) {
    field.name = schema.name;
    field.id = schema.id;
  }
  return &field;
}

// The value of the field that was appended last.
bool PayloadDecoder::decode_value(const FieldSchema& schema, std::size_t index,
                                  int depth) {
  DecodedField& field = fields_.back();
  switch (schema.in) {
    case InType::Null: return true;
    case InType::Struct: return decode_struct(schema, index, depth);
    case InType::Utf16:
    case InType::Ansi:
    case InType::CountedUtf16:
    case InType::CountedAnsi: return decode_text(schema, field);
    case InType::Binary:
    case InType::Uuid:
    case InType::SystemTime:
    case InType::Sid:
    case InType::CountedBinary: return decode_bytes(schema, field);
    default:
      if (!decode_number(schema, field)) return false;
      numbers_[index] = field.number;
      if (schema.names != nullptr) {
        const auto found = schema.names->find(field.number);
        if (found != schema.names->end()) field.text = found->second;
      }
      return true;
  }
}

bool PayloadDecoder::decode_struct(const FieldSchema& schema, std::size_t index,
                                   int depth) {
  if (depth >= kDeepest) {
    return false;
  }
  const std::size_t at = fields_.size();
  fields_.back().kind = ValueKind::Struct;
  fields_.back().number = schema.members;
  if (!decode_members(index + 1, schema.members, depth + 1)) {
    return false;
  }
  fields_[at - 1].extent = static_cast<std::uint32_t>(fields_.size() - at);
  return true;
}

bool PayloadDecoder::decode_number(const FieldSchema& schema, DecodedField& field) {
  const std::size_t size = number_size(schema.in, pointer_size_);
  std::string_view bytes;
  if (size == 0 || !take(size, bytes)) {
    return false;
  }
  const bool sign = is_signed(schema.in);
  field.number = load_number(bytes, sign);
  field.size = static_cast<std::uint8_t>(size);
  field.kind = sign ? ValueKind::Signed : ValueKind::Unsigned;
  switch (schema.in) {
    case InType::Float: field.real = load<float>(bytes.data()); break;
    case InType::Double: field.real = load<double>(bytes.data()); break;
    case InType::Bool32: field.kind = ValueKind::Boolean; break;
    case InType::FileTime: field.format = ValueFormat::FileTime; return true;
    case InType::Pointer:
    case InType::HexInt32:
    case InType::HexInt64: field.format = ValueFormat::Hex; break;
    default: break;
  }
  if (schema.in == InType::Float || schema.in == InType::Double) {
    field.kind = ValueKind::Real;
    return true;
  }
  switch (schema.out) {
    case OutType::Boolean: field.kind = ValueKind::Boolean; break;
    case OutType::Text:
      if (size == 1) {
        field.kind = ValueKind::Text;
        field.text = ansi_to_utf8(bytes, schema.out);
      } else if (size == 2) {
        field.kind = ValueKind::Text;
        field.text = to_utf8(bytes);
      }
      break;
    case OutType::Hex:
    case OutType::Win32Error:
    case OutType::NtStatus:
    case OutType::HResult: field.format = ValueFormat::Hex; break;
    default: break;
  }
  if (field.kind == ValueKind::Boolean) {
    field.number = field.number != 0 ? 1 : 0;
  }
  return true;
}

bool PayloadDecoder::decode_text(const FieldSchema& schema, DecodedField& field) {
  const bool wide = schema.in == InType::Utf16 || schema.in == InType::CountedUtf16;
  const std::size_t unit = wide ? 2 : 1;
  std::string_view bytes;
  if (schema.in == InType::CountedUtf16 || schema.in == InType::CountedAnsi) {
    std::size_t size = 0;
    if (!take_prefix(size) || !take(size, bytes)) return false;
  } else if (const auto length = length_of(schema)) {
    if (!take(*length * unit, bytes)) return false;
    bytes = wide ? utf16_until_zero(bytes) : bytes.substr(0, bytes.find('\0'));
  } else {
    bytes = wide ? utf16_until_zero(rest_) : rest_.substr(0, rest_.find('\0'));
    const bool ended = bytes.size() + unit <= rest_.size();
    // A manifest's last string may be ended by the payload.
    if (!ended && self_describing()) return false;
    rest_.remove_prefix(std::min(rest_.size(), bytes.size() + unit));
  }
  field.kind = ValueKind::Text;
  field.text = wide ? to_utf8(bytes) : ansi_to_utf8(bytes, schema.out);
  return true;
}

bool PayloadDecoder::decode_bytes(const FieldSchema& schema, DecodedField& field) {
  constexpr std::size_t kSidHead = 8;
  std::size_t size = 0;
  field.kind = ValueKind::Bytes;
  switch (schema.in) {
    case InType::Uuid:
      field.format = ValueFormat::Uuid;
      size = 16;
      break;
    case InType::SystemTime:
      field.format = ValueFormat::SystemTime;
      size = 16;
      break;
    case InType::Sid:
      if (rest_.size() < kSidHead) return false;
      field.format = ValueFormat::Sid;
      size = kSidHead + 4 * static_cast<std::uint8_t>(rest_[1]);
      break;
    default:
      if (self_describing() || schema.in == InType::CountedBinary) {
        if (!take_prefix(size)) return false;
      } else if (const auto length = length_of(schema)) {
        size = *length;
      } else if (schema.out == OutType::Ipv6) {
        size = 16;
      } else {
        return false;
      }
  }
  return take(size, field.text);
}

bool PayloadDecoder::take(std::size_t size, std::string_view& bytes) {
  if (size > rest_.size()) {
    return false;
  }
  bytes = rest_.substr(0, size);
  rest_.remove_prefix(size);
  return true;
}

bool PayloadDecoder::take_prefix(std::size_t& number) {
  std::string_view bytes;
  if (!take(2, bytes)) {
    return false;
  }
  number = load<std::uint16_t>(bytes.data());
  return true;
}

std::optional<std::size_t> PayloadDecoder::length_of(const FieldSchema& schema) const {
  switch (schema.length_kind) {
    case FieldSchema::Length::OfType: return std::nullopt;
    case FieldSchema::Length::Fixed: return schema.length;
    case FieldSchema::Length::OfField:
      return schema.length < schema_->fields.size()
                 ? static_cast<std::size_t>(
                       std::min<std::uint64_t>(numbers_[schema.length], 1u << 20))
                 : 0;
  }
  return std::nullopt;
}

std::string_view PayloadDecoder::to_utf8(std::string_view utf16) {
  const std::size_t begin = text_.size();
  append_utf8(utf16, text_);
  return std::string_view(text_).substr(begin);
}

// The code page of the machine is not recorded: what is no ASCII is taken for Latin-1,
// unless the schema says UTF-8.
std::string_view PayloadDecoder::ansi_to_utf8(std::string_view bytes, OutType out) {
  const bool utf8 = out == OutType::Utf8 || out == OutType::Json || out == OutType::Xml;
  if (utf8 || is_ascii(bytes)) {
    return bytes;
  }
  const std::size_t begin = text_.size();
  for (const char c : bytes) {
    const auto code = static_cast<unsigned char>(c);
    if (code < 0x80) {
      text_ += c;
    } else {
      text_ += static_cast<char>(0xC0 | (code >> 6));
      text_ += static_cast<char>(0x80 | (code & 0x3F));
    }
  }
  return std::string_view(text_).substr(begin);
}

}  // namespace condis
