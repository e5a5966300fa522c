#include "traces/csv_row.h"

#include "traces/field_values.h"

namespace condis {

void CsvRow::split(std::string_view line) {
  values_.clear();
  unescaped_.clear();
  unescaped_.reserve(line.size());  // so that views into it stay valid
  is_open_ = false;
  std::size_t at = 0;
  for (;;) {
    const std::size_t begin = line.find_first_not_of(" \t", at);
    if (begin != std::string_view::npos && line[begin] == '"') {
      at = begin + 1;
      values_.push_back({quoted_value(line, at), true});
    } else {
      const std::size_t comma = line.find(',', at);
      values_.push_back({trimmed(line.substr(at, comma - at)), false});
      at = comma;
    }
    if (at == std::string_view::npos) return;
    ++at;
  }
}

// `at` is behind the first mark, and moves to the comma behind the last; npos: to the end
// of the line.
std::string_view CsvRow::quoted_value(std::string_view line, std::size_t& at) {
  const std::size_t begin = at;
  std::size_t close = begin;
  bool doubled = false;
  for (;; ++close) {
    close = line.find('"', close);
    if (close == std::string_view::npos) {
      is_open_ = true;
      close = line.size();
      at = std::string_view::npos;
      break;
    }
    const std::size_t next = line.find_first_not_of(" \t", close + 1);
    if (next == std::string_view::npos || line[next] == ',') {
      at = next;
      break;
    }
    if (line[close + 1] == '"') {
      doubled = true;
      ++close;
    }
  }
  const std::string_view text = line.substr(begin, close - begin);
  if (!doubled) return text;
  const std::size_t start = unescaped_.size();
  for (std::size_t i = 0; i < text.size(); ++i) {
    unescaped_ += text[i];
    if (text[i] == '"' && i + 1 < text.size() && text[i + 1] == '"') ++i;
  }
  return std::string_view(unescaped_).substr(start);
}

}  // namespace condis
