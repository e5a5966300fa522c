// The lanes and arrows of a sequence chart as SVG: one picture for each row, so that rows
// can be hidden and stay aligned. Rows that look alike share a picture.
//
//   <svg><use href="#row-3"/></svg>    and once:    <symbol id="row-3" ...>...</symbol>
#pragma once

#include <array>
#include <compare>
#include <map>
#include <string>

#include "checker/chart.h"

namespace condis {

inline constexpr int kLaneWidth = 96;  // user units
inline constexpr int kRowHeight = 24;

// What the picture of a row shows: all that it takes from the row and its chart.
struct RowLooks {
  std::array<bool, kLanes> used{};
  std::array<bool, kLanes> open{};
  bool is_call = false;
  bool exits = false;
  Lane from = Lane::Client;
  Lane to = Lane::Client;

  auto operator<=>(const RowLooks&) const = default;
};

class RowPictures {
 public:
  // The id of the row's picture.
  const std::string& id_of(const ChartRow& row, const Chart& chart);
  // All pictures that were asked for, as symbols.
  std::string symbols() const;

 private:
  struct Picture {
    std::string id;
    std::string symbol;
  };

  std::map<RowLooks, Picture> pictures_;
};

// Of the lanes that are used together.
int width_of(const std::array<bool, kLanes>& used);

}  // namespace condis
