// An event after its carrier has been decoded, and before anyone asked what it means.
//
// Readers whose carriers name and type their fields themselves (.etl, tracerpt's text)
// produce it; SchemaDecoder turns one of schema 1 into a Record, a mapping does so for
// other drivers' events, and `dump` prints it. All views point into the reader's memory
// and stay valid until it moves on. Tested by tests/traces/decoded_event_test.cpp.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "model/record.h"
#include "traces/field_table.h"
#include "traces/field_values.h"

namespace condis {

// As Windows keeps it in memory: the first three parts are little-endian numbers.
using Guid = std::array<std::uint8_t, 16>;

// "68fdd900-4a3e-11d1-84f4-0000f80464e3".
std::string format_guid(const Guid& guid);
// The same read back, with or without braces, in either case.
std::optional<Guid> parse_guid(std::string_view text);

enum class ValueKind : std::uint8_t {
  None,      // a field without a value
  Unsigned,  // `number`
  Signed,    // `number`, in two's complement
  Boolean,   // `number` is 0 or 1
  Real,      // `real`
  Text,      // `text`, UTF-8
  Bytes,     // `text`, raw
  Array,     // the next `number` fields of the same depth are its elements, without names
  Struct,    // likewise its members, with names
};

// How a value is to be shown; what it is, ValueKind says.
enum class ValueFormat : std::uint8_t {
  Plain,
  Hex,         // Unsigned, Signed: a pointer, a status, a set of flags
  Uuid,        // Bytes: 16, a Guid
  Sid,         // Bytes
  FileTime,    // Unsigned: 100 ns since 1601
  SystemTime,  // Bytes: eight 16-bit numbers
};

struct DecodedField {
  std::string_view name;
  FieldId id = FieldId::Unknown;  // find_field(name), so that it is looked up but once
  ValueKind kind = ValueKind::None;
  ValueFormat format = ValueFormat::Plain;
  std::uint8_t size = 0;  // bytes of a number in the carrier; 0: it is written as text
  // Array, Struct: how many fields after this one belong to it, those within others
  // included. A struct in an array is a field without a name that has members.
  std::uint32_t extent = 0;
  std::uint64_t number = 0;
  double real = 0;
  std::string_view text;  // of a number: the name that its schema has for it; else ""
};

struct DecodedEvent {
  std::uint64_t number = 0;   // as Record::number
  std::string_view name;      // "PROVIDER/ID" where the carrier has no name for it
  std::string_view provider;  // its name, else its GUID in text; "" if neither is logged
  std::optional<Guid> provider_id;
  std::uint16_t id = 0;
  std::uint8_t version = 0;
  std::uint8_t channel = 0;
  std::uint8_t level = 0;
  std::uint8_t opcode = 0;
  std::uint16_t task = 0;
  std::uint64_t keyword = 0;
  std::optional<std::int64_t> time;  // nanoseconds, as Record::time
  std::optional<std::uint16_t> cpu;
  std::optional<std::uint32_t> thread_id;
  std::optional<std::uint32_t> process_id;
  std::string_view message;  // the whole text of a text carrier, a WPP line; else ""
  std::span<const DecodedField> fields;
};

// The value as text, for messages and for patterns: 7, 0x1f, true, the text itself,
// hexadecimal digits of bytes. "" for an array or a struct. The result may be field.text,
// or be put into `scratch`.
std::string_view value_text(const DecodedField& field, std::string& scratch);

// Puts one value where the schema says a field of this id belongs. False if it cannot be
// what the field means; the record is then as before. An empty text counts as absent.
bool store_value(FieldId id, const DecodedField& value, Record& record,
                 RecordText& texts);

// What the event's header says, or its name; a payload's field of that name is another
// thing.
bool belongs_to_header(FieldId id);

// Turns an event of schema 1 into a Record. What it names is, as in every carrier, the
// first documented name among the event's own and its text field called Event.
class SchemaDecoder {
 public:
  // `record` is to be a fresh one. record.function is Function::Unknown afterwards if no
  // name is documented; texts.event is then the event's name, for ReaderBase::admit. The
  // refused values stay valid until the next call.
  void decode(const DecodedEvent& event, Record& record, RecordText& texts);

  const RefusedFields& refused() const { return refused_; }

 private:
  RefusedFields refused_;
  std::deque<std::string> refused_texts_;
};

// The header fields alone: number, time, processor, thread, process, provider.
void store_header(const DecodedEvent& event, Record& record, RecordText& texts);

}  // namespace condis
