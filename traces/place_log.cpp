#include "traces/place_log.h"

namespace condis {

// Seven bits a byte, the lowest first; the highest bit says that more follow.
void PlaceLog::put(std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) {
    bytes_.push_back(static_cast<std::uint8_t>(value | 0x80));
  }
  bytes_.push_back(static_cast<std::uint8_t>(value));
}

std::uint64_t PlaceLog::get(std::size_t& at) const {
  std::uint64_t value = 0;
  for (int shift = 0;; shift += 7) {
    const std::uint8_t byte = bytes_[at++];
    value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
    if (byte < 0x80) return value;
  }
}

void PlaceLog::add(std::size_t file, std::uint64_t line) {
  if (count_++ % kInterval == 0) checkpoints_.push_back({bytes_.size(), last_});
  put(file);
  put(line - last_[file]);  // going back wraps around, here and in find()
  last_[file] = line;
}

std::pair<std::size_t, std::uint64_t> PlaceLog::find(std::uint64_t number) const {
  const auto& checkpoint =
      checkpoints_[static_cast<std::size_t>((number - 1) / kInterval)];
  std::vector<std::uint64_t> last = checkpoint.last;
  std::size_t at = checkpoint.at;
  for (std::uint64_t left = (number - 1) % kInterval;; --left) {
    const auto file = static_cast<std::size_t>(get(at));
    last[file] += get(at);
    if (left == 0) return {file, last[file]};
  }
}

}  // namespace condis
