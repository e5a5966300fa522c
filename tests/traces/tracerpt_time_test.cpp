#include "traces/tracerpt_time.h"

#include <doctest/doctest.h>

#include <limits>

#include "traces/field_values.h"

using namespace condis;

TEST_CASE("the fault of tracerpt in positive offsets is made up for") {
  const std::int64_t utc = *parse_date_time("2017-10-23T22:14:51.799606500Z");
  CHECK(parse_tracerpt_time("2017-10-24T00:14:51.799606500+0159") == utc);
  CHECK(parse_tracerpt_time("2017-10-24T00:14:51.799606500+01:59") == utc);
  CHECK(parse_tracerpt_time("2017-10-24T00:14:51.799606500+02:00") == utc);
  CHECK(parse_tracerpt_time("2017-10-23T15:14:51.799606500-07:00") == utc);
  CHECK(parse_tracerpt_time("2017-10-24T03:44:51.799606500+05:29") == utc);
  CHECK(parse_tracerpt_time("2017-10-24T03:59:51.799606500+05:44") == utc);
  CHECK(parse_tracerpt_time("2017-10-23T22:14:51.799606500Z") == utc);
  CHECK_FALSE(parse_tracerpt_time("yesterday").has_value());
  CHECK_FALSE(parse_tracerpt_time("+0159").has_value());
}

TEST_CASE("a FILETIME is a time, and a smaller number a counter") {
  TracerptClock clock;
  CHECK(clock.time_of(131531840917996065) ==
        *parse_date_time("2017-10-22T22:14:51.799606500Z"));
  CHECK(clock.time_of(116444736000000000) == 0);
  CHECK(clock.time_of(1) == 100);
  clock.set_frequency(0);  // not told
  CHECK(clock.time_of(1) == 100);
  clock.set_frequency(3'000'000'000);
  CHECK(clock.time_of(4) == 1);
  CHECK(clock.time_of(9'000'000'001) == 3'000'000'000);
  CHECK_FALSE(clock.time_of(std::numeric_limits<std::uint64_t>::max()));
  clock.set_frequency(1);
  CHECK_FALSE(clock.time_of(100'000'000'000));
  clock.set_frequency(std::numeric_limits<std::uint64_t>::max());
  CHECK_FALSE(clock.time_of(1));
}
