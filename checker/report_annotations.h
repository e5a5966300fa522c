// Findings as lines that a build service reads out of the log of a job and shows beside
// the source: workflow commands of GitHub Actions, logging commands of Azure Pipelines.
//
// What fails the run is an error, the rest warnings and notices; Azure knows no notices.
// GitHub shows ten of each kind a step: where there are more, nine are given, and the
// tenth says how many are missing. Recordings that could not be read are errors. What a
// baseline accepts is left out. Tested by tests/checker/report_annotations_test.cpp.
#pragma once

#include <memory>

#include "checker/report.h"

namespace condis {

std::unique_ptr<Report> make_github_report(const ReportContext& context, ReportSink sink);
std::unique_ptr<Report> make_azure_report(const ReportContext& context, ReportSink sink);

}  // namespace condis
