// How far a check has come, for people who wait at a terminal.
//
// Nothing is shown for the first two seconds; then one line on standard error, written
// over five times a second and erased at the end. Tested by
// tests/checker/progress_test.cpp.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

namespace condis {

// Whether standard error is a terminal that people look at: not in a pipe, and not where
// the environment says CI, or that the terminal cannot write over a line.
bool progress_wanted();

// "x.xml: 412 of 3010 MB, 2.1 M events/s, 1:05 left". `total` is 0 where it is not known.
std::string progress_line(const std::string& name, std::chrono::nanoseconds elapsed,
                          std::uint64_t bytes, std::uint64_t total, std::uint64_t events);

class Progress {
 public:
  using Clock = std::chrono::steady_clock;
  using Sink = std::function<void(const std::string&)>;

  // `sink` gets what is to be written, to a terminal. None: nothing is ever shown.
  Progress(std::string name, std::uint64_t total, Sink sink);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void update(std::uint64_t bytes, std::uint64_t events, Clock::time_point now);

 private:
  std::string name_;
  std::uint64_t total_;
  Sink sink_;
  Clock::time_point start_;
  Clock::time_point due_;
  bool started_ = false;
  bool shown_ = false;
};

}  // namespace condis
