#include "checker/compare_command.h"

#include <iterator>
#include <optional>
#include <utility>

#include "checker/batch.h"
#include "checker/recordings.h"
#include "checker/report_json.h"
#include "model/specification.h"
#include "model/text_file.h"
#include "model/transition_table.h"

namespace condis {
namespace {

using Results = std::vector<RecordingResult>;

// Whether the file is a JSON report; false for one that cannot be read.
bool holds_results(const Recording& recording) {
  if (recording.missing || recording.path == "-") return false;
  std::FILE* const file = std::fopen(recording.path.c_str(), "rb");
  if (file == nullptr) return false;
  char begin[64];
  const std::size_t size = std::fread(begin, 1, sizeof begin, file);
  std::fclose(file);
  return is_result({begin, size});
}

}  // namespace

Result<CompareOutcome> run_compare(
    const CompareRequest& request, const CheckOptions& check,
    const Specification& specification, TransitionTable& table,
    std::string_view saved_table,
    const std::function<void(const Diagnostic&, const char* kind)>& complain) {
  // Recordings become results by way of their report, so that both are judged alike.
  const auto load = [&](const std::string& side) -> Result<Results> {
    Results results;
    std::vector<Recording> recordings;
    for (const Recording& recording : find_recordings({side}, {})) {
      if (!holds_results(recording)) {
        recordings.push_back(recording);
        continue;
      }
      const auto text = read_text_file(recording.path, "the JSON report");
      if (!text) return text.error();
      auto parsed = parse_results(*text, recording.path);
      if (!parsed) return parsed.error();
      std::move(parsed->begin(), parsed->end(), std::back_inserter(results));
    }
    std::string reports;
    check_all(recordings, table, specification, {check, 0, saved_table},
              [&](const CheckOutcome& outcome) {
                if (outcome.error) complain(*outcome.error, "error");
                reports +=
                    report_json(outcome, specification.rules(), request.options.fail_on) +
                    '\n';
              });
    auto checked = parse_results(reports, side);
    if (!checked) return checked.error();
    std::move(checked->begin(), checked->end(), std::back_inserter(results));
    return results;
  };
  const auto before = load(request.before);
  if (!before) return before.error();
  const auto after = load(request.after);
  if (!after) return after.error();
  const Comparison comparison = compare_results(*before, *after);
  return CompareOutcome{request.format == OutputFormat::Json
                            ? compare_json(comparison, request.options)
                            : compare_text(comparison, request.options),
                        exit_code_of(comparison, request.options)};
}

}  // namespace condis
