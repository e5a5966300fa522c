// How fast the readers, the engine and the whole check are, against the least that a
// general parser must do to reach the same fields of the same text. One core; compare
// ratios, not figures.
#include <benchmark/benchmark.h>
#include <expat.h>
#include <simdjson.h>

#include <array>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "checker/check.h"
#include "checker/embedded.h"
#include "checker/engine.h"
#include "model/specification.h"
#include "model/transition_table.h"
#include "traces/generator.h"
#include "traces/reader.h"

namespace condis {
namespace {

constexpr std::uint64_t kEvents = 1'000'000;
constexpr unsigned kVcs = 1'000;

const std::string& recording(bool xml) {
  const auto make = [](bool as_xml) {
    GeneratorOptions options;
    options.events = kEvents;
    options.vcs = kVcs;
    options.xml = as_xml;
    return generate_recording(options);
  };
  static const std::string jsonl = make(false);
  static const std::string as_xml = make(true);
  return xml ? as_xml : jsonl;
}

void report(benchmark::State& state, std::uint64_t events, std::size_t bytes) {
  state.SetItemsProcessed(static_cast<std::int64_t>(events));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes));
}

void read_all(benchmark::State& state, bool xml) {
  const std::string& text = recording(xml);
  std::array<Record, 1024> records;
  std::uint64_t events = 0;
  for (auto _ : state) {
    Result<std::unique_ptr<Reader>> opened = open_trace_bytes(text, "bench");
    Reader* const reader = opened->get();
    while (const std::size_t count = reader->read(records)) {
      events += count;
      benchmark::DoNotOptimize(records.data());
    }
    if (reader->error() != nullptr) {
      state.SkipWithError(reader->error()->what.c_str());
    }
  }
  report(state, events, text.size());
}

void BM_jsonl_reader(benchmark::State& state) {
  read_all(state, false);
}
BENCHMARK(BM_jsonl_reader)->UseRealTime()->Unit(benchmark::kMillisecond);

// Touches the same fields: numbers and addresses as numbers, words as text.
void BM_jsonl_simdjson(benchmark::State& state) {
  namespace ondemand = simdjson::ondemand;
  const std::string& text = recording(false);
  const simdjson::padded_string padded(text);
  std::uint64_t events = 0;
  std::uint64_t sum = 0;
  for (auto _ : state) {
    ondemand::parser parser;
    ondemand::document_stream stream;
    if (parser.iterate_many(padded, 1 << 20).get(stream) != simdjson::SUCCESS) {
      state.SkipWithError("simdjson");
    }
    for (auto document : stream) {
      ondemand::object object;
      if (document.get_object().get(object) != simdjson::SUCCESS) {
        break;
      }
      for (auto field : object) {
        const std::string_view key = field.unescaped_key();
        ondemand::value value = field.value();
        std::string_view word;
        std::uint64_t number = 0;
        bool flag = false;
        if (key == "Time" || key == "Cpu" || key == "ThreadId" || key == "CallId" ||
            key == "Irql" || key == "Flags" || key == "DataSize") {
          sum += value.get_uint64().get(number) == simdjson::SUCCESS ? number : 0;
        } else if (key == "HasData") {
          sum += value.get_bool().get(flag) == simdjson::SUCCESS && flag ? 1 : 0;
        } else if (value.get_string().get(word) == simdjson::SUCCESS) {
          if (word.starts_with("0x")) {
            std::from_chars(word.data() + 2, word.data() + word.size(), number, 16);
          }
          sum += number + word.size();
        }
      }
      ++events;
    }
  }
  benchmark::DoNotOptimize(sum);
  report(state, events, text.size());
}
BENCHMARK(BM_jsonl_simdjson)->UseRealTime()->Unit(benchmark::kMillisecond);

void BM_xml_reader(benchmark::State& state) {
  read_all(state, true);
}
BENCHMARK(BM_xml_reader)->UseRealTime()->Unit(benchmark::kMillisecond);

// Looks at nothing: only counts elements, attributes and characters.
void BM_xml_expat(benchmark::State& state) {
  const std::string& text = recording(true);
  std::uint64_t events = 0;
  for (auto _ : state) {
    XML_Parser parser = XML_ParserCreate(nullptr);
    XML_SetUserData(parser, &events);
    XML_SetElementHandler(
        parser,
        [](void* data, const char* name, const char**) {
          *static_cast<std::uint64_t*>(data) += std::string_view(name) == "Event" ? 1 : 0;
        },
        [](void*, const char*) {});
    XML_SetCharacterDataHandler(parser, [](void*, const char*, int) {});
    if (XML_Parse(parser, text.data(), static_cast<int>(text.size()), 1) !=
        XML_STATUS_OK) {
      state.SkipWithError("expat");
    }
    XML_ParserFree(parser);
  }
  report(state, events, text.size());
}
BENCHMARK(BM_xml_expat)->UseRealTime()->Unit(benchmark::kMillisecond);

// The embedded specification and what the program knows of it when it starts.
const Specification& specification() {
  static const Specification kSpecification = *Specification::load("", {});
  return kSpecification;
}
TransitionTable& table() {
  static const auto kTable =
      std::move(*TransitionTable::create(specification(), warmed_table()));
  return *kTable;
}

// The recording in memory, judged; by the number of VCs alive at a time.
void BM_engine(benchmark::State& state) {
  GeneratorOptions options;
  options.events = kEvents;
  options.vcs = static_cast<unsigned>(state.range(0));
  const std::string text = generate_recording(options);
  std::vector<Record> records;
  std::array<Record, 1024> batch;
  Result<std::unique_ptr<Reader>> opened = open_trace_bytes(text, "bench");
  while (const std::size_t count = (*opened)->read(batch)) {
    records.insert(records.end(), batch.begin(), batch.begin() + count);
  }
  std::uint64_t events = 0;
  for (auto _ : state) {
    Engine engine(specification(), table(), {});
    for (const Record& record : records) engine.process(record);
    const TraceResult result = engine.finish();
    if (!result.findings.empty()) state.SkipWithError("a finding in a good recording");
    events += result.events;
  }
  report(state, events, text.size());
}
BENCHMARK(BM_engine)->Arg(16)->Arg(1000)->UseRealTime()->Unit(benchmark::kMillisecond);

// From the file to the verdict.
void check_whole(benchmark::State& state, bool xml) {
  const std::string path = (std::filesystem::temp_directory_path() /
                            (xml ? "condis-bench.xml" : "condis-bench.jsonl"))
                               .string();
  std::ofstream(path, std::ios::binary) << recording(xml);
  std::uint64_t events = 0;
  for (auto _ : state) {
    const CheckOutcome outcome = check_trace(path, table(), specification(), {});
    if (outcome.error || !outcome.result.findings.empty()) {
      state.SkipWithError("a finding in a good recording");
    }
    events += outcome.result.events;
  }
  std::filesystem::remove(path);
  report(state, events, recording(xml).size());
}

void BM_check_jsonl(benchmark::State& state) {
  check_whole(state, false);
}
BENCHMARK(BM_check_jsonl)->UseRealTime()->Unit(benchmark::kMillisecond);

void BM_check_xml(benchmark::State& state) {
  check_whole(state, true);
}
BENCHMARK(BM_check_xml)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace condis

BENCHMARK_MAIN();
