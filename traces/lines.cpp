#include "traces/lines.h"

namespace condis {

bool Lines::next(std::string_view& line) {
  std::size_t searched = 0;
  std::size_t end = 0;
  for (;;) {
    end = window_.text().find('\n', searched);
    const bool found = end != std::string_view::npos;
    searched = window_.size();
    is_too_long_ = (found ? end : searched) > kMaxLine;
    if (is_too_long_) return false;
    if (found) break;
    if (!window_.grow()) {
      if (window_.failure() != 0 || window_.size() == 0) return false;
      is_unended_ = true;
      end = window_.size();
      break;
    }
  }
  ++number_;
  line = window_.text().substr(0, end);
  window_.consume(end + (is_unended_ ? 0 : 1));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return true;
}

}  // namespace condis
