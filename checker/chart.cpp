#include "checker/chart.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "checker/event_table.h"
#include "checker/evidence.h"
#include "checker/functions.h"

namespace condis {
namespace {

bool is_call(const Record& record) {
  return static_cast<int>(record.function) < kCallCount;
}

// Whose driver a provider's is: as declared, else as its calls show.
std::map<std::uint16_t, Role> roles_of(const std::vector<Record>& records) {
  std::map<std::uint16_t, Role> roles;
  for (const Record& record : records) {
    Role& role = roles[record.provider];
    if (record.role != Role::Unknown) role = record.role;
    if (role == Role::Unknown && is_client_call(record.function)) role = Role::Client;
    if (role == Role::Unknown && is_manager_call(record.function)) {
      role = Role::CallManager;
    }
  }
  return roles;
}

// The driver's end of a call; the other is NDIS.
Lane driver_of(const Record& record, Role role) {
  const std::string_view name = name_of(record.function, record.spelling);
  if (name.starts_with("Miniport") || name.starts_with("NdisMCo")) return Lane::Network;
  if (is_client_call(record.function)) return Lane::Client;
  if (is_manager_call(record.function)) return Lane::Manager;
  return role == Role::CallManager || role == Role::Mcm ? Lane::Manager : Lane::Client;
}

class Builder {
 public:
  Builder(const TransitionTable& table, const StateNames& names)
      : table_(table), names_(names) {}

  Chart build(const std::vector<Record>& records, Shrinker& shrinker) {
    const auto roles = roles_of(records);
    for (const Record& record : records) {
      ChartRow row;
      row.record = record;
      row.is_call = is_call(record);
      if (row.is_call) set_lanes(row, roles.at(record.provider));
      row_of_[record.number] = chart_.rows.size();
      chart_.rows.push_back(std::move(row));
      chart_.integrated = chart_.integrated || record.role == Role::Mcm ||
                          record.spelling == Spelling::NdisMCm;
    }
    pair_calls();
    shrinker.replay(renumbered(records), [this](const WatchedStep& s) { take(s); });
    return std::move(chart_);
  }

 private:
  void set_lanes(ChartRow& row, Role role) {
    const Lane driver = driver_of(row.record, role);
    const bool inward =
        is_callback(row.record.function) == (row.record.phase != Phase::Exit);
    row.from = inward ? Lane::Ndis : driver;
    row.to = inward ? driver : Lane::Ndis;
    chart_.used[static_cast<std::size_t>(driver)] = true;
    chart_.used[static_cast<std::size_t>(Lane::Ndis)] = true;
  }

  // A call counts as open only if its return is shown, too.
  void pair_calls() {
    std::map<std::uint32_t, std::vector<std::size_t>> open;
    auto& rows = chart_.rows;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (!rows[i].is_call) continue;
      auto& calls = open[rows[i].record.thread_id];
      if (rows[i].record.phase == Phase::Enter) {
        calls.push_back(i);
        continue;
      }
      for (std::size_t c = calls.size(); c-- > 0;) {
        if (!is_return_of(rows[i].record, rows[calls[c]].record)) continue;
        rows[i].partner = static_cast<int>(calls[c]);
        rows[calls[c]].partner = static_cast<int>(i);
        calls.resize(c);
        break;
      }
    }
    std::map<std::uint32_t, std::size_t> depth;
    std::array<std::uint8_t, kLanes> lanes{};
    for (ChartRow& row : rows) {
      const bool paired = row.partner >= 0;
      const bool exits = row.record.phase == Phase::Exit;
      std::size_t& deep = depth[row.record.thread_id];
      if (paired && exits) --deep;
      row.depth = deep;
      if (paired && !exits) ++deep;
      for (const Lane lane : {row.from, row.to}) {
        auto& count = lanes[static_cast<std::size_t>(lane)];
        if (paired && !exits && count < 255) ++count;
      }
      row.open = lanes;
      for (const Lane lane : {row.from, row.to}) {
        auto& count = lanes[static_cast<std::size_t>(lane)];
        if (paired && exits && count > 0) --count;
      }
    }
  }

  void take(const WatchedStep& step) {
    const auto found = row_of_.find(step.number);
    if (found == row_of_.end()) return;
    ChartRow& row = chart_.rows[found->second];
    if (step.vc != 0) {
      row.vc = step.vc;
      chart_.vc = step.vc;
    }
    const int party = party_of(step);
    const bool own = step.event.get(EventField::Function) ==
                     static_cast<unsigned>(row.record.function);
    if (party >= 0 && (own || row.party < 0)) row.party = party;
    note_changes(step, party, row);
  }

  int party_of(const WatchedStep& step) {
    if (step.party_serial == 0) return -1;
    auto& parties = chart_.parties;
    const auto [found, added] =
        party_of_.emplace(step.party_serial, static_cast<int>(parties.size()));
    if (added) {
      const std::size_t n = parties.size();
      parties.push_back({n < 26 ? std::string(1, static_cast<char>('A' + n))
                                : fmt::format("P{}", n + 1),
                         step.party,
                         step.number,
                         step.number,
                         {}});
    }
    ChartParty& party = parties[static_cast<std::size_t>(found->second)];
    if (step.party != 0) party.name = step.party;
    party.last = std::max(party.last, step.number);
    return found->second;
  }

