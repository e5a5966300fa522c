// How fast the readers of text are whose carriers have no parser to compare with: against
// a pass over the same bytes that only looks for the ends of lines and values. One core;
// compare ratios, not figures.
#include <benchmark/benchmark.h>

#include <array>
#include <cstring>
#include <string>

#include "tests/traces/carriers.h"
#include "traces/generator.h"
#include "traces/reader.h"

namespace condis {
namespace {

const std::string& lines() {
  static const std::string text = [] {
    GeneratorOptions options;
    options.events = 200'000;
    options.vcs = 1'000;
    return generate_recording(options);
  }();
  return text;
}

const Carriers& carriers() {
  static const Carriers all = carriers_of(lines());
  return all;
}

void scan(benchmark::State& state, const std::string& text, char separator) {
  for (auto _ : state) {
    std::size_t found = 0;
    const char* at = text.data();
    const char* const end = at + text.size();
    while (at < end) {
      const void* const stop = std::memchr(at, '\n', static_cast<std::size_t>(end - at));
      const char* const line = stop == nullptr ? end : static_cast<const char*>(stop);
      while (at < line) {
        const void* const comma =
            std::memchr(at, separator, static_cast<std::size_t>(line - at));
        ++found;
        at = comma == nullptr ? line : static_cast<const char*>(comma) + 1;
      }
      at = line + 1;
    }
    benchmark::DoNotOptimize(found);
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}

void read(benchmark::State& state, const std::string& text,
          const Mapping* mapping = nullptr) {
  std::array<Record, 1024> records;
  std::int64_t events = 0;
  for (auto _ : state) {
    auto reader = open_trace_bytes(text, "bench", InputFormat::Detect, mapping);
    while (const std::size_t count = (*reader)->read(records)) {
      events += static_cast<std::int64_t>(count);
      benchmark::DoNotOptimize(records.data());
    }
    if ((*reader)->error() != nullptr || (*reader)->warning_count() != 0) {
      state.SkipWithError("the recording is not read as it should be");
    }
  }
  state.SetItemsProcessed(events);
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}

void BM_csv_scan(benchmark::State& state) {
  scan(state, carriers().csv, ',');
}
BENCHMARK(BM_csv_scan)->UseRealTime()->Unit(benchmark::kMillisecond);

// Its values have names by a mapping only.
void BM_csv_reader(benchmark::State& state) {
  static const Mapping mapping = csv_mapping();
  read(state, carriers().csv, &mapping);
}
BENCHMARK(BM_csv_reader)->UseRealTime()->Unit(benchmark::kMillisecond);

void BM_tracefmt_scan(benchmark::State& state) {
  scan(state, carriers().text, '"');
}
BENCHMARK(BM_tracefmt_scan)->UseRealTime()->Unit(benchmark::kMillisecond);

void BM_tracefmt_reader(benchmark::State& state) {
  read(state, carriers().text);
}
BENCHMARK(BM_tracefmt_reader)->UseRealTime()->Unit(benchmark::kMillisecond);

void BM_tool_json_reader(benchmark::State& state) {
  read(state, carriers().lines);
}
BENCHMARK(BM_tool_json_reader)->UseRealTime()->Unit(benchmark::kMillisecond);

// JSON lines of schema 1 as they are, and with a mapping whose last rule takes all of
// them: the names, statuses and handles go through it.
void BM_unmapped(benchmark::State& state) {
  read(state, lines());
}
BENCHMARK(BM_unmapped)->UseRealTime()->Unit(benchmark::kMillisecond);

void BM_mapped(benchmark::State& state) {
  static const auto mapping = Mapping::parse(
      R"j({"mapping":1,"rules":[
        {"when":{"event":"FunctionEntry"},"is":{"Event":{"field":"Func"},"Phase":"enter"}},
        {"when":{"event":{"matches":"(?P<function>(Ndis|Protocol)\\w+)"}},
         "is":{"Event":{"group":"function"},"Phase":{"field":"Phase"},
               "CallId":{"field":"CallId"},"Status":{"field":"Status"},
               "PartyHandle":{"field":"PartyHandle"}}}]})j",
      "bench");
  if (!mapping) return state.SkipWithError(mapping.error().what.c_str());
  read(state, lines(), &*mapping);
}
BENCHMARK(BM_mapped)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace condis

BENCHMARK_MAIN();
