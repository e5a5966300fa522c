// The checker and the naive reference checker judge the same recording; the tests beside
// this file want them to agree.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "tests/oracle/reference.h"

namespace condis::test {

class Comparison {
 public:
  // Compared are the rules that the reference knows; `to_the_end`, or up to the first
  // record that breaks one. (What a driver's first mistake is, the catalogue says; what
  // its calls mean afterwards it does not always.)
  Comparison(bool two_sided, bool to_the_end);

  // Both answers to the smallest part of the recording that shows the same dispute; empty
  // if there is none.
  std::string difference(const std::vector<Record>& recording) const;

 private:
  using Breaks = std::set<oracle::ReferenceBreak>;

  Breaks by_checker(const std::vector<Record>& recording) const;
  Breaks by_reference(const std::vector<Record>& recording) const;
  std::set<std::string> dispute(const std::vector<Record>& recording) const;

  oracle::ReferenceOptions options_;
  bool to_the_end_;
  std::set<std::string> judged_;
};

// Compares that many random recordings, one for each seed from 1, and fails the running
// test for each difference. Builds with sanitizers take a tenth of them.
void compare_random(bool two_sided, std::uint64_t recordings);

}  // namespace condis::test
