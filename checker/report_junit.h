// The result of a check as JUnit XML: a test suite for each recording, in it a test case
// "recording", which is an error if that could not be read or has gaps, and one for each
// rule. The case of a rule has failed if the rule fails the run, and is skipped if it was
// not put to the test, or if the recording does not decide it: unknown never passes.
// Findings that do not count are its output. Tested by
// tests/checker/report_junit_test.cpp, and with a reader of others by the test
// junit.reader.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "checker/report.h"

namespace condis {

std::unique_ptr<Report> make_junit_report(const ReportContext& context, ReportSink sink);

// Text from outside as the value of an attribute or the text of an element. Line breaks
// stay; other characters that XML does not allow, or a terminal acts on, are escaped.
std::string xml_text(std::string_view text);

}  // namespace condis
