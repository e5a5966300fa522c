// How fast .etl files are read, against a pass that only touches every page, and against
// the bare expansion of compressed ones. One core; compare ratios, not figures.
//
// CONDIS_BENCH_ETL names an .etl file to read instead of the generated ones; without it,
// a file of CONDIS_BENCH_MB megabytes (256 unless set) is made in the temporary
// directory.
#include <benchmark/benchmark.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "checker/check.h"
#include "checker/embedded.h"
#include "model/specification.h"
#include "model/transition_table.h"
#include "tests/traces/etl_maker.h"
#include "tests/traces/xpress_pack.h"
#include "traces/etl_decoder.h"
#include "traces/generator.h"
#include "traces/reader.h"

namespace condis {
namespace {

namespace fs = std::filesystem;

std::size_t megabytes() {
  const char* const wanted = std::getenv("CONDIS_BENCH_MB");
  return wanted == nullptr ? 256 : std::strtoull(wanted, nullptr, 10);
}

// Writes a file part by part, and removes it in the end.
class TemporaryFile {
 public:
  explicit TemporaryFile(const char* name)
      : path_((fs::temp_directory_path() / name).string()) {}
  ~TemporaryFile() {
    std::error_code ignored;
    fs::remove(path_, ignored);
  }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// The records of a generated recording, some 10^6.
struct Generated {
  std::unique_ptr<Reader> reader;
  std::vector<Record> records;
  std::string text;
};

const Generated& generated() {
  static const Generated result = [] {
    Generated made;
    GeneratorOptions options;
    options.events = 1'000'000;
    options.vcs = 1'000;
    made.text = generate_recording(options);
    made.reader = std::move(*open_trace_bytes(made.text, "bench"));
    std::vector<Record> batch(1024);
    while (const std::size_t count = made.reader->read(batch)) {
      made.records.insert(made.records.end(), batch.begin(),
                          batch.begin() + static_cast<std::ptrdiff_t>(count));
    }
    return made;
  }();
  return result;
}

// An .etl file of those records, once or as often as `size` bytes take.
std::string write_file(const TemporaryFile& file, std::size_t size) {
  const Generated& from = generated();
  std::FILE* const out = std::fopen(file.path().c_str(), "wb");
  std::uint64_t end = 0;
  EtlWriter writer([&](std::uint64_t offset, std::string_view bytes) {
    end = std::max<std::uint64_t>(end, offset + bytes.size());
    return std::fseek(out, static_cast<long>(offset), SEEK_SET) == 0 &&
           std::fwrite(bytes.data(), 1, bytes.size(), out) == bytes.size();
  });
  std::int64_t shift = 0;
  do {
    std::int64_t last = 0;
    for (Record record : from.records) {
      last = record.time;
      record.time += shift;
      writer.add(record, from.reader->provider(record.provider), {});
    }
    shift += last + 1;
  } while (end < size);
  writer.finish();
  std::fclose(out);
  return file.path();
}

const std::string& plain_path() {
  static const TemporaryFile file("condis-bench-plain.etl");
  static const char* const given = std::getenv("CONDIS_BENCH_ETL");
  static const std::string path =
      given != nullptr ? given : write_file(file, megabytes() << 20);
  return path;
}

const std::string& packed_path() {
  static const TemporaryFile file("condis-bench-packed.etl");
  static const std::string path = [] {
    const auto plain = MappedFile::open(plain_path());
    std::ofstream(file.path(), std::ios::binary) << pack_etl(plain->bytes());
    return file.path();
  }();
  return path;
}

const std::string& million_path() {
  static const TemporaryFile file("condis-bench-million.etl");
  static const std::string path = write_file(file, 0);
  return path;
}

// One byte of every `step`.
void touch(benchmark::State& state, std::size_t step) {
  const std::string& path = plain_path();
  std::size_t bytes = 0;
  for (auto _ : state) {
    const auto file = MappedFile::open(path);
    unsigned sum = 0;
    for (std::size_t at = 0; at < file->bytes().size(); at += step) {
      sum += static_cast<unsigned char>(file->bytes()[at]);
    }
    benchmark::DoNotOptimize(sum);
    bytes += file->bytes().size();
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes));
}

void BM_etl_touch_pages(benchmark::State& state) {
  touch(state, 4096);
}
BENCHMARK(BM_etl_touch_pages)->UseRealTime()->Unit(benchmark::kMillisecond);

void BM_etl_touch_lines(benchmark::State& state) {
  touch(state, 64);
}
BENCHMARK(BM_etl_touch_lines)->UseRealTime()->Unit(benchmark::kMillisecond);

// From event to event, as they stand in the file: the least that finding them takes.
void BM_etl_walk(benchmark::State& state) {
  const std::string& path = plain_path();
  std::int64_t events = 0;
  std::size_t bytes = 0;
  for (auto _ : state) {
    auto file = EtlFile::open(std::move(*MappedFile::open(path)), path);
    EtlChain chain = file->chain();
    EtlBuffer buffer;
    EtlBufferCursor cursor;
    EtlEvent event;
    std::uint64_t sum = 0;
    while (chain.next(buffer)) {
      cursor.open(file->bytes(), buffer.offset, buffer.header);
      for (; cursor.next(event); ++events) sum += static_cast<std::uint64_t>(event.stamp);
      file->release(buffer.offset, buffer.header.size);
    }
    benchmark::DoNotOptimize(sum);
    bytes += file->bytes().size();
  }
  state.SetItemsProcessed(events);
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes));
}
BENCHMARK(BM_etl_walk)->UseRealTime()->Unit(benchmark::kMillisecond);

