#include "checker/trace_summary.h"

#include <fmt/format.h>

#include <algorithm>

#include "checker/json_writer.h"
#include "checker/printable.h"
#include "traces/etl_file.h"

namespace condis {
namespace {

constexpr std::size_t kMostNames = 10'000;

std::string_view name_of(EventUse use) {
  switch (use) {
    case EventUse::Condis: return "CoNDIS";
    case EventUse::Mappable: return "to map";
    case EventUse::Undecodable: return "raw";
    case EventUse::Framing: return "framing";
  }
  return "";
}

std::string date_of(std::int64_t nanoseconds) {
  DecodedField time;
  time.kind = ValueKind::Unsigned;
  time.format = ValueFormat::FileTime;
  time.number = static_cast<std::uint64_t>(nanoseconds / 100 + kFileTimeOfUnixEpoch);
  std::string scratch;
  return std::string(value_text(time, scratch));
}

// Times before 1973 count from an origin of the recording's own.
bool is_date(std::int64_t nanoseconds) {
  return nanoseconds > 100'000'000'000'000'000;
}

std::string seconds_of(std::int64_t from, std::int64_t to) {
  const auto span = static_cast<std::uint64_t>(to) - static_cast<std::uint64_t>(from);
  return fmt::format("{}.{:09}", span / 1'000'000'000, span % 1'000'000'000);
}

}  // namespace

void TraceSummary::add(std::string_view provider, std::string_view guid,
                       std::string_view event, EventUse use, std::uint64_t count) {
  auto place = providers_.find(provider);
  if (place == providers_.end()) {
    if (names_ >= kMostNames) {
      provider = "(others)";
      guid = "";
    }
    place = providers_.try_emplace(std::string(provider)).first;
    place->second.guid = guid;
  }
  auto& events = place->second.events;
  auto found = events.find(event);
  if (found == events.end()) {
    if (names_ >= kMostNames) event = "(others)";
    const auto [added, is_new] = events.try_emplace(std::string(event), Count{use, 0});
    names_ += is_new ? 1 : 0;
    found = added;
  }
  found->second.use = std::max(found->second.use, use);
  found->second.events += count;
}

void TraceSummary::add_time(std::int64_t nanoseconds) {
  if (!first_time_) {
    first_time_ = nanoseconds;
    last_time_ = nanoseconds;
  }
  first_time_ = std::min(*first_time_, nanoseconds);
  last_time_ = std::max(last_time_, nanoseconds);
}

std::uint64_t TraceSummary::total(EventUse use) const {
  std::uint64_t total = 0;
  for (const auto& [name, provider] : providers_) {
    for (const auto& [event, count] : provider.events) {
      total += count.use == use ? count.events : 0;
    }
  }
  return total;
}

std::string TraceSummary::text() const {
  std::string out = printable(path) + ": " + format + '\n';
  const auto fact = [&](std::string_view name, std::string_view value) {
    out += fmt::format("  {:<11} {}\n", name, printable(value));
  };
  for (const auto& [name, value] : facts) fact(name, value);
  if (first_time_) {
    const std::string begin = is_date(*first_time_) ? date_of(*first_time_) + ", " : "";
    fact("time", begin + "for " + seconds_of(*first_time_, last_time_) + " s");
  }
  if (!processors_.empty()) {
    fact("processors",
         processors_named == 0
             ? fmt::format("{} have events", processors_.size())
             : fmt::format("{} of {} have events", processors_.size(), processors_named));
  }
  if (losses.empty()) fact("losses", "the recording shows none");
  for (const std::string& loss : losses) fact("losses", loss);
  fact("events", fmt::format("{} CoNDIS, {} to map, {} raw, {} framing",
                             total(EventUse::Condis), total(EventUse::Mappable),
                             total(EventUse::Undecodable), total(EventUse::Framing)));
  for (const auto& [name, provider] : providers_) {
    out += '\n' + printable(name.empty() ? "(no provider)" : name);
    if (!provider.guid.empty() && provider.guid != name) out += ' ' + provider.guid;
    out += '\n';
    for (const auto& [event, count] : provider.events) {
      out += fmt::format("  {:>9}  {:<7}  {}\n", count.events, name_of(count.use),
                         printable(event));
    }
  }
  out +=
      "\nCoNDIS: checked as it is; to map: decoded, under names of its own; raw: cannot "
      "be "
      "decoded;\nframing: of the recording itself\n";
  return out;
}

std::string TraceSummary::json() const {
  JsonWriter json;
  json.begin_object();
  json.key("path").string(path).key("format").string(format);
  for (const auto& [name, value] : facts) json.key(name).string(value);
  if (first_time_) {
    if (is_date(*first_time_)) json.key("begin").string(date_of(*first_time_));
    json.key("seconds").string(seconds_of(*first_time_, last_time_));
  }
  json.key("processors").number(processors_.size());
  json.key("losses").strings(losses);
  json.key("providers").begin_array();
  for (const auto& [name, provider] : providers_) {
    json.begin_object().key("name").string(name).key("guid").string(provider.guid);
    json.key("events").begin_array();
    for (const auto& [event, count] : provider.events) {
      json.begin_object().key("name").string(event);
      json.key("use").string(name_of(count.use)).key("count").number(count.events);
      json.end_object();
    }
    json.end_array().end_object();
  }
  json.end_array().end_object();
  return json.text() + '\n';
}

}  // namespace condis
