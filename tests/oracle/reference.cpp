#include "tests/oracle/reference.h"

#include <algorithm>

#include "tests/oracle/history.h"
#include "tests/oracle/rules.h"

namespace condis::oracle {

namespace {

std::vector<Rule> rules_for(bool two_sided) {
  std::vector<Rule> rules;
  auto append = [&](const std::vector<Rule>& group) {
    rules.insert(rules.end(), group.begin(), group.end());
  };
  append(drop_rules());
  append(delivery_rules());
  append(incoming_drop_rules());
  append(irql_rules());
  append(close_and_add_rules());
  if (two_sided) append(call_manager_rules());
  return rules;
}

}  // namespace

std::vector<std::string> reference_rules(bool two_sided) {
  std::vector<std::string> ids;
  for (const Rule& rule : rules_for(two_sided)) ids.emplace_back(rule.id);
  return ids;
}

std::vector<ReferenceBreak> reference_check(const std::vector<Record>& records,
                                            const ReferenceOptions& options) {
  History history = read_history(records, options);
  std::vector<ReferenceBreak> breaks;
  for (const Rule& rule : rules_for(options.two_sided)) {
    for (int i = 0; i < history.count(); ++i) {
      if (rule.breaks(history, i)) breaks.push_back({rule.id, history.at(i).number});
    }
  }
  return breaks;
}

std::uint64_t undefined_from(const std::vector<Record>& records,
                             const ReferenceOptions& options) {
  const History history = read_history(records, options);
  std::uint64_t first = ~std::uint64_t{0};
  for (const FailedHandle& handle : history.nobodys) {
    if (handle.handle != 0) first = std::min(first, history.at(handle.known).number);
  }
  return first;
}

}  // namespace condis::oracle
