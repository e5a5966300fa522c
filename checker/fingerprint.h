// Names the kind of defect that a finding shows, so that the same defect is known again
// in another recording, on another machine, after a change elsewhere.
//
// It is made of the rule, the verdict, the functions and edges of the breaking record and
// of its reason, and the source file and function that logged the breaking record: of
// nothing that differs from run to run, such as pointers, times, threads, line numbers
// and paths. A defect that was possible and is now certain is another one. Findings that
// agree in all of this share a fingerprint. Tested by tests/checker/fingerprint_test.cpp.
#pragma once

#include <string>
#include <vector>

#include "checker/finding.h"
#include "model/rule.h"

namespace condis {

// 16 hexadecimal digits.
std::string fingerprint(const Finding& finding, const std::vector<Rule>& rules);

}  // namespace condis
