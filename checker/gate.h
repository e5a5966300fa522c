// `condis-check check`: finds the recordings, checks them, weighs their findings, and
// writes the reports. Tested by the golden command lines.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checker/check.h"
#include "checker/exit_code.h"
#include "checker/report_files.h"

namespace condis {

// What the user asked for, apart from how a recording is read.
struct GateOptions {
  std::vector<std::string> traces;  // files, directories, patterns; "-" is standard input
  std::vector<std::string> excluded;  // patterns of recordings that are left out
  bool merge = false;                 // the traces are one recording
  FailOn fail_on;
  std::vector<std::string> severities;  // "RULE=SEVERITY"
  std::string baseline;                 // file of accepted findings; "": none
  std::optional<std::string> accept;    // accept what is found, for this reason
  std::vector<ReportRequest> reports;
  bool charts = false;          // for people: a sequence chart of each finding
  std::string trace_directory;  // where evidence is written; "": nowhere
  unsigned jobs = 0;            // as in BatchOptions
};

// Where a run tells what is no result.
struct GateConsole {
  std::function<void(const Diagnostic&, const char* kind)> complain;
  bool colour = false;  // standard output shows colours
};

ExitCode run_gate(const GateOptions& options, CheckOptions check,
                  const Specification& specification, TransitionTable& table,
                  std::string_view saved_table, const GateConsole& console);

}  // namespace condis
