#include "traces/field_values.h"

#include <doctest/doctest.h>

#include <string>

using namespace condis;

namespace {

constexpr std::int64_t kSecond = 1'000'000'000;

struct Stored {
  bool taken = false;
  Record record;
  RecordText texts;
};

Stored store(FieldId field, std::string_view text) {
  Stored stored;
  stored.taken = store_text(field, text, stored.record, stored.texts);
  return stored;
}

}  // namespace

TEST_CASE("fields are found by name") {
  for (std::size_t i = 0; i < kFieldCount; ++i) {
    const auto field = static_cast<FieldId>(i);
    CHECK(find_field(name_of(field)) == field);
    CHECK_FALSE(expected_value(field).empty());
  }
  CHECK(find_field("event") == FieldId::Unknown);
  CHECK(find_field("") == FieldId::Unknown);
  CHECK(find_field("PartyContexts") == FieldId::Unknown);
}

TEST_CASE("dates become nanoseconds since 1970") {
  CHECK(parse_date_time("1970-01-01T00:00:00Z") == 0);
  CHECK(parse_date_time("1970-01-01T00:00:00.000000001Z") == 1);
  CHECK(parse_date_time("1970-01-01T00:00:01.5Z") == kSecond * 3 / 2);
  CHECK(parse_date_time("1969-12-31T23:59:59Z") == -kSecond);
  CHECK(parse_date_time("2000-02-29T12:00:00Z") == 951825600 * kSecond);
  CHECK(parse_date_time("2017-10-23T22:14:51.799606500Z") ==
        1508796891 * kSecond + 799606500);
  CHECK(parse_date_time("2017-10-24T00:14:51.799606500+02:00") ==
        1508796891 * kSecond + 799606500);
  CHECK(parse_date_time("2017-10-24T00:14:51.799606500+0200") ==
        1508796891 * kSecond + 799606500);
  CHECK(parse_date_time("2017-10-23T15:14:51-07") == 1508796891 * kSecond);
  CHECK(parse_date_time("2017-10-23 22:14:51") == 1508796891 * kSecond);
  CHECK(parse_date_time("1678-01-01T00:00:00Z").has_value());
  CHECK(parse_date_time("2261-12-31T23:59:59.999999999-23:59").has_value());
}

TEST_CASE("what is no date is refused") {
  for (const std::string text : {"",
                                 "2017",
                                 "2017-10-23",
                                 "2017-13-01T00:00:00Z",
                                 "2017-00-01T00:00:00Z",
                                 "2017-02-29T00:00:00Z",
                                 "2100-02-29T00:00:00Z",
                                 "2017-10-32T00:00:00Z",
                                 "2017-10-23T24:00:00Z",
                                 "2017-10-23T00:60:00Z",
                                 "2017-10-23T00:00:61Z",
                                 "2017-10-23T00:00:00.Z",
                                 "2017-10-23T00:00:00.1234567891Z",
                                 "2017-10-23T00:00:00Zx",
                                 "2017-10-23T00:00:00+",
                                 "2017-10-23T00:00:00+1",
                                 "2017-10-23T00:00:00+24:00",
                                 "2017-10-23T00:00:00+01:60",
                                 "1677-10-23T00:00:00Z",
                                 "2262-01-01T00:00:00Z",
                                 "2017-1O-23T00:00:00Z",
                                 "-017-10-23T00:00:00Z"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_date_time(text).has_value());
  }
}

