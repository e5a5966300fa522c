// One record of a recording, as a reader hands it over: decoded and typed, not yet
// interpreted. Which VC or party it concerns is for the binder to find out.
#pragma once

#include <cstdint>
#include <limits>
#include <string>

#include "model/vocabulary.h"

namespace condis {

// Which fields the record carried. A field that was absent holds its default.
enum class Field : std::uint32_t {
  CallId = 1u << 0,
  Seq = 1u << 1,
  Irql = 1u << 2,
  VcHandle = 1u << 3,
  VcContext = 1u << 4,
  PartyHandle = 1u << 5,
  PartyContext = 1u << 6,
  Status = 1u << 7,
  Flags = 1u << 8,
  HasData = 1u << 9,
  DataSize = 1u << 10,
  Time = 1u << 11,
  Cpu = 1u << 12,
  ThreadId = 1u << 13,
  Count = 1u << 14,
};

// What is worth remembering of a record, whatever it is about.
struct RecordHead {
  std::uint64_t number = 0;  // from 1, in file order: the line of a text carrier
  std::int64_t time = 0;     // nanoseconds; the origin is the recording's own
  std::uint32_t fields = 0;  // set of Field
  std::uint32_t status = 0;  // NTSTATUS
  std::uint32_t thread_id = 0;
  std::uint16_t cpu = 0;
  std::uint16_t provider = 0;  // Reader::provider(): whose driver logged it
  Function function = Function::Unknown;
  Spelling spelling = Spelling::NdisCm;
  Phase phase = Phase::None;
  std::uint8_t irql = 0;

  bool has(Field field) const {
    return (fields & static_cast<std::uint32_t>(field)) != 0;
  }
  void set(Field field) { fields |= static_cast<std::uint32_t>(field); }
};

struct Record : RecordHead {
  bool has_data = false;
  Role role = Role::Unknown;                // TraceBegin
  Support close_data = Support::Unknown;    // TraceBegin
  RundownState state = RundownState::None;  // Rundown
  std::uint32_t process_id = 0;
  std::uint32_t flags = 0;      // CO_CALL_PARAMETERS.Flags
  std::uint32_t data_size = 0;  // bytes
  std::uint32_t source = 0;     // Reader::source(): call site or handler; 0: not logged
  std::uint64_t call_id = 0;
  std::uint64_t seq = 0;
  std::uint64_t vc_handle = 0;
  std::uint64_t vc_context = 0;
  std::uint64_t party_handle = 0;
  std::uint64_t party_context = 0;
  std::uint64_t count = 0;  // of an EventsLost record; 0: not said
};

// What its status means to the rules, if it has one.
inline Status status_of(const RecordHead& record) {
  return record.has(Field::Status) ? classify_status(record.status) : Status::Unlogged;
}

// Source location that the driver logged with a call (File, Line, Func).
struct SourceLocation {
  std::string file;
  std::uint32_t line = 0;
  std::string function;
};

}  // namespace condis
