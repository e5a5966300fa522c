// What the payload of an event consists of, and how to read it.
//
// TraceLogging events carry their schema themselves; those of manifests are decoded by
// the schemas that a merged recording carries, or by the manifests that .NET's
// EventSource logs. All of them say the same things, and are read by the one
// PayloadDecoder. Tested by tests/traces/event_schemas_test.cpp.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "traces/decoded_event.h"

namespace condis {

// Types of values, by the numbers that all kinds of schema use for them.
enum class InType : std::uint16_t {
  Null = 0,
  Utf16 = 1,
  Ansi = 2,
  Int8 = 3,
  UInt8 = 4,
  Int16 = 5,
  UInt16 = 6,
  Int32 = 7,
  UInt32 = 8,
  Int64 = 9,
  UInt64 = 10,
  Float = 11,
  Double = 12,
  Bool32 = 13,
  Binary = 14,
  Uuid = 15,
  Pointer = 16,
  FileTime = 17,
  SystemTime = 18,
  Sid = 19,
  HexInt32 = 20,
  HexInt64 = 21,
  CountedUtf16 = 22,
  CountedAnsi = 23,
  Struct = 24,  // of TraceLogging
  CountedBinary = 25,
};

// Bytes of a number of this type; 0 if it is none. `pointer_size` is 4 or 8.
std::size_t number_size(InType in, std::size_t pointer_size);
bool is_signed(InType in);

// How values are to be shown; only those that change what a value is.
enum class OutType : std::uint8_t {
  Default = 0,
  Text = 2,
  Boolean = 3,
  Hex = 4,
  Ipv6 = 9,
  Xml = 11,
  Json = 12,
  Win32Error = 13,
  NtStatus = 14,
  HResult = 15,
  Utf8 = 35,
};

// Names of a number's values.
using ValueNames = std::unordered_map<std::uint64_t, std::string>;

struct FieldSchema {
  enum class Count : std::uint8_t { One, Fixed, Prefixed, OfField, Custom };
  enum class Length : std::uint8_t { OfType, Fixed, OfField };

  std::string name;
  FieldId id = FieldId::Unknown;
  InType in = InType::Null;
  OutType out = OutType::Default;
  Count count_kind = Count::One;
  Length length_kind = Length::OfType;
  std::uint16_t count = 0;    // elements, or the index of the field that says how many
  std::uint16_t length = 0;   // characters or bytes, likewise
  std::uint16_t members = 0;  // of a struct: direct ones, which follow
  std::uint16_t extent = 0;   // of a struct: all fields that follow and belong to it
  std::string names_id;       // what the schema calls the names of the values; "": none
  const ValueNames* names = nullptr;
};

// Fills in the extents of the structs from their members; false if one has more than
// there are fields.
bool find_extents(std::vector<FieldSchema>& fields);

struct EventSchema {
  enum class Origin : std::uint8_t {
    TraceLogging,  // the event itself; binary values have their size before them
    Merged,        // added where recordings were merged
    EventSource,   // logged by the provider
  };
  std::string event_name;
  std::string provider_name;  // "" where the schema does not tell
  std::string task_name;
  std::string opcode_name;
  std::string message;
  Origin origin = Origin::Merged;
  std::vector<FieldSchema> fields;
};

// Reads payloads. The fields stay valid until the next call, or until the payload is
// gone.
class PayloadDecoder {
 public:
  // False if the payload does not fit the schema: fields() are those before the mismatch.
  // `pointer_size` is 4 or 8.
  bool decode(const EventSchema& schema, std::string_view payload,
              std::size_t pointer_size);

  std::span<const DecodedField> fields() const { return fields_; }
  // What is behind the last field.
  std::string_view rest() const { return rest_; }

 private:
  bool decode_field(std::size_t index, int depth);
  bool decode_members(std::size_t first, std::size_t count, int depth);
  bool decode_value(const FieldSchema& schema, std::size_t index, int depth);
  bool decode_characters(const FieldSchema& schema, std::size_t count);
  bool decode_struct(const FieldSchema& schema, std::size_t index, int depth);
  bool decode_number(const FieldSchema& schema, DecodedField& field);
  bool decode_text(const FieldSchema& schema, DecodedField& field);
  bool decode_bytes(const FieldSchema& schema, DecodedField& field);
  DecodedField* append(const FieldSchema& schema, bool named);
  bool take(std::size_t size, std::string_view& bytes);
  bool take_prefix(std::size_t& number);
  bool self_describing() const {
    return schema_->origin == EventSchema::Origin::TraceLogging;
  }
  // The length that the schema or another field gives; nothing if the type says it.
  std::optional<std::size_t> length_of(const FieldSchema& schema) const;
  std::string_view to_utf8(std::string_view utf16);
  std::string_view ansi_to_utf8(std::string_view bytes, OutType out);

  const EventSchema* schema_ = nullptr;
  std::size_t pointer_size_ = 8;
  std::string_view rest_;
  std::vector<DecodedField> fields_;
  std::vector<std::uint64_t> numbers_;  // by index in the schema, for lengths and counts
  std::string text_;  // of converted strings; never grows while decoding
};

}  // namespace condis
