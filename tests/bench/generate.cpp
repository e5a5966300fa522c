// Writes a generated recording to standard output: input for benchmarks and examples.
//
//   generate --events 1000000 --vcs 64 --parties 8 --format jsonl --sides client
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "traces/generator.h"

namespace {

using condis::GeneratorOptions;

bool parse_options(int count, char** arguments, GeneratorOptions& options) {
  for (int i = 1; i + 1 < count; i += 2) {
    const std::string_view name = arguments[i];
    const std::string_view value = arguments[i + 1];
    const std::uint64_t number = std::strtoull(arguments[i + 1], nullptr, 10);
    if (name == "--events" && number > 0) {
      options.events = number;
    } else if (name == "--vcs" && number > 0 && number <= 10'000) {
      options.vcs = static_cast<unsigned>(number);
    } else if (name == "--parties" && number > 0 && number <= 100) {
      options.parties = static_cast<unsigned>(number);
    } else if (name == "--mistakes" && number <= options.events) {
      options.mistakes = number;
    } else if (name == "--seed") {
      options.seed = number;
    } else if (name == "--format" && (value == "jsonl" || value == "xml")) {
      options.xml = value == "xml";
    } else if (name == "--sides" && (value == "client" || value == "both")) {
      options.both_sides = value == "both";
    } else {
      return false;
    }
  }
  return count % 2 == 1;
}

}  // namespace

int main(int count, char** arguments) {
  GeneratorOptions options;
  if (!parse_options(count, arguments, options)) {
    std::fputs(
        "usage: generate [--events N] [--vcs V] [--parties P] [--format jsonl|xml]\n"
        "                [--sides client|both] [--mistakes M] [--seed S]\n"
        "Writes a recording that keeps every rule, but for M mistakes, to standard "
        "output.\n",
        stderr);
    return 2;
  }
  condis::generate_recording(options, [](std::string_view piece) {
    std::fwrite(piece.data(), 1, piece.size(), stdout);
  });
  return 0;
}
