#include "checker/check.h"

#include <fmt/format.h>

#include <map>

#include "checker/embedded.h"
#include "checker/engine.h"
#include "model/specification.h"
#include "model/transition_table.h"
#include "traces/read_ahead.h"
#include "traces/reader.h"

namespace condis {
namespace {

std::string name_unknown(const Reader& reader) {
  std::string names;
  for (const UnknownEvent& event : reader.unknown_events()) {
    if (names.size() > 200) return names + ", ...";
    names +=
        fmt::format("{}'{}' ({}x)", names.empty() ? "" : ", ", event.name, event.count);
  }
  return names;
}

Diagnostic nothing_to_check(const std::string& path, const TraceResult& result,
                            const Reader& reader) {
  const std::string unknown = name_unknown(reader);
  return {
      path, "the recording has no CoNDIS event",
      fmt::format(
          "it has {} records of the vocabulary, none of them a call{}", result.events,
          unknown.empty() ? std::string() : "; other event names seen: " + unknown),
      "events are named after the documented functions, such as NdisClDropParty; is the "
      "driver's provider enabled in this recording?"};
}

}  // namespace

CheckOutcome check_trace(const std::string& path, TransitionTable& table,
                         const Specification& specification,
                         const CheckOptions& options) {
  CheckOutcome outcome;
  outcome.result.path = path;
  outcome.result.rules.resize(specification.rules().size());
  auto opened = open_trace(path);
  if (!opened) {
    outcome.error = opened.error();
    return outcome;
  }
  Reader& reader = **opened;
  Engine engine(specification, table, options);
  ReadAhead ahead(reader);
  for (auto records = ahead.next(); !records.empty(); records = ahead.next()) {
    for (const Record& record : records) engine.process(record);
  }
  TraceResult result = engine.finish();
  for (Finding& finding : result.findings) {
    if (finding.event.source != 0) finding.source = reader.source(finding.event.source);
  }
  result.path = path;
  result.unit = reader.unit();
  const char* const mark = result.unit == "event" ? "#" : ":";
  for (Diagnostic& warning : result.warnings) warning.where = path + mark + warning.where;
  result.warnings.insert(result.warnings.begin(), reader.warnings().begin(),
                         reader.warnings().end());
  result.warnings_left_out += reader.warning_count() - reader.warnings().size();
  outcome.result = std::move(result);
  if (reader.error() != nullptr) {
    outcome.error = *reader.error();
  } else if (engine.calls() == 0) {
    outcome.error = nothing_to_check(path, outcome.result, reader);
  } else if (!reader.unknown_events().empty()) {
    outcome.result.warnings.push_back(
        {path, "unknown event names were skipped: " + name_unknown(reader),
         "they are not names of documented CoNDIS functions",
         "nothing to do if they belong to something else"});
  }
  return outcome;
}

}  // namespace condis
