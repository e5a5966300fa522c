#include "tests/oracle/reference.h"

#include <algorithm>

#include "tests/oracle/history.h"
#include "tests/oracle/rules.h"

namespace condis::oracle {

std::vector<std::string> reference_rules(bool two_sided) {
  std::vector<std::string> ids;
  for (const Rule& rule : client_rules()) ids.emplace_back(rule.id);
  for (const Rule& rule : close_and_add_rules()) ids.emplace_back(rule.id);
  if (two_sided) {
    for (const Rule& rule : call_manager_rules()) ids.emplace_back(rule.id);
  }
  return ids;
}

std::vector<ReferenceBreak> reference_check(const std::vector<Record>& records,
                                            const ReferenceOptions& options) {
  History history = read_history(records, options);
  std::vector<ReferenceBreak> breaks;
  auto judge = [&](const std::vector<Rule>& rules) {
    for (const Rule& rule : rules) {
      for (int i = 0; i < history.count(); ++i) {
        if (rule.breaks(history, i)) breaks.push_back({rule.id, history.at(i).number});
      }
    }
  };
  judge(client_rules());
  judge(close_and_add_rules());
  if (options.two_sided) judge(call_manager_rules());
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
