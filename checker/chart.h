// A sequence chart: who called whom in the life of a VC, the calls open at each moment,
// and what became of the states. One model; chart_text.h, chart_mermaid.h and
// chart_html.h draw it.
//
// Built by a run of the engine over the records shown, so that whom a record is about is
// what the engine makes of it. Cost: that run. Tested by tests/checker/chart_test.cpp.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "checker/check.h"
#include "checker/finding.h"
#include "checker/shrink.h"
#include "checker/state_names.h"
#include "model/record.h"

namespace condis {

// Network: the miniport, and what is below it.
enum class Lane : std::uint8_t { Client, Ndis, Manager, Network };
inline constexpr std::size_t kLanes = 4;

enum class ChartMark : std::uint8_t { None, Needed, Reason, Culprit };

struct ChartRow {
  Record record;
  Lane from = Lane::Ndis;  // who acts: the caller at an entry, the called at a return
  Lane to = Lane::Ndis;
  bool is_call = true;    // if not, it frames the recording or tells of a loss
  std::size_t depth = 0;  // calls open around it on its thread
  int partner = -1;       // index of the row with its return or entry; -1: not shown
  std::array<std::uint8_t, kLanes> open{};  // calls open on each lane, its own included
  std::uint64_t vc = 0;                     // handle, else context; 0: not known
  int party = -1;                           // index into Chart::parties
  ChartMark mark = ChartMark::None;
  std::size_t left_out = 0;          // rows before this one that were folded away
  std::vector<std::string> changes;  // "party A: client's life: up -> dropping"
};

struct ChartParty {
  std::string label;        // "A", "B", ...
  std::uint64_t name = 0;   // handle, else context
  std::uint64_t first = 0;  // number of its first and last record here
  std::uint64_t last = 0;
  std::vector<std::string> life;  // "client's life: adding -> up", ...
};

struct Chart {
  std::vector<ChartRow> rows;  // ascending
  std::vector<ChartParty> parties;
  std::uint64_t vc = 0;
  std::string_view culprit = "";  // see role_of_culprit()
  std::array<bool, kLanes> used{};
  bool integrated = false;   // the call manager is an MCM
  bool cut = false;          // earlier records of the VC are not among the rows
  std::size_t left_out = 0;  // rows after the last one that were folded away
};

// The records of the proof's context, marked.
Chart chart_of(const Proof& proof, const TraceResult& result, Shrinker& shrinker,
               const TransitionTable& table, const StateNames& names);

// At most so many of the rows, if the marked ones allow it: these, then the nearest of
// the culprit's party, then the nearest ones.
Chart folded(const Chart& chart, std::size_t most);

std::string_view title_of(Lane lane, const Chart& chart);
// "NdisClDropParty(A)", "NdisClDropParty = PENDING".
std::string label_of(const ChartRow& row, const Chart& chart);
// "14 events of this VC are left out"
std::string left_out_text(std::size_t count);

}  // namespace condis
