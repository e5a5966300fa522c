// The times that tracerpt writes, in nanoseconds since 1970.
//
// They are local times with an offset in XML, FILETIMEs (units of 100 ns since 1601) in
// CSV, and with the option -rts plain counters, whose frequency the recording's first
// event tells. Tested by tests/traces/tracerpt_time_test.cpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace condis {

// Like parse_date_time, but makes up for a fault of tracerpt: it prints positive offsets
// from UTC one minute short (+01:59 for +02:00; real ones are multiples of 15 minutes).
std::optional<std::int64_t> parse_tracerpt_time(std::string_view text);

// Turns numbers into times: FILETIMEs, and counters where a number is too small for one.
class TracerptClock {
 public:
  // Ticks a second of the counter; 0 is taken as not known.
  void set_frequency(std::uint64_t frequency) {
    if (frequency != 0) frequency_ = frequency;
  }
  // Nothing if the time lies beyond the year 2261.
  std::optional<std::int64_t> time_of(std::uint64_t number) const;

 private:
  std::uint64_t frequency_ = 10'000'000;  // what nearly every Windows since 10 has
};

}  // namespace condis
