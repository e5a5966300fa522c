#include "checker/shrink.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "checker/renaming.h"

namespace condis {
namespace {

// Of the record with that number; records.size() if there is none.
std::size_t place_of(std::uint64_t number, const std::vector<Record>& records) {
  const auto found =
      std::find_if(records.begin(), records.end(), [&](const Record& record) {
        return record.number == number && record.function != Function::EventsLost;
      });
  return static_cast<std::size_t>(found - records.begin());
}

bool is_among(std::uint64_t number, const std::vector<std::uint64_t>& numbers) {
  return std::find(numbers.begin(), numbers.end(), number) != numbers.end();
}

// Whether it matters what is due at the end: if nothing says that it is the end, it is
// open, and open duties are nobody's fault.
bool asks_for_end(const std::vector<Record>& records, const Finding& finding) {
  return finding.overdue || finding.verdict != Verdict::Violated ||
         std::any_of(records.begin(), records.end(),
                     [](const Record& r) { return r.function == Function::TraceEnd; });
}

bool returns_from(const Record& record, const Record& entry) {
  return record.phase == Phase::Exit && record.thread_id == entry.thread_id &&
         is_return_of(record, entry);
}

}  // namespace

const Finding* find_same(const std::vector<Finding>& findings, const Finding& wanted) {
  const auto found =
      std::find_if(findings.begin(), findings.end(), [&](const Finding& finding) {
        return finding.check == wanted.check && finding.verdict == wanted.verdict &&
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
                   Support close_data)
    : specification_(specification), table_(table) {
  options_.reasons = false;
  options_.close_data = close_data;
}

TraceResult Shrinker::replay(const std::vector<Record>& records,
                             std::function<void(const WatchedStep&)> watcher) {
  replayed_ += records.size();
  Engine engine(specification_, table_, options_);
  if (watcher) engine.watch(std::move(watcher));
  for (const Record& record : records) engine.process(record);
  return engine.finish();
}

// Ends as soon as something is broken that may not be: the less is replayed of what is
// out of joint, the fewer states come up that the transition table does not know.
bool Shrinker::shows(const std::vector<Record>& records, const Goal& goal) {
  Engine engine(specification_, table_, options_);
  std::size_t seen = 0;
  const auto goes_wrong = [&](const std::vector<Finding>& findings) {
    for (; goal.recording != nullptr && seen < findings.size(); ++seen) {
      const Finding& finding = findings[seen];
      if (finding.verdict != Verdict::Open &&
          !goal.recording->has_finding(finding.rule, finding.event.number)) {
        return true;
      }
    }
    return false;
  };
  // The engine looks at the last one again where the recording ends.
  std::vector<Record> anew;
  if (counts_anew_) anew = renumbered(records);
  for (const Record& record : counts_anew_ ? anew : records) {
    ++replayed_;
    engine.process(record);
    if (goes_wrong(engine.findings())) return false;
  }
  const TraceResult result =
      asks_for_end(records, goal.finding) ? engine.finish() : engine.stop();
  return !goes_wrong(result.findings) &&
         find_same(result.findings, goal.finding) != nullptr;
}

// The VC's records up to the finding, or all, or those of others, too, where the finding
// hangs on them. Seq is kept only where the finding is not without its gaps.
bool Shrinker::find_start(Proof& proof, const Extract& extract, Goal& goal) {
  const auto culprit =
      proof.context.begin() +
      static_cast<std::ptrdiff_t>(place_of(goal.finding.event.number, proof.context));
  const std::vector<Record> until(proof.context.begin(),
                                  culprit == proof.context.end() ? culprit : culprit + 1);
  for (const Extract* recording : {&extract, static_cast<const Extract*>(nullptr)}) {
    goal.recording = recording;
    for (const auto* records :
         {&until, &std::as_const(proof.context), &extract.whole()}) {
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
  proof.cut = extract.is_cut(result, index);
  Goal goal{result.findings[index], &extract, {}};
  if (find_again(proof, goal)) return proof;
  goal.last.push_back(goal.finding.event.number);
  for (const Event& event : goal.finding.because) goal.last.push_back(event.number);
  proof.replayed = find_start(proof, extract, goal);
  if (!proof.replayed) return proof;
  replayed_ = 0;
  proof.records = reduce(std::move(proof.records), goal);
  goal.recording = nullptr;
  proof.core = reduce(proof.records, goal);
  proof.minimal = !spent();
  if (proof.minimal && counts_anew_) remember(proof, goal.finding);
  return proof;
}

bool Shrinker::find_again(Proof& proof, const Goal& goal) {
  const std::size_t place = place_of(goal.finding.event.number, proof.context);
  if (place == proof.context.size()) return false;
  counts_anew_ = true;
  const Goal core_goal{goal.finding};
  for (const Known& known : known_) {
    if (known.check != goal.finding.check || known.verdict != goal.finding.verdict)
      continue;
    const auto places = find_renamed(known.records, known.culprit, proof.context, place);
    if (places.empty()) continue;
    std::vector<Record> records;
    records.reserve(places.size());
    for (const std::size_t i : places) records.push_back(proof.context[i]);
    std::vector<Record> core;
    core.reserve(known.core.size());
    for (const std::size_t i : known.core) core.push_back(records[i]);
    if (!shows(records, goal) || !shows(core, core_goal)) continue;
    proof.records = renumbered(std::move(records));
    proof.core = renumbered(std::move(core));
    proof.replayed = proof.minimal = true;
    return true;
  }
  return false;
}

void Shrinker::remember(const Proof& proof, const Finding& finding) {
  const auto same_kind = [&](const Known& known) {
    return known.check == finding.check && known.verdict == finding.verdict;
  };
  // Losses depend on numbers, which no renaming keeps.
  const auto is_loss = [](const Record& r) { return r.function == Function::EventsLost; };
  if (std::any_of(proof.records.begin(), proof.records.end(), is_loss)) return;
  if (std::count_if(known_.begin(), known_.end(), same_kind) == kMostKnown) return;
  Known known{finding.check,
              finding.verdict,
              proof.records,
              place_of(finding.event.number, proof.records),
              {}};
  for (const Record& record : proof.core)
    known.core.push_back(place_of(record.number, proof.records));
  known_.push_back(std::move(known));
}

std::vector<Record> Shrinker::reduce(std::vector<Record> records, const Goal& goal) {
  remove_parties(records, goal);
  remove_chunks(records, goal);
  remove_calls(records, goal);
  while (remove_singly(records, goal)) {
  }
  return counts_anew_ ? renumbered(std::move(records)) : records;
}

// Whom each record is about, by its place.
std::vector<std::uint64_t> Shrinker::parties_of(const std::vector<Record>& records) {
  std::map<std::uint64_t, std::uint64_t> party_of;  // by Record::number
  replay(renumbered(records), [&](const WatchedStep& step) {
    // What ends a VC is a step of each of its parties as well.
    if (step.event.get(EventField::Function) < kCallCount) {
      party_of[step.number] = step.party_serial;
    }
  });
  std::vector<std::uint64_t> parties;
  parties.reserve(records.size());
  for (const Record& record : records) parties.push_back(party_of[record.number]);
  return parties;
}

// Leaves out all records about other parties than the culprit's, or about some of them.
void Shrinker::remove_parties(std::vector<Record>& records, const Goal& goal) {
  std::vector<std::uint64_t> parties = parties_of(records);
  const std::size_t culprit = place_of(goal.finding.event.number, records);
  const std::uint64_t own = culprit < records.size() ? parties[culprit] : 0;
  std::set<std::uint64_t> others(parties.begin(), parties.end());
  others.erase(0);
  others.erase(own);
  const auto is_other = [&](std::size_t i) { return others.contains(parties[i]); };
  if (leave_out(records, is_other, goal)) return;
  for (auto party = others.rbegin(); party != others.rend(); ++party) {
    const auto is_its = [&](std::size_t i) { return parties[i] == *party; };
    if (leave_out(records, is_its, goal)) parties = parties_of(records);
  }
}

// Leaves out ever smaller parts.
void Shrinker::remove_chunks(std::vector<Record>& records, const Goal& goal) {
  for (std::size_t size = records.size() / 2; size > kSmallChunk; size /= 2) {
    for (std::size_t end = records.size(); end > 0;) {
      const std::size_t begin = end - std::min(size, end);
      leave_out(
          records, [&](std::size_t i) { return i >= begin && i < end; }, goal);
      end = std::min(begin, records.size());
    }
  }
}

// Leaves out entries together with their returns.
void Shrinker::remove_calls(std::vector<Record>& records, const Goal& goal) {
  for (std::size_t entry = records.size(); entry-- > 0;) {
    if (records[entry].phase != Phase::Enter) continue;
    std::size_t exit = entry + 1;
    while (exit < records.size() && !returns_from(records[exit], records[entry])) ++exit;
    if (exit == records.size()) continue;
    leave_out(
        records, [&](std::size_t i) { return i == entry || i == exit; }, goal);
  }
}

// Tries to leave out each record once, the guilty pair at last. Returns whether any was
// left out.
bool Shrinker::remove_singly(std::vector<Record>& records, const Goal& goal) {
  const std::size_t before = records.size();
  const Goal any{goal.finding, goal.recording, {}};
  for (const bool guilty : {false, true}) {
    for (std::size_t i = records.size(); i-- > 0;) {
      if (is_among(records[i].number, goal.last) != guilty) continue;
      leave_out(
          records, [i](std::size_t other) { return other == i; }, any);
    }
  }
  return records.size() < before && !spent();
}

// Leaves out a part, but for the guilty pair, if the rest shows the finding.
bool Shrinker::leave_out(std::vector<Record>& records,
                         const std::function<bool(std::size_t)>& in_part,
                         const Goal& goal) {
  if (spent()) return false;
  std::vector<Record> rest;
  for (std::size_t i = 0; i < records.size(); ++i) {
    if (!in_part(i) || is_among(records[i].number, goal.last)) rest.push_back(records[i]);
  }
  if (rest.size() == records.size() || !shows(rest, goal)) return false;
  records = std::move(rest);
  return true;
}

}  // namespace condis
