// The checker and the naive reference checker agree: on every short recording over a
// small alphabet, and on many random longer ones of one side and of both.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>

#include "checker/engine.h"
#include "tests/oracle/random_traces.h"
#include "tests/oracle/reference.h"
#include "tests/whole_specification.h"

namespace condis::test {
namespace {

using oracle::ReferenceBreak;
using Breaks = std::set<ReferenceBreak>;
using Recording = std::vector<Record>;

Breaks by_checker(const Recording& recording, const std::set<std::string>& judged) {
  Engine engine(whole_specification(), whole_table(), {});
  for (const Record& record : recording) engine.process(record);
  Breaks breaks;
  for (const Finding& finding : engine.finish().findings) {
    const std::string& rule = whole_specification().rules()[finding.rule].id;
    if (finding.verdict == Verdict::Violated && judged.contains(rule)) {
      breaks.insert({rule, finding.event.number});
    }
  }
  return breaks;
}

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

struct Comparison {
  bool two_sided = false;
  bool to_the_end = false;  // or up to the first record that breaks a rule
  std::set<std::string> judged;

  Comparison(bool sides, bool whole) : two_sided(sides), to_the_end(whole) {
    for (std::string& rule : oracle::reference_rules(sides))
      judged.insert(std::move(rule));
  }
  Breaks by_reference(const Recording& recording) const {
    oracle::ReferenceOptions options;
    options.two_sided = two_sided;
    const auto breaks = oracle::reference_check(recording, options);
    return {breaks.begin(), breaks.end()};
  }
  // What a driver's first mistake is, the catalogue says; what its calls mean afterwards
  // it does not always. Random recordings are compared up to the first broken rule.
  static std::uint64_t first_of(const Breaks& breaks) {
    std::uint64_t first = ~std::uint64_t{0};
    for (const ReferenceBreak& b : breaks) first = std::min(first, b.number);
    return first;
  }
  // What one of them says and the other does not.
  std::set<std::string> dispute(const Recording& recording) const {
    const Breaks checker = by_checker(recording, judged);
    const Breaks reference = by_reference(recording);
    const std::uint64_t until =
        to_the_end ? ~std::uint64_t{0} : std::min(first_of(checker), first_of(reference));
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
  // Both answers to the smallest part of the recording that shows the same dispute; empty
  // if there is none.
  std::string difference(const Recording& recording) const {
    const auto rules = dispute(recording);
    if (rules.empty()) return {};
    const Recording small = oracle::shrink(recording, [&](const Recording& candidate) {
      const auto left = dispute(candidate);
      return !left.empty() && births_in(candidate) == births_in(recording) &&
             std::includes(rules.begin(), rules.end(), left.begin(), left.end());
    });
    std::string text;
    for (const ReferenceBreak& b : by_checker(small, judged))
      text += fmt::format("checker: {} at {}\n", b.rule, b.number);
    for (const ReferenceBreak& b : by_reference(small))
      text += fmt::format("reference: {} at {}\n", b.rule, b.number);
    return fmt::format("{}\n{}{}", fmt::join(dispute(small), "\n"), text,
                       oracle::to_jsonl(small));
  }
};

constexpr int kMostDifferences = 40;

TEST_CASE("the checker agrees with the reference on all short recordings") {
  const Comparison comparison(false, true);
  int differences = 0;
  for (const Recording& recording : oracle::all_short_traces(4)) {
    const std::string difference = comparison.difference(recording);
    if (difference.empty()) continue;
    FAIL_CHECK(difference);
    if (++differences == kMostDifferences) break;
  }
}

TEST_CASE("the checker agrees with the reference on random recordings") {
  for (const bool two_sided : {false, true}) {
    const Comparison comparison(two_sided, false);
    int differences = 0;
    for (std::uint64_t seed = 1; seed <= 50000; ++seed) {
      const std::string difference =
          comparison.difference(oracle::random_trace(seed, two_sided));
      if (difference.empty()) continue;
      FAIL_CHECK("seed " << seed << "\n" << difference);
      if (++differences == kMostDifferences) break;
    }
  }
}

TEST_CASE("a random recording without faults breaks nothing") {
  for (const bool two_sided : {false, true}) {
    for (std::uint64_t seed = 1; seed <= 5000; ++seed) {
      Engine engine(whole_specification(), whole_table(), {});
      for (const Record& record : oracle::conforming_trace(seed, two_sided))
        engine.process(record);
      const auto findings = engine.finish().findings;
      if (findings.empty()) continue;
      FAIL("seed " << seed << ": " << whole_specification().rules()[findings[0].rule].id
                   << " at " << findings[0].event.number << "\n"
                   << oracle::to_jsonl(oracle::conforming_trace(seed, two_sided)));
    }
  }
}

}  // namespace
}  // namespace condis::test
