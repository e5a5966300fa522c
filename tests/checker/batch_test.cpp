// Many recordings give the same outcomes in the same order, however many are checked at a
// time.
#include "checker/batch.h"

#include <doctest/doctest.h>

#include "checker/report_json.h"
#include "tests/whole_specification.h"

namespace condis::test {
namespace {

const std::string kSamples = CONDIS_SOURCE_DIR "/traces/samples/";

std::vector<Recording> recordings() {
  std::vector<Recording> all =
      find_recordings({kSamples + "drop-handle-dead-at-call", "no-such-file.jsonl",
                       kSamples + "flows/t4*.jsonl", kSamples + "no-such-*"},
                      {});
  REQUIRE(all.size() > 5);
  return all;
}

std::string outcomes(unsigned jobs, const std::string& saved) {
  std::string text;
  check_all(recordings(), whole_table(), whole_specification(), {{}, jobs, saved},
            [&](const CheckOutcome& outcome) {
              text += report_json(outcome, whole_specification().rules(), {}) + '\n';
            });
  return text;
}

TEST_CASE("the number of jobs changes nothing") {
  const std::string one = outcomes(1, "");
  CHECK(one.find("violated") != std::string::npos);
  CHECK(one.find("there is no recording here") != std::string::npos);
  const std::string saved = whole_table().save();
  CHECK(outcomes(2, saved) == one);
  CHECK(outcomes(7, saved) == one);
  CHECK(outcomes(1000, saved) == one);
}

TEST_CASE("what the caller throws ends the batch") {
  const std::string saved = whole_table().save();
  CHECK_THROWS_AS(check_all(recordings(), whole_table(), whole_specification(),
                            {{}, 3, saved}, [](const CheckOutcome&) { throw 7; }),
                  int);
}

TEST_CASE("as one recording, all of them have to be there") {
  const std::vector<Recording> some = find_recordings({kSamples + "no-such-*"}, {});
  const CheckOutcome outcome =
      check_as_one(some, whole_table(), whole_specification(), {});
  REQUIRE(outcome.error);
  CHECK(outcome.error->what == "there is no recording here");
}

}  // namespace
}  // namespace condis::test
