#include "traces/tracerpt_time.h"

#include <limits>

#include "traces/field_values.h"

namespace condis {
namespace {

constexpr std::uint64_t kUnixEpoch = 116'444'736'000'000'000;  // as a FILETIME
// The year 1970: a counter does not get there within the life of a machine.
constexpr std::uint64_t kFirstFileTime = kUnixEpoch;
constexpr std::uint64_t kSecond = 1'000'000'000;
constexpr auto kLatest =
    static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());

}  // namespace

std::optional<std::int64_t> parse_tracerpt_time(std::string_view text) {
  std::optional<std::int64_t> time = parse_date_time(text);
  const std::size_t plus = text.rfind('+');
  if (time && plus != std::string_view::npos && text.size() - plus >= 5) {
    const int minute = (text[text.size() - 2] - '0') * 10 + (text[text.size() - 1] - '0');
    if (minute % 15 == 14) {
      *time -= 60'000'000'000;
    }
  }
  return time;
}

std::optional<std::int64_t> TracerptClock::time_of(std::uint64_t number) const {
  if (number >= kFirstFileTime) {
    const std::uint64_t ticks = number - kUnixEpoch;
    if (ticks > kLatest / 100) return std::nullopt;
    return static_cast<std::int64_t>(ticks * 100);
  }
  // Seconds and the rest apart, so that neither product leaves 64 bits.
  const std::uint64_t seconds = number / frequency_;
  const std::uint64_t rest = number % frequency_;
  if (seconds >= kLatest / kSecond || frequency_ > kLatest / kSecond) return std::nullopt;
  return static_cast<std::int64_t>(seconds * kSecond + rest * kSecond / frequency_);
}

}  // namespace condis
