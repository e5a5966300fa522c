// What `condis-check report` does: checks a recording, picks one finding and writes it as
// a text to file (bug_report.h).
#pragma once

#include <cstdint>
#include <string>

#include "checker/check.h"
#include "model/result.h"
#include "model/specification.h"
#include "model/transition_table.h"

namespace condis {

// Which finding: of the records at `number` (0: any), of rule `rule` ("": any).
struct FindingChoice {
  std::string path;
  std::uint64_t number = 0;
  std::string rule;
};

// "lab7.jsonl:15" and "lab7.etl#15", as findings are printed, name record 15; what is the
// name of a file as it stands is a recording without a record.
FindingChoice choose_finding(const std::string& argument);

// `judging` and `reading` are the options of the command line that a check of the finding
// needs, and those that reading the recording needs: " --close-data no" or "".
struct ReportCommand {
  FindingChoice choice;
  CheckOptions check;
  std::string judging;
  std::string reading;
};

// The gravest of the findings that fit. A Diagnostic if there is none, or the recording
// cannot be read twice.
Result<std::string> report_finding(const ReportCommand& command,
                                   const Specification& specification,
                                   TransitionTable& table);

}  // namespace condis
