// The result of a check for programs: one object on one line for each recording.
//
//   tool, version   "condis-check", "0.1.0"
//   trace           the recording as named on the command line
//   unit            what "line" counts: "line" of a text carrier, or "event"
//   verdict         violated, possible, open, holds, not exercised; over the rules
//                   that count (--fail-on). A recording that could not be read to
//                   its end never holds: it is open, or not exercised if nothing could be
//                   read
//   outcome         holds, violated, bad input, inconclusive: what it gives as exit code
//   events, vcs, parties                 how many were seen
//   findings        fingerprint (see fingerprint.h), rule, verdict, severity, at_fault,
//   line, event, phase, vc, party,
//                   message, because (of line, event), page, section, quote. A handle is
//                   a string such as "0xffffa80b10c20040", or null where none is known.
//                   follows: index of the finding of which this one is a consequence;
//                   source: file, line, function; accepted: why a baseline
//                   accepts it. All three only where there is one
//   findings_left_out                    how many are not listed
//   rules           rule, verdict, exercised: every rule in the order of the catalogue
//   warnings        where, what, why, help: what was read around
//   error           where, what, why, help: why the recording could not be judged to its
//                   end; null if it could
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "checker/check.h"
#include "checker/report.h"
#include "model/rule.h"

namespace condis {

// Without a line break at its end.
std::string report_json(const CheckOutcome& outcome, const std::vector<Rule>& rules,
                        const FailOn& fail_on);

std::unique_ptr<Report> make_json_report(const ReportContext& context, ReportSink sink);

}  // namespace condis
