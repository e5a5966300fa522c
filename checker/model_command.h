// What `condis-check explore --model` does: searches a model of the user's own, and says
// step by step how a rule is broken.
#pragma once

#include <string>
#include <vector>

#include "checker/explore_command.h"
#include "checker/search.h"
#include "model/text_model.h"

namespace condis {

// A field of the VC, or of the party that moved, that a step changed.
struct ModelChange {
  std::string field, from, to;
};
struct ModelStep {
  std::string act;
  unsigned party = 0;  // counted from 1; 0: the VC alone
  std::vector<ModelChange> changes;
};
struct BrokenModelRule {
  TextModel::Rule rule;
  std::vector<ModelStep> steps;
};

struct ModelOutcome {
  SearchResult search;
  std::size_t rules = 0;                // looked at
  std::vector<BrokenModelRule> broken;  // the shortest run first
  std::vector<ModelStep> stuck;         // into a state without any act, if search.stuck
};

// Fails for a model and for rule ids that cannot be used.
Result<ModelOutcome> run_model(const ExploreRequest& request);

// Of all that was found. NotExercised: it was stopped, and nothing was broken so far.
Verdict overall(const ModelOutcome& outcome);

// For people: every run found, then a summary; each line ends in a line break.
std::string model_text(const ModelOutcome& outcome, const ExploreRequest& request);
// One JSON object on one line, without a line break: version, model, parties, verdict,
// complete, states, transitions, depth, interleavings (decimal digits in a string),
// rules, broken (rule, title, steps: party or null, act, changes), stuck (steps, or
// null).
std::string model_json(const ModelOutcome& outcome, const ExploreRequest& request);

}  // namespace condis
