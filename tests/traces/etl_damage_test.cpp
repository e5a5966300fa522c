// Recordings that were cut and changed at random end in an error or in what could be
// read, and whatever lacks is told.
#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "tests/traces/damage.h"
#include "tests/traces/etl_maker.h"
#include "tests/traces/xpress_pack.h"
#include "traces/generator.h"

using namespace condis;

namespace {

// A recording of a few hundred events on several processors.
std::string sample() {
  GeneratorOptions options;
  options.events = 400;
  options.vcs = 3;
  const std::string text = generate_recording(options);
  auto reader = open_trace_bytes(text, "generated");
  REQUIRE(reader);
  std::string file;
  EtlWriter writer(into(file), 4096);
  for (const Record& record : read_all(**reader)) {
    writer.add(record, (*reader)->provider(record.provider), SourceLocation{});
  }
  REQUIRE(writer.finish());
  return file;
}

}  // namespace

TEST_CASE("ten thousand recordings cut or changed at random") {
  const std::string plain = sample();
  const std::string packed = pack_etl(plain);
  TestRandom random(11);
  for (const std::string* whole : {&plain, &packed}) {
    const Reading intact = reading_of(*whole);
    REQUIRE(intact.opened);
    CHECK(intact.records > 350);
    CHECK_FALSE(intact.tells_loss);
    for (int round = 0; round < 2'500; ++round) {
      const std::size_t size = random.below(whole->size());
      CAPTURE(size);
      const Reading cut = reading_of(std::string_view(*whole).substr(0, size));
      // In the last buffer's filling nothing is lost.
      CHECK((!cut.opened || cut.tells_loss || cut.records == intact.records));
      CHECK(cut.records <= intact.records);
    }
    for (int round = 0; round < 2'500; ++round) {
      std::string changed = *whole;
      for (std::size_t flips = 1 + random.below(8); flips > 0; --flips) {
        // Half of them where headers are.
        const std::size_t at =
            random.one_in(2)
                ? random.below(changed.size())
                : random.below(changed.size() / 4096) * 4096 + random.below(160);
        char& byte = changed[std::min(at, changed.size() - 1)];
        byte = static_cast<char>(byte ^ 1 << random.below(8));
      }
      const Reading reading = reading_of(changed);
      // Fewer records than there were, without a word, would be a loss that is hidden.
      CHECK((!reading.opened || reading.tells_loss || reading.records >= intact.records));
    }
  }
}
