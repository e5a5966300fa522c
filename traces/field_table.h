// The fields of trace format schema 1: their names, and what a value of each must look
// like.
//
// All carriers share this one table, so that an event means the same in each of them.
// Tested by tests/traces/field_values_test.cpp.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace condis {

enum class FieldId : std::uint8_t {
  Event,
  Phase,
  Time,
  Cpu,
  ThreadId,
  ProcessId,
  Provider,
  CallId,
  Seq,
  Irql,
  VcHandle,
  VcContext,
  PartyHandle,
  PartyContext,
  Status,
  Flags,
  HasData,
  DataSize,
  File,
  Line,
  Func,
  Role,
  CloseData,
  State,
  Count,
  Unknown,  // a name that is none of the above
};
inline constexpr std::size_t kFieldCount = static_cast<std::size_t>(FieldId::Unknown);

// In the order of FieldId.
inline constexpr std::array<std::string_view, kFieldCount> kFieldNames = {
    "Event",     "Phase",     "Time",        "Cpu",          "ThreadId",
    "ProcessId", "Provider",  "CallId",      "Seq",          "Irql",
    "VcHandle",  "VcContext", "PartyHandle", "PartyContext", "Status",
    "Flags",     "HasData",   "DataSize",    "File",         "Line",
    "Func",      "Role",      "CloseData",   "State",        "Count",
};

FieldId find_field(std::string_view name);
std::string_view name_of(FieldId field);

// "a number from 0 to 31": completes "the field must be ...".
std::string_view expected_value(FieldId field);

}  // namespace condis