void merge_all(benchmark::State& state, const std::string& path) {
  std::int64_t events = 0;
  std::size_t bytes = 0;
  for (auto _ : state) {
    auto file = EtlFile::open(std::move(*MappedFile::open(path)), path);
    EtlMerge merge(*file);
    std::uint64_t sum = 0;
    while (const EtlEvent* event = merge.next()) {
      sum += static_cast<std::uint64_t>(event->stamp);
      bytes += event->size;
      ++events;
    }
    benchmark::DoNotOptimize(sum);
  }
  state.SetItemsProcessed(events);
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes));  // as expanded
}

void BM_etl_merge(benchmark::State& state) {
  merge_all(state, plain_path());
}
BENCHMARK(BM_etl_merge)->UseRealTime()->Unit(benchmark::kMillisecond);

void BM_etl_merge_compressed(benchmark::State& state) {
  merge_all(state, packed_path());
}
BENCHMARK(BM_etl_merge_compressed)->UseRealTime()->Unit(benchmark::kMillisecond);

void BM_etl_reader(benchmark::State& state) {
  const std::string& path = million_path();
  std::array<Record, 512> records;
  std::int64_t events = 0;
  for (auto _ : state) {
    auto reader = open_trace(path);
    while (const std::size_t count = (*reader)->read(records)) {
      events += static_cast<std::int64_t>(count);
      benchmark::DoNotOptimize(records.data());
    }
  }
  state.SetItemsProcessed(events);
}
BENCHMARK(BM_etl_reader)->UseRealTime()->Unit(benchmark::kMillisecond);

void BM_check_etl(benchmark::State& state) {
  const std::string& path = million_path();
  static const auto specification = Specification::load("", {});
  static const auto table = TransitionTable::create(*specification, warmed_table());
  std::int64_t events = 0;
  for (auto _ : state) {
    const CheckOutcome outcome = check_trace(path, **table, *specification, {});
    events += static_cast<std::int64_t>(outcome.result.events);
  }
  state.SetItemsProcessed(events);
}
BENCHMARK(BM_check_etl)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace condis

BENCHMARK_MAIN();
