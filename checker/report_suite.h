// A conformance suite as files, and what is said of it. Same suite, same bytes.
//
// suite.json, one object: version, specification (its hash), parties, call_manager,
// interrupted, searches (errs, states, depth, complete), rules. Of each rule: rule,
// severity, at_fault, title, page, section, why (a recording is missing, or is no twin;
// or null), errs ("client", "call manager", or null), shared (events that twins begin
// with, or null), violated and holds (or null). Of a recording: file, origin ("search" or
// "example"), exit_code (of check --strict), events, findings (verdict, rule, severity,
// line, overdue), those of the rule itself included. Of the violating one also: line,
// event and phase of the record that breaks the rule, and overdue: it is a duty that the
// record leaves unmet.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "checker/suite.h"
#include "model/specification.h"

namespace condis {

// A summary for people: a line for each rule, then the searches.
std::string suite_text(const Suite& suite, const Specification& specification);
// suite.json, with a line break at its end and after each rule.
std::string suite_json(const Suite& suite, const SuiteRequest& request,
                       const Specification& specification);
// Makes the directory with its README.md: whether it can be written to is better known
// before the search.
std::optional<Diagnostic> make_suite_directory(const std::string& directory);
// Writes violated/RULE.jsonl, holds/RULE.jsonl, and then suite.json.
std::optional<Diagnostic> write_suite(const std::string& directory, const Suite& suite,
                                      const SuiteRequest& request,
                                      const Specification& specification);
// Nothing is missing, and nobody interrupted it.
bool is_whole(const Suite& suite);

}  // namespace condis
