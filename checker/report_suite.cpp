#include "checker/report_suite.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <string_view>

#include "checker/exit_code.h"
#include "checker/json_writer.h"
#include "checker/printable.h"
#include "checker/report_explore.h"
#include "checker/trace_files.h"
#include "checker/version.h"
#include "traces/field_values.h"

namespace condis {
namespace {

const char* name_of_driver(Actor actor) {
  return actor == Actor::Client ? "client" : "call manager";
}

std::size_t count_of(const Suite& suite, Origin origin) {
  return static_cast<std::size_t>(std::count_if(
      suite.entries.begin(), suite.entries.end(),
      [origin](const SuiteEntry& e) { return e.violated.origin == origin; }));
}

// Everything that a recording shows counts.
ExitCode strict_code(const SuiteTrace& trace, const std::vector<Rule>& rules) {
  return exit_code_of(CheckOutcome{trace.result, std::nullopt}, rules,
                      {Severity::Note, Verdict::Violated});
}

std::string file_of(const char* side, const Rule& rule) {
  return fmt::format("{}/{}.jsonl", side, rule.id);
}

std::string row_of(const SuiteEntry& entry, const std::string& name) {
  if (entry.violated.text.empty()) return fmt::format("  {}  none\n", name);
  const bool searched = entry.violated.origin == Origin::Search;
  const bool twins = searched && entry.holds.origin == Origin::Search;
  std::string row = fmt::format("  {}  {:12}  {:4}  {:6}", name,
                                searched ? name_of_driver(entry.errs) : "(example)",
                                entry.finding.event.number, entry.violated.events);
  row +=
      entry.holds.text.empty() ? "     none" : fmt::format("  {:7}", entry.holds.events);
  if (twins) row += fmt::format("  {:5}", entry.shared);
  return row + '\n';
}

}  // namespace

bool is_whole(const Suite& suite) {
  return !suite.interrupted && std::all_of(suite.entries.begin(), suite.entries.end(),
                                           [](const SuiteEntry& entry) {
                                             return !entry.violated.text.empty() &&
                                                    !entry.holds.text.empty();
                                           });
}

std::string suite_text(const Suite& suite, const Specification& specification) {
  const std::vector<Rule>& rules = specification.rules();
  std::size_t width = 4;
  for (const SuiteEntry& entry : suite.entries) {
    width = std::max(width, rules[entry.rule].id.size());
  }
  std::string text =
      fmt::format("  {:{}}  who errs      line  events  kept by  alike\n", "rule", width);
  for (const SuiteEntry& entry : suite.entries) {
    text += row_of(entry, fmt::format("{:{}}", rules[entry.rule].id, width));
  }
  text += '\n';
  for (const SuiteEntry& entry : suite.entries) {
    if (entry.why.empty()) continue;
    text += wrap(fmt::format("{}: {}", rules[entry.rule].id, entry.why), "") + '\n';
  }
  for (const SuiteSearch& search : suite.searches) {
    text += fmt::format("{} that errs once: {}, {}\n", name_of_driver(search.errs),
                        plural(search.states, "state", "states"),
                        search.complete
                            ? "which are all"
                            : fmt::format("all runs of up to {} events", search.depth));
  }
  text += fmt::format(
      "{}: {} broken by a shortest run, {} by an example, {} not at all{}\n",
      plural(suite.entries.size(), "rule", "rules"), count_of(suite, Origin::Search),
      count_of(suite, Origin::Example), count_of(suite, Origin::None),
      suite.interrupted ? "; interrupted" : "");
  return text;
}

namespace {

void write_trace(JsonWriter& json, const SuiteTrace& trace, const char* side,
                 const Finding* finding, const SuiteEntry& entry,
                 const std::vector<Rule>& rules) {
  if (trace.text.empty()) {
    json.null();
    return;
  }
  json.begin_object();
  json.key("file").string(file_of(side, rules[entry.rule]));
  json.key("origin").string(trace.origin == Origin::Search ? "search" : "example");
  json.key("exit_code").number(static_cast<unsigned>(strict_code(trace, rules)));
  json.key("events").number(trace.events);
  if (finding != nullptr) {
    const Event& event = finding->event;
    json.key("line").number(event.number);
    json.key("event").string(name_of(event.function, event.spelling));
    json.key("phase").string_or_null(word_of(event.phase));
    json.key("overdue").boolean(finding->overdue);
  }
  json.key("findings").begin_array();
  for (const Finding& other : trace.result.findings) {
    json.begin_object();
    json.key("verdict").string(name_of(other.verdict));
    json.key("rule").string(rules[other.rule].id);
    json.key("severity").string(name_of(other.severity));
    json.key("line").number(other.event.number);
    json.key("overdue").boolean(other.overdue);
    json.end_object();
  }
  json.end_array();
  json.end_object();
}

std::string rule_json(const SuiteEntry& entry, const std::vector<Rule>& rules) {
  const Rule& rule = rules[entry.rule];
  const bool searched = entry.violated.origin == Origin::Search;
  JsonWriter json;
  json.begin_object();
  json.key("rule").string(rule.id);
  json.key("severity").string(name_of(rule.severity));
  json.key("at_fault").string(rule.at_fault);
  json.key("title").string(rule.title);
  json.key("page").string(rule.page);
  json.key("section").string(rule.section);
  json.key("why").string_or_null(entry.why);
  json.key("errs").string_or_null(searched ? name_of_driver(entry.errs) : "");
  json.key("shared");
  if (searched && entry.holds.origin == Origin::Search) {
    json.number(entry.shared);
  } else {
    json.null();
  }
  json.key("violated");
  write_trace(json, entry.violated, "violated", &entry.finding, entry, rules);
  json.key("holds");
  write_trace(json, entry.holds, "holds", nullptr, entry, rules);
  json.end_object();
  return json.text();
}

constexpr const char* kReadMe = R"(# Conformance suite for the CoNDIS drop-party rules

For each rule `violated/RULE.jsonl` is a recording that breaks it, and `holds/RULE.jsonl` one
that keeps it and is much like the first. They are for trying checkers and drivers on:

- A checker should report RULE for `violated/RULE.jsonl`, at the line that `suite.json` names,
  and should not for `holds/RULE.jsonl`.
- A driver that is driven through the events of a recording should not do what the last one
  of a violating recording does, if that is its own.

`suite.json` has an object for each rule: what it demands, who breaks it, and of each
recording what `condis-check check --strict` says of it, with the exit code. Some recordings
break, or leave open, other rules too; `findings` names all of them.

A violating recording whose `origin` is `search` is a shortest one of a single VC in which one
driver (`errs`) errs once, or stops acting, and everything else conforms. The keeping one then
shares its first events (`shared`) and goes on as drivers that conform would, to where nothing
is owed any more. Recordings whose `origin` is `example` were written by hand.

The recordings are JSON lines, one event a line; lines that begin with `#` are comments, which
say what is expected. With condis-check:

