// `condis-check compare`: the two sides of a comparison may be recordings, which are
// checked, or JSON reports of earlier checks. Tested by the golden command lines.
#pragma once

#include <string>
#include <string_view>

#include "checker/catalogue.h"
#include "checker/check.h"
#include "checker/compare.h"
#include "model/result.h"

namespace condis {

struct CompareRequest {
  std::string before, after;  // files, directories or patterns
  CompareOptions options;
  OutputFormat format = OutputFormat::Text;
};

struct CompareOutcome {
  std::string text;
  ExitCode code = ExitCode::Holds;
};

// `complain` gets what is wrong with single recordings.
Result<CompareOutcome> run_compare(
    const CompareRequest& request, const CheckOptions& check,
    const Specification& specification, TransitionTable& table,
    std::string_view saved_table,
    const std::function<void(const Diagnostic&, const char* kind)>& complain);

}  // namespace condis
