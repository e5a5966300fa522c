// Random recordings of drivers that make no mistake hold.
#include <doctest/doctest.h>

#include "checker/engine.h"
#include "tests/oracle/random_traces.h"
#include "tests/whole_specification.h"

namespace condis::test {
namespace {

TEST_CASE("a random recording without faults breaks nothing") {
  for (const bool two_sided : {false, true}) {
    for (std::uint64_t seed = 1; seed <= 5000; ++seed) {
      Engine engine(whole_specification(), whole_table(), {});
      const auto records = oracle::conforming_trace(seed, two_sided);
      for (const Record& record : records) engine.process(record);
      for (const Finding& finding : engine.finish().findings) {
        if (finding.verdict == Verdict::Open) continue;  // it may end in the middle
        const Rule& rule = whole_specification().rules()[finding.rule];
        if (rule.severity != Severity::Error) continue;  // less than a fault
        FAIL("seed " << seed << ": " << rule.id << " at " << finding.event.number << "\n"
                     << oracle::to_jsonl(oracle::conforming_trace(seed, two_sided)));
      }
    }
  }
}

}  // namespace
}  // namespace condis::test
