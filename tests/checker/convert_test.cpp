// The sample recordings are judged alike in every carrier.
#include "checker/convert.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "checker/check.h"
#include "tests/traces/carriers.h"
#include "tests/traces/etl_maker.h"
#include "tests/traces/reading.h"
#include "tests/traces/xpress_pack.h"
#include "tests/whole_specification.h"

namespace condis::test {
namespace {

namespace fs = std::filesystem;

std::string slurp(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

void convert(const fs::path& from, const fs::path& to, bool etl) {
  const auto error =
      convert_trace(from.string(), {to.string(), etl}, [](const Diagnostic&) {});
  CHECK_FALSE(error);
}

// Findings with their records counted from 0, which have other numbers in each carrier.
std::string judged(const fs::path& path, const Mapping* mapping = nullptr) {
  auto opened = open_trace(path.string(), InputFormat::Detect, mapping);
  REQUIRE(opened);
  std::vector<std::uint64_t> numbers;
  for (const Record& record : read_all(**opened)) numbers.push_back(record.number);
  const auto place = [&](std::uint64_t number) {
    return std::find(numbers.begin(), numbers.end(), number) - numbers.begin();
  };
  CheckOptions options;
  options.mapping = mapping;
  const CheckOutcome outcome =
      check_trace(path.string(), whole_table(), whole_specification(), options);
  std::string text = outcome.error ? outcome.error->what + '\n' : "";
  for (const Finding& finding : outcome.result.findings) {
    text += fmt::format("{} {} at {}, {}:{}\n",
                        whole_specification().rules()[finding.rule].id,
                        name_of(finding.verdict), place(finding.event.number),
                        finding.source.file, finding.source.line);
  }
  for (const RuleResult& rule : outcome.result.rules) {
    text += fmt::format("{}/{} ", name_of(rule.verdict), rule.exercised);
  }
  return text;
}

TEST_CASE("every sample is judged alike as an .etl file, plain and compressed") {
  const fs::path folder = fs::temp_directory_path() / "condis-convert-test";
  fs::create_directories(folder);
  const fs::path etl = folder / "t.etl";
  const fs::path packed = folder / "packed.etl";
  const fs::path lines = folder / "t.jsonl";
  const fs::path again = folder / "again.jsonl";
  std::size_t samples = 0;
  for (const auto& entry :
       fs::recursive_directory_iterator(fs::path(CONDIS_SOURCE_DIR) / "traces/samples")) {
    if (entry.path().extension() != ".jsonl") continue;
    ++samples;
    CAPTURE(entry.path().filename().string());
    const std::string expected = judged(entry.path());
    convert(entry.path(), etl, true);
    CHECK(judged(etl) == expected);
    std::ofstream(packed, std::ios::binary) << pack_etl(slurp(etl));
    CHECK(judged(packed) == expected);
    convert(etl, lines, false);
    CHECK(judged(lines) == expected);
    // And from there the same once more.
    convert(lines, etl, true);
    convert(etl, again, false);
    CHECK(slurp(again) == slurp(lines));
  }
  CHECK(samples > 300);
  fs::remove_all(folder);
}

TEST_CASE("every sample is judged alike as tracerpt's XML and CSV") {
  const fs::path xml = fs::temp_directory_path() / "condis-carriers-test.xml";
  const fs::path csv = fs::temp_directory_path() / "condis-carriers-test.csv";
  const Mapping mapping = csv_mapping();
  std::size_t samples = 0;
  for (const auto& entry :
       fs::recursive_directory_iterator(fs::path(CONDIS_SOURCE_DIR) / "traces/samples")) {
    if (entry.path().extension() != ".jsonl") continue;
    ++samples;
    CAPTURE(entry.path().filename().string());
    const std::string expected = judged(entry.path());
    const Carriers carriers = carriers_of(slurp(entry.path()));
    std::ofstream(xml, std::ios::binary) << carriers.xml;
    CHECK(judged(xml) == expected);
    std::ofstream(csv, std::ios::binary) << carriers.csv;
    CHECK(judged(csv, &mapping) == expected);
  }
  CHECK(samples > 300);
  fs::remove(xml);
  fs::remove(csv);
}

// The recording says that it has lost events, not when: what looks violated may not be.
TEST_CASE("lost events make of a violation a possible one") {
  const fs::path path = fs::temp_directory_path() / "condis-convert-test-lost.etl";
  convert(fs::path(CONDIS_SOURCE_DIR) /
              "traces/samples/drop-handle-dead-at-call/"
              "violated-dropped-again-while-pending.jsonl",
          path, true);
  std::string bytes = slurp(path);
  CHECK(judged(path).find(" violated at ") != std::string::npos);
  constexpr std::size_t kEventsLost = 72 + 32 + 0x30;
  put_at(bytes, kEventsLost, std::uint32_t{2});
  std::ofstream(path, std::ios::binary) << bytes;
  CHECK(judged(path).find(" violated at ") == std::string::npos);
  CHECK(judged(path).find(" possible at ") != std::string::npos);
  // Also where it cannot be said as well.
  const fs::path lines = path.string() + ".jsonl";
  convert(path, lines, false);
  CHECK(judged(lines).find(" violated at ") == std::string::npos);
  CHECK(judged(lines).find(" possible at ") != std::string::npos);
  fs::remove(lines);
  fs::remove(path);
}

}  // namespace
}  // namespace condis::test
