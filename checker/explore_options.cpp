#include "checker/explore_options.h"

#include "checker/option_values.h"

namespace condis {
namespace {

// What is about drivers means nothing to a model, which knows none.
const char* useless_with_model(const ExploreRequest& request, bool own_texts) {
  if (!request.client_file.empty()) return "--client";
  if (!request.manager_file.empty()) return "--manager";
  if (!request.trace_directory.empty()) return "--trace-out";
  if (request.thorough) return "--thorough";
  if (request.returns_at_once) return "--returns-at-once";
  if (request.integrated) return "--call-manager";
  if (request.carries) return "--close-data";
  if (request.client_threads != 1) return "--threads";
  if (own_texts) return "--specs or --rules";
  return nullptr;
}

// Those that both commands have.
std::optional<Diagnostic> judge_search(std::string_view command,
                                       const RawExploreOptions& raw,
                                       SearchOptions& search, bool& integrated) {
  const auto parties = number(command, "--parties", raw.parties, 1, kMostPlaces);
  if (!parties) return parties.error();
  search.parties = static_cast<unsigned>(*parties);
  const auto most = number(command, "--max-states", raw.max_states, 0, kNoState - 1);
  if (!most) return most.error();
  search.max_states = *most;
  const auto jobs = number(command, "--jobs", raw.jobs, 1, 256);
  if (!jobs) return jobs.error();
  search.jobs = static_cast<unsigned>(*jobs);
  const auto manager =
      choose(command, "--call-manager", raw.call_manager, {"stand-alone", "mcm"});
  if (!manager) return manager.error();
  integrated = *manager == 1;
  return std::nullopt;
}

}  // namespace

std::optional<Diagnostic> judge_explore(std::string_view command,
                                        const RawExploreOptions& raw, bool own_texts,
                                        ExploreRequest& request) {
  if (auto wrong = judge_search(command, raw, request, request.integrated)) return wrong;
  const auto threads = number(command, "--threads", raw.threads, 1, kMostThreads - 1);
  if (!threads) return threads.error();
  request.client_threads = static_cast<unsigned>(*threads);
  if (request.returns_at_once && !request.rules.empty()) {
    return usage_error(command, "--rule cannot be given with --returns-at-once",
                       "a search of some rules goes on after others are broken, where "
                       "nothing is proved of returns.");
  }
  const char* useless = useless_with_model(request, own_texts);
  if (!request.model_file.empty() && useless != nullptr) {
    return usage_error(
        command, std::string(useless) + " cannot be given with --model",
        "a model says by itself what can happen, and which rules there are.");
  }
  return std::nullopt;
}

std::optional<Diagnostic> judge_generate(std::string_view command,
                                         const RawExploreOptions& raw,
                                         const std::string& directory,
                                         SuiteRequest& request) {
  if (directory.empty()) {
    return usage_error(command, "no directory is given", "'--out DIR' names it,");
  }
  return judge_search(command, raw, request, request.integrated);
}

}  // namespace condis
