#include "checker/proofs.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <set>

#include "checker/event_json.h"
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

// All of them if they are written; else those that are shown, which are causes.
std::vector<std::size_t> wanted_of(const TraceResult& result, bool all) {
  std::vector<std::size_t> findings;
  for (std::size_t i = 0; i < result.findings.size(); ++i) {
    const bool few = findings.size() < kMostShown;
    if (all || (few && result.findings[i].follows < 0)) findings.push_back(i);
  }
  return findings;
}

}  // namespace

Result<Proofs> Proofs::find(const std::vector<std::string>& paths,
                            const TraceResult& result,
                            const std::vector<std::size_t>& findings,
                            const CheckOptions& options,
                            const Specification& specification, TransitionTable& table) {
  if (std::find(paths.begin(), paths.end(), "-") != paths.end()) {
    return Diagnostic{display_name("-"),
                      "standard input cannot be read a second time, as evidence needs it",
                      "", "save the recording to a file and name that"};
  }
  auto reader = open_recording(paths, options);
  if (!reader) return reader.error();
  Proofs proofs(Extract(**reader, result, findings), options, specification, table);
  const StateNames names(specification);
  std::size_t rows = 0;
  for (const std::size_t finding : findings) {
    Proof proof = proofs.shrinker_.shrink(proofs.extract_, result, finding);
    Chart chart = chart_of(proof, result, proofs.shrinker_, table, names);
    if (rows + chart.rows.size() > kMostRows) chart = folded(chart, kFoldedRows);
    rows += chart.rows.size();
    proof.context.clear();
    proof.context.shrink_to_fit();
    proofs.proofs_.push_back(std::move(proof));
    proofs.charts_.push_back(std::move(chart));
  }
  return proofs;
}

int Proofs::place_of(std::size_t finding) const {
  const auto found = std::find_if(proofs_.begin(), proofs_.end(),
                                  [&](const Proof& p) { return p.finding == finding; });
  return found == proofs_.end() ? -1 : static_cast<int>(found - proofs_.begin());
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
        record, extract_.provider(record.provider),
        record.source == 0 ? SourceLocation{} : extract_.source(record.source), text);
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
                                const std::vector<std::string>& paths,
                                const CheckOptions& options,
                                const Specification& specification,
                                TransitionTable& table, CheckOutcome& outcome,
                                std::vector<Diagnostic>& troubles,
                                std::vector<std::string>& written) {
  const TraceResult& result = outcome.result;
  const bool writes = !request.directory.empty();
  const std::vector<std::size_t> findings = wanted_of(result, writes);
  if (!request.wanted() || findings.empty()) return std::nullopt;
  auto proofs = Proofs::find(paths, result, findings, options, specification, table);
  if (!proofs) return proofs.error();
  std::optional<Diagnostic> failed;
  if (writes) {
    std::set<std::string> taken;
    for (const std::string& path : written) {
      taken.insert(std::filesystem::path(path).filename().string());
    }
    failed = write_traces(request.directory,
                          proofs->files(result, std::move(taken), troubles), written);
  }
  outcome.proofs = std::make_shared<const Proofs>(std::move(*proofs));
  return failed;
}

}  // namespace condis
