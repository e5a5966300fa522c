// Checks many recordings, several at a time, and hands out what came of them in their
// order. What is handed out does not depend on how many are checked at a time. Tested by
// tests/checker/batch_test.cpp.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "checker/check.h"
#include "checker/recordings.h"

namespace condis {

struct BatchOptions {
  CheckOptions check;
  unsigned jobs = 0;             // at a time; 0: as many as the machine has processors
  std::string_view saved_table;  // as TransitionTable::create takes it
};

// `take` is called on the caller's thread. At most two outcomes for each job are held
// back until it is their turn. `table` is used if one recording is checked at a time;
// several have a table each. Throws what a check threw, which would be a bug.
void check_all(const std::vector<Recording>& recordings, TransitionTable& table,
               const Specification& specification, const BatchOptions& options,
               const std::function<void(CheckOutcome)>& take);

// The recordings as one, merged by time.
CheckOutcome check_as_one(const std::vector<Recording>& recordings,
                          TransitionTable& table, const Specification& specification,
                          const CheckOptions& options);

}  // namespace condis
