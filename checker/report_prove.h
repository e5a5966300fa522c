// The result of a proof, for people and as JSON. Same input, same bytes.
//
// JSON, one object: version, call_manager, client, manager (files, or null), verdict (as
// the exit code says it), explored_parties, explored_states, invariants, left_out
// (names), claims, stuck, rules (rule, severity, proof: proved, refuted, not decided or
// not exercised; if_ended, reason, events), written.
#pragma once

#include <string>
#include <vector>

#include "checker/prove_command.h"
#include "model/rule.h"

namespace condis {

std::string prove_text(const ProveOutcome& outcome, const ProveRequest& request,
                       const std::vector<Rule>& rules);
// Without a line break at its end.
std::string prove_json(const ProveOutcome& outcome, const ProveRequest& request,
                       const std::vector<Rule>& rules);

}  // namespace condis
