// Threads that work off numbered tasks together. Tested by
// tests/checker/workers_test.cpp.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace condis {

class Workers {
 public:
  // So many in all, the caller among them; at least 1.
  explicit Workers(unsigned count);
  ~Workers();
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  unsigned count() const { return static_cast<unsigned>(threads_.size()) + 1; }
  // Calls task(number, worker) for each number below `tasks`, and returns when all are
  // done. What a task throws is thrown again here; other tasks may be left out then.
  void run(std::size_t tasks, const std::function<void(std::size_t, unsigned)>& task);

 private:
  void serve(unsigned worker);
  void work(unsigned worker);

  std::vector<std::thread> threads_;
  std::mutex mutex_;
  std::condition_variable begin_, end_;
  const std::function<void(std::size_t, unsigned)>* task_ = nullptr;
  std::size_t tasks_ = 0;
  std::atomic<std::size_t> next_ = 0;
  std::uint64_t round_ = 0;
  std::size_t busy_ = 0;
  bool stop_ = false;
  std::exception_ptr thrown_;
};

}  // namespace condis
