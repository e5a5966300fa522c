#include "traces/decoded_event.h"

#include <doctest/doctest.h>

#include <vector>

using namespace condis;

namespace {

DecodedField field(std::string_view name, ValueKind kind, std::uint64_t number,
                   std::string_view text = {}) {
  DecodedField result;
  result.name = name;
  result.id = find_field(name);
  result.kind = kind;
  result.number = number;
  result.text = text;
  return result;
}

std::uint64_t minus(std::uint64_t magnitude) {
  return 0 - magnitude;
}

}  // namespace

TEST_CASE("a GUID's text follows the mixed order of its bytes") {
  const Guid guid = {0x00, 0xd9, 0xfd, 0x68, 0x3e, 0x4a, 0xd1, 0x11,
                     0x84, 0xf4, 0x00, 0x00, 0xf8, 0x04, 0x64, 0xe3};
  CHECK(format_guid(guid) == "68fdd900-4a3e-11d1-84f4-0000f80464e3");
  CHECK(parse_guid("68fdd900-4a3e-11d1-84f4-0000f80464e3") == guid);
  CHECK(parse_guid("{68FDD900-4A3E-11D1-84F4-0000F80464E3}") == guid);
  CHECK_FALSE(parse_guid("68fdd900-4a3e-11d1-84f4-0000f80464e"));
  CHECK_FALSE(parse_guid("68fdd900_4a3e-11d1-84f4-0000f80464e3"));
  CHECK_FALSE(parse_guid("68fdd900-4a3e-11d1-84f4-0000f80464eg"));
}

TEST_CASE("values have a text") {
  std::string scratch;
  CHECK(value_text(field("a", ValueKind::Unsigned, 7), scratch) == "7");
  CHECK(value_text(field("a", ValueKind::Signed, minus(7)), scratch) == "-7");
  CHECK(value_text(field("a", ValueKind::Boolean, 1), scratch) == "true");
  CHECK(value_text(field("a", ValueKind::Text, 0, "x"), scratch) == "x");
  CHECK(value_text(field("a", ValueKind::Bytes, 0, "\x01\xAB"), scratch) == "01ab");
  CHECK(value_text(field("a", ValueKind::None, 0), scratch).empty());
  DecodedField status = field("a", ValueKind::Signed, minus(0x3fffffff));
  status.format = ValueFormat::Hex;
  status.size = 4;
  CHECK(value_text(status, scratch) == "0xc0000001");
}

