#include "checker/fingerprint.h"

#include <fmt/format.h>

#include <cstdint>
#include <string_view>

namespace condis {
namespace {

// FNV-1a over texts, each ended by a zero byte so that their borders count.
class Hash {
 public:
  void add(std::string_view text) {
    for (const char c : text) add_byte(static_cast<std::uint8_t>(c));
    add_byte(0);
  }
  void add(const Event& event) {
    add(name_of(event.function, event.spelling));
    add_byte(static_cast<std::uint8_t>(event.phase));
  }
  std::uint64_t value() const { return value_; }

 private:
  void add_byte(std::uint8_t byte) { value_ = (value_ ^ byte) * 0x100000001b3u; }

  std::uint64_t value_ = 0xcbf29ce484222325u;
};

std::string_view file_name(std::string_view path) {
  const std::size_t slash = path.find_last_of("/\\");
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

}  // namespace

std::string fingerprint(const Finding& finding, const std::vector<Rule>& rules) {
  Hash hash;
  hash.add(rules[finding.rule].id);
  hash.add(name_of(finding.verdict));
  hash.add(finding.event);
  if (!finding.because.empty()) hash.add(finding.because.front());
  if (finding.source.line != 0) {
    hash.add(file_name(finding.source.file));
    hash.add(finding.source.function);
  }
  return fmt::format("{:016x}", hash.value());
}

}  // namespace condis
