// The events around a finding as a table: when, on which thread, who calls, what.
//
//   line       time  thread  caller  event
//     11  +0.0000ms     312  client  NdisClDropParty party 0x..0040 =>         <- reason
//     12  +0.0007ms     312  NDIS      ProtocolCmDropParty party 0x..0040 =>
//
// What happens inside a call is indented, as far as both ends of the call are shown.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "checker/finding.h"

namespace condis {

// One event of the table and what stands behind it.
struct MarkedEvent {
  Event event;
  std::string mark;  // "<- reason"; may be empty
};

// `events` in any order; those with equal number are shown once, with the first mark.
// Each line begins with two blanks and ends in a line break. `unit` heads the first
// column. Columns that no event has anything for (time, thread) are left out. Where there
// are `places`, they stand in the first column instead of the numbers.
std::string event_table(std::vector<MarkedEvent> events, std::string_view unit,
                        const std::map<std::uint64_t, std::string>& places = {});

// One event as the table tells it, with its pointers in full.
std::string event_line(const Event& event);

// How deep inside other calls of its thread each event stands, which are in order. A call
// counts if its return is among them too: of entries only nothing is inside anything.
std::vector<std::size_t> call_depths(const std::vector<MarkedEvent>& events);

// Who makes the call: "client", "call manager", "MCM", "NDIS", "miniport", or "driver"
// where the function alone does not tell. "" for the records that frame a recording.
std::string_view caller_of(Function function, Spelling spelling);

// Nanoseconds from `origin` to `time`, as "+0.0047ms"; the difference may exceed 64 bits.
std::string elapsed(std::int64_t time, std::int64_t origin);

// "NDIS_STATUS_PENDING" as "PENDING".
std::string_view short_status(std::uint32_t status);

}  // namespace condis
