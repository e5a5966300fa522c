// What `condis-check explore` does: loads the behaviours, explores, has the checker
// replay what was found, and writes the runs as recordings.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checker/counterexample.h"
#include "checker/explore.h"
#include "checker/finding.h"

namespace condis {

// In the place of a behaviour's file: see Conduct.
inline constexpr const char* kErrsOnce = "errs-once";
inline constexpr const char* kAnything = "any";

struct ExploreRequest : SearchOptions {
  bool integrated = false;  // the call manager is an MCM
  bool thorough = false;
  bool returns_at_once = false;  // if that is proved to make no difference
  unsigned client_threads = 1;
  // Behaviour of the client: a file, or one of the words above; empty: it conforms.
  std::string client_file;
  std::string manager_file;        // likewise of the call manager
  std::vector<std::string> rules;  // ids; empty: all
  std::string model_file;          // a model to search instead; see run_model()
  std::optional<bool> carries;
  std::string trace_directory;  // where runs are written; empty: nowhere
};

// The drivers' behaviours that the user gave.
Result<Behaviours> read_behaviours(const ExploreRequest& request);
// The rules with these ids, as indices; `command` is the one that asks for them.
Result<std::vector<std::uint32_t>> find_rules(std::string_view command,
                                              const std::vector<std::string>& ids,
                                              const std::vector<Rule>& rules);
// Whether the rule is one that this actor can break.
bool is_at_fault(const Rule& rule, Actor actor);

// The shortest way into a state from which the call can no longer be ended.
struct DoomedRun {
  Run run;
  std::string recording;
  std::vector<Event> events;
};

struct ExploreOutcome {
  Exploration exploration;
  std::vector<Counterexample> examples;   // the shortest first, then those that follow
  std::vector<Diagnostic> disagreements;  // of exploration and checker: bugs
  std::optional<DoomedRun> doomed;
  std::vector<std::string> written;  // files
};

// `table` is filled on the way. Fails for behaviours and rule ids that cannot be used,
// and for a directory that cannot be written to.
Result<ExploreOutcome> run_exploration(const ExploreRequest& request,
                                       const Specification& specification,
                                       TransitionTable& table);

// Of all that was found; a rule below severity error does not count. NotExercised: it was
// stopped before it was through, and nothing was broken so far.
Verdict overall(const ExploreOutcome& outcome);

}  // namespace condis
