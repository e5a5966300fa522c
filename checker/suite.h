// A conformance suite: for every rule a recording that breaks it and one that keeps it
// and is as much like the first as can be. For others to try their checkers and drivers
// on.
//
// Where a search finds it, the breaking recording is a shortest run of one VC in which
// one driver, the one at fault, errs once or gives up, and everything else conforms; it
// ends with the first rule that it breaks, and its twin is find_twin()'s. Other rules are
// shown by the samples that the program carries. Every recording is judged by the checker
// before it becomes part of the suite. The same for any number of jobs.
// Tested by tests/checker/suite_test.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "checker/finding.h"
#include "checker/search.h"
#include "model/environment.h"
#include "model/result.h"
#include "model/specification.h"
#include "model/transition_table.h"

namespace condis {

// With two parties, three times as many find no further rule.
inline constexpr std::uint64_t kSuiteStates = 50000;

struct SuiteRequest : SearchOptions {
  std::vector<std::string> rules;  // ids; empty: all
  bool integrated = false;         // the call manager is an MCM
};

enum class Origin : std::uint8_t { Search, Example, None };

struct SuiteTrace {
  Origin origin = Origin::None;
  std::string text;          // the recording; empty: there is none
  std::uint64_t events = 0;  // records of calls
  TraceResult result;        // the checker's judgement
};

// One rule of the suite. Without violating recording there is no keeping one.
struct SuiteEntry {
  std::uint32_t rule = 0;  // index into Specification::rules()
  std::string why;  // if there is no recording, or the second is no twin of the first
  SuiteTrace violated, holds;
  Finding finding;             // of the rule, in `violated`
  Actor errs = Actor::Client;  // where `violated` is of Origin::Search
  // Where both are:
  std::size_t shared = 0;  // events that they begin with
  bool same_kind = false;  // see Twin
};

// One of the searches that were made.
struct SuiteSearch {
  Actor errs = Actor::Client;
  bool complete = false;
  std::uint64_t states = 0;
  std::uint64_t depth = 0;  // all runs of so many events were looked at
};

struct Suite {
  std::vector<SuiteSearch> searches;
  std::vector<SuiteEntry> entries;        // in the order of the catalogue
  std::vector<Diagnostic> disagreements;  // of search and checker: bugs
  bool interrupted = false;
};

// `table` is filled on the way. Fails for ids of no rule.
Result<Suite> build_suite(const SuiteRequest& request, const Specification& specification,
                          TransitionTable& table);

}  // namespace condis
