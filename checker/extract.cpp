#include "checker/extract.h"

#include <algorithm>

namespace condis {
namespace {

constexpr std::size_t kMostFraming = 1000;
constexpr int kDeepest = 16;  // calls in progress on a thread
constexpr std::size_t kMostThreads = 1u << 16;

bool is_call(const Record& record) {
  return static_cast<int>(record.function) < kCallCount;
}

// A loss may be numbered like the call beside it.
bool bears(const Record& record, std::uint64_t number) {
  return record.number == number && record.function != Function::EventsLost;
}

// The numbers of the records that a finding mentions.
std::vector<std::uint64_t> mentioned_by(const Finding& finding) {
  std::vector<std::uint64_t> numbers = {finding.event.number};
  for (const Event& event : finding.because) numbers.push_back(event.number);
  return numbers;
}

}  // namespace

bool is_return_of(const Record& record, const Record& entry) {
  if (record.function != entry.function || record.provider != entry.provider) {
    return false;
  }
  const bool numbered = record.has(Field::CallId) && entry.has(Field::CallId);
  return !numbered || record.call_id == entry.call_id;
}

void Extract::add(const Record& record) {
  if (ring_.empty()) {
    ring_.reserve(kCapacity);
    is_wanted_.resize(kCapacity);
  }
  const std::size_t index = index_of(count_ + 1);
  if (is_wanted_[index]) {
    keep(count_ + 1 - kCapacity);
    is_wanted_[index] = false;
  }
  newest_ = std::max(newest_, record.number);
  ++count_;
  Place& place = ring_.size() < kCapacity ? ring_.emplace_back() : ring_[index];
  place.record = record;
  place.newest = newest_;
  place.outer = 0;
  place.exit = 0;
  if (is_call(record)) {
    if (record.thread_id != 0) follow_calls(count_);
  } else if (record.function != Function::Rundown && framing_.size() < kMostFraming) {
    framing_.push_back(count_);
    is_wanted_[index] = true;
  }
}

std::uint64_t& Extract::innermost_of(std::uint32_t thread) {
  std::uint32_t index = threads_.find(Identity::Thread, 0, thread);
  if (index == kNone) {
    if (innermost_.size() == kMostThreads) {
      threads_ = IdentityMap();
      innermost_.resize(1);
    }
    index = static_cast<std::uint32_t>(innermost_.size());
    threads_.assign(Identity::Thread, 0, thread, index);
    innermost_.push_back(0);
  }
  return innermost_[index];
}

void Extract::follow_calls(std::uint64_t count) {
  Place& place = at(count);
  std::uint64_t& innermost = innermost_of(place.record.thread_id);
  const auto distance_to = [count](std::uint64_t other) {
    const std::uint64_t back = other == 0 ? 0 : count - other;
    return back <= ~std::uint32_t{0} ? static_cast<std::uint32_t>(back) : 0;
  };
  place.outer = distance_to(innermost);
  if (place.record.phase == Phase::Enter) {
    innermost = count;
    return;
  }
  int deep = 0;
  for (std::uint64_t open = innermost; holds(open) && deep < kDeepest; ++deep) {
    if (is_return_of(place.record, at(open).record)) {
      place.outer = distance_to(open);
      at(open).exit = place.outer;
      if (is_wanted_[index_of(open)]) is_wanted_[index_of(count)] = true;
      innermost = outer_of(open);
      return;
    }
    open = outer_of(open);
  }
}

// The place of the record with that number, if it is still in the ring; else 0. Most
// recordings number without gaps.
std::uint64_t Extract::count_of(std::uint64_t number) const {
  if (number > newest_) return 0;
  std::uint64_t count = newest_ - number < count_ ? count_ - (newest_ - number) : 0;
  if (!holds(count) || !bears(at(count).record, number)) {
    std::uint64_t low = oldest();
    for (std::uint64_t high = count_ + 1; low < high;) {
      const std::uint64_t middle = low + (high - low) / 2;
      at(middle).newest < number ? low = middle + 1 : high = middle;
    }
    count = low;
  }
  while (holds(count) && at(count).newest == number && !bears(at(count).record, number)) {
    ++count;
  }
  return holds(count) && bears(at(count).record, number) ? count : 0;
}

void Extract::want(const std::vector<Finding>& findings) {
  for (; seen_ < findings.size(); ++seen_) {
    const Finding& finding = findings[seen_];
    findings_.emplace(finding.rule, finding.event.number);
    for (const std::uint64_t number : finding.life) mark(number);
    for (const std::uint64_t number : mentioned_by(finding)) mark(number);
  }
}

// A call is not understood without those around it, nor without its return.
void Extract::mark(std::uint64_t number) {
  std::uint64_t count = count_of(number);
  for (int deep = 0; holds(count) && deep <= kDeepest; ++deep) {
    is_wanted_[index_of(count)] = true;
    if (at(count).exit != 0) is_wanted_[index_of(count + at(count).exit)] = true;
    count = outer_of(count);
  }
}

// What frames the recording is kept in any case.
void Extract::keep(std::uint64_t count) {
  const bool frames = std::binary_search(framing_.begin(), framing_.end(), count);
  if (!frames && kept_.size() >= kMostExtracted) return;
  const Place& place = at(count);
  kept_.push_back({place.record, place.newest, count, outer_of(count),
                   place.exit == 0 ? 0 : count + place.exit});
}

void Extract::finish(const Reader& reader) {
  for (std::uint64_t count = oldest(); count <= count_; ++count) {
    if (is_wanted_[index_of(count)]) keep(count);
    if (count_ <= kKeptWhole) {
      whole_.push_back(at(count).record);
      note_texts(reader, at(count).record);
    }
  }
  for (const Kept& kept : kept_) note_texts(reader, kept.record);
  ring_ = {};
  is_wanted_ = {};
  threads_ = IdentityMap();
  innermost_ = {};
}

void Extract::note_texts(const Reader& reader, const Record& record) {
  providers_.try_emplace(record.provider, reader.provider(record.provider));
  if (record.source != 0)
    sources_.try_emplace(record.source, reader.source(record.source));
}

const Extract::Kept* Extract::kept_with(std::uint64_t number) const {
  auto place = std::partition_point(kept_.begin(), kept_.end(),
                                    [&](const Kept& k) { return k.newest < number; });
  while (place != kept_.end() && place->newest == number &&
         !bears(place->record, number)) {
    ++place;
  }
  return place != kept_.end() && bears(place->record, number) ? &*place : nullptr;
}

const Extract::Kept* Extract::kept(std::uint64_t count) const {
  const auto place = std::partition_point(kept_.begin(), kept_.end(),
                                          [&](const Kept& k) { return k.count < count; });
  return place != kept_.end() && place->count == count ? &*place : nullptr;
}

std::vector<Record> Extract::records_of(const TraceResult& result,
                                        std::size_t finding) const {
  std::vector<std::uint64_t> numbers = mentioned_by(result.findings[finding]);
  const std::vector<std::uint64_t> life = life_of(result, finding);
  numbers.insert(numbers.end(), life.begin(), life.end());
  std::set<std::uint64_t> counts(framing_.begin(), framing_.end());
  for (const std::uint64_t number : numbers) {
    const Kept* place = kept_with(number);
    for (int deep = 0; place != nullptr && deep <= kDeepest; ++deep) {
      counts.insert(place->count);
      counts.insert(place->exit);
      place = kept(place->outer);
    }
  }
  std::vector<Record> records;
  for (const std::uint64_t count : counts) {
    if (const Kept* place = kept(count)) records.push_back(place->record);
  }
  return records;
}

bool Extract::is_cut(const TraceResult& result, std::size_t finding) const {
  const std::vector<std::uint64_t> life = life_of(result, finding);
  return result.findings[finding].life_cut || life.size() == kLongestLife ||
         std::any_of(life.begin(), life.end(), [this](std::uint64_t number) {
           return kept_with(number) == nullptr;
         });
}

const std::string& Extract::provider(std::uint16_t index) const {
  static const std::string kUnknown;
  const auto found = providers_.find(index);
  return found == providers_.end() ? kUnknown : found->second;
}

const SourceLocation& Extract::source(std::uint32_t index) const {
  static const SourceLocation kUnknown;
  const auto found = sources_.find(index);
  return found == sources_.end() ? kUnknown : found->second;
}

}  // namespace condis
