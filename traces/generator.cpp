// Lets many connections take turns, event by event, and writes what happens.
#include "traces/generator.h"

#include <vector>

#include "traces/connection.h"
#include "traces/recording_text.h"

namespace condis {

void generate_recording(const GeneratorOptions& options,
                        const std::function<void(std::string_view)>& sink) {
  using namespace generated;
  Random random(options.seed);
  Writer writer(options.xml, sink);
  std::uint64_t call_ids[2] = {};
  std::uint64_t time = 0;
  writer.frame("TraceBegin", kClient, time);
  if (options.both_sides) {
    writer.frame("TraceBegin", kCallManager, time);
  }
  unsigned mistakes_due = 0;
  std::uint64_t mistakes = 0;
  std::vector<Slot> slots;
  slots.reserve(options.vcs);
  for (unsigned i = 0; i < options.vcs; ++i) {
    slots.emplace_back(i, options, random, call_ids, mistakes_due);
  }
  const std::uint64_t ending = std::uint64_t{options.vcs} * (2 * options.parties + 8);
  const std::uint64_t full = options.events > ending ? options.events - ending : 0;
  std::uint64_t written = options.both_sides ? 2 : 1;
  std::vector<std::size_t> alive(options.vcs);
  for (std::size_t i = 0; i < alive.size(); ++i) {
    alive[i] = i;
  }
  while (!alive.empty()) {
    const bool wind_down = written >= full;
    const std::size_t turn = random.below(alive.size());
    Slot& slot = slots[alive[turn]];
    if (wind_down && slot.idle()) {
      alive[turn] = alive.back();
      alive.pop_back();
      continue;
    }
    if (mistakes < options.mistakes * written / options.events) {
      ++mistakes;
      ++mistakes_due;
    }
    time += 100 * (1 + random.below(20));
    writer.write(slot.take(wind_down), time);
    ++written;
  }
  time += 1000;
  writer.frame("TraceEnd", kClient, time);
  if (options.both_sides) {
    writer.frame("TraceEnd", kCallManager, time);
  }
}

std::string generate_recording(const GeneratorOptions& options) {
  std::string text;
  generate_recording(options, [&text](std::string_view piece) { text += piece; });
  return text;
}

}  // namespace condis
