// Build tool: fills the transition table by checking recordings and generated traffic,
// and by looking for the evidence for what the recordings show, and writes it to a file.
// The program carries that, so that a recording of the usual kind never waits for the
// solver. Usage: condis_warm OUTPUT RECORDING...
#include <array>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <fstream>
#include <numeric>
#include <string>
#include <vector>

#include "checker/check.h"
#include "checker/engine.h"
#include "checker/proofs.h"
#include "model/specification.h"
#include "model/transition_table.h"
#include "traces/generator.h"
#include "traces/reader.h"

namespace condis {
namespace {

int fail(const Diagnostic& error) {
  std::fprintf(stderr, "condis_warm: %s: %s\n", error.where.c_str(), error.what.c_str());
  return 1;
}

constexpr std::uint64_t kTraffic = 100'000;  // events, of one side and of both

void check_text(const std::string& text, TransitionTable& table,
                const Specification& specification, const CheckOptions& options) {
  Engine engine(specification, table, options);
  std::array<Record, 512> records;
  const auto reader = open_trace_bytes(text, "generated");
  while (const std::size_t count = (*reader)->read(records)) {
    for (std::size_t i = 0; i < count; ++i) engine.process(records[i]);
  }
}

std::vector<std::size_t> all_of(const TraceResult& result) {
  std::vector<std::size_t> findings(result.findings.size());
  std::iota(findings.begin(), findings.end(), std::size_t{0});
  return findings;
}

int warm(const std::string& output, const std::vector<std::string>& recordings) {
  const auto specification = Specification::load("", {});
  if (!specification) return fail(specification.error());
  const auto table = TransitionTable::create(*specification, "");
  if (!table) return fail(table.error());
  GeneratorOptions traffic;
  traffic.events = kTraffic;
  for (const Support support : {Support::Unknown, Support::Yes, Support::No}) {
    CheckOptions options{support, support != Support::Unknown};
    for (const bool both_sides : {false, true}) {
      traffic.both_sides = both_sides;
      check_text(generate_recording(traffic), **table, *specification, options);
    }
    options.lives = true;
    for (const std::string& recording : recordings) {
      const CheckOutcome outcome =
          check_trace(recording, **table, *specification, options);
      if (outcome.error) return fail(*outcome.error);
      Proofs::find(outcome, all_of(outcome.result), {}, options, *specification, **table);
    }
  }
  std::ofstream file(output, std::ios::binary);
  file << (*table)->save();
  return file.flush() ? 0 : fail({output, "cannot be written", "", ""});
}

}  // namespace
}  // namespace condis

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fprintf(stderr, "usage: condis_warm OUTPUT RECORDING...\n");
    return 1;
  }
  try {
    return condis::warm(argv[1], {argv + 2, argv + argc});
  } catch (const std::exception& bug) {
    return condis::fail({"internal error", bug.what(), "", ""});
  }
}
