// Build tool: fills the transition table by checking recordings and writes it to a file,
// which the program then carries, so that a recording of the usual kind never waits for
// the solver. Usage: condis_warm OUTPUT RECORDING...
#include <cstdio>
#include <exception>
#include <fstream>
#include <string>
#include <vector>

#include "checker/check.h"
#include "model/specification.h"
#include "model/transition_table.h"

namespace condis {
namespace {

int fail(const Diagnostic& error) {
  std::fprintf(stderr, "condis_warm: %s: %s\n", error.where.c_str(), error.what.c_str());
  return 1;
}

int warm(const std::string& output, const std::vector<std::string>& recordings) {
  const auto specification = Specification::load("", {});
  if (!specification) return fail(specification.error());
  const auto table = TransitionTable::create(*specification, "");
  if (!table) return fail(table.error());
  for (const Support support : {Support::Unknown, Support::Yes, Support::No}) {
    const CheckOptions options{support, support != Support::Unknown};
    for (const std::string& recording : recordings) {
      const CheckOutcome outcome =
          check_trace(recording, **table, *specification, options);
      if (outcome.error) return fail(*outcome.error);
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
