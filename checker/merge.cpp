#include "checker/merge.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "checker/merge_sarif.h"
#include "checker/results.h"

namespace condis {
namespace {

Result<MergedReport> merge_results(const std::vector<ReportText>& reports) {
  std::vector<RecordingResult> all;
  for (const ReportText& report : reports) {
    auto results = parse_results(report.text, report.name);
    if (!results) return results.error();
    std::move(results->begin(), results->end(), std::back_inserter(all));
  }
  std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
    return a.trace != b.trace ? a.trace < b.trace : a.line < b.line;
  });
  const auto same = [](const auto& a, const auto& b) { return a.line == b.line; };
  all.erase(std::unique(all.begin(), all.end(), same), all.end());
  MergedReport merged;
  std::vector<ExitCode> codes;
  for (const RecordingResult& result : all) {
    merged.text += result.line + '\n';
    codes.push_back(result.outcome);
  }
  merged.code = worst_of(codes);
  return merged;
}

}  // namespace

Result<MergedReport> merge_reports(const std::vector<ReportText>& reports) {
  const auto is_json = [](const ReportText& report) { return is_result(report.text); };
  for (const ReportText& report : reports) {
    if (report.text.empty()) {
      return Diagnostic{report.name, "the report is empty",
                        "the check that was to write it did not get to its end",
                        "check its recordings again"};
    }
    if (is_json(report) != is_json(reports.front())) {
      return Diagnostic{report.name, "this is a report of another kind than the first",
                        "either all are JSON reports, or all are SARIF logs", ""};
    }
  }
  return is_json(reports.front()) ? merge_results(reports) : merge_sarif(reports);
}

}  // namespace condis
