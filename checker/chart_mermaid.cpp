#include "checker/chart_mermaid.h"

#include <fmt/format.h>

#include <array>
#include <vector>

namespace condis {
namespace {

constexpr std::array<std::string_view, kLanes> kActors = {"C", "N", "M", "W"};

std::string_view actor_of(Lane lane) {
  return kActors[static_cast<std::size_t>(lane)];
}

std::string_view word_of(ChartMark mark, const Chart& chart) {
  switch (mark) {
    case ChartMark::Culprit: return chart.culprit;
    case ChartMark::Reason: return "its reason";
    default: return "";
  }
}

}  // namespace

std::string chart_mermaid(const Chart& chart) {
  std::string out = "sequenceDiagram\n";
  std::vector<std::string_view> actors;
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    if (!chart.used[lane]) continue;
    actors.push_back(kActors[lane]);
    out += fmt::format("    participant {} as {}\n", kActors[lane],
                       title_of(static_cast<Lane>(lane), chart));
  }
  if (actors.empty()) {
    actors.push_back(kActors[1]);
    out += fmt::format("    participant {} as NDIS\n", kActors[1]);
  }
  const std::string over = actors.size() == 1
                               ? std::string(actors[0])
                               : fmt::format("{},{}", actors.front(), actors.back());
  const auto gap = [&](std::size_t left_out) {
    if (left_out == 0) return;
    out += fmt::format("    Note over {}: {}\n", over, left_out_text(left_out));
  };
  for (const ChartRow& row : chart.rows) {
    gap(row.left_out);
    const std::string label =
        fmt::format("{} {}", row.record.number, label_of(row, chart));
    const std::string_view mark = word_of(row.mark, chart);
    if (!mark.empty()) {
      out += fmt::format("    rect {}\n", row.mark == ChartMark::Culprit
                                              ? "rgba(214, 40, 40, 0.25)"
                                              : "rgba(230, 160, 0, 0.25)");
    }
    if (row.is_call) {
      const bool exits = row.record.phase == Phase::Exit;
      out += fmt::format("    {}{}{}{}: {}\n", actor_of(row.from), exits ? "-->>" : "->>",
                         row.partner < 0 ? ""
                         : exits         ? "-"
                                         : "+",
                         actor_of(row.to), label);
    } else {
      out += fmt::format("    Note over {}: {}\n", over, label);
    }
    if (!mark.empty()) out += fmt::format("    Note over {}: {}\n    end\n", over, mark);
  }
  gap(chart.left_out);
  return out;
}

}  // namespace condis
