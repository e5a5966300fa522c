// A sequence chart as HTML: a row for each event that unfolds to its arguments and to
// what became of the states, with the pictures of chart_svg.h.
#pragma once

#include <string>
#include <string_view>

#include "checker/chart.h"
#include "checker/chart_svg.h"

namespace condis {

// What comes from outside as text in HTML, between tags and in quoted attributes. What a
// terminal or reader acts on is spelled out, as printable() does.
std::string html(std::string_view text);

// `name` makes ids unique in the page: letters and digits.
std::string chart_html(const Chart& chart, const std::string& unit,
                       const std::string& name, RowPictures& pictures);

}  // namespace condis
