#include "checker/event_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <map>

#include "checker/printable.h"

namespace condis {
namespace {

constexpr std::size_t kColumns = 5;
constexpr std::array<bool, kColumns> kAlignRight = {true, true, true, false, false};
using Row = std::array<std::string, kColumns>;

// How pointers are written: "0x..0040" where the last four digits tell all that are shown
// apart, in full otherwise.
class Pointers {
 public:
  Pointers() : short_(false) {}
  explicit Pointers(const std::vector<MarkedEvent>& events) {
    std::map<std::uint64_t, std::uint64_t> by_end;
    for (const MarkedEvent& marked : events) {
      for (const std::uint64_t value : {marked.event.vc, marked.event.party}) {
        if (value == 0) continue;
        const auto [entry, added] = by_end.emplace(value & 0xFFFF, value);
        short_ = short_ && (added || entry->second == value);
      }
    }
  }

  std::string name(std::uint64_t value) const {
    if (!short_ || value <= 0xFFFFFFFF) return fmt::format("{:#x}", value);
    return fmt::format("0x..{:04x}", value & 0xFFFF);
  }

 private:
  bool short_ = true;
};

std::string event_text(const Event& event, std::uint64_t usual_vc,
                       const Pointers& pointers) {
  std::string text(name_of(event.function, event.spelling));
  if (caller_of(event.function, event.spelling).empty()) return text;
  const bool exit = event.phase == Phase::Exit;
  if (!exit && event.has_status) text += fmt::format(" {}", short_status(event.status));
  if (event.party != 0) text += " party " + pointers.name(event.party);
  if (event.vc != 0 && (event.vc != usual_vc || event.party == 0)) {
    text += " VC " + pointers.name(event.vc);
  }
  if (event.phase == Phase::Enter) text += " =>";
  if (exit && event.has_status) text += fmt::format(" = {}", short_status(event.status));
  if (exit && !event.has_status) text += " returns";
  return text;
}

std::string_view prefix_of_function(Function function, Spelling spelling) {
  const std::string_view name = name_of(function, spelling);
  for (const std::string_view prefix :
       {"NdisMCm", "NdisMCo", "NdisCl", "NdisCm", "NdisCo", "Protocol", "Miniport"}) {
    if (name.starts_with(prefix)) return prefix;
  }
  return "";
}

}  // namespace

std::string elapsed(std::int64_t time, std::int64_t origin) {
  const double milliseconds =
      (static_cast<double>(time) - static_cast<double>(origin)) / 1e6;
  // Close to each other, 64-bit values are subtracted exactly.
  const bool near = std::abs(milliseconds) < 1e9;
  return fmt::format("{:+.4f}ms",
                     near ? static_cast<double>(time - origin) / 1e6 : milliseconds);
}

std::string_view caller_of(Function function, Spelling spelling) {
  if (function >= Function::TraceBegin) return "";
  const std::string_view prefix = prefix_of_function(function, spelling);
  if (prefix == "NdisCl") return "client";
  if (prefix == "NdisCm") return "call manager";
  if (prefix == "NdisMCm") return "MCM";
  if (prefix == "NdisCo") return "driver";
  if (prefix == "NdisMCo") return "miniport";
  return "NDIS";
}

std::string_view short_status(std::uint32_t status) {
  std::string_view name = name_of_status(status);
  constexpr std::string_view kPrefix = "NDIS_STATUS_";
  if (name.starts_with(kPrefix)) name.remove_prefix(kPrefix.size());
  return name;
}

std::vector<std::size_t> call_depths(const std::vector<MarkedEvent>& events) {
  std::vector<std::size_t> depth(events.size(), 0);
  for (std::size_t enter = 0; enter < events.size(); ++enter) {
    const Event& call = events[enter].event;
    if (call.phase != Phase::Enter || call.thread_id == 0) continue;
    std::size_t open = 1;
    for (std::size_t i = enter + 1; i < events.size(); ++i) {
      const Event& event = events[i].event;
      if (event.thread_id != call.thread_id || event.function != call.function) continue;
      open += event.phase == Phase::Enter ? 1 : 0;
      open -= event.phase == Phase::Exit ? 1 : 0;
      if (open > 0) continue;
      for (std::size_t inside = enter + 1; inside < i; ++inside) {
        depth[inside] += events[inside].event.thread_id == call.thread_id ? 1 : 0;
      }
      break;
    }
  }
  return depth;
}

std::string event_line(const Event& event) {
  return event_text(event, 0, Pointers());
}

std::string event_table(std::vector<MarkedEvent> events, std::string_view unit,
                        const std::map<std::uint64_t, std::string>& places) {
  std::stable_sort(events.begin(), events.end(), [](const auto& a, const auto& b) {
    return a.event.number < b.event.number;
  });
  const auto same = [](const auto& a, const auto& b) {
    return a.event.number == b.event.number;
  };
  events.erase(std::unique(events.begin(), events.end(), same), events.end());
  if (events.empty()) return "";

  const Pointers pointers(events);
  const std::vector<std::size_t> depth = call_depths(events);
  const auto first_timed = std::find_if(events.begin(), events.end(),
                                        [](const auto& m) { return m.event.has_time; });
  std::vector<Row> rows = {{std::string(places.empty() ? unit : "where"), "time",
                            "thread", "caller", "event"}};
  std::array<bool, kColumns> used = {true, first_timed != events.end(), false, false,
                                     true};
  for (std::size_t i = 0; i < events.size(); ++i) {
    const Event& event = events[i].event;
    Row row;
    const auto place = places.find(event.number);
    row[0] = place == places.end() ? fmt::format("{}", event.number)
                                   : printable(place->second);
    if (event.has_time) row[1] = elapsed(event.time, first_timed->event.time);
    if (event.thread_id != 0) row[2] = fmt::format("{}", event.thread_id);
    row[3] = caller_of(event.function, event.spelling);
    row[4] = std::string(2 * depth[i], ' ') +
             event_text(event, events.back().event.vc, pointers);
    used[2] = used[2] || !row[2].empty();
    used[3] = used[3] || !row[3].empty();
    rows.push_back(std::move(row));
  }

  Row widest;
  std::array<std::size_t, kColumns> width{};
  for (const Row& row : rows) {
    for (std::size_t c = 0; c < kColumns; ++c)
      width[c] = std::max(width[c], row[c].size());
  }
  std::string out;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    std::string line;
    for (std::size_t c = 0; c < kColumns; ++c) {
      if (!used[c]) continue;
      const std::string padding(width[c] - rows[r][c].size(), ' ');
      line += "  ";
      line += kAlignRight[c] ? padding + rows[r][c] : rows[r][c] + padding;
    }
    if (r > 0 && !events[r - 1].mark.empty()) line += "   " + events[r - 1].mark;
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + '\n';
  }
  return out;
}

}  // namespace condis
