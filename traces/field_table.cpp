// Finding fields, and what their values must look like of schema 1, in the order of
// FieldId.
#include "traces/field_table.h"

#include <array>

#include "model/name_table.h"

namespace condis {
namespace {

constexpr std::string_view kNumber32 = "a number from 0 to 4294967295";
constexpr std::string_view kNumber64 = "a number from 0 to 18446744073709551615";
constexpr std::string_view kPointer = "a 64-bit number or \"0x...\"";
constexpr std::string_view kText = "a string";

constexpr std::array<std::string_view, kFieldCount> kExpected = {
    "the name of a function, as a string",
    "enter or exit (or 0 or 1)",
    "whole nanoseconds, or a date and time such as 2026-01-31T23:59:59.123456789Z",
    "a number from 0 to 65535",
    kNumber32,
    kNumber32,
    kText,
    kNumber64,
    kNumber64,
    "a number from 0 to 31",
    kPointer,
    kPointer,
    kPointer,
    kPointer,
    "a 32-bit number, \"0x...\", or a name such as NDIS_STATUS_PENDING",
    kNumber32,
    "true or false (or 1 or 0)",
    kNumber32,
    kText,
    kNumber32,
    kText,
    "client, call-manager or mcm",
    "yes, no or unknown",
    "adding, up, dropping or told for a party; idle, setup, up or closing for a VC",
    kNumber64,
};

constexpr auto kTable = make_name_table<256>(kFieldNames);

}  // namespace

FieldId find_field(std::string_view name) {
  return static_cast<FieldId>(kTable.find(name));
}

std::string_view name_of(FieldId field) {
  const auto index = static_cast<std::size_t>(field);
  return index < kFieldCount ? kFieldNames[index] : "unknown field";
}

std::string_view expected_value(FieldId field) {
  const auto index = static_cast<std::size_t>(field);
  return index < kFieldCount ? kExpected[index] : "anything";
}

}  // namespace condis
