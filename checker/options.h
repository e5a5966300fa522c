// The command line: what the user asked for, or what is wrong with it.
#pragma once

#include <string>
#include <vector>

#include "checker/catalogue.h"
#include "checker/check.h"
#include "checker/compare_command.h"
#include "checker/convert.h"
#include "checker/dump.h"
#include "checker/gate.h"
#include "checker/prove_command.h"
#include "checker/report_command.h"
#include "checker/suite.h"
#include "model/result.h"

namespace condis {

enum class Command {
  Help,
  Version,
  Check,
  Report,
  Compare,
  Merge,
  Rules,
  Explain,
  Dump,
  Convert,
  Explore,
  Generate,
  Prove
};

struct Options {
  Command command = Command::Help;
  std::string help;  // Command::Help: the text to print
  OutputFormat format = OutputFormat::Text;
  CheckOptions check;
  std::string mapping;  // check, compare, report: a mapping file; "": none
  std::string specs;    // directory instead of the embedded specification
  std::vector<std::string> rule_files;  // the user's own rules
  GateOptions gate;                     // check
  CompareRequest compare;               // compare
  std::vector<std::string> traces;      // dump and convert: [0]; merge: the reports
  ReportCommand report;                 // report
  RuleFilter filter;                    // rules
  std::string rule;                     // explain
  DumpOptions dump;                     // dump, of traces[0]
  ConvertOptions convert;               // convert, of traces[0]
  ExploreRequest explore;               // explore, prove
  SuiteRequest generate;                // generate
  std::string directory;                // generate: where to
  std::string certificate_directory;    // prove; "": none
  bool judges_specification = false;    // prove --spec
};

// `arguments` without the program's name. Never exits, never prints.
Result<Options> parse_options(const std::vector<std::string>& arguments);

}  // namespace condis
