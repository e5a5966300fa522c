#include "checker/extract.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <span>

namespace condis {
namespace {

constexpr std::size_t kMostFraming = 1000;
constexpr std::size_t kDeepest = 16;            // calls in progress on a thread
constexpr std::size_t kMostThreads = 1u << 12;  // with calls in progress
// Past the last record that is needed, how far returns are looked for.
constexpr std::uint64_t kFurther = 4096;

bool is_call(const Record& record) {
  return static_cast<int>(record.function) < kCallCount;
}

// Where what decides about a finding may be: behind its record, if something was lost or
// is owed there.
std::uint64_t last_needed_by(const Finding& finding) {
  const bool settled = finding.verdict == Verdict::Violated && !finding.overdue;
  return settled ? finding.event.number : ~std::uint64_t{0} - kFurther;
}

}  // namespace

bool is_return_of(const Record& record, const Record& entry) {
  if (record.function != entry.function || record.provider != entry.provider) {
    return false;
  }
  const bool numbered = record.has(Field::CallId) && entry.has(Field::CallId);
  return !numbered || record.call_id == entry.call_id;
}

Extract::Extract(Reader& reader, const TraceResult& result,
                 const std::vector<std::size_t>& findings) {
  std::set<std::uint64_t> wanted;
  std::uint64_t last_needed = 0;
  for (const std::size_t i : findings) {
    const Finding& finding = result.findings[i];
    const std::vector<std::uint64_t> life = life_of(result, i);
    if (wanted.size() + life.size() > kMostExtracted) break;
    wanted.insert(life.begin(), life.end());
    wanted.insert(finding.event.number);
    for (const Event& event : finding.because) wanted.insert(event.number);
    last_needed = std::max(last_needed, last_needed_by(finding));
  }
  read(reader, {wanted.begin(), wanted.end()}, last_needed);
  threads_.clear();
  if (!is_small_) whole_.clear();
}

void Extract::read(Reader& reader, const std::vector<std::uint64_t>& wanted,
                   std::uint64_t last_needed) {
  auto next = wanted.begin();
  std::vector<Record> records(512);
  while (const std::size_t count = reader.read(records)) {
    for (const Record& record : std::span(records).first(count)) {
      if (is_small_) {
        whole_.push_back(record);
        note_texts(reader, record);
        is_small_ = whole_.size() <= kKeptWhole;
      }
      while (next != wanted.end() && *next < record.number) ++next;
      take(reader, record, next != wanted.end() && *next == record.number);
    }
    if (!is_small_ && records[count - 1].number > last_needed + kFurther) return;
  }
}

void Extract::take(Reader& reader, const Record& record, bool wanted) {
  if (is_call(record)) {
    if (wanted) keep(reader, record);
    if (record.thread_id != 0) follow_calls(reader, record, wanted);
    return;
  }
  const bool frames =
      record.function != Function::Rundown && framing_.size() < kMostFraming;
  if (frames) framing_.push_back(record.number);
  if (frames || wanted) keep(reader, record);
}

void Extract::keep(Reader& reader, const Record& record) {
  if (kept_.size() >= kMostExtracted || !kept_.emplace(record.number, record).second) {
    return;
  }
  note_texts(reader, record);
}

void Extract::note_texts(Reader& reader, const Record& record) {
  providers_.try_emplace(record.provider, reader.provider(record.provider));
  if (record.source != 0)
    sources_.try_emplace(record.source, reader.source(record.source));
}

void Extract::join(std::uint64_t number, std::uint64_t companion) {
  companions_[number].push_back(companion);
}

void Extract::follow_calls(Reader& reader, const Record& record, bool wanted) {
  if (threads_.size() > kMostThreads) threads_.clear();
  std::vector<Open>& calls = threads_[record.thread_id];
  auto own = calls.rend();
  if (record.phase == Phase::Exit) {
    own = std::find_if(calls.rbegin(), calls.rend(), [&](const Open& open) {
      return is_return_of(record, open.entry);
    });
  }
  if (wanted) {
    for (Open& open : calls) {
      keep(reader, open.entry);
      open.kept = true;
      join(record.number, open.entry.number);
    }
  }
  if (record.phase == Phase::Enter) {
    if (calls.size() == kDeepest) calls.erase(calls.begin());
    calls.push_back({record, wanted});
  } else if (own != calls.rend()) {
    if (own->kept) {
      keep(reader, record);
      join(own->entry.number, record.number);
    }
    calls.erase(std::prev(own.base()), calls.end());
    if (calls.empty()) threads_.erase(record.thread_id);
  }
}

std::vector<Record> Extract::records_of(const TraceResult& result,
                                        std::size_t finding) const {
  std::vector<std::uint64_t> open = life_of(result, finding);
  open.push_back(result.findings[finding].event.number);
  for (const Event& event : result.findings[finding].because) {
    open.push_back(event.number);
  }
  open.insert(open.end(), framing_.begin(), framing_.end());
  std::set<std::uint64_t> numbers;
  while (!open.empty()) {
    const std::uint64_t number = open.back();
    open.pop_back();
    if (!numbers.insert(number).second) continue;
    const auto companions = companions_.find(number);
    if (companions == companions_.end()) continue;
    open.insert(open.end(), companions->second.begin(), companions->second.end());
  }
  std::vector<Record> records;
  for (const std::uint64_t number : numbers) {
    const auto record = kept_.find(number);
    if (record != kept_.end()) records.push_back(record->second);
  }
  return records;
}

const std::string& Extract::provider(std::uint16_t index) const {
  static const std::string kNone;
  const auto found = providers_.find(index);
  return found == providers_.end() ? kNone : found->second;
}

const SourceLocation& Extract::source(std::uint32_t index) const {
  static const SourceLocation kNone;
  const auto found = sources_.find(index);
  return found == sources_.end() ? kNone : found->second;
}

}  // namespace condis
