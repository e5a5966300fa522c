// The recordings of a suite are judged as its index says, by this checker and, where they
// were searched for, by the one in tests/oracle; and twins begin alike.
#include "checker/suite.h"

#include <doctest/doctest.h>
#include <simdjson.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "checker/check.h"
#include "checker/counterexample.h"
#include "checker/report_suite.h"
#include "tests/checker/temporary_directory.h"
#include "tests/oracle/comparison.h"
#include "tests/whole_specification.h"
#include "traces/reader.h"

namespace condis::test {
namespace {

// Found soon, by a step and by giving up, of either driver; and two that are examples:
// one that is not searched for, and one of which the shortest run gives no certainty.
SuiteRequest small() {
  SuiteRequest request;
  request.rules = {
      "irql-callback",      "drop-not-the-last",     "drop-any-order-all-released",
      "delete-after-close", "complete-status-final", "inclose-active-or-offered"};
  request.max_states = 6000;
  return request;
}

const Suite& small_suite() {
  static const Suite kSuite = [] {
    auto built = build_suite(small(), whole_specification(), whole_table());
    if (!built) throw std::runtime_error(built.error().what);
    return std::move(*built);
  }();
  return kSuite;
}

const SuiteEntry& entry_of(const std::string& rule) {
  const auto& entries = small_suite().entries;
  return *std::find_if(entries.begin(), entries.end(), [&](const SuiteEntry& entry) {
    return whole_specification().rules()[entry.rule].id == rule;
  });
}

TEST_CASE("a suite has both recordings of every rule that is asked for") {
  const Suite& suite = small_suite();
  CHECK(is_whole(suite));
  CHECK(suite.disagreements.empty());
  CHECK(suite.searches.size() == 2);
  REQUIRE(suite.entries.size() == 6);
  for (const SuiteEntry& entry : suite.entries) {
    const std::string& rule = whole_specification().rules()[entry.rule].id;
    CAPTURE(rule);
    const bool unsure = rule == "inclose-active-or-offered";
    const Origin origin =
        unsure || rule == "irql-callback" ? Origin::Example : Origin::Search;
    CHECK(entry.violated.origin == origin);
    CHECK(entry.holds.origin == origin);
    CHECK(entry.why.empty() != unsure);
  }
  CHECK(entry_of("drop-not-the-last").errs == Actor::Client);
  CHECK(entry_of("complete-status-final").errs == Actor::Manager);
  CHECK(entry_of("drop-any-order-all-released").finding.overdue);
  CHECK_FALSE(entry_of("drop-not-the-last").finding.overdue);
}

// A record without what depends on the lines before it.
std::string essence(const Event& event) {
  std::ostringstream text;
  text << static_cast<int>(event.function) << ' ' << static_cast<int>(event.phase) << ' '
       << event.status << ' ' << event.thread_id << ' ' << event.vc << ' ' << event.party;
  return text.str();
}

TEST_CASE(
    "the shortest run breaks its rule last, its twin begins alike and breaks none") {
  for (const SuiteEntry& entry : small_suite().entries) {
    if (entry.violated.origin != Origin::Search) continue;
    CAPTURE(whole_specification().rules()[entry.rule].id);
    const std::vector<Event> broken = events_of(entry.violated.text);
    const std::vector<Event> kept = events_of(entry.holds.text);
    REQUIRE(broken.size() == entry.violated.events);
    REQUIRE(kept.size() == entry.holds.events);
    // Up to the mistake; all of it, where nothing more was done.
    CHECK(entry.shared == broken.size() - (entry.finding.overdue ? 0 : 1));
    REQUIRE(kept.size() > entry.shared);
    for (std::size_t i = 0; i < entry.shared; ++i) {
      CHECK(essence(broken[i]) == essence(kept[i]));
    }
    if (!entry.finding.overdue) {
      CHECK(entry.finding.event.number == broken.back().number);
      CHECK(essence(broken.back()) != essence(kept[entry.shared]));
    }
    CHECK(entry.holds.result.findings.empty());
    CHECK(entry.holds.result.rules[entry.rule].exercised > 0);
    CHECK(entry.same_kind != entry.finding.overdue);
  }
}

TEST_CASE("what was written is judged as the index says") {
  const TemporaryDirectory directory;
  const SuiteRequest request = small();
  REQUIRE_FALSE(make_suite_directory(directory.name("suite")));
  REQUIRE_FALSE(write_suite(directory.name("suite"), small_suite(), request,
                            whole_specification()));
  simdjson::dom::parser parser;
  const simdjson::dom::object index = parser.load(directory.name("suite/suite.json"));
  std::size_t files = 0;
  for (const simdjson::dom::element rule : index["rules"].get_array()) {
    const std::string_view id = rule["rule"];
    CAPTURE(id);
    for (const char* side : {"violated", "holds"}) {
      const simdjson::dom::object recording = rule[side];
      const std::string_view file = recording["file"];
      const CheckOutcome outcome =
          check_trace(directory.name("suite/" + std::string(file)), whole_table(),
                      whole_specification(), {});
      REQUIRE_FALSE(outcome.error);
      std::vector<std::string> found, promised;
      for (const Finding& finding : outcome.result.findings) {
        found.push_back(std::string(name_of(finding.verdict)) + ' ' +
                        whole_specification().rules()[finding.rule].id + ' ' +
                        std::to_string(finding.event.number));
      }
      for (const simdjson::dom::element finding : recording["findings"].get_array()) {
        promised.push_back(std::string(finding["verdict"].get_string().value()) + ' ' +
                           std::string(finding["rule"].get_string().value()) + ' ' +
                           std::to_string(finding["line"].get_uint64().value()));
      }
      CHECK(found == promised);
      const bool violated = std::string_view(side) == "violated";
      CHECK(recording["exit_code"].get_uint64().value() == (violated ? 1 : 0));
      if (violated) {
        const std::string wanted = "violated " + std::string(id) + ' ' +
                                   std::to_string(recording["line"].get_uint64().value());
        CHECK(std::find(found.begin(), found.end(), wanted) != found.end());
      } else {
        CHECK(found.empty());
      }
      ++files;
    }
  }
  CHECK(files == 12);
}

std::vector<Record> records_of(const std::string& recording) {
  std::vector<Record> records;
  std::array<Record, 64> some;
  const auto reader = open_trace_bytes(recording, "recording");
  if (!reader) throw std::runtime_error(reader.error().what);
  while (const std::size_t count = (*reader)->read(some)) {
    records.insert(records.end(), some.begin(), some.begin() + count);
  }
  return records;
}

TEST_CASE("the checker that was written from the catalogue alone agrees on the runs") {
  const Comparison comparison(true, false);
  int compared = 0;
  for (const SuiteEntry& entry : small_suite().entries) {
    const std::string& rule = whole_specification().rules()[entry.rule].id;
    if (entry.violated.origin != Origin::Search) continue;
    CAPTURE(rule);
    CHECK(comparison.difference(records_of(entry.violated.text)) == "");
    CHECK(comparison.difference(records_of(entry.holds.text)) == "");
    compared += 2;
  }
  CHECK(compared == 8);
}

TEST_CASE("a suite is the same every time, for any number of threads") {
  SuiteRequest request = small();
  request.jobs = 2;
  const auto again = build_suite(request, whole_specification(), whole_table());
  REQUIRE(again);
  CHECK(suite_json(*again, small(), whole_specification()) ==
        suite_json(small_suite(), small(), whole_specification()));
  for (std::size_t i = 0; i < again->entries.size(); ++i) {
    CHECK(again->entries[i].violated.text == small_suite().entries[i].violated.text);
    CHECK(again->entries[i].holds.text == small_suite().entries[i].holds.text);
  }
}

TEST_CASE("what is missing is said, and a suite that was interrupted is not whole") {
  const std::atomic<bool> stop = true;
  SuiteRequest request = small();
  request.stop = &stop;
  const auto suite = build_suite(request, whole_specification(), whole_table());
  REQUIRE(suite);
  CHECK(suite->interrupted);
  CHECK_FALSE(is_whole(*suite));
  for (const SuiteEntry& entry : suite->entries) {
    CHECK(entry.violated.origin == Origin::Example);
  }
  request.rules = {"drop-not-the-first"};
  const auto unknown = build_suite(request, whole_specification(), whole_table());
  REQUIRE_FALSE(unknown);
  CHECK(unknown.error().where == "condis-check generate");
}

}  // namespace
}  // namespace condis::test
