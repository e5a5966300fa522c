// A sequence chart for the terminal, at most kChartWidth columns wide:
//
//       line       time  client     NDIS      call manager
//   *     13  +0.0033ms    #-------->#           |       NdisClDropParty(A)
//   +     14  +0.0043ms    #<........#           |       NdisClDropParty = PENDING
//   =>    15  +0.0047ms    |-------->|           |       NdisClDropParty(A)
//
// An arrow is a call, a dotted one its return; # is who has a call open.
#pragma once

#include <cstddef>
#include <string>

#include "checker/chart.h"

namespace condis {

inline constexpr std::size_t kChartWidth = 100;

// Each line ends in a line break. `unit` heads the first column.
std::string chart_text(const Chart& chart, const std::string& unit);

}  // namespace condis
