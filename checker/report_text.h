// The result of a check for people: compiler-style lines, the culprit first, then what
// shows it and the document's sentence. Same input, same bytes.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "checker/finding.h"
#include "checker/report.h"
#include "model/rule.h"

namespace condis {

struct ReportOptions {
  Severity least = Severity::Error;  // of the rules that count towards the verdict
  bool colour = false;               // terminal escapes
  bool partial = false;              // the recording could not be read to its end
  const Proofs* charts = nullptr;    // sequence charts in the place of tables
};

// Findings, errors before warnings before notes, each with what follows from it; then a
// line that sums up.
std::string report_text(const TraceResult& result, const std::vector<Rule>& rules,
                        const ReportOptions& options);

// All recordings one after the other; of several, at the end how many came out how.
std::unique_ptr<Report> make_text_report(const ReportContext& context, ReportSink sink);

// "3 rules violated, 0 possible, 1 open, 40 held, 62 not exercised; 50 events, 1 VC, 3
// parties: violated", without the recording's name.
std::string summary(const TraceResult& result, const std::vector<Rule>& rules,
                    const ReportOptions& options);

// "lab7.jsonl:12", as a report names a record; "-" is "<stdin>".
std::string place(const TraceResult& result, std::uint64_t number);
// The recording as reports name it.
std::string display_name(const std::string& path);

}  // namespace condis
