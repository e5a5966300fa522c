// A sequence chart as a Mermaid sequenceDiagram, which Markdown of bug trackers renders.
#pragma once

#include <string>

#include "checker/chart.h"

namespace condis {

// Without the fence around it. Nothing in it comes from outside but numbers.
std::string chart_mermaid(const Chart& chart);

}  // namespace condis
