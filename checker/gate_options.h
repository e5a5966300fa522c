// The options of `condis-check check` that say what a run is to come to: values as they
// stand on the command line, judged. Tested by tests/checker/options_test.cpp.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checker/gate.h"
#include "model/result.h"

namespace condis {

struct RawGateOptions {
  std::optional<std::string> format;
  std::optional<std::string> output;
  std::vector<std::string> reports;
  std::vector<std::string> fail_on;
  bool strict = false;  // the same as "note" among these
  std::optional<std::string> accept;
  std::string jobs = "0";
  std::vector<std::string> traces;
};

// Fills in what `raw` says; the rest of `options` is there already.
std::optional<Diagnostic> judge_gate(const RawGateOptions& raw, GateOptions& options);

// --fail-on: a severity and a verdict, in any order; of several of one sort the last
// counts.
std::optional<Diagnostic> judge_fail_on(std::string_view command,
                                        const std::vector<std::string>& values,
                                        FailOn& fail_on);

}  // namespace condis
