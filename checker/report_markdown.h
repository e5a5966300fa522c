// The result of a check as a Markdown page, such as the summary of a step of GitHub
// Actions or a comment on a change: the verdict, a table of recordings, the worst first,
// and the findings with their evidence. It stays below the megabyte that a step may
// write: what is left out is counted. Tested by tests/checker/report_markdown_test.cpp.
#pragma once

#include <memory>

#include "checker/report.h"

namespace condis {

std::unique_ptr<Report> make_markdown_report(const ReportContext& context,
                                             ReportSink sink);

}  // namespace condis
