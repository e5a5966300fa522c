// A baseline file: findings that are known and do not count for a while, and why.
//
//   {"baseline": 1, "findings": [
//     {"fingerprint": "9342cb8784d2381b", "rule": "drop-handle-dead-at-call",
//      "justification": "mended in 3.2", "expires": "2027-03-31"}]}
//
// "expires" is the last day on which the entry counts, and may be missing. The rule is
// there for people; it has to be the finding's, too. Tested by
// tests/checker/baseline_test.cpp.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checker/finding.h"
#include "model/result.h"
#include "model/rule.h"

namespace condis {

class Baseline {
 public:
  // `today` is a date such as "2026-11-21".
  static Result<Baseline> load(const std::string& path, std::string today);
  // The same for bytes in memory; `name` stands for the file in messages.
  static Result<Baseline> parse(std::string_view text, const std::string& name,
                                std::string today);
  // One without entries, for a file that is to be written.
  static Baseline empty(std::string name, std::string today);

  // Marks the findings that an entry accepts; entries that have expired accept none.
  void apply(TraceResult& result, const std::vector<Rule>& rules);

  // Adds an entry for every finding that is not accepted yet, if it is of severity
  // `least` or above.
  void learn(const TraceResult& result, const std::vector<Rule>& rules, Severity least,
             const std::string& justification);

  // After all recordings: entries that no finding needed, and such as have expired.
  std::vector<Diagnostic> complaints() const;

  // The text of the file, without the entries that no finding needed or that have
  // expired.
  std::string text() const;
  std::optional<Diagnostic> save() const;

 private:
  struct Entry {
    std::string fingerprint, rule, justification, expires;
    bool used = false;
    bool expired = false;
  };
  friend class BaselineFile;

  Entry* find(const std::string& fingerprint, const std::string& rule);

  std::string name_;
  std::string today_;
  std::vector<Entry> entries_;
};

// The date of the machine in UTC; that of SOURCE_DATE_EPOCH if the environment has one.
std::string today();

}  // namespace condis
