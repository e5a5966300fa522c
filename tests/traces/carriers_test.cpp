// Every sample recording gives the same records in every carrier, so that it is judged
// the same.
#include "tests/traces/carriers.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "tests/traces/reading.h"

using namespace condis;

namespace {

namespace fs = std::filesystem;

// The records, numbered as they come, with the times of the sample.
std::vector<Record> read_carrier(const std::string& bytes, std::int64_t unit,
                                 const Mapping* mapping = nullptr) {
  auto opened = open_trace_bytes(bytes, "t", InputFormat::Detect, mapping);
  REQUIRE(opened);
  std::vector<Record> records = read_all(**opened);
  CHECK(messages(**opened).find("error") == std::string::npos);
  for (std::size_t i = 0; i < records.size(); ++i) {
    records[i].number = i + 1;
    if (unit != 0) records[i].time = (records[i].time - kCarrierTime) / unit;
    // What a carrier always tells, and a sample need not.
    for (const Field field : {Field::Time, Field::Cpu}) {
      records[i].set(field);
    }
  }
  return records;
}

}  // namespace

TEST_CASE("every sample reads the same in every carrier") {
  const Mapping mapping = csv_mapping();
  int samples = 0;
  for (const auto& entry :
       fs::recursive_directory_iterator(fs::path(CONDIS_SOURCE_DIR) / "traces/samples")) {
    if (entry.path().extension() != ".jsonl") continue;
    CAPTURE(entry.path().string());
    std::ifstream file(entry.path());
    std::ostringstream bytes;
    bytes << file.rdbuf();
    const std::vector<Record> expected = read_carrier(bytes.str(), 0);
    const Carriers carriers = carriers_of(bytes.str());
    // Not a column is without a name, so the mapping takes the long way to the same.
    CHECK(read_carrier(bytes.str(), 0, &mapping) == expected);
    CHECK(read_carrier(carriers.xml, 1, &mapping) == expected);
    CHECK(read_carrier(carriers.xml, 1) == expected);
    CHECK(read_carrier(carriers.csv, 100, &mapping) == expected);
    CHECK(read_carrier(carriers.lines, 1) == expected);
    CHECK(read_carrier(carriers.list, 1) == expected);
    CHECK(read_carrier(carriers.text, 1) == expected);
    ++samples;
  }
  CHECK(samples > 300);
}
