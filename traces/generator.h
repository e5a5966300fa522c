// Makes recordings of multipoint calls that keep every documented rule, of any length;
// or that break some here and there.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace condis {

struct GeneratorOptions {
  std::uint64_t events = 100'000;  // about that many
  unsigned vcs = 16;               // alive at the same time
  unsigned parties = 8;            // of one call, at most
  bool xml = false;
  bool both_sides = false;     // the call manager's events too
  std::uint64_t mistakes = 0;  // about that many, evenly spread
  std::uint64_t seed = 20;     // other seeds, other recordings of the same kind
};

// Hands the text over in pieces. The same options give the same bytes.
void generate_recording(const GeneratorOptions& options,
                        const std::function<void(std::string_view)>& sink);
std::string generate_recording(const GeneratorOptions& options);

}  // namespace condis
