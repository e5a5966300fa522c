#include "tests/oracle/comparison.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>

#include "checker/engine.h"
#include "tests/oracle/random_traces.h"
#include "tests/whole_specification.h"

namespace condis::test {
namespace {

using oracle::ReferenceBreak;
using Recording = std::vector<Record>;

constexpr int kMostDifferences = 5;

#ifdef __SANITIZE_ADDRESS__
constexpr std::uint64_t kShare = 10;
#else
constexpr std::uint64_t kShare = 1;
#endif

// Calls that bring VCs and parties. Both checkers are for recordings without holes, so
// none of these is left out.
int births_in(const Recording& recording) {
  return static_cast<int>(
      std::count_if(recording.begin(), recording.end(), [](const Record& record) {
        switch (record.function) {
          case Function::NdisCoCreateVc:
          case Function::ProtocolCoCreateVc:
          case Function::NdisClMakeCall:
          case Function::NdisClAddParty:
          case Function::ProtocolClMakeCallComplete:
          case Function::ProtocolClAddPartyComplete:
          case Function::ProtocolCmMakeCall:
          case Function::ProtocolCmAddParty:
          case Function::NdisCmMakeCallComplete:
          case Function::NdisCmAddPartyComplete: return true;
          default: return false;
        }
      }));
}

template <class Set>
std::uint64_t first_of(const Set& breaks) {
  std::uint64_t first = ~std::uint64_t{0};
  for (const ReferenceBreak& b : breaks) first = std::min(first, b.number);
  return first;
}

}  // namespace

Comparison::Comparison(bool two_sided, bool to_the_end) : to_the_end_(to_the_end) {
  options_.two_sided = two_sided;
  for (std::string& rule : oracle::reference_rules(two_sided))
    judged_.insert(std::move(rule));
}

Comparison::Breaks Comparison::by_checker(const Recording& recording) const {
  Engine engine(whole_specification(), whole_table(), {});
  for (const Record& record : recording) engine.process(record);
  Breaks breaks;
  for (const Finding& finding : engine.finish().findings) {
    const std::string& rule = whole_specification().rules()[finding.rule].id;
    if (finding.verdict == Verdict::Violated && judged_.contains(rule)) {
      breaks.insert({rule, finding.event.number});
    }
  }
  return breaks;
}

Comparison::Breaks Comparison::by_reference(const Recording& recording) const {
  const auto breaks = oracle::reference_check(recording, options_);
  return {breaks.begin(), breaks.end()};
}

// What one of them says and the other does not.
std::set<std::string> Comparison::dispute(const Recording& recording) const {
  const Breaks checker = by_checker(recording);
  const Breaks reference = by_reference(recording);
  std::uint64_t until = oracle::undefined_from(recording, options_);
  if (!to_the_end_) until = std::min({until, first_of(checker), first_of(reference)});
  std::set<std::string> rules;
  for (const ReferenceBreak& b : checker) {
    if (b.number <= until && !reference.contains(b))
      rules.insert("only the checker: " + b.rule);
  }
  for (const ReferenceBreak& b : reference) {
    if (b.number <= until && !checker.contains(b))
      rules.insert("only the reference: " + b.rule);
  }
  return rules;
}

std::string Comparison::difference(const Recording& recording) const {
  const auto rules = dispute(recording);
  if (rules.empty()) return {};
  const Recording small = oracle::shrink(recording, [&](const Recording& candidate) {
    const auto left = dispute(candidate);
    return !left.empty() && births_in(candidate) == births_in(recording) &&
           std::includes(rules.begin(), rules.end(), left.begin(), left.end());
  });
  std::string text;
  for (const ReferenceBreak& b : by_checker(small))
    text += fmt::format("checker: {} at {}\n", b.rule, b.number);
  for (const ReferenceBreak& b : by_reference(small))
    text += fmt::format("reference: {} at {}\n", b.rule, b.number);
  return fmt::format("{}\n{}{}", fmt::join(dispute(small), "\n"), text,
                     oracle::to_jsonl(small));
}

void compare_random(bool two_sided, std::uint64_t recordings) {
  const Comparison comparison(two_sided, false);
  int differences = 0;
  for (std::uint64_t seed = 1; seed <= recordings / kShare; ++seed) {
    const std::string difference =
        comparison.difference(oracle::random_trace(seed, two_sided));
    if (difference.empty()) continue;
    FAIL_CHECK("seed " << seed << "\n" << difference);
    if (++differences == kMostDifferences) break;
  }
}

}  // namespace condis::test