TEST_CASE("numbers are read in any base and range that fits") {
  CHECK(store(FieldId::CallId, "18446744073709551615").record.call_id == ~0ull);
  CHECK(store(FieldId::CallId, "  7 ").record.call_id == 7);
  CHECK(store(FieldId::CallId, "0x1F").record.call_id == 31);
  CHECK(store(FieldId::CallId, "0X1f").record.has(Field::CallId));
  CHECK_FALSE(store(FieldId::CallId, "18446744073709551616").taken);
  CHECK_FALSE(store(FieldId::CallId, "-1").taken);
  CHECK(store(FieldId::CallId, "-0").taken);
  CHECK_FALSE(store(FieldId::CallId, "1.0").taken);
  CHECK_FALSE(store(FieldId::CallId, "0x").taken);
  CHECK_FALSE(store(FieldId::CallId, "").taken);
  CHECK_FALSE(store(FieldId::CallId, "seven").taken);

  CHECK(store(FieldId::Irql, "31").taken);
  CHECK_FALSE(store(FieldId::Irql, "32").taken);
  CHECK_FALSE(store(FieldId::Irql, "32").record.has(Field::Irql));
  CHECK(store(FieldId::Cpu, "65535").taken);
  CHECK_FALSE(store(FieldId::Cpu, "65536").taken);
  CHECK(store(FieldId::DataSize, "4294967295").taken);
  CHECK_FALSE(store(FieldId::DataSize, "4294967296").taken);
  CHECK_FALSE(store(FieldId::DataSize, "-1").taken);
  CHECK(store(FieldId::Time, "9223372036854775807").taken);
  CHECK_FALSE(store(FieldId::Time, "9223372036854775808").taken);
  CHECK(store(FieldId::Time, "-9223372036854775808").record.time ==
        std::numeric_limits<std::int64_t>::min());
  CHECK_FALSE(store(FieldId::Time, "-9223372036854775809").taken);
  CHECK(store(FieldId::Line, "12").texts.line == 12);
}

TEST_CASE("statuses and pointers may be printed as signed numbers") {
  CHECK(store(FieldId::Status, "-1073741823").record.status == 0xC0000001);
  CHECK(store(FieldId::Status, "0xC0000001").record.status == 0xC0000001);
  CHECK(store(FieldId::Status, "NDIS_STATUS_PENDING").record.status == 0x103);
  CHECK(store(FieldId::Status, " STATUS_SUCCESS ").record.has(Field::Status));
  CHECK_FALSE(store(FieldId::Status, "4294967296").taken);
  CHECK_FALSE(store(FieldId::Status, "-2147483649").taken);
  CHECK_FALSE(store(FieldId::Status, "banana").taken);
  CHECK(store(FieldId::PartyHandle, "0xFFFFA80B10C20040").record.party_handle ==
        0xFFFFA80B10C20040u);
  CHECK(store(FieldId::VcHandle, "-1").record.vc_handle == ~0ull);
  CHECK_FALSE(store(FieldId::VcContext, "0x10000000000000000").taken);
  CHECK_FALSE(store(FieldId::PartyContext, "-9223372036854775809").taken);
}

TEST_CASE("words are read in any case") {
  CHECK(store(FieldId::Phase, "enter").record.phase == Phase::Enter);
  CHECK(store(FieldId::Phase, "Exit").record.phase == Phase::Exit);
  CHECK(store(FieldId::Phase, "0").record.phase == Phase::Enter);
  CHECK(store(FieldId::Phase, "       1").record.phase == Phase::Exit);
  CHECK_FALSE(store(FieldId::Phase, "2").taken);
  CHECK_FALSE(store(FieldId::Phase, "middle").taken);
  CHECK(store(FieldId::HasData, "true").record.has_data);
  CHECK(store(FieldId::HasData, "1").record.has_data);
  CHECK(store(FieldId::HasData, "False").record.has(Field::HasData));
  CHECK_FALSE(store(FieldId::HasData, "2").taken);
  CHECK(store(FieldId::Role, "call-manager").record.role == Role::CallManager);
  CHECK(store(FieldId::Role, "mcm").record.role == Role::Mcm);
  CHECK_FALSE(store(FieldId::Role, "server").taken);
  CHECK(store(FieldId::CloseData, "yes").record.close_data == Support::Yes);
  CHECK(store(FieldId::CloseData, "unknown").taken);
  CHECK_FALSE(store(FieldId::CloseData, "maybe").taken);
  CHECK(store(FieldId::State, "told").record.state == RundownState::Told);
  CHECK_FALSE(store(FieldId::State, "down").taken);
  CHECK_FALSE(store(FieldId::Cpu, "enter").taken);
}
