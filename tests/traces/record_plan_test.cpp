#include "traces/record_plan.h"

#include <doctest/doctest.h>

#include "tests/traces/etl_maker.h"
#include "tests/traces/reading.h"
#include "traces/tracelogging.h"

using namespace condis;

namespace {

struct LongWay {
  bool fits = false;
  bool refused = false;
  Record record;
  RecordText texts;
};

// What the general decoders make of it.
LongWay decode_at_length(const EventSchema& schema, std::string_view payload,
                         std::size_t pointer_size) {
  static PayloadDecoder decoder;
  static SchemaDecoder to_record;
  LongWay result;
  result.fits = decoder.decode(schema, payload, pointer_size) && decoder.rest().empty();
  DecodedEvent event;
  event.name = schema.event_name;
  if (result.fits) event.fields = decoder.fields();
  to_record.decode(event, result.record, result.texts);
  result.refused = !to_record.refused().empty();
  return result;
}

// The payload behind eight bytes that a plan may look at.
bool read(const RecordPlan& plan, std::string_view payload, RecordPlan::Values& values) {
  static std::string bytes;
  bytes.assign(8, '\xEE').append(payload);
  return plan.read(std::string_view(bytes).substr(8), values);
}

FieldSchema field(std::string_view name, InType in, OutType out = OutType::Default) {
  FieldSchema result;
  result.name = name;
  result.id = find_field(name);
  result.in = in;
  result.out = out;
  return result;
}

EventSchema schema_of(std::string_view event, std::vector<FieldSchema> fields) {
  EventSchema schema;
  schema.origin = EventSchema::Origin::TraceLogging;
  schema.event_name = event;
  schema.fields = std::move(fields);
  return schema;
}

constexpr InType kTypes[] = {
    InType::Int8,     InType::UInt8,    InType::Int16,        InType::UInt16,
    InType::Int32,    InType::UInt32,   InType::Int64,        InType::UInt64,
    InType::Float,    InType::Double,   InType::Bool32,       InType::Binary,
    InType::Uuid,     InType::FileTime, InType::SystemTime,   InType::Sid,
    InType::HexInt32, InType::HexInt64, InType::CountedUtf16, InType::CountedAnsi,
    InType::Utf16,    InType::Ansi,     InType::Pointer,      InType::CountedBinary,
    InType::Null,     InType::Struct};
constexpr OutType kFormats[] = {OutType::Default, OutType::Default, OutType::Default,
                                OutType::Boolean, OutType::Text,    OutType::Hex,
                                OutType::Utf8,    OutType::NtStatus};
constexpr std::string_view kEvents[] = {"NdisClDropParty",     "ProtocolCmDropParty",
                                        "NdisMCmDeactivateVc", "TraceEnd",
                                        " TraceBegin ",        "Rundown",
                                        "EventsLost",          "Other"};

FieldSchema random_field(TestRandom& random) {
  const bool sensible = !random.one_in(3);
  const auto id = static_cast<FieldId>(random.below(kFieldCount + 1));
  const std::string_view name = id == FieldId::Unknown ? "Other" : name_of(id);
  if (!sensible) {
    return field(name, kTypes[random.below(std::size(kTypes))],
                 kFormats[random.below(std::size(kFormats))]);
  }
  switch (id) {
    case FieldId::File:
    case FieldId::Func:
    case FieldId::Role:
    case FieldId::State:
      return field(name, random.one_in(2) ? InType::Ansi : InType::CountedUtf16);
    case FieldId::HasData: return field(name, InType::UInt8, OutType::Boolean);
    case FieldId::Status: return field(name, InType::Int32, OutType::NtStatus);
    case FieldId::Phase:
    case FieldId::Irql: return field(name, InType::UInt8);
    default: return field(name, random.one_in(2) ? InType::UInt64 : InType::Pointer);
  }
}

// Bytes that often fit: small numbers, short texts, their ends and their sizes.
std::string random_value(TestRandom& random, InType in) {
  std::string bytes;
  const std::string text = std::string(random.below(4), 'x');
  switch (in) {
    case InType::Utf16: return utf16(text);
    case InType::Ansi: return text + '\0';
    case InType::CountedUtf16:
      put(bytes, static_cast<std::uint16_t>(2 * text.size()));
      return bytes + utf16(text, false);
    case InType::Binary:
    case InType::CountedBinary:
    case InType::CountedAnsi:
      put(bytes, static_cast<std::uint16_t>(text.size()));
      return bytes + text;
    default: break;
  }
  std::size_t size = number_size(in, 8);
  if (in == InType::Uuid || in == InType::SystemTime) size = 16;
  if (in == InType::Sid) size = 12;
  bytes.resize(size, '\0');
  if (size != 0) bytes[0] = static_cast<char>(random.below(random.one_in(4) ? 256 : 2));
  if (size != 0 && random.one_in(8)) bytes.assign(size, '\xFF');
  if (in == InType::Sid) bytes[1] = 1;
  return bytes;
}

}  // namespace

