#include "checker/batch.h"

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <exception>
#include <map>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <thread>
#include <utility>

#include "model/specification.h"
#include "model/transition_table.h"

namespace condis {
namespace {

CheckOutcome unusable(const Recording& recording, const Specification& specification) {
  CheckOutcome outcome;
  outcome.result.path = recording.path;
  outcome.result.rules.resize(specification.rules().size());
  outcome.error = recording.missing;
  return outcome;
}

CheckOutcome check_one(const Recording& recording, TransitionTable& table,
                       const Specification& specification, const CheckOptions& options) {
  if (recording.missing) return unusable(recording, specification);
  return check_trace(recording.path, table, specification, options);
}

// The recordings are dealt out in their order, and outcomes wait here for their turn.
class Batch {
 public:
  Batch(const std::vector<Recording>& recordings, const Specification& specification,
        const BatchOptions& options, std::size_t jobs)
      : recordings_(recordings), specification_(specification), options_(options) {
    most_ahead_ = 2 * jobs;
    for (std::size_t i = 0; i < jobs; ++i) threads_.emplace_back([this] { work(); });
  }

  ~Batch() {
    {
      const std::lock_guard lock(mutex_);
      stopped_ = true;
    }
    changed_.notify_all();
    for (std::thread& thread : threads_) thread.join();
  }

  Batch(const Batch&) = delete;
  Batch& operator=(const Batch&) = delete;

  CheckOutcome next() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return thrown_ || done_.contains(taken_); });
    if (thrown_) std::rethrow_exception(thrown_);
    CheckOutcome outcome = std::move(done_.extract(taken_++).mapped());
    lock.unlock();
    changed_.notify_all();
    return outcome;
  }

 private:
  void work() {
    try {
      const auto table = TransitionTable::create(specification_, options_.saved_table);
      if (!table)
        throw std::runtime_error(table.error().what);  // it could be made before
      while (const std::optional<std::size_t> index = begin()) {
        CheckOutcome outcome =
            check_one(recordings_[*index], **table, specification_, options_.check);
        const std::lock_guard lock(mutex_);
        done_.emplace(*index, std::move(outcome));
        changed_.notify_all();
      }
    } catch (...) {
      const std::lock_guard lock(mutex_);
      thrown_ = std::current_exception();
      changed_.notify_all();
    }
  }

  // The recording that is to be checked next; none at the end.
  std::optional<std::size_t> begin() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] {
      return stopped_ || begun_ == recordings_.size() || begun_ < taken_ + most_ahead_;
    });
    if (stopped_ || begun_ == recordings_.size()) return std::nullopt;
    return begun_++;
  }

  const std::vector<Recording>& recordings_;
  const Specification& specification_;
  const BatchOptions& options_;
  std::size_t most_ahead_ = 0;
  std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  std::size_t begun_ = 0;
  std::size_t taken_ = 0;
  std::map<std::size_t, CheckOutcome> done_;
  bool stopped_ = false;
  std::exception_ptr thrown_;
  std::vector<std::thread> threads_;  // last: they use all of the above
};

}  // namespace

void check_all(const std::vector<Recording>& recordings, TransitionTable& table,
               const Specification& specification, const BatchOptions& options,
               const std::function<void(CheckOutcome)>& take) {
  const std::size_t wanted =
      options.jobs != 0 ? options.jobs : std::thread::hardware_concurrency();
  const std::size_t jobs = std::min(wanted, recordings.size());
  if (jobs <= 1) {
    for (const Recording& recording : recordings) {
      take(check_one(recording, table, specification, options.check));
    }
    return;
  }
  BatchOptions several = options;
  several.check.progress = nullptr;  // they would write over each other
  Batch batch(recordings, specification, several, jobs);
  for (std::size_t i = 0; i < recordings.size(); ++i) take(batch.next());
}

CheckOutcome check_as_one(const std::vector<Recording>& recordings,
                          TransitionTable& table, const Specification& specification,
                          const CheckOptions& options) {
  std::vector<std::string> paths;
  for (const Recording& recording : recordings) {
    if (recording.missing) return unusable(recording, specification);
    paths.push_back(recording.path);
  }
  return check_merged(paths, table, specification, options);
}

}  // namespace condis
