// The result of an exploration, for people and as JSON. Same input, same bytes.
//
// JSON, one object: version, parties, call_manager, client, manager (files, or null),
// verdict (as the exit code says it), complete, states, transitions, depth,
// interleavings (decimal digits in a string), broken (rule, severity, at_fault, steps,
// ends, follows, message, events), doomed (events, or null), rules (rule, exercised),
// written.
#pragma once

#include <string>
#include <vector>

#include "checker/explore_command.h"
#include "model/rule.h"

namespace condis {

std::string explore_text(const ExploreOutcome& outcome, const ExploreRequest& request,
                         const std::vector<Rule>& rules);
// Without a line break at its end.
std::string explore_json(const ExploreOutcome& outcome, const ExploreRequest& request,
                         const std::vector<Rule>& rules);

}  // namespace condis