TEST_CASE("what a plan takes, it takes as the general decoders do") {
  TestRandom random(5);
  std::size_t plans = 0;
  std::size_t taken = 0;
  std::size_t declined = 0;
  std::size_t needlessly = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::vector<FieldSchema> fields;
    if (!random.one_in(4)) fields.push_back(field("Phase", InType::UInt8));
    for (std::size_t count = random.below(6); count > 0; --count) {
      fields.push_back(random_field(random));
    }
    const EventSchema schema =
        schema_of(kEvents[random.below(std::size(kEvents))], std::move(fields));
    const auto plan = RecordPlan::compile(schema, 8);
    if (!plan) continue;
    ++plans;
    for (int payloads = 0; payloads < 8; ++payloads) {
      std::string payload;
      for (const FieldSchema& each : schema.fields) {
        payload += random_value(random, each.in);
      }
      if (random.one_in(8)) payload.resize(random.below(payload.size() + 3), '\1');
      const LongWay expected = decode_at_length(schema, payload, 8);
      RecordPlan::Values values;
      if (!read(*plan, payload, values)) {
        ++(expected.fits && !expected.refused ? needlessly : declined);
        continue;
      }
      ++taken;
      REQUIRE(expected.fits);
      CHECK(plan->documented() == (expected.record.function != Function::Unknown));
      CHECK(plan->event() == expected.texts.event);
      if (!plan->documented()) continue;
      CHECK_FALSE(expected.refused);
      Record record;
      plan->fill(values, record);
      Record wanted = expected.record;
      if (static_cast<int>(wanted.function) >= kCallCount) wanted.phase = Phase::None;
      CHECK(record == wanted);
      CHECK(values[RecordPlan::Number::Line] == expected.texts.line);
      CHECK(values.file.empty() == expected.texts.file.empty());
      CHECK(values.func.empty() == expected.texts.func.empty());
    }
  }
  CHECK(plans > 4'000);
  CHECK(taken > 20'000);
  CHECK(declined > 2'000);
  CHECK(needlessly < taken / 20);
}

TEST_CASE("statuses and addresses may be logged as signed numbers") {
  const auto plan = RecordPlan::compile(
      schema_of("NdisClDropParty", {field("Phase", InType::UInt32),
                                    field("Status", InType::Int32, OutType::NtStatus),
                                    field("VcHandle", InType::Int64)}),
      8);
  REQUIRE(plan);
  std::string payload;
  put(payload, std::uint32_t{1});
  put(payload, std::int32_t{-1'073'676'286});
  put(payload, std::int64_t{-2});
  RecordPlan::Values values;
  REQUIRE(read(*plan, payload, values));
  Record record;
  plan->fill(values, record);
  CHECK(record.phase == Phase::Exit);
  CHECK(record.status == 0xC0010002u);
  CHECK(record.vc_handle == ~1ull);
  CHECK(record.has(Field::Status));
}

TEST_CASE("pointers are as wide as those of the process that logged them") {
  const EventSchema schema =
      schema_of("NdisClDropParty",
                {field("Phase", InType::UInt8), field("VcHandle", InType::Pointer),
                 field("PartyHandle", InType::Pointer)});
  RecordPlan::Values values;
  CHECK(read(*RecordPlan::compile(schema, 4), std::string(9, '\1'), values));
  CHECK(values[RecordPlan::Number::VcHandle] == 0x01010101u);
  CHECK_FALSE(read(*RecordPlan::compile(schema, 8), std::string(9, '\1'), values));
}

TEST_CASE("what always needs the long way has no plan") {
  const FieldSchema phase = field("Phase", InType::UInt8);
  CHECK(RecordPlan::compile(schema_of("NdisClDropParty", {phase}), 8));
  CHECK_FALSE(RecordPlan::compile(schema_of("NdisClDropParty", {}), 8));
  CHECK_FALSE(RecordPlan::compile(schema_of("NdisClDropParty", {phase, phase}), 8));
  CHECK_FALSE(RecordPlan::compile(
      schema_of("NdisClDropParty", {field("Phase", InType::Ansi)}), 8));
  CHECK_FALSE(RecordPlan::compile(
      schema_of("NdisClDropParty", {phase, field("Status", InType::Double)}), 8));
  CHECK_FALSE(
      RecordPlan::compile(schema_of("TraceBegin", {field("Role", InType::Ansi)}), 8));
  CHECK_FALSE(RecordPlan::compile(schema_of("Other", {field("Event", InType::Ansi)}), 8));
  FieldSchema list = field("Other", InType::UInt8);
  list.count_kind = FieldSchema::Count::Prefixed;
  CHECK_FALSE(RecordPlan::compile(schema_of("NdisClDropParty", {phase, list}), 8));
  EventSchema manifest = schema_of("NdisClDropParty", {phase});
  manifest.origin = EventSchema::Origin::Merged;
  CHECK_FALSE(RecordPlan::compile(manifest, 8));
}
