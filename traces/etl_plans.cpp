#include "traces/etl_plans.h"

#include <algorithm>
#include <cstring>

#include "traces/etl_header.h"

namespace condis {
namespace {

// A recording has some hundred, of some hundred bytes; beyond, all are forgotten and
// learnt anew.
constexpr std::size_t kMostPlans = 4096;
constexpr std::size_t kMostBytes = 4 * 1024 * 1024;
constexpr std::size_t kHeader = 80;

// A few words of the text, which tell most texts apart.
std::uint64_t sample(std::string_view text) {
  constexpr std::uint64_t kMix = 0x9E3779B97F4A7C15u;
  if (text.size() < 24) return text.size();
  const auto word = [&](std::size_t at) { return load<std::uint64_t>(text.data() + at); };
  const std::size_t last = text.size() - 8;
  const std::uint64_t hash = (word(8) ^ word(16) * kMix ^ text.size()) * kMix;
  return ((hash ^ hash >> 32 ^ word(last)) + word(last / 2)) * kMix;
}

// Unlike string_view's comparison no question of order, and half the work.
bool same_bytes(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin());
}

}  // namespace

std::optional<EtlPlans::Key> EtlPlans::key_of(const EtlEvent& event) {
  if (!is_manifest(event.kind) || (load<std::uint16_t>(event.at + 4) & 1) == 0) {
    return std::nullopt;
  }
  Key key;
  key.event = event.at;
  key.wide = pointer_size(event.kind) == 8;
  const char* at = event.at + kHeader;
  const char* const end = event.at + event.size;
  for (bool further = true; further;) {
    EtlItem item;
    if (!read_item(at, end, item)) return std::nullopt;
    if (item.type == EtlItem::kTraceLogging) key.schema = item.data;
    if (item.type == EtlItem::kTraits) key.traits = item.data;
    further = item.further;
    at += item.size;
  }
  if (key.schema.empty()) return std::nullopt;
  key.payload = std::string_view(at, static_cast<std::size_t>(end - at));
  key.hash = sample(key.schema) ^ sample(key.traits);
  key.hash ^= key.hash >> 32;
  return key;
}

EtlPlans::Entry* EtlPlans::find(const Key& key) {
  if (slots_.empty()) return nullptr;
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t at = key.hash & mask; slots_[at] != nullptr; at = (at + 1) & mask) {
    if (slots_[at]->is(key)) return &slots_[at]->entry;
  }
  return nullptr;
}

void EtlPlans::learn(const Key& key, const EventSchema& schema, std::uint16_t provider) {
  if (known_.size() == kMostPlans || bytes_ > kMostBytes) {
    known_.clear();
    bytes_ = 0;
    std::fill(slots_.begin(), slots_.end(), nullptr);
  }
  Known& known = known_.emplace_back();
  known.provider_id = load_guid(key.event + 0x18);
  known.wide = key.wide;
  known.traits = key.traits;
  known.schema = key.schema;
  known.hash = key.hash;
  bytes_ += key.traits.size() + key.schema.size();
  known.entry.plan = RecordPlan::compile(schema, key.wide ? 8 : 4);
  known.entry.provider = provider;
  // At most half of the slots are taken.
  if (2 * known_.size() > slots_.size()) {
    slots_.assign(std::max<std::size_t>(64, 2 * slots_.size()), nullptr);
    for (Known& each : known_) place(each);
  } else {
    place(known);
  }
}

void EtlPlans::place(Known& known) {
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = known.hash & mask;
  while (slots_[at] != nullptr) at = (at + 1) & mask;
  slots_[at] = &known;
}

bool EtlPlans::Known::is(const Key& key) const {
  return hash == key.hash && wide == key.wide && same_bytes(schema, key.schema) &&
         same_bytes(traits, key.traits) &&
         std::memcmp(&provider_id, key.event + 0x18, sizeof provider_id) == 0;
}

std::optional<std::uint32_t> EtlPlans::Entry::source(
    const RecordPlan::Values& values) const {
  if (values.file.empty() && values.func.empty()) return 0;
  if (sources_.empty()) return std::nullopt;
  const std::uint64_t line = values[RecordPlan::Number::Line];
  const Source& source = sources_[line % kSources];
  const bool same = source.known && source.line == line && source.file == values.file &&
                    source.func == values.func;
  return same ? std::optional(source.index) : std::nullopt;
}

void EtlPlans::Entry::learn_source(const RecordPlan::Values& values,
                                   std::uint32_t index) {
  sources_.resize(kSources);
  const std::uint64_t line = values[RecordPlan::Number::Line];
  sources_[line % kSources] = {std::string(values.file), std::string(values.func), line,
                               index, true};
}

}  // namespace condis
