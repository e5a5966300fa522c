// The result of a check as SARIF 2.1.0: one log with one run, for code scanning and
// viewers.
//
// A finding is a result: kind fail where a rule is violated, else kind open, whose level
// SARIF wants to be none. It lies at the source line that the driver logged, else at the
// line of the recording; its code flow shows the evidence with a thread flow for each
// thread, numbered through by record, each event with the states of its VC and party
// before and after it. What keeps a recording from being judged, and what
// was read around, are notifications. Limits of GitHub code scanning are kept: at most
// kMostSarifResults results, those that fail the run first, and texts of at most 1,024
// bytes where it wants short ones; what is left out is said in a notification.
// Tested by tests/checker/report_sarif_test.cpp, and against the schema of the standard
// by the test sarif.schema.
#pragma once

#include <cstddef>
#include <memory>

#include "checker/report.h"

namespace condis {

inline constexpr std::size_t kMostSarifResults = 25000;
inline constexpr std::size_t kMostSarifFlows = 5000;  // further results have no code flow

std::unique_ptr<Report> make_sarif_report(const ReportContext& context, ReportSink sink);

}  // namespace condis
