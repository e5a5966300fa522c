#include "checker/progress.h"

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <utility>

#ifdef _WIN32
#include <io.h>
#else
#include <unistd.h>
#endif

#include "checker/printable.h"

namespace condis {
namespace {

using namespace std::chrono_literals;

constexpr auto kPatience = 2s;
constexpr auto kInterval = 200ms;
constexpr std::string_view kErase = "\r\x1b[K";

bool is_set(const char* variable) {
  const char* const value = std::getenv(variable);
  return value != nullptr && *value != '\0';
}

}  // namespace

bool progress_wanted() {
  const char* const terminal = std::getenv("TERM");
  if (is_set("CI") || (terminal != nullptr && std::string_view(terminal) == "dumb")) {
    return false;
  }
#ifdef _WIN32
  return _isatty(_fileno(stderr)) != 0;
#else
  return isatty(fileno(stderr)) != 0;
#endif
}

std::string progress_line(const std::string& name, std::chrono::nanoseconds elapsed,
                          std::uint64_t bytes, std::uint64_t total,
                          std::uint64_t events) {
  constexpr std::uint64_t kMegabyte = 1'000'000;
  const double seconds = std::chrono::duration<double>(elapsed).count();
  const double rate = seconds > 0 ? static_cast<double>(events) / seconds : 0;
  std::string line = printable(name) + ": ";
  line += total == 0 ? fmt::format("{} MB", bytes / kMegabyte)
                     : fmt::format("{} of {} MB", bytes / kMegabyte, total / kMegabyte);
  line += rate >= 1e6 ? fmt::format(", {:.1f} M events/s", rate / 1e6)
                      : fmt::format(", {:.0f} k events/s", rate / 1e3);
  if (bytes != 0 && bytes <= total) {
    const double share = static_cast<double>(bytes) / static_cast<double>(total);
    const auto left = static_cast<std::uint64_t>(seconds * (1 - share) / share);
    line += fmt::format(", {}:{:02} left", left / 60, left % 60);
  }
  return line;
}

Progress::Progress(std::string name, std::uint64_t total, Sink sink)
    : name_(std::move(name)), total_(total), sink_(std::move(sink)) {}

Progress::~Progress() {
  if (shown_) sink_(std::string(kErase));
}

void Progress::update(std::uint64_t bytes, std::uint64_t events, Clock::time_point now) {
  if (!sink_) return;
  if (!started_) {
    started_ = true;
    start_ = now;
    due_ = now + kPatience;
  }
  if (now < due_) return;
  due_ = now + kInterval;
  shown_ = true;
  sink_(std::string(kErase) + progress_line(name_, now - start_, bytes, total_, events));
}

}  // namespace condis
