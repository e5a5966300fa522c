// Texts that were cut and changed at random end in an error or in what could be read, and
// whatever lacks is told.
#include <doctest/doctest.h>

#include <functional>

#include "tests/traces/carriers.h"
#include "tests/traces/damage.h"
#include "traces/generator.h"

using namespace condis;

namespace {

constexpr int kRounds = 800;  // of each kind of damage, for each carrier

std::string sample() {
  GeneratorOptions options;
  options.events = 100;
  options.vcs = 2;
  return generate_recording(options);
}

// Little-endian, with a byte order mark; the text is ASCII.
std::string utf16_of(std::string_view text) {
  std::string wide = "\xFF\xFE";
  for (const char c : text) {
    wide += c;
    wide += '\0';
  }
  return wide;
}

// Whether a text that is cut here may be a shorter recording: nothing tells.
using MayEnd = std::function<bool(std::string_view cut)>;

bool never(std::string_view) {
  return false;
}
bool at_line_end(std::string_view cut) {
  return cut.empty() || cut.ends_with('}') || cut.ends_with('\n') ||
         cut.ends_with(std::string_view("\n\0", 2));
}

void damage(std::string_view whole, InputFormat format, const Mapping* mapping,
            const MayEnd& may_end) {
  const Reading intact = reading_of(whole, format, mapping);
  REQUIRE(intact.opened);
  CHECK(intact.records > 50);
  CHECK_FALSE(intact.tells_loss);
  TestRandom random(17);
  std::size_t silent = 0;
  std::size_t hidden = 0;
  for (int round = 0; round < kRounds; ++round) {
    const std::string_view cut = whole.substr(0, random.below(whole.size()));
    CAPTURE(cut.size());
    const Reading reading = reading_of(cut, format, mapping);
    CHECK(reading.records <= intact.records);
    CHECK((!reading.opened || reading.tells_loss || reading.records == intact.records ||
           may_end(cut)));
  }
  for (int round = 0; round < kRounds; ++round) {
    std::string changed(whole);
    for (std::size_t flips = 1 + random.below(4); flips > 0; --flips) {
      char& byte = changed[random.below(changed.size())];
      byte = static_cast<char>(byte ^ 1 << random.below(8));
    }
    const Reading reading = reading_of(changed, format, mapping);
    const bool quiet = reading.opened && !reading.tells_loss;
    hidden += quiet && reading.records < intact.records ? 1 : 0;
    silent += quiet ? 1 : 0;
  }
  CHECK(hidden == 0);
  // Most changes are in values, and show.
  CHECK(silent < kRounds / 2);
}

}  // namespace

TEST_CASE("more than ten thousand texts cut or changed at random") {
  const std::string lines = sample();
  const Carriers carriers = carriers_of(lines);
  const Mapping mapping = csv_mapping();
  SUBCASE("JSON lines") {
    damage(lines, InputFormat::JsonLines, nullptr, at_line_end);
  }
  SUBCASE("XML") {
    damage(carriers.xml, InputFormat::Xml, nullptr, never);
  }
  SUBCASE("CSV") {
    damage(carriers.csv, InputFormat::Csv, &mapping, at_line_end);
  }
  SUBCASE("tracefmt") {
    damage(carriers.text, InputFormat::Text, nullptr, at_line_end);
  }
  SUBCASE("lines of another tool") {
    damage(carriers.lines, InputFormat::JsonLines, nullptr, at_line_end);
  }
  SUBCASE("one JSON text") {
    damage(carriers.list, InputFormat::JsonList, nullptr, never);
  }
  SUBCASE("XML in UTF-16") {
    damage(utf16_of(carriers.xml), InputFormat::Xml, nullptr, never);
  }
  SUBCASE("CSV in UTF-16") {
    damage(utf16_of(carriers.csv), InputFormat::Csv, &mapping, at_line_end);
  }
}