    condis-check check --strict violated/drop-not-the-last.jsonl
    condis-check explain drop-not-the-last
)";

}  // namespace

std::string suite_json(const Suite& suite, const SuiteRequest& request,
                       const Specification& specification) {
  JsonWriter json;
  json.begin_object();
  json.key("version").string(kVersion);
  json.key("specification").string(specification.hash());
  json.key("parties").number(request.parties);
  json.key("call_manager").string(request.integrated ? "mcm" : "stand-alone");
  json.key("interrupted").boolean(suite.interrupted);
  json.key("searches").begin_array();
  for (const SuiteSearch& search : suite.searches) {
    json.begin_object();
    json.key("errs").string(name_of_driver(search.errs));
    json.key("states").number(search.states);
    json.key("depth").number(search.depth);
    json.key("complete").boolean(search.complete);
    json.end_object();
  }
  json.end_array();
  json.key("rules").begin_array();
  for (const SuiteEntry& entry : suite.entries) {
    json.json('\n' + rule_json(entry, specification.rules()));
  }
  json.end_array();
  json.end_object();
  return json.text();
}

std::optional<Diagnostic> make_suite_directory(const std::string& directory) {
  std::vector<std::string> written;
  return write_traces(directory, {{"README.md", kReadMe}}, written);
}

std::optional<Diagnostic> write_suite(const std::string& directory, const Suite& suite,
                                      const SuiteRequest& request,
                                      const Specification& specification) {
  const auto below = [&directory](const char* side) {
    return (std::filesystem::path(directory) / side).string();
  };
  std::vector<TraceFile> violated, holds;
  for (const SuiteEntry& entry : suite.entries) {
    const std::string name = specification.rules()[entry.rule].id + ".jsonl";
    if (!entry.violated.text.empty()) violated.push_back({name, entry.violated.text});
    if (!entry.holds.text.empty()) holds.push_back({name, entry.holds.text});
  }
  std::vector<std::string> written;
  if (auto wrong = write_traces(below("violated"), violated, written)) return wrong;
  if (auto wrong = write_traces(below("holds"), holds, written)) return wrong;
  return write_traces(directory,
                      {{"suite.json", suite_json(suite, request, specification) + '\n'}},
                      written);
}

}  // namespace condis
