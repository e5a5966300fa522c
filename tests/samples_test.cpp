// Every sample recording is judged as its header says: exactly the rules it expects are
// broken, at exactly those lines; and every rule has samples of both sides.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <string>

#include "checker/check.h"
#include "tests/whole_specification.h"

namespace condis::test {
namespace {

namespace fs = std::filesystem;

// What a header says. Violated rules name the line; a rule may break at several.
struct Expectation {
  std::set<std::string> violated;  // "RULE at LINE"
  std::set<std::string> open;
  std::set<std::string> holds;
  std::set<std::string> warnings;  // whole sentences
  std::string mistake;             // in the header itself
};

Expectation expectation_of(const fs::path& path) {
  static const std::regex kPattern(
      "# expect: (violated|open|holds) ([a-z0-9-]+)( at [0-9]+)?");
  Expectation expected;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line) && line.starts_with('#');) {
    const std::string kWarning = "# expect: warning ";
    if (line.starts_with(kWarning)) {
      expected.warnings.insert(line.substr(kWarning.size()));
      continue;
    }
    std::smatch match;
    if (!std::regex_match(line, match, kPattern)) {
      if (line.find("expect") == 2) expected.mistake = line;
      continue;
    }
    const std::string verdict = match[1];
    const std::string rule = match[2];
    if ((verdict == "violated") != match[3].matched) expected.mistake = line;
    if (verdict == "violated") expected.violated.insert(rule + match[3].str());
    if (verdict == "open") expected.open.insert(rule);
    if (verdict == "holds") expected.holds.insert(rule);
  }
  return expected;
}

std::vector<fs::path> all_samples() {
  std::vector<fs::path> paths;
  for (const auto& entry :
       fs::recursive_directory_iterator(fs::path(CONDIS_SOURCE_DIR) / "traces/samples")) {
    if (entry.path().extension() == ".jsonl") paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

std::string join(const std::set<std::string>& names) {
  return fmt::format("{}", fmt::join(names, "\n    "));
}

// What is wrong with the answer, or nothing.
std::string disagreement(const fs::path& path) {
  const Expectation expected = expectation_of(path);
  if (!expected.mistake.empty()) return "header: " + expected.mistake;
  const bool flow = path.parent_path().filename() == "flows";
  if (!flow && expected.violated.empty() && expected.open.empty() &&
      expected.holds.empty()) {
    return "header: no '# expect:' line";
  }
  const CheckOutcome outcome =
      check_trace(path.string(), whole_table(), whole_specification(), {});
  if (outcome.error) return outcome.error->what;
  const auto& rules = whole_specification().rules();
  std::set<std::string> violated;
  std::set<std::string> open;
  std::string problems;
  for (const Finding& finding : outcome.result.findings) {
    const std::string& rule = rules[finding.rule].id;
    if (finding.verdict == Verdict::Open) open.insert(rule);
    if (finding.verdict == Verdict::Violated)
      violated.insert(fmt::format("{} at {}", rule, finding.event.number));
    if (finding.verdict == Verdict::Possible) problems += "  possible: " + rule + "\n";
  }
  if (violated != expected.violated) {
    problems += fmt::format("  violated\n    {}\n  instead of\n    {}\n", join(violated),
                            join(expected.violated));
  }
  if (open != expected.open) {
    problems += fmt::format("  open\n    {}\n  instead of\n    {}\n", join(open),
                            join(expected.open));
  }
  for (std::uint32_t i = 0; i < rules.size(); ++i) {
    const RuleResult& result = outcome.result.rules[i];
    if (expected.holds.count(rules[i].id) != 0 && result.verdict != Verdict::Holds) {
      problems += fmt::format("  {} is {} instead of holds\n", rules[i].id,
                              name_of(result.verdict));
    }
  }
  std::set<std::string> warnings;
  for (const Diagnostic& warning : outcome.result.warnings) warnings.insert(warning.what);
  if (warnings != expected.warnings) problems += "  warnings\n    " + join(warnings);
  return problems;
}

TEST_CASE("every sample is judged as its header says") {
  const auto samples = all_samples();
  CHECK(samples.size() > 300);
  for (const fs::path& path : samples) {
    const std::string problems = disagreement(path);
    if (!problems.empty()) {
      FAIL_CHECK(fs::relative(path, CONDIS_SOURCE_DIR).string() << "\n" << problems);
    }
  }
}

TEST_CASE("every rule has a sample that breaks it and a near miss") {
  std::map<std::string, std::pair<int, int>> sides;
  int flows = 0;
  for (const fs::path& path : all_samples()) {
    const std::string folder = path.parent_path().filename().string();
    const Expectation expected = expectation_of(path);
    const std::string file = path.filename().string();
    INFO(path.string());
    if (folder == "flows") {
      CHECK(expected.violated.empty());
      ++flows;
    } else if (file.starts_with("violated-")) {
      CHECK(std::any_of(
          expected.violated.begin(), expected.violated.end(),
          [&](const std::string& v) { return v.starts_with(folder + " at "); }));
      ++sides[folder].first;
    } else if (file.starts_with("holds-")) {
      CHECK(expected.holds.count(folder) == 1);
      ++sides[folder].second;
    } else {
      CHECK(file.starts_with("open-"));
      CHECK(expected.open.count(folder) == 1);
    }
  }
  CHECK(flows > 100);
  for (const Rule& rule : whole_specification().rules()) {
    INFO(rule.id);
    CHECK(sides[rule.id].first > 0);
    CHECK(sides[rule.id].second > 0);
  }
  CHECK_MESSAGE(sides.size() == whole_specification().rules().size(),
                "a folder that is named after no rule");
}

}  // namespace
}  // namespace condis::test
