#include "checker/gate.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "checker/baseline.h"
#include "checker/batch.h"
#include "checker/proofs.h"
#include "checker/recordings.h"
#include "checker/report_text.h"
#include "checker/severities.h"
#include "model/specification.h"
#include "model/transition_table.h"
#include "traces/reader.h"

namespace condis {
namespace {

// What one run needs besides the specification, each of which may be wrong.
struct Gate {
  Severities severities;
  std::optional<Baseline> baseline;
};

Result<std::optional<Baseline>> open_baseline(const GateOptions& options) {
  if (options.baseline.empty()) return std::optional<Baseline>();
  if (options.accept && file_size(options.baseline) == 0) {
    return std::optional(Baseline::empty(options.baseline, today()));
  }
  auto loaded = Baseline::load(options.baseline, today());
  if (!loaded) return loaded.error();
  return std::optional(std::move(*loaded));
}

Result<Gate> open_gate(const GateOptions& options, const std::vector<Rule>& rules) {
  Gate gate;
  auto severities = Severities::parse(options.severities, rules);
  if (!severities) return severities.error();
  gate.severities = std::move(*severities);
  auto baseline = open_baseline(options);
  if (!baseline) return baseline.error();
  gate.baseline = std::move(*baseline);
  return gate;
}

void tell_warnings(const TraceResult& result, const GateConsole& console) {
  for (const Diagnostic& warning : result.warnings) console.complain(warning, "warning");
  if (result.warnings_left_out == 0) return;
  console.complain(
      {display_name(result.path),
       fmt::format("{} further warnings are not shown", result.warnings_left_out), "",
       ""},
      "warning");
}

}  // namespace

ExitCode run_gate(const GateOptions& options, CheckOptions check,
                  const Specification& specification, TransitionTable& table,
                  std::string_view saved_table, const GateConsole& console) {
  const auto fail = [&](const Diagnostic& error) {
    console.complain(error, "error");
    return ExitCode::BadInput;
  };
  auto gate = open_gate(options, specification.rules());
  if (!gate) return fail(gate.error());
  const std::vector<Rule>& rules = gate->severities.rules();
  auto reports = ReportFiles::open(options.reports, {.rules = rules,
                                                     .fail_on = options.fail_on,
                                                     .colour = console.colour,
                                                     .specification = &specification,
                                                     .charts = options.charts});
  if (!reports) return fail(reports.error());
  const ProofRequest proofs{
      .charts = options.charts,
      .reports =
          std::any_of(options.reports.begin(), options.reports.end(),
                      [](const auto& report) { return report.kind->needs_proofs; }),
      .directory = options.trace_directory};
  check.lives = proofs.wanted();

  const std::vector<Recording> recordings =
      find_recordings(options.traces, options.excluded);
  std::vector<ExitCode> codes;
  std::vector<std::string> written;
  const auto conclude = [&](CheckOutcome outcome) {
    gate->severities.apply(outcome.result);
    if (gate->baseline) {
      gate->baseline->apply(outcome.result, rules);
      if (options.accept) {
        gate->baseline->learn(outcome.result, rules, options.fail_on.severity,
                              *options.accept);
        gate->baseline->apply(outcome.result, rules);
      }
    }
    std::vector<Diagnostic> troubles;
    const auto unproved = prove(proofs, specification, table, outcome, troubles, written);
    tell_warnings(outcome.result, console);
    for (const Diagnostic& trouble : troubles) console.complain(trouble, "warning");
    reports->add(outcome);
    if (outcome.error) console.complain(*outcome.error, "error");
    codes.push_back(exit_code_of(outcome, rules, options.fail_on));
    if (unproved) codes.push_back(fail(*unproved));
  };
  if (options.merge) {
    conclude(check_as_one(recordings, table, specification, check));
  } else {
    check_all(recordings, table, specification, {check, options.jobs, saved_table},
              conclude);
  }
  if (const auto error = reports->finish()) codes.push_back(fail(*error));
  if (!gate->baseline) return worst_of(codes);
  if (options.accept) {
    if (const auto error = gate->baseline->save()) codes.push_back(fail(*error));
  } else {
    for (const Diagnostic& complaint : gate->baseline->complaints()) {
      console.complain(complaint, "warning");
    }
  }
  return worst_of(codes);
}

}  // namespace condis
