// The command line: what the user asked for, or what is wrong with it.
#pragma once

#include <string>
#include <vector>

#include "checker/catalogue.h"
#include "checker/check.h"
#include "checker/convert.h"
#include "checker/dump.h"
#include "checker/exit_code.h"
#include "checker/explore_command.h"
#include "checker/report_files.h"
#include "model/result.h"

namespace condis {

enum class Command { Help, Version, Check, Rules, Explain, Dump, Convert, Explore };

struct Options {
  Command command = Command::Help;
  std::string help;  // Command::Help: the text to print
  OutputFormat format = OutputFormat::Text;
  CheckOptions check;
  FailOn fail_on;                       // check
  std::vector<ReportRequest> reports;   // check
  std::string specs;                    // directory instead of the embedded specification
  std::vector<std::string> rule_files;  // the user's own rules
  std::vector<std::string> traces;      // check; "-" is standard input
  std::string mapping;                  // check: a mapping file; "": none
  bool merge = false;                   // check: the traces are one recording
  RuleFilter filter;                    // rules
  std::string rule;                     // explain
  DumpOptions dump;                     // dump, of traces[0]
  ConvertOptions convert;               // convert, of traces[0]
  ExploreRequest explore;               // explore
};

// `arguments` without the program's name. Never exits, never prints.
Result<Options> parse_options(const std::vector<std::string>& arguments);

}  // namespace condis
