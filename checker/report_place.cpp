#include "checker/report_place.h"

#include <charconv>

namespace condis {

FilePlace place_in_recording(const TraceResult& result, std::uint64_t number) {
  const auto merged = result.places.find(number);
  if (merged != result.places.end()) {
    // "FILE:LINE", or "FILE#NUMBER" of a file without lines.
    const std::string& text = merged->second;
    const std::size_t mark = text.find_last_of(":#");
    if (mark == std::string::npos) return {text, 0};
    FilePlace place{text.substr(0, mark), 0};
    if (text[mark] == ':') {
      std::from_chars(text.data() + mark + 1, text.data() + text.size(), place.line);
    }
    return place;
  }
  return {result.path == "-" ? "stdin" : result.path,
          result.unit == "line" ? number : std::uint64_t{0}};
}

FilePlace place_of(const Finding& finding, const TraceResult& result) {
  if (finding.source.line != 0) return {finding.source.file, finding.source.line};
  return place_in_recording(result, finding.event.number);
}

Severity weight_of(const Finding& finding, const FailOn& fail_on) {
  if (!finding.accepted.empty()) return Severity::Note;
  if (finding.severity >= fail_on.severity && fails(finding.verdict, fail_on)) {
    return Severity::Error;
  }
  return finding.severity >= Severity::Warning ? Severity::Warning : Severity::Note;
}

}  // namespace condis
