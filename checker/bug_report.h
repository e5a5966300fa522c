// One finding as a text to file: Markdown with the rule and the document's sentence, what
// happened, a sequence chart, the smallest recording that shows it, and how to reproduce
// it. What comes from the recording is escaped.
#pragma once

#include <string>
#include <vector>

#include "checker/chart.h"
#include "checker/finding.h"
#include "checker/proofs.h"
#include "model/rule.h"
#include "model/specification.h"

namespace condis {

struct BugReport {
  const TraceResult& result;
  const Proof& proof;
  const Chart& chart;                    // not folded
  const Result<std::string>& recording;  // of the proof
  std::string judging;  // options that the check needs, such as " --close-data no"
  std::string reading;  // and those that reading the recording needs
};

// A word as a POSIX shell takes it.
std::string shell_word(const std::string& word);

std::string bug_report(const BugReport& report, const Specification& specification);

// Where the page can be read, or "" if it is not one of Microsoft's documentation.
std::string address_of(const std::string& page);

// What led to the finding, one line per record that matters: "line 13:
// NdisClDropParty(A) by the client; party A, client's life: up -> dropping".
std::vector<std::string> reasons_of(const Chart& chart, const std::string& unit);

}  // namespace condis
