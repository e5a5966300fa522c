// Recordings that are made up: of a simulated client and call manager that behave, or do
// not, and all short ones.
#include "tests/oracle/random_traces.h"

#include <doctest/doctest.h>

#include <set>
#include <string>
#include <vector>

#include "tests/oracle/history.h"
#include "tests/oracle/reference.h"

namespace condis::oracle {
namespace {

TEST_CASE("recordings without faults break no rule") {
  for (std::uint64_t seed = 0; seed < 3000; ++seed) {
    for (bool two_sided : {false, true}) {
      std::vector<Record> records = conforming_trace(seed, two_sided);
      std::vector<ReferenceBreak> breaks =
          reference_check(records, {Support::Unknown, two_sided});
      INFO("seed ", seed, two_sided ? ", both sides" : ", client only");
      if (!breaks.empty()) FAIL(breaks.front().rule << '\n' << to_jsonl(records));
    }
  }
}

TEST_CASE("recordings with faults break every rule, and are well formed") {
  std::set<std::string> missing;
  for (const std::string& id : reference_rules(true)) missing.insert(id);
  for (std::uint64_t seed = 0; seed < 4000; ++seed) {
    std::vector<Record> records = random_trace(seed, seed % 2 == 0);
    History h = read_history(records, {Support::Unknown, seed % 2 == 0});
    for (int i = 0; i < h.count(); ++i) {
      CHECK(h.at(i).number == static_cast<std::uint64_t>(i) + 1);
      if (i > 0) CHECK(h.at(i).time > h.at(i - 1).time);
      if (h.at(i).phase == Phase::Exit) {
        CHECK(h.frame_of[static_cast<std::size_t>(i)] != kNone);
      }
    }
    for (const ReferenceBreak& b :
         reference_check(records, {Support::Unknown, seed % 2 == 0})) {
      missing.erase(b.rule);
    }
  }
  CHECK(missing == std::set<std::string>{});
}

TEST_CASE("shrinking keeps what it is asked to keep") {
  for (std::uint64_t seed = 1; seed < 200; ++seed) {
    std::vector<Record> records = random_trace(seed, true);
    std::vector<ReferenceBreak> breaks =
        reference_check(records, {Support::Unknown, true});
    if (breaks.empty()) continue;
    auto still = [&](const std::vector<Record>& rest) {
      for (const ReferenceBreak& b : reference_check(rest, {Support::Unknown, true})) {
        if (b.rule == breaks.front().rule) return true;
      }
      return false;
    };
    std::vector<Record> small = shrink(records, still);
    CHECK(still(small));
    CHECK(small.size() <= records.size());
  }
}

TEST_CASE("short traces: one beginning, every continuation") {
  std::vector<std::vector<Record>> all = all_short_traces(1);
  CHECK(all.size() == 17);  // the beginning itself, and 16 letters that can follow it
  CHECK(reference_check(all.front(), {}).empty());
}

}  // namespace
}  // namespace condis::oracle
