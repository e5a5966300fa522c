#include "checker/chart_svg.h"

#include <fmt/format.h>

#include <algorithm>

namespace condis {
namespace {

constexpr int kBar = 4;   // half the width of the bar that shows an open call
constexpr int kHead = 7;  // of an arrow
constexpr int kMiddle = kRowHeight / 2;

// Where the lane's line stands, from the left.
int place_of(std::size_t lane, const std::array<bool, kLanes>& used) {
  const auto before =
      std::count(used.begin(), used.begin() + static_cast<std::ptrdiff_t>(lane), true);
  return kLaneWidth / 2 + kLaneWidth * static_cast<int>(before);
}

std::string lanes_of(const RowLooks& looks) {
  std::string out;
  for (std::size_t i = 0; i < kLanes; ++i) {
    if (!looks.used[i]) continue;
    const int x = place_of(i, looks.used);
    out += fmt::format(R"(<path class="lane" d="M{} 0V{}"/>)", x, kRowHeight);
    if (!looks.open[i]) continue;
    out += fmt::format(R"(<path class="bar" d="M{} 0h{}v{}h-{}z"/>)", x - kBar, 2 * kBar,
                       kRowHeight, 2 * kBar);
  }
  return out;
}

std::string arrow_of(const RowLooks& looks) {
  if (!looks.is_call) return "";
  const int from = place_of(static_cast<std::size_t>(looks.from), looks.used);
  const int to = place_of(static_cast<std::size_t>(looks.to), looks.used);
  const int way = to > from ? 1 : -1;
  return fmt::format(
      R"(<path class="{}" d="M{} {}H{}"/><path class="head" d="M{} {}l{} -5v10z"/>)",
      looks.exits ? "return" : "call", from + way * kBar, kMiddle,
      to - way * (kBar + kHead), to - way * kBar, kMiddle, -way * kHead);
}

RowLooks looks_of(const ChartRow& row, const Chart& chart) {
  RowLooks looks;
  looks.used = chart.used;
  for (std::size_t i = 0; i < kLanes; ++i) looks.open[i] = row.open[i] != 0;
  if (!row.is_call) return looks;
  looks.is_call = true;
  looks.exits = row.record.phase == Phase::Exit;
  looks.from = row.from;
  looks.to = row.to;
  return looks;
}

}  // namespace

int width_of(const std::array<bool, kLanes>& used) {
  return kLaneWidth * static_cast<int>(std::count(used.begin(), used.end(), true));
}

const std::string& RowPictures::id_of(const ChartRow& row, const Chart& chart) {
  const RowLooks looks = looks_of(row, chart);
  Picture& picture = pictures_[looks];
  if (picture.id.empty()) {
    picture.id = fmt::format("row-{}", pictures_.size() - 1);
    picture.symbol = fmt::format(
        R"(<symbol id="{}" viewBox="0 0 {} {}" preserveAspectRatio="none">{}{}</symbol>)"
        "\n",
        picture.id, width_of(looks.used), kRowHeight, lanes_of(looks), arrow_of(looks));
  }
  return picture.id;
}

std::string RowPictures::symbols() const {
  std::string out;
  for (const auto& [looks, picture] : pictures_) out += picture.symbol;
  return out;
}

}  // namespace condis
