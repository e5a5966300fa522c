// The evidence for the findings of one recording: what the reports show beyond the
// findings themselves.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "checker/chart.h"
#include "checker/check.h"
#include "checker/extract.h"
#include "checker/finding.h"
#include "checker/shrink.h"
#include "checker/trace_files.h"
#include "model/specification.h"
#include "model/transition_table.h"

namespace condis {

// Rows of all charts of a recording together; beyond, charts are folded.
inline constexpr std::size_t kMostRows = 20'000;
inline constexpr std::size_t kFoldedRows = 60;

// What evidence is asked for.
struct ProofRequest {
  bool charts = false;    // --chart
  bool reports = false;   // a report that needs it
  std::string directory;  // --trace-out

  bool wanted() const { return charts || reports || !directory.empty(); }
};

class Proofs {
 public:
  // For the findings with these indices, with charts for some of them. `outcome` comes
  // from a check with CheckOptions::lives. Specification and table must outlive it.
  static Proofs find(const CheckOutcome& outcome,
                     const std::vector<std::size_t>& findings,
                     const std::set<std::size_t>& charted,
                     const Specification& specification, TransitionTable& table);

  // In the order of the indices.
  const std::vector<Proof>& proofs() const { return proofs_; }
  // Of the finding with that index; nullptr: there is none.
  const Chart* chart_of(std::size_t finding) const;

  // The proof as a recording that `check` judges the same: schema-1 JSON lines behind
  // comments that say what it shows. It was written, read back and judged; if that came
  // out otherwise, or the proof was not replayed at all, a Diagnostic says so.
  Result<std::string> recording(const Proof& proof, const TraceResult& result);

  // A file for each proof, named after recording, record and rule, and unlike the names
  // in `taken`; what cannot be shown by itself becomes a warning.
  std::vector<TraceFile> files(const TraceResult& result, std::set<std::string> taken,
                               std::vector<Diagnostic>& warnings);

 private:
  Proofs(const CheckOutcome& outcome, const Specification& specification,
         TransitionTable& table)
      : extract_(outcome.extract),
        shrinker_(specification, table, outcome.close_data),
        specification_(&specification) {}

  std::shared_ptr<const Extract> extract_;
  Shrinker shrinker_;
  const Specification* specification_;
  std::vector<Proof> proofs_;
  std::map<std::size_t, Chart> charts_;  // by finding
};

// Finds the proofs that are asked for, writes the recordings, and adds the proofs to the
// outcome. `troubles` tells what could not be proved, `written` which files there are so
// far, so that none is written twice. Returns why files could not be written, if so.
std::optional<Diagnostic> prove(const ProofRequest& request,
                                const Specification& specification,
                                TransitionTable& table, CheckOutcome& outcome,
                                std::vector<Diagnostic>& troubles,
                                std::vector<std::string>& written);

}  // namespace condis
