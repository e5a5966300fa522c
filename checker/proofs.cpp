#include "checker/proofs.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <numeric>
#include <set>

#include "checker/event_json.h"
#include "checker/fingerprint.h"
#include "checker/printable.h"
#include "checker/report_text.h"

namespace condis {
namespace {

// Findings of a recording that are shown in charts.
constexpr std::size_t kMostShown = 100;

std::vector<Record> records_of(const std::string& recording) {
  std::vector<Record> records;
  std::array<Record, 64> some;
  const auto reader = open_trace_bytes(recording, "evidence");
  while (const std::size_t count = reader ? (*reader)->read(some) : 0) {
    records.insert(records.end(), some.begin(), some.begin() + count);
  }
  return records;
}

std::string numbers_of(const std::vector<Record>& records) {
  std::string numbers;
  for (const Record& record : records) {
    numbers += fmt::format("{}{}", numbers.empty() ? "" : ", ", record.number);
  }
  return numbers;
}

// Letters, digits, '.', '_' and '-' of a file's name, without its extension.
std::string stem_of(const std::string& path) {
  std::string stem = std::filesystem::path(path).stem().string();
  for (char& c : stem) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                       (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
    if (!plain) c = '_';
  }
  return stem;
}

// Which findings have a chart: causes, one of each kind before others of the same kind.
std::set<std::size_t> charted_of(const TraceResult& result,
                                 const std::vector<Rule>& rules) {
  std::set<std::size_t> charted;
  std::vector<std::size_t> others;
  std::set<std::string> kinds;
  for (std::size_t i = 0; i < result.findings.size(); ++i) {
    if (result.findings[i].follows >= 0) continue;
    const bool is_new = kinds.insert(fingerprint(result.findings[i], rules)).second;
    if (is_new && charted.size() < kMostShown) charted.insert(i);
    if (!is_new) others.push_back(i);
  }
  others.resize(std::min(others.size(), kMostShown - charted.size()));
  charted.insert(others.begin(), others.end());
  return charted;
}

std::vector<std::size_t> all_of(const TraceResult& result) {
  std::vector<std::size_t> findings(result.findings.size());
  std::iota(findings.begin(), findings.end(), std::size_t{0});
  return findings;
}

}  // namespace

Proofs Proofs::find(const CheckOutcome& outcome, const std::vector<std::size_t>& findings,
                    const std::set<std::size_t>& charted,
                    const Specification& specification, TransitionTable& table) {
  const TraceResult& result = outcome.result;
  Proofs proofs(outcome, specification, table);
  const StateNames names(specification);
  std::size_t rows = 0;
  for (const std::size_t finding : findings) {
    Proof proof = proofs.shrinker_.shrink(*proofs.extract_, result, finding);
    if (charted.contains(finding)) {
      Chart chart = condis::chart_of(proof, result, proofs.shrinker_, table, names);
      if (rows + chart.rows.size() > kMostRows) chart = folded(chart, kFoldedRows);
      rows += chart.rows.size();
      proofs.charts_.emplace(finding, std::move(chart));
    }
    proof.context = {};
    proofs.proofs_.push_back(std::move(proof));
  }
  return proofs;
}

const Chart* Proofs::chart_of(std::size_t finding) const {
  const auto found = charts_.find(finding);
  return found == charts_.end() ? nullptr : &found->second;
}

Result<std::string> Proofs::recording(const Proof& proof, const TraceResult& result) {
  const Finding& finding = result.findings[proof.finding];
  const Rule& rule = specification_->rules()[finding.rule];
  const std::string where = place(result, finding.event.number);
  if (!proof.replayed) {
    return Diagnostic{
        where, fmt::format("the evidence for '{}' is not shown by itself", rule.id),
        "the records of its VC that are known do not show it without the "
        "rest of the recording",
        "the whole recording is the evidence"};
  }
  const TraceResult judged = shrinker_.replay(proof.records);
  std::vector<std::string> header = {
      fmt::format("{} ({} at fault): {}", rule.id, rule.at_fault, rule.title)};
  header.push_back(fmt::format("records {} of {}", numbers_of(proof.records),
                               display_name(result.path)));
  if (proof.minimal) {
    header.push_back(
        fmt::format("Without any of {} it is not shown{}", numbers_of(proof.core),
                    proof.core.size() < proof.records.size()
                        ? "; the others keep the rest of it within the rules."
                        : "."));
  }
  // Line numbers count the comments, one for each finding included.
  std::map<std::uint64_t, std::uint64_t> line_of;
  std::uint64_t line = header.size() + judged.findings.size();
  for (const Record& record : proof.records) line_of[record.number] = ++line;
  for (const Finding& found : judged.findings) {
    header.push_back(fmt::format(
        "expect: {} {}{}", name_of(found.verdict), specification_->rules()[found.rule].id,
        found.verdict == Verdict::Open
            ? ""
            : fmt::format(" at {}", line_of[found.event.number])));
  }
  std::string text;
  for (const std::string& comment : header) text += "# " + printable(comment) + '\n';
  for (const Record& record : proof.records) {
    append_record_line(
        record, extract_->provider(record.provider),
        record.source == 0 ? SourceLocation{} : extract_->source(record.source), text);
  }
  Finding wanted = finding;
  wanted.event.number = line_of[finding.event.number];
  if (find_same(shrinker_.replay(records_of(text)).findings, wanted) == nullptr) {
    return Diagnostic{
        where,
        fmt::format("the evidence for '{}' is judged otherwise when read again", rule.id),
        "this is a fault of condis-check, not of any driver",
        "please report it with the recording"};
  }
  return text;
}

std::vector<TraceFile> Proofs::files(const TraceResult& result,
                                     std::set<std::string> taken,
                                     std::vector<Diagnostic>& warnings) {
  std::vector<TraceFile> files;
  for (const Proof& proof : proofs_) {
    auto text = recording(proof, result);
    if (!text) {
      warnings.push_back(text.error());
      continue;
    }
    const Finding& finding = result.findings[proof.finding];
    const std::string stem =
        fmt::format("{}-{}-{}", stem_of(result.path), finding.event.number,
                    specification_->rules()[finding.rule].id);
    std::string name = stem + ".jsonl";
    for (int again = 2; !taken.insert(name).second; ++again) {
      name = fmt::format("{}-{}.jsonl", stem, again);
    }
    files.push_back({std::move(name), std::move(*text)});
  }
  return files;
}

std::optional<Diagnostic> prove(const ProofRequest& request,
                                const Specification& specification,
                                TransitionTable& table, CheckOutcome& outcome,
                                std::vector<Diagnostic>& troubles,
                                std::vector<std::string>& written) {
  const TraceResult& result = outcome.result;
  const bool writes = !request.directory.empty();
  if (!request.wanted() || result.findings.empty()) return std::nullopt;
  std::set<std::size_t> charted;
  if (request.charts || request.reports) {
    charted = charted_of(result, specification.rules());
  }
  const std::vector<std::size_t> findings =
      writes ? all_of(result) : std::vector(charted.begin(), charted.end());
  Proofs proofs = Proofs::find(outcome, findings, charted, specification, table);
  std::optional<Diagnostic> failed;
  if (writes) {
    std::set<std::string> taken;
    for (const std::string& path : written) {
      taken.insert(std::filesystem::path(path).filename().string());
    }
    failed = write_traces(request.directory,
                          proofs.files(result, std::move(taken), troubles), written);
  }
  outcome.proofs = std::make_shared<const Proofs>(std::move(proofs));
  return failed;
}

}  // namespace condis
