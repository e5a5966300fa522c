#include "checker/counterexample.h"

#include <fmt/format.h>

#include <array>

#include "checker/engine.h"
#include "checker/recorder.h"
#include "traces/reader.h"

namespace condis {
namespace {

std::vector<Record> records_of(const std::string& recording) {
  std::vector<Record> records;
  std::array<Record, 64> some;
  const auto reader = open_trace_bytes(recording, "run");
  if (!reader)
    throw std::logic_error("a run was recorded wrongly: " + reader.error().what);
  while (const std::size_t count = (*reader)->read(some)) {
    records.insert(records.end(), some.begin(), some.begin() + count);
  }
  return records;
}

Event named_event_of(const Record& record) {
  Event event = event_of(record);
  event.vc = record.vc_handle;
  event.party = record.party_handle;
  return event;
}

bool is_call(const Record& record) {
  return static_cast<int>(record.function) < kCallCount;
}

}  // namespace

std::vector<Event> events_of(const std::string& recording) {
  std::vector<Event> events;
  for (const Record& record : records_of(recording)) {
    if (is_call(record)) events.push_back(named_event_of(record));
  }
  return events;
}

TraceResult judge(const std::string& recording, const Specification& specification,
                  TransitionTable& table) {
  Engine engine(specification, table, {});
  const std::vector<Record> records = records_of(recording);
  for (const Record& record : records) engine.process(record);
  return engine.finish();
}

Result<Counterexample> replay(const Breach& breach, const Specification& specification,
                              TransitionTable& table, const Stage& stage) {
  const Check& check = specification.checks()[breach.check];
  const Rule& rule = specification.rules()[check.rule];
  Counterexample example;
  example.rule = check.rule;
  example.severity = check.severity;
  example.run = breach.run;
  example.recording =
      record_run(breach.run, stage,
                 fmt::format("{} ({} at fault): {}", rule.id, rule.at_fault, rule.title));
  example.events = events_of(example.recording);
  const std::uint64_t last_call =
      example.events.empty() ? 0 : example.events.back().number;
  const TraceResult result = judge(example.recording, specification, table);
  for (const Finding& finding : result.findings) {
    const bool at_end = finding.overdue && finding.verdict == Verdict::Violated;
    const bool at_last = finding.event.number == last_call;
    if (finding.rule != check.rule || finding.severity != check.severity) continue;
    if (breach.run.ends ? !at_end : !at_last || finding.verdict == Verdict::Open)
      continue;
    example.finding = finding;
    return example;
  }
  return Diagnostic{
      "condis-check explore",
      fmt::format("internal error: exploration says that a run of {} steps breaks rule "
                  "'{}', and the checker does not",
                  breach.run.steps.size(), rule.id),
      "this is a fault of condis-check, not of any driver",
      "please report it with the command line"};
}

}  // namespace condis
