// The evidence of every finding in the samples shows it by itself, is judged the same
// when it is written and read again, and loses it with any record less.
#include "checker/shrink.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "checker/proofs.h"
#include "tests/whole_specification.h"

namespace condis::test {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> samples() {
  std::vector<std::string> paths;
  for (const auto& entry :
       fs::recursive_directory_iterator(fs::path(CONDIS_SOURCE_DIR) / "traces/samples")) {
    if (entry.path().extension() == ".jsonl") paths.push_back(entry.path().string());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

CheckOutcome checked(const std::string& path) {
  CheckOptions options;
  options.lives = true;
  return check_trace(path, whole_table(), whole_specification(), options);
}

std::vector<std::size_t> all_of(const TraceResult& result) {
  std::vector<std::size_t> findings(result.findings.size());
  for (std::size_t i = 0; i < findings.size(); ++i) findings[i] = i;
  return findings;
}

bool is_known(const TraceResult& result, const Finding& other) {
  return std::any_of(
      result.findings.begin(), result.findings.end(), [&](const Finding& finding) {
        return finding.rule == other.rule && finding.event.number == other.event.number;
      });
}

TEST_CASE("the evidence of every finding in the samples is minimal") {
  std::size_t findings = 0;
  std::size_t core = 0;
  std::size_t records = 0;
  Shrinker shrinker(whole_specification(), whole_table(), Support::Unknown);
  for (const std::string& path : samples()) {
    INFO(path);
    const CheckOutcome outcome = checked(path);
    REQUIRE(!outcome.error);
    const TraceResult& result = outcome.result;
    Proofs proofs =
        Proofs::find(outcome, all_of(result), {}, whole_specification(), whole_table());
    REQUIRE(proofs.proofs().size() == result.findings.size());
    for (const Proof& proof : proofs.proofs()) {
      const Finding& finding = result.findings[proof.finding];
      INFO(whole_specification().rules()[finding.rule].id);
      REQUIRE(proof.replayed);
      CHECK(proof.minimal);
      CHECK(find_same(shrinker.replay(proof.core).findings, finding) != nullptr);
      for (std::size_t i = 0; i < proof.core.size(); ++i) {
        std::vector<Record> rest = proof.core;
        rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(i));
        INFO("without record " << proof.core[i].number);
        CHECK(find_same(shrinker.replay(renumbered(rest)).findings, finding) == nullptr);
      }
      const auto recording = proofs.recording(proof, result);
      if (!recording) FAIL_CHECK(recording.error().what);
      for (const Finding& other : shrinker.replay(proof.records).findings) {
        INFO("which also breaks " << whole_specification().rules()[other.rule].id);
        CHECK((other.verdict == Verdict::Open || is_known(result, other)));
      }
      ++findings;
      core += proof.core.size();
      records += proof.records.size();
    }
  }
  CHECK(findings > 150);
  MESSAGE(findings << " findings, " << records << " records of evidence, " << core
                   << " of them at the core");
}

}  // namespace
}  // namespace condis::test
