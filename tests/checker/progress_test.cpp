#include "checker/progress.h"

#include <doctest/doctest.h>

#include <string>

using namespace condis;
using namespace std::chrono_literals;

TEST_CASE("a line of progress tells bytes, events a second and the time left") {
  CHECK(progress_line("x.xml", 10s, 250'000'000, 1'000'000'000, 20'000'000) ==
        "x.xml: 250 of 1000 MB, 2.0 M events/s, 0:30 left");
  CHECK(progress_line("x", 100s, 1'000'000, 100'000'000, 5'000) ==
        "x: 1 of 100 MB, 0 k events/s, 165:00 left");
  CHECK(progress_line("\x1b[2J", 2s, 7'000'000, 0, 100'000) ==
        "\\x1b[2J: 7 MB, 50 k events/s");
  CHECK(progress_line("x", 0s, 0, 5, 0) == "x: 0 of 0 MB, 0 k events/s");
}

TEST_CASE("progress is shown after two seconds, five times a second, and then erased") {
  std::string shown;
  const Progress::Clock::time_point start{};
  {
    Progress progress("x", 0, [&](const std::string& text) { shown += text + '|'; });
    progress.update(1, 1, start);
    progress.update(1, 1, start + 1999ms);
    CHECK(shown.empty());
    progress.update(0, 4'000, start + 2s);
    progress.update(0, 4'000, start + 2100ms);
    progress.update(0, 4'400, start + 2200ms);
  }
  CHECK(shown == "\r\x1b[Kx: 0 MB, 2 k events/s|\r\x1b[Kx: 0 MB, 2 k events/s|\r\x1b[K|");
  shown.clear();
  {
    Progress quick("x", 0, [&](const std::string& text) { shown += text; });
    quick.update(1, 1, start);
    Progress silent("x", 0, nullptr);
    silent.update(1, 1, start);
    silent.update(1, 1, start + 10s);
  }
  CHECK(shown.empty());
}
