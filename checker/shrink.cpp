#include "checker/shrink.h"

#include <algorithm>
#include <map>
#include <utility>

namespace condis {
namespace {

bool is_among(std::uint64_t number, const std::vector<std::uint64_t>& numbers) {
  return std::find(numbers.begin(), numbers.end(), number) != numbers.end();
}

}  // namespace

const Finding* find_same(const std::vector<Finding>& findings, const Finding& wanted) {
  const auto found =
      std::find_if(findings.begin(), findings.end(), [&](const Finding& finding) {
        return finding.rule == wanted.rule && finding.verdict == wanted.verdict &&
               finding.severity == wanted.severity &&
               finding.event.number == wanted.event.number;
      });
  return found == findings.end() ? nullptr : &*found;
}

std::vector<Record> renumbered(std::vector<Record> records) {
  std::map<std::uint16_t, std::uint64_t> newest;
  for (Record& record : records) {
    if (record.has(Field::Seq)) record.seq = ++newest[record.provider];
  }
  return records;
}

Shrinker::Shrinker(const Specification& specification, TransitionTable& table,
                   const CheckOptions& options)
    : specification_(specification), table_(table) {
  options_.close_data = options.close_data;
  options_.close_data_given = options.close_data_given;
}

TraceResult Shrinker::replay(const std::vector<Record>& records,
                             std::function<void(const WatchedStep&)> watcher) {
  replayed_ += records.size();
  Engine engine(specification_, table_, options_);
  if (watcher) engine.watch(std::move(watcher));
  for (const Record& record : records) engine.process(record);
  return engine.finish();
}

bool Shrinker::shows(const std::vector<Record>& records, const Goal& goal) {
  const TraceResult result = replay(counts_anew_ ? renumbered(records) : records);
  if (find_same(result.findings, goal.finding) == nullptr) return false;
  return goal.broken == nullptr ||
         std::all_of(result.findings.begin(), result.findings.end(),
                     [&](const Finding& finding) {
                       return finding.verdict == Verdict::Open ||
                              goal.broken->contains({finding.rule, finding.event.number});
                     });
}

// The VC's records, or all, where the finding hangs on others. Seq is kept only where the
// finding is not without its gaps.
bool Shrinker::find_start(Proof& proof, const Extract& extract, Goal& goal) {
  for (const auto* broken : {goal.broken, decltype(goal.broken){}}) {
    goal.broken = broken;
    for (const auto* records : {&std::as_const(proof.context), &extract.whole()}) {
      for (const bool anew : {true, false}) {
        counts_anew_ = anew;
        if (records->empty() || !shows(*records, goal)) continue;
        proof.records = *records;
        return true;
      }
    }
  }
  return false;
}

Proof Shrinker::shrink(const Extract& extract, const TraceResult& result,
                       std::size_t index) {
  Proof proof;
  proof.finding = index;
  proof.context = extract.records_of(result, index);
  std::set<std::pair<std::uint32_t, std::uint64_t>> broken;
  for (const Finding& finding : result.findings) {
    broken.emplace(finding.rule, finding.event.number);
  }
  Goal goal{result.findings[index], &broken, {}};
  goal.last.push_back(goal.finding.event.number);
  for (const Event& event : goal.finding.because) goal.last.push_back(event.number);
  proof.replayed = find_start(proof, extract, goal);
  if (!proof.replayed) return proof;
  replayed_ = 0;
  proof.records = reduce(std::move(proof.records), goal);
  goal.broken = nullptr;
  proof.core = reduce(proof.records, goal);
  proof.minimal = !spent();
  return proof;
}

std::vector<Record> Shrinker::reduce(std::vector<Record> records, const Goal& goal) {
  remove_chunks(records, goal);
  while (remove_singly(records, goal)) {
  }
  return counts_anew_ ? renumbered(std::move(records)) : records;
}

// Leaves out ever smaller parts, but not the guilty pair.
void Shrinker::remove_chunks(std::vector<Record>& records, const Goal& goal) {
  for (std::size_t size = records.size() / 2; size > 1 && !spent(); size /= 2) {
    for (std::size_t end = records.size(); end > 0 && !spent();) {
      const std::size_t begin = end - std::min(size, end);
      std::vector<Record> rest;
      for (std::size_t i = 0; i < records.size(); ++i) {
        const bool in_part = i >= begin && i < end;
        if (!in_part || is_among(records[i].number, goal.last)) {
          rest.push_back(records[i]);
        }
      }
      if (rest.size() < records.size() && shows(rest, goal)) records = std::move(rest);
      end = std::min(begin, records.size());
    }
  }
}

// Tries to leave out each record once. Returns whether any was left out.
bool Shrinker::remove_singly(std::vector<Record>& records, const Goal& goal) {
  const std::size_t before = records.size();
  for (const bool guilty : {false, true}) {
    for (std::size_t i = records.size(); i-- > 0 && !spent();) {
      if (is_among(records[i].number, goal.last) != guilty) continue;
      std::vector<Record> rest = records;
      rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(i));
      if (shows(rest, goal)) records = std::move(rest);
    }
  }
  return records.size() < before && !spent();
}

}  // namespace condis
