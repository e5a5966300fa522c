// The result of an exploration, for people and as JSON. Same input, same bytes.
//
// JSON, one object: version, parties, call_manager, client, manager (files, or null),
// verdict (as the exit code says it), complete, states, transitions, depth,
// interleavings (decimal digits in a string), broken (rule, severity, at_fault, steps,
// ends, follows, message, events), doomed (events, or null), rules (rule, exercised),
// written.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "checker/explore_command.h"
#include "model/rule.h"

namespace condis {

// "violated", "holds" or "not decided".
const char* word_of(Verdict verdict);
// "1 party", "2 parties".
std::string plural(std::uint64_t count, std::string_view one, std::string_view many);
// "conforming client", or "client of FILE".
std::string driver(const std::string& file, const char* actor);

std::string explore_text(const ExploreOutcome& outcome, const ExploreRequest& request,
                         const std::vector<Rule>& rules);
// Without a line break at its end.
std::string explore_json(const ExploreOutcome& outcome, const ExploreRequest& request,
                         const std::vector<Rule>& rules);

}  // namespace condis
