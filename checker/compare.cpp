#include "checker/compare.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string_view>

#include "checker/json_writer.h"
#include "checker/printable.h"
#include "checker/version.h"

namespace condis {
namespace {

// How often each rule was put to the test in all recordings.
std::map<std::string, std::uint64_t> exercised(
    const std::vector<RecordingResult>& results) {
  std::map<std::string, std::uint64_t> counts;
  for (const RecordingResult& result : results) {
    for (const auto& [rule, count] : result.exercised) counts[rule] += count;
  }
  return counts;
}

// Rules of `from` that were put to the test there, and not in `to`.
std::vector<std::string> only_in(const std::map<std::string, std::uint64_t>& from,
                                 const std::map<std::string, std::uint64_t>& to) {
  std::vector<std::string> rules;
  for (const auto& [rule, count] : from) {
    const auto other = to.find(rule);
    if (count > 0 && (other == to.end() || other->second == 0)) rules.push_back(rule);
  }
  return rules;
}

class Collection {
 public:
  void add(const std::vector<RecordingResult>& results,
           std::uint64_t ChangedFinding::*count) {
    for (const RecordingResult& result : results) {
      for (const ResultFinding& finding : result.findings) {
        const auto [entry, is_new] = index_.emplace(finding.fingerprint, all_.size());
        if (is_new) all_.push_back({finding, 0, 0});
        ChangedFinding& changed = all_[entry->second];
        ++(changed.*count);
        // The graver of several stands for them; what is not accepted is.
        changed.finding.accepted = changed.finding.accepted && finding.accepted;
        changed.finding.severity = std::max(changed.finding.severity, finding.severity);
      }
    }
  }

  const std::vector<ChangedFinding>& all() const { return all_; }

 private:
  std::vector<ChangedFinding> all_;
  std::map<std::string, std::size_t> index_;
};

bool counts(const ChangedFinding& changed, const FailOn& fail_on) {
  return !changed.finding.accepted && changed.finding.severity >= fail_on.severity;
}

std::string lines_of(std::string_view what, const std::vector<ChangedFinding>& findings) {
  std::string out;
  for (const ChangedFinding& changed : findings) {
    const ResultFinding& finding = changed.finding;
    const std::uint64_t others = std::max(changed.before, changed.after) - 1;
    out += fmt::format("{}: {} {} ({}{}){}: {}\n", what, name_of(finding.verdict),
                       printable(finding.rule), printable(finding.at_fault),
                       finding.severity == Severity::Error
                           ? ""
                           : fmt::format(", {}", name_of(finding.severity)),
                       finding.accepted ? ", accepted" : "", printable(finding.message));
    out += fmt::format("  {}{}\n", printable(finding.place),
                       others == 0 ? "" : fmt::format(" and {} more", others));
  }
  return out;
}

void write_findings(JsonWriter& json, std::string_view key,
                    const std::vector<ChangedFinding>& findings) {
  json.key(key).begin_array();
  for (const ChangedFinding& changed : findings) {
    const ResultFinding& finding = changed.finding;
    json.begin_object();
    json.key("fingerprint").string(finding.fingerprint);
    json.key("rule").string(finding.rule);
    json.key("verdict").string(name_of(finding.verdict));
    json.key("severity").string(name_of(finding.severity));
    json.key("at_fault").string(finding.at_fault);
    json.key("place").string(finding.place);
    json.key("message").string(finding.message);
    json.key("accepted").boolean(finding.accepted);
    json.key("before").number(changed.before);
    json.key("after").number(changed.after);
    json.end_object();
  }
  json.end_array();
}

}  // namespace

Comparison compare_results(const std::vector<RecordingResult>& before,
                           const std::vector<RecordingResult>& after) {
  Comparison comparison;
  const auto tested_before = exercised(before);
  const auto tested_after = exercised(after);
  comparison.lost = only_in(tested_before, tested_after);
  comparison.gained = only_in(tested_after, tested_before);
  Collection collection;
  collection.add(after, &ChangedFinding::after);  // its findings stand for both
  collection.add(before, &ChangedFinding::before);
  for (const ChangedFinding& changed : collection.all()) {
    if (changed.before == 0) {
      comparison.added.push_back(changed);
    } else if (changed.after > 0) {
      comparison.unchanged.push_back(changed);
    } else {
      const auto tested = tested_after.find(changed.finding.rule);
      const bool again = tested != tested_after.end() && tested->second > 0;
      (again ? comparison.fixed : comparison.untested).push_back(changed);
    }
  }
  for (const auto* const results : {&before, &after}) {
    for (const RecordingResult& result : *results) {
      comparison.outcomes.push_back(result.outcome);
      comparison.cut = comparison.cut || result.findings_left_out > 0;
    }
  }
  return comparison;
}

ExitCode exit_code_of(const Comparison& comparison, const CompareOptions& options) {
  if (worst_of(comparison.outcomes) == ExitCode::BadInput) return ExitCode::BadInput;
  bool uncertain = comparison.cut || !comparison.untested.empty();
  for (const ChangedFinding& changed : comparison.added) {
    if (!counts(changed, options.fail_on)) continue;
    if (fails(changed.finding.verdict, options.fail_on)) return ExitCode::Violated;
    uncertain = true;
  }
  if (options.fail_on_lost_coverage && !comparison.lost.empty())
    return ExitCode::Violated;
  return uncertain ? ExitCode::Inconclusive : ExitCode::Holds;
}

std::string compare_text(const Comparison& comparison, const CompareOptions& options) {
  std::string out = lines_of("new", comparison.added);
  out += lines_of("unchanged", comparison.unchanged);
  out += lines_of("fixed", comparison.fixed);
  out += lines_of("gone, but not put to the test again", comparison.untested);
  for (const std::string& rule : comparison.lost) {
    out += fmt::format("no longer put to the test: {}\n", printable(rule));
  }
  for (const std::string& rule : comparison.gained) {
    out += fmt::format("now put to the test: {}\n", printable(rule));
  }
  if (comparison.cut) {
    out += "a recording has more findings than are listed: some may be missing here\n";
  }
  return out + fmt::format(
                   "{} new, {} unchanged, {} fixed, {} gone untested; {} rules no longer "
                   "put to the test, {} newly: {}\n",
                   comparison.added.size(), comparison.unchanged.size(),
                   comparison.fixed.size(), comparison.untested.size(),
                   comparison.lost.size(), comparison.gained.size(),
                   name_of(exit_code_of(comparison, options)));
}

std::string compare_json(const Comparison& comparison, const CompareOptions& options) {
  JsonWriter json;
  json.begin_object();
  json.key("tool").string("condis-check compare");
  json.key("version").string(kVersion);
  json.key("outcome").string(name_of(exit_code_of(comparison, options)));
  write_findings(json, "new", comparison.added);
  write_findings(json, "unchanged", comparison.unchanged);
  write_findings(json, "fixed", comparison.fixed);
  write_findings(json, "untested", comparison.untested);
  json.key("rules_lost").strings(comparison.lost);
  json.key("rules_gained").strings(comparison.gained);
  json.key("findings_left_out").boolean(comparison.cut);
  json.end_object();
  return json.text() + '\n';
}

}  // namespace condis
