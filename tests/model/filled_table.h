// Transition tables filled by running the checker: what a recording can bring about.
#pragma once

#include <algorithm>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "checker/check.h"
#include "checker/engine.h"
#include "tests/oracle/random_traces.h"
#include "tests/whole_specification.h"

namespace condis::test {

inline std::unique_ptr<TransitionTable> empty_table(const Specification& specification) {
  auto created = TransitionTable::create(specification, "");
  if (!created) throw std::runtime_error(created.error().what);
  return std::move(*created);
}

inline void run_samples(TransitionTable& table, const Specification& specification) {
  namespace fs = std::filesystem;
  std::vector<fs::path> paths;
  for (const auto& entry :
       fs::recursive_directory_iterator(fs::path(CONDIS_SOURCE_DIR) / "traces/samples")) {
    if (entry.path().extension() == ".jsonl") paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  for (const fs::path& path : paths) {
    const CheckOutcome outcome = check_trace(path.string(), table, specification, {});
    if (outcome.error) throw std::runtime_error(path.string() + outcome.error->what);
  }
}

// Runs random recordings with the seeds from 1 up to `seeds`, of one side and of both.
inline void run_random(TransitionTable& table, const Specification& specification,
                       std::uint64_t seeds) {
  for (const bool two_sided : {false, true}) {
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
      Engine engine(specification, table, {});
      const auto records = oracle::random_trace(seed, two_sided);
      for (const Record& record : records) engine.process(record);
      engine.finish();
    }
  }
}

// What the samples lead to, and nothing else.
inline TransitionTable& samples_table() {
  static const std::unique_ptr<TransitionTable> kTable = [] {
    auto table = empty_table(whole_specification());
    run_samples(*table, whole_specification());
    return table;
  }();
  return *kTable;
}

}  // namespace condis::test