TEST_CASE("values of Windows's own types have a text") {
  std::string scratch;
  const auto text = [&](ValueKind kind, ValueFormat format, std::uint64_t number,
                        std::string_view bytes) {
    DecodedField value = field("a", kind, number, bytes);
    value.format = format;
    return std::string(value_text(value, scratch));
  };
  const auto bytes = [&](ValueFormat format, std::string_view of) {
    return text(ValueKind::Bytes, format, 0, of);
  };
  CHECK(text(ValueKind::Unsigned, ValueFormat::Hex, 0x1f, "") == "0x1f");
  CHECK(text(ValueKind::Unsigned, ValueFormat::FileTime, 133'500'000'000'000'001, "") ==
        "2024-01-17T21:20:00.0000001Z");
  CHECK(text(ValueKind::Unsigned, ValueFormat::FileTime, 0, "") ==
        "1601-01-01T00:00:00.0000000Z");
  CHECK_FALSE(text(ValueKind::Unsigned, ValueFormat::FileTime, ~0ull, "").empty());
  CHECK(bytes(ValueFormat::SystemTime,
              std::string_view("\xE8\x07\x01\0\0\0\x0E\0\x03\0\x04\0\x05\0\xA6\x02",
                               16)) == "2024-01-14T03:04:05.678");
  CHECK(bytes(ValueFormat::Sid,
              std::string_view("\x01\x02\0\0\0\0\0\x05\x20\0\0\0\x20\x02\0\0", 16)) ==
        "S-1-5-32-544");
  CHECK(bytes(ValueFormat::Uuid, std::string(16, '\x11')) ==
        "11111111-1111-1111-1111-111111111111");
  CHECK(bytes(ValueFormat::Uuid, "\x11") == "11");
}

TEST_CASE("an event of schema 1 becomes a record") {
  const std::vector<DecodedField> fields = {
      field("Phase", ValueKind::Text, 0, "exit"),
      field("CallId", ValueKind::Unsigned, 12),
      field("PartyHandle", ValueKind::Signed, minus(0x57F3'0000)),
      field("Status", ValueKind::Signed, minus(0x3FFEFFFF)),
      field("HasData", ValueKind::Boolean, 1),
      field("Cpu", ValueKind::Unsigned, 99),  // the header says it
      field("File", ValueKind::Text, 0, "a.c"),
      field("Line", ValueKind::Signed, 70),
      field("Func", ValueKind::Text, 0, "")};
  DecodedEvent event;
  event.number = 5;
  event.name = "NdisClDropParty";
  event.provider = "Client";
  event.time = -3;
  event.cpu = 2;
  event.thread_id = 44;
  event.process_id = 4;
  event.fields = fields;
  SchemaDecoder decoder;
  Record record;
  RecordText texts;
  decoder.decode(event, record, texts);
  CHECK(record.number == 5);
  CHECK(record.function == Function::NdisClDropParty);
  CHECK(record.phase == Phase::Exit);
  CHECK(record.call_id == 12);
  CHECK(record.party_handle == minus(0x57F3'0000));
  CHECK(record.status == 0xC0010001u);
  CHECK(record.has_data);
  CHECK(record.time == -3);
  CHECK(record.cpu == 2);
  CHECK(record.thread_id == 44);
  CHECK(record.process_id == 4);
  CHECK(record.has(Field::Time));
  CHECK(texts.provider == "Client");
  CHECK(texts.file == "a.c");
  CHECK(texts.line == 70);
  CHECK(texts.func.data() == nullptr);
  CHECK(decoder.refused().empty());
}

TEST_CASE("what the header does not say is absent, and what does not fit is refused") {
  const std::vector<DecodedField> fields = {
      field("Event", ValueKind::Text, 0, "NdisMCmActivateVc"),
      field("Irql", ValueKind::Unsigned, 32), field("Seq", ValueKind::Real, 0),
      field("CallId", ValueKind::Signed, minus(1))};
  DecodedEvent event;
  event.name = "P/3";
  event.fields = fields;
  SchemaDecoder decoder;
  Record record;
  RecordText texts;
  decoder.decode(event, record, texts);
  CHECK(record.function == Function::NdisCmActivateVc);
  CHECK(record.spelling == Spelling::NdisMCm);
  CHECK(texts.event == "NdisMCmActivateVc");
  CHECK(record.fields == 0);
  CHECK(decoder.refused().value(FieldId::Irql) == "32");
  CHECK(decoder.refused().value(FieldId::CallId) == "-1");
  CHECK(decoder.refused().contains(FieldId::Seq));
}

TEST_CASE("members of structs and elements of arrays are no fields of the schema") {
  std::vector<DecodedField> fields = {
      field("Outer", ValueKind::Struct, 2), field("Irql", ValueKind::Unsigned, 1),
      field("Seq", ValueKind::Unsigned, 1), field("Irql", ValueKind::Unsigned, 2)};
  fields[0].extent = 2;
  DecodedEvent event;
  event.name = "TraceEnd";
  event.fields = fields;
  SchemaDecoder decoder;
  Record record;
  RecordText texts;
  decoder.decode(event, record, texts);
  CHECK(record.function == Function::TraceEnd);
  CHECK(record.irql == 2);
  CHECK_FALSE(record.has(Field::Seq));
}

TEST_CASE("an event of another driver keeps its name") {
  DecodedEvent event;
  event.name = "FunctionEntry";
  SchemaDecoder decoder;
  Record record;
  RecordText texts;
  decoder.decode(event, record, texts);
  CHECK(record.function == Function::Unknown);
  CHECK(texts.event == "FunctionEntry");
}
