// Recordings in a line of text, and what the engine says of them.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <sstream>
#include <string>
#include <vector>

#include "checker/engine.h"
#include "tests/checker/record_text.h"
#include "tests/whole_specification.h"

namespace condis::test {

// What the engine says of the records so far.
class Play {
 public:
  explicit Play(const std::string& lines, const CheckOptions& options = {})
      : engine_(whole_specification(), whole_table(), options) {
    (*this)(lines);
  }
  // Returns the number of the last record.
  std::uint64_t operator()(const std::string& lines) {
    std::istringstream text(lines);
    for (std::string line; std::getline(text, line, ';');) {
      last_ = record_of(line);
      last_.number = ++number_;
      engine_.process(last_);
    }
    return number_;
  }
  const TraceResult& result() {
    if (!done_) result_ = engine_.finish();
    done_ = true;
    return result_;
  }
  std::vector<Finding> of(const std::string& rule) {
    std::vector<Finding> found;
    for (const Finding& finding : result().findings) {
      if (whole_specification().rules()[finding.rule].id == rule)
        found.push_back(finding);
    }
    return found;
  }
  // The only finding of that rule.
  Finding one(const std::string& rule) {
    INFO(rule);
    REQUIRE(of(rule).size() == 1);
    return of(rule)[0];
  }
  RuleResult rule(const std::string& id) {
    const auto& rules = whole_specification().rules();
    const auto found = std::find_if(rules.begin(), rules.end(),
                                    [&](const Rule& rule) { return rule.id == id; });
    REQUIRE(found != rules.end());
    return result().rules[static_cast<std::size_t>(found - rules.begin())];
  }
  std::uint64_t calls() const { return engine_.calls(); }

 private:
  Engine engine_;
  Record last_;  // finish() looks back at it
  std::uint64_t number_ = 0;
  TraceResult result_;
  bool done_ = false;
};

// A client's call with two parties that are up; it may begin before or with the
// recording.
inline const std::string kCalls =
    "> NdisCoCreateVc vcctx=200;< NdisCoCreateVc vc=100 status=SUCCESS;"
    "> NdisClMakeCall vc=100 ctx=20;< NdisClMakeCall party=10 status=SUCCESS;"
    "> NdisClAddParty vc=100 ctx=21;< NdisClAddParty party=11 status=SUCCESS;";
inline const std::string kConnected = "TraceBegin client no-data;" + kCalls;
inline constexpr std::uint64_t kMade = 5;
inline constexpr std::uint64_t kAdds = 6;
inline constexpr std::uint64_t kAdded = 7;
// Records 8 and 9.
inline const std::string kPendedDrop =
    "> NdisClDropParty party=10;< NdisClDropParty status=PENDING;";

inline Verdict verdict_of(const std::string& rule, const std::string& lines,
                          const CheckOptions& options = {}) {
  return Play(lines, options).rule(rule).verdict;
}

}  // namespace condis::test
