#include "checker/chart_svg.h"

#include <fmt/format.h>

#include <algorithm>

namespace condis {
namespace {

constexpr int kBar = 4;   // half the width of the bar that shows an open call
constexpr int kHead = 7;  // of an arrow
constexpr int kMiddle = kRowHeight / 2;

std::string lanes_of(const ChartRow& row, const Chart& chart) {
  std::string out;
  for (std::size_t i = 0; i < kLanes; ++i) {
    const int x = place_of(static_cast<Lane>(i), chart);
    if (x < 0) continue;
    out += fmt::format(R"(<path class="lane" d="M{} 0V{}"/>)", x, kRowHeight);
    if (row.open[i] == 0) continue;
    out += fmt::format(R"(<path class="bar" d="M{} 0h{}v{}h-{}z"/>)", x - kBar, 2 * kBar,
                       kRowHeight, 2 * kBar);
  }
  return out;
}

std::string arrow_of(const ChartRow& row, const Chart& chart) {
  if (!row.is_call) return "";
  const int from = place_of(row.from, chart);
  const int to = place_of(row.to, chart);
  const int way = to > from ? 1 : -1;
  const bool exits = row.record.phase == Phase::Exit;
  return fmt::format(
      R"(<path class="{}" d="M{} {}H{}"/><path class="head" d="M{} {}l{} -5v10z"/>)",
      exits ? "return" : "call", from + way * kBar, kMiddle, to - way * (kBar + kHead),
      to - way * kBar, kMiddle, -way * kHead);
}

}  // namespace

int place_of(Lane lane, const Chart& chart) {
  if (!chart.used[static_cast<std::size_t>(lane)]) return -1;
  const auto before = std::count(
      chart.used.begin(), chart.used.begin() + static_cast<std::ptrdiff_t>(lane), true);
  return kLaneWidth / 2 + kLaneWidth * static_cast<int>(before);
}

int width_of(const Chart& chart) {
  const auto lanes = std::count(chart.used.begin(), chart.used.end(), true);
  return kLaneWidth * static_cast<int>(lanes);
}

std::string RowPictures::id_of(const ChartRow& row, const Chart& chart) {
  const auto [picture, added] =
      pictures_.try_emplace(lanes_of(row, chart) + arrow_of(row, chart),
                            fmt::format("row-{}", pictures_.size()), width_of(chart));
  return picture->second.first;
}

std::string RowPictures::symbols() const {
  std::string out;
  for (const auto& [content, picture] : pictures_) {
    out += fmt::format(
        R"(<symbol id="{}" viewBox="0 0 {} {}" preserveAspectRatio="none">{}</symbol>)"
        "\n",
        picture.first, picture.second, kRowHeight, content);
  }
  return out;
}

}  // namespace condis
