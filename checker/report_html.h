// The result of a check as one page to look at: a single file that needs no network, and
// no script for what matters. Kept below kMostPage bytes; what is left out is said.
//
// Style and script are files of their own, html/report.css and html/report.js, that the
// build embeds. Tested by tests/checker/report_html_test.cpp and, in a browser, by
// tests/browser.
#pragma once

#include <cstddef>
#include <memory>

#include "checker/report.h"

namespace condis {

inline constexpr std::size_t kMostPage = 10'000'000;

std::unique_ptr<Report> make_html_report(const ReportContext& context, ReportSink sink);

}  // namespace condis
