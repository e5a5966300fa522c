// The options of `condis-check explore` and `generate`: values as they stand on the
// command line, judged. Tested by tests/checker/options_test.cpp.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "checker/explore_command.h"
#include "checker/suite.h"
#include "model/result.h"

namespace condis {

struct RawExploreOptions {
  std::string parties = "2";
  std::string max_states = "0";
  std::string threads = "1";
  std::string jobs = "1";
  std::string call_manager = "stand-alone";
};

// Fills in what `raw` says; the rest of `request` is there already. `own_texts`: the
// command line names a specification or rules.
std::optional<Diagnostic> judge_explore(std::string_view command,
                                        const RawExploreOptions& raw, bool own_texts,
                                        ExploreRequest& request);

// Likewise of `condis-check generate`; `directory` is where the suite goes.
std::optional<Diagnostic> judge_generate(std::string_view command,
                                         const RawExploreOptions& raw,
                                         const std::string& directory,
                                         SuiteRequest& request);

}  // namespace condis
