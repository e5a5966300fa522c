// Each sample behaviour in specs/drivers breaks the rules that it says it breaks (and a
// correct one none), by runs that the checker judges alike when it reads them back.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "checker/explore_command.h"
#include "tests/whole_specification.h"

namespace condis::test {
namespace {

namespace fs = std::filesystem;

// Sanitizers slow the solver down ten times: of so many behaviours they look at one.
#ifdef __SANITIZE_ADDRESS__
constexpr std::size_t kEvery = 7;
#else
constexpr std::size_t kEvery = 1;
#endif

// What the comments of a behaviour promise.
struct Promise {
  std::set<std::string> breaks;
  bool stuck = false;
  bool carries = true;
};

Promise promise_of(const fs::path& path) {
  Promise promise;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    std::string semicolon, tag, value;
    words >> semicolon >> tag >> value;
    if (semicolon != ";") continue;
    if (tag == "@breaks") promise.breaks.insert(value);
    if (tag == "@stuck") promise.stuck = true;
    if (tag == "@medium") promise.carries = value != "no";
  }
  return promise;
}

std::vector<fs::path> behaviours() {
  std::vector<fs::path> paths;
  for (const auto& entry :
       fs::directory_iterator(fs::path(CONDIS_SOURCE_DIR) / "specs/drivers")) {
    paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

TEST_CASE("a behaviour breaks what it says, and its runs are judged alike") {
  CHECK(behaviours().size() >= 14);
  std::size_t number = 0;
  for (const fs::path& path : behaviours()) {
    if (number++ % kEvery != 0) continue;
    CAPTURE(path.filename().string());
    const Promise promise = promise_of(path);
    REQUIRE_FALSE(promise.breaks.empty());
    ExploreRequest request;
    request.parties = 2;
    request.carries = promise.carries;
    const bool is_client = path.filename().string().starts_with("client-");
    (is_client ? request.client_file : request.manager_file) = path.string();
    const auto outcome = run_exploration(request, whole_specification(), whole_table());
    REQUIRE(outcome);
    CHECK(outcome->disagreements.empty());
    CHECK(outcome->exploration.complete);
    CHECK(outcome->doomed.has_value() == promise.stuck);
    std::set<std::string> broken;
    std::size_t shortest = ~std::size_t{0};
    for (const Counterexample& example : outcome->examples) {
      if (example.follows) continue;
      broken.insert(whole_specification().rules()[example.rule].id);
      shortest = std::min(shortest, example.run.steps.size());
    }
    if (promise.breaks.contains("nothing")) {
      CHECK(broken.empty());
      CHECK(overall(*outcome) == Verdict::Holds);
      continue;
    }
    CHECK(overall(*outcome) == Verdict::Violated);
    for (const std::string& rule : promise.breaks) {
      CAPTURE(rule);
      CHECK(broken.contains(rule));
    }
    // What comes first is what the behaviour is about.
    bool first = false;
    for (const Counterexample& example : outcome->examples) {
      first |= example.run.steps.size() == shortest &&
               promise.breaks.contains(whole_specification().rules()[example.rule].id);
    }
    CHECK(first);
  }
}

TEST_CASE("a behaviour that cannot be used is told") {
  ExploreRequest request;
  request.client_file = "no-such-file.smt2";
  auto outcome = run_exploration(request, whole_specification(), whole_table());
  REQUIRE_FALSE(outcome);
  CHECK(outcome.error().where == "no-such-file.smt2");
  request.client_file =
      std::string(CONDIS_SOURCE_DIR) + "/specs/drivers/manager-correct.smt2";
  outcome = run_exploration(request, whole_specification(), whole_table());
  REQUIRE_FALSE(outcome);
  CHECK(outcome.error().what == "it does not define client-does");
  request.client_file.clear();
  request.rules = {"drop-not-the-first"};
  outcome = run_exploration(request, whole_specification(), whole_table());
  REQUIRE_FALSE(outcome);
  CHECK(outcome.error().what == "there is no rule 'drop-not-the-first'");
}

}  // namespace
}  // namespace condis::test
