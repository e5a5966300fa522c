// The lanes and arrows of a sequence chart as SVG: one picture for each row, so that rows
// can be hidden and stay aligned. Rows that look alike share a picture.
//
//   <svg><use href="#row-3"/></svg>    and once:    <symbol id="row-3" ...>...</symbol>
#pragma once

#include <map>
#include <string>
#include <utility>

#include "checker/chart.h"

namespace condis {

inline constexpr int kLaneWidth = 96;  // user units
inline constexpr int kRowHeight = 24;

class RowPictures {
 public:
  // The id of the row's picture.
  std::string id_of(const ChartRow& row, const Chart& chart);
  // All pictures that were asked for, as symbols.
  std::string symbols() const;

 private:
  std::map<std::string, std::pair<std::string, int>> pictures_;  // by content: id, width
};

// Where the lane's line stands, from the left; -1: the chart has no such lane.
int place_of(Lane lane, const Chart& chart);
int width_of(const Chart& chart);

}  // namespace condis
