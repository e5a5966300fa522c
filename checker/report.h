// A report turns the outcomes of a run into one text: for people, for programs, for a
// gate. Every kind is one file with one maker, which report_kinds() lists.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "checker/check.h"
#include "checker/exit_code.h"
#include "model/rule.h"

namespace condis {

// What a report may look at besides the outcomes. The rules outlive the report.
struct ReportContext {
  const std::vector<Rule>& rules;
  FailOn fail_on;
  bool colour = false;  // it goes to a terminal, which shows colours
  // Whose states the events have; null: they are not named. Outlives the report, too.
  const Specification* specification = nullptr;
  bool charts = false;  // for people: a sequence chart of each finding
};

// Takes the report's text piece by piece.
using ReportSink = std::function<void(std::string_view)>;

class Report {
 public:
  virtual ~Report() = default;

  // The recordings of a run, one after the other. An outcome need not outlive the call.
  virtual void add(const CheckOutcome& outcome) = 0;
  // After the last recording: all that is not written yet.
  virtual void finish() = 0;
};

using ReportMaker = std::unique_ptr<Report> (*)(const ReportContext&, ReportSink);

struct ReportKind {
  std::string_view name;  // as on the command line
  ReportMaker make;
  bool needs_proofs = false;  // CheckOutcome::proofs
};

// All kinds, in the order in which they are listed to the user.
std::span<const ReportKind> report_kinds();

}  // namespace condis
