// The rules as a catalogue to read: `condis-check rules` and `condis-check explain`.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "checker/embedded.h"
#include "model/result.h"
#include "model/rule.h"

namespace condis {

enum class OutputFormat { Text, Json };

// What `condis-check rules` lists. Empty or unset: everything.
struct RuleFilter {
  std::string at_fault;
  std::string group;
  std::optional<Severity> severity;
};

// The rules that pass `filter`; a Diagnostic if a word of it fits no rule at all.
Result<std::string> list_rules(const std::vector<Rule>& rules,
                               const std::vector<InvisibleRule>& invisible,
                               const RuleFilter& filter, OutputFormat format);

// The page of one rule; a Diagnostic with the nearest id if there is none of that name.
Result<std::string> explain_rule(const std::vector<Rule>& rules,
                                 const std::vector<InvisibleRule>& invisible,
                                 std::span<const SampleFile> samples,
                                 const std::string& id);

}  // namespace condis
