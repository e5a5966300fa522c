// Fuzzes the reader of .etl files: records, and the payloads of all events.
//
// Whatever is no .etl file is replaced by one that the writer makes, plain or compressed,
// so that the fuzzer has something to change.
#include <algorithm>
#include <cstring>

#include "tests/fuzz/fuzz_reader.h"
#include "tests/traces/etl_maker.h"
#include "tests/traces/xpress_pack.h"
#include "traces/etl_decoder.h"

namespace {

using namespace condis;

std::string sample(unsigned seed) {
  std::string file;
  EtlWriter writer(into(file), 1024);
  Record record;
  for (unsigned i = 0; i < 3 + seed % 13; ++i) {
    record.function = static_cast<Function>((seed + i * 7) % (kFunctionCount - 1));
    record.phase = i % 2 == 0 ? Phase::Enter : Phase::Exit;
    record.fields = seed * 2654435761u;
    record.time += 100;
    record.cpu = static_cast<std::uint16_t>(i % 3);
    writer.add(record, i % 2 == 0 ? "Client" : "", {"a.c", i, "f"});
  }
  writer.finish();
  return seed % 2 == 0 ? file : pack_etl(file);
}

// Maps nothing: all events, or none, have to be looked at for that.
template <bool All>
const Mapping& no_mapping() {
  static const auto mapping = Mapping::parse(
      All ? R"({"mapping":1,"rules":[{"when":{"event":"no such event"},
                "is":{"Event":"TraceEnd"}}]})"
          : R"({"mapping":1,"rules":[{"when":{"provider":"no such provider"},
                "is":{"Event":"TraceEnd"}}]})",
      "fuzz");
  require(static_cast<bool>(mapping));
  return *mapping;
}

// The events one by one in the order of the file, and merged: both ways must find the
// same ones, and none may lie outside of its buffer.
void decode_all(std::string_view bytes) {
  auto file = open_etl(bytes);
  if (!file) return;
  EtlDecoder decoder(*file);
  decoder.collect_schemas(*file);
  EtlChain chain = file->chain();
  EtlBuffer buffer;
  EtlBufferCursor cursor;
  EtlEvent event;
  std::uint64_t in_file = 0;
  while (chain.next(buffer)) {
    cursor.open(file->bytes(), buffer.offset, buffer.header);
    for (; cursor.next(event); ++in_file) {
      require(event.offset + event.size <= buffer.header.used);
    }
  }
  std::uint64_t merged = 0;
  EtlMerge merge(*file);
  while (const EtlEvent* one = merge.next()) {
    if (one->loss != EtlLoss::None) continue;
    const DecodedEvent& decoded = decoder.decode(*one, ++merged);
    std::string scratch;
    for (const DecodedField& field : decoded.fields) value_text(field, scratch);
  }
  require(merged == in_file);
}

}  // namespace

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size,
                                        std::size_t max_size);

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t max_size, unsigned seed) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (!looks_like_etl(bytes)) {
    const std::string made = sample(seed);
    size = std::min(made.size(), max_size);
    std::memcpy(data, made.data(), size);
  }
  return LLVMFuzzerMutate(data, size, max_size);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  decode_all(bytes);
  auto first = open_trace_bytes(bytes, "fuzz", InputFormat::Etl);
  auto second = open_trace_bytes(bytes, "fuzz", InputFormat::Etl);
  if (!first || !second) {
    require(!first && !second);
    return 0;
  }
  require(read_all(**first, 16) == read_all(**second, 3));
  require(messages(**first) == messages(**second));
  // With plans, and without.
  first = open_trace_bytes(bytes, "fuzz", InputFormat::Etl, &no_mapping<false>());
  second = open_trace_bytes(bytes, "fuzz", InputFormat::Etl, &no_mapping<true>());
  require(read_all(**first, 16) == read_all(**second, 16));
  require(messages(**first) == messages(**second));
  return 0;
}