  void note_changes(const WatchedStep& step, int party, ChartRow& row) {
    const auto add = [&row](const std::string& who,
                            const std::vector<std::string>& changes) {
      for (const std::string& change : changes) {
        std::string text = who + change;
        if (std::find(row.changes.begin(), row.changes.end(), text) ==
            row.changes.end()) {
          row.changes.push_back(std::move(text));
        }
      }
    };
    if (party >= 0 && step.party_before != step.party_after) {
      ChartParty& known = chart_.parties[static_cast<std::size_t>(party)];
      const std::vector<std::string> changes = names_.party_changes(
          table_.party_state(step.party_before), table_.party_state(step.party_after));
      for (const std::string& change : changes) {
        if (change.find(" life: ") != std::string::npos) known.life.push_back(change);
      }
      add("party " + known.label + ", ", changes);
    }
    if (step.vc_serial != 0 && step.vc_before != step.vc_after) {
      add("VC, ", names_.vc_changes(table_.vc_state(step.vc_before),
                                    table_.vc_state(step.vc_after)));
    }
  }

  const TransitionTable& table_;
  const StateNames& names_;
  Chart chart_;
  std::map<std::uint64_t, std::size_t> row_of_;
  std::map<std::uint64_t, int> party_of_;
};

}  // namespace

Chart chart_of(const Proof& proof, const TraceResult& result, Shrinker& shrinker,
               const TransitionTable& table, const StateNames& names) {
  const Finding& finding = result.findings[proof.finding];
  // Where the finding hangs on records beside its VC, these are shown, too.
  std::map<std::uint64_t, Record> records;
  for (const Record& record : proof.context) records.emplace(record.number, record);
  for (const Record& record : proof.records) records.emplace(record.number, record);
  std::vector<Record> shown;
  shown.reserve(records.size());
  for (const auto& [number, record] : records) shown.push_back(record);
  Chart chart = Builder(table, names).build(shown, shrinker);
  chart.cut = proof.cut;
  chart.culprit = role_of_culprit(finding);
  std::set<std::uint64_t> needed;
  for (const Record& record : proof.core) needed.insert(record.number);
  for (ChartRow& row : chart.rows) {
    const std::uint64_t number = row.record.number;
    if (proof.minimal && needed.contains(number)) row.mark = ChartMark::Needed;
    for (const Event& event : finding.because) {
      if (event.number == number) row.mark = ChartMark::Reason;
    }
    if (finding.event.number == number) row.mark = ChartMark::Culprit;
  }
  return chart;
}

Chart folded(const Chart& chart, std::size_t most) {
  const auto& rows = chart.rows;
  std::vector<bool> shown(rows.size());
  std::size_t count = 0;
  std::size_t culprit = rows.empty() ? 0 : rows.size() - 1;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    shown[i] = rows[i].mark != ChartMark::None;
    count += shown[i] ? 1 : 0;
    if (rows[i].mark == ChartMark::Culprit) culprit = i;
  }
  const auto show = [&](bool same_party, std::size_t up_to) {
    for (std::size_t away = 1; away < rows.size() && count < up_to; ++away) {
      for (const std::size_t i : {culprit - away, culprit + away}) {
        if (i >= rows.size() || shown[i] || count == up_to) continue;
        const bool same = rows[i].party >= 0 && rows[i].party == rows[culprit].party;
        if (same_party && !same) continue;
        shown[i] = true;
        ++count;
      }
    }
  };
  show(true, most * 2 / 3);
  show(false, most);

  Chart result = chart;
  result.rows.clear();
  std::vector<int> place(rows.size(), -1);
  std::size_t left_out = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (!shown[i]) {
      left_out += 1 + rows[i].left_out;
      continue;
    }
    place[i] = static_cast<int>(result.rows.size());
    result.rows.push_back(rows[i]);
    result.rows.back().left_out += left_out;
    left_out = 0;
  }
  result.left_out += left_out;
  for (ChartRow& row : result.rows) {
    if (row.partner >= 0) row.partner = place[static_cast<std::size_t>(row.partner)];
  }
  return result;
}

std::string_view title_of(Lane lane, const Chart& chart) {
  switch (lane) {
    case Lane::Client: return "client";
    case Lane::Ndis: return "NDIS";
    case Lane::Manager: return chart.integrated ? "MCM" : "call manager";
    case Lane::Network: return "network";
  }
  return "";
}

std::string label_of(const ChartRow& row, const Chart& chart) {
  const Record& record = row.record;
  std::string text(name_of(record.function, record.spelling));
  if (!row.is_call) return text;
  if (record.phase == Phase::Exit) {
    return text + (record.has(Field::Status)
                       ? fmt::format(" = {}", short_status(record.status))
                       : " returns");
  }
  std::string arguments;
  if (row.party >= 0)
    arguments = chart.parties[static_cast<std::size_t>(row.party)].label;
  if (record.has(Field::Status)) {
    arguments +=
        fmt::format("{}{}", arguments.empty() ? "" : ", ", short_status(record.status));
  }
  return text + '(' + arguments + ')';
}

std::string left_out_text(std::size_t count) {
  return fmt::format("{} {} left out", count,
                     count == 1 ? "event of this VC is" : "events of this VC are");
}

}  // namespace condis
