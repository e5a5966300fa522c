#include "checker/finding.h"

#include <algorithm>
#include <cstddef>

namespace condis {

Event event_of(const RecordHead& record) {
  Event event;
  event.number = record.number;
  event.time = record.time;
  event.has_time = record.has(Field::Time);
  event.function = record.function;
  event.spelling = record.spelling;
  event.phase = record.phase;
  event.has_status = record.has(Field::Status);
  event.status = record.status;
  event.thread_id = record.thread_id;
  event.cpu = record.cpu;
  event.provider = record.provider;
  return event;
}

const char* name_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::NotExercised: return "not exercised";
    case Verdict::Holds: return "holds";
    case Verdict::Open: return "open";
    case Verdict::Possible: return "possible";
    case Verdict::Violated: return "violated";
  }
  return "not exercised";
}

std::vector<std::uint64_t> life_of(const TraceResult& result, std::size_t finding) {
  std::vector<std::uint64_t> numbers;
  for (int i = static_cast<int>(finding); i >= 0 && numbers.size() < kLongestLife;) {
    const Finding& part = result.findings[static_cast<std::size_t>(i)];
    numbers.insert(numbers.end(), part.life.begin(), part.life.end());
    i = part.life_before;
  }
  std::sort(numbers.begin(), numbers.end());
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
  if (numbers.size() > kLongestLife) {
    numbers.erase(numbers.begin(), numbers.end() - kLongestLife);
  }
  return numbers;
}

bool counts(const Rule& rule, Severity least) {
  return rule.severity >= least;
}

Verdict counted_verdict(const TraceResult& result, const std::vector<Rule>& rules,
                        std::uint32_t index, Severity least) {
  if (!counts(rules[index], least)) return Verdict::NotExercised;
  const Verdict verdict = result.rules[index].verdict;
  // Of a finding that was left out the grade is not known: the rule's own counts.
  if (verdict <= Verdict::Holds || result.findings_left_out > 0) return verdict;
  bool told = false;
  Verdict worst = Verdict::Holds;
  for (const Finding& finding : result.findings) {
    if (finding.rule != index) continue;
    told = true;
    if (finding.severity >= least && finding.accepted.empty())
      worst = std::max(worst, finding.verdict);
  }
  return told ? worst : verdict;
}

Verdict overall(const TraceResult& result, const std::vector<Rule>& rules,
                Severity least) {
  Verdict worst = Verdict::NotExercised;
  const std::size_t count = std::min(rules.size(), result.rules.size());
  for (std::uint32_t index = 0; index < count; ++index) {
    worst = std::max(worst, counted_verdict(result, rules, index, least));
  }
  return worst;
}

}  // namespace condis
