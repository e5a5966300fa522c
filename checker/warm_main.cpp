// Build tool: fills the transition table by checking recordings and generated traffic,
// and by looking for the evidence for what the recordings show, and writes it to a file.
// The program carries that, so that a recording of the usual kind never waits for the
// solver. Usage: condis_warm OUTPUT RECORDING...
#include <cstddef>
#include <cstdio>
#include <exception>
#include <fstream>
#include <numeric>
#include <optional>
#include <string>
#include <vector>

#include "checker/check.h"
#include "checker/proofs.h"
#include "model/specification.h"
#include "model/transition_table.h"
#include "traces/generator.h"

namespace condis {
namespace {

int fail(const Diagnostic& error) {
  std::fprintf(stderr, "condis_warm: %s: %s\n", error.where.c_str(), error.what.c_str());
  return 1;
}

// Generated traffic: a million events each of one side, of both, and with mistakes.
std::vector<GeneratorOptions> traffic() {
  GeneratorOptions plain;
  plain.events = 1'000'000;
  plain.vcs = 1'000;
  GeneratorOptions both_sides = plain;
  both_sides.both_sides = true;
  GeneratorOptions faulty = plain;
  faulty.mistakes = 1'000;
  return {plain, both_sides, faulty};
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
  std::optional<Diagnostic> error;
  const auto check = [&](const auto& check_one) {
    for (const Support medium : {Support::Unknown, Support::Yes, Support::No}) {
      CheckOptions options;
      options.close_data = medium;
      options.lives = true;
      const CheckOutcome outcome = check_one(options);
      if (outcome.error && !error) error = outcome.error;
      const auto all = all_of(outcome.result);
      Proofs::find(outcome, all, {all.begin(), all.end()}, *specification, **table);
    }
  };
  for (const std::string& recording : recordings) {
    check([&](const CheckOptions& options) {
      return check_trace(recording, **table, *specification, options);
    });
  }
  std::uint64_t seed = 0;
  for (GeneratorOptions kind : traffic()) {
    check([&](const CheckOptions& options) {
      kind.seed = ++seed;
      return check_bytes(generate_recording(kind), "generated", **table, *specification,
                         options);
    });
  }
  if (error) return fail(*error);
  (*table)->ask_for_all_censuses();
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
