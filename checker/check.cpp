#include "checker/check.h"

#include <fmt/format.h>

#include <map>

#include "checker/embedded.h"
#include "checker/engine.h"
#include "checker/extract.h"
#include "checker/progress.h"
#include "model/specification.h"
#include "model/transition_table.h"
#include "traces/merge_reader.h"
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
          "{}{}",
          result.events == 0 ? "no name in it is that of a documented function"
                             : "it has records about the recording itself, and no call",
          unknown.empty() ? std::string() : "; other event names seen: " + unknown),
      "events are named after the documented functions, such as NdisClDropParty: is the "
      "driver's provider enabled in this recording? what a driver names otherwise needs "
      "a mapping file (--mapping); condis-check dump shows what there is to map"};
}

template <class Take>
void for_each_event(const TraceResult& result, Take take) {
  for (const Finding& finding : result.findings) {
    take(finding.event);
    for (const Event& event : finding.because) take(event);
    for (const Event& event : finding.around) take(event);
  }
}

// Where the records are that the result mentions: those of a merged recording have
// numbers of their own, which say nothing to its reader.
void find_places(TraceResult& result, const Reader& reader) {
  for_each_event(result, [&](const Event& event) {
    if (event.number != 0)
      result.places.emplace(event.number, reader.place(event.number));
  });
}

// The table, which the ids belong to, may be gone before the result.
void keep_states(TraceResult& result, const TransitionTable& table) {
  for_each_event(result, [&](const Event& event) {
    for (const States& states : {event.before, event.after}) {
      if (states.vc != States::kNotKnown && !result.vc_states.contains(states.vc)) {
        result.vc_states.emplace(states.vc, table.vc_state(states.vc));
      }
      if (states.party != States::kNotKnown &&
          !result.party_states.contains(states.party)) {
        result.party_states.emplace(states.party, table.party_state(states.party));
      }
    }
  });
}

CheckOptions on_its_medium(const std::vector<std::string>& paths, CheckOptions options) {
  options.close_data = said_of(paths, options.media).value_or(options.close_data);
  return options;
}

CheckOutcome check_reader(Result<std::unique_ptr<Reader>> opened, const std::string& path,
                          std::uint64_t size, bool merged, TransitionTable& table,
                          const Specification& specification,
                          const CheckOptions& options) {
  CheckOutcome outcome;
  outcome.close_data = options.close_data;
  outcome.result.path = path;
  outcome.result.rules.resize(specification.rules().size());
  if (!opened) {
    outcome.error = opened.error();
    return outcome;
  }
  Reader& reader = **opened;
  Engine engine(specification, table, options, reader.unit());
  Progress progress(path, size, options.progress);
  std::uint64_t events = 0;
  const auto extract = options.lives ? std::make_shared<Extract>() : nullptr;
  ReadAhead ahead(reader);
  for (auto records = ahead.next(); !records.empty(); records = ahead.next()) {
    for (const Record& record : records) engine.process(record);
    if (extract) {
      for (const Record& record : records) extract->add(record);
      extract->want(engine.findings());
    }
    events += records.size();
    progress.update(reader.bytes_read(), events, Progress::Clock::now());
  }
  TraceResult result = engine.finish();
  if (extract) {
    extract->want(result.findings);
    extract->finish(reader);
    outcome.extract = extract;
  }
  for (Finding& finding : result.findings) {
    if (finding.event.source != 0) finding.source = reader.source(finding.event.source);
  }
  result.path = path;
  keep_states(result, table);
  if (merged) find_places(result, reader);
  for (Diagnostic& warning : result.warnings) {
    warning.where = reader.place(std::stoull(warning.where));
  }
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
         "nothing to do if they belong to something else; what a driver names otherwise "
         "needs a mapping file (--mapping)"});
  }
  return outcome;
}

}  // namespace

Result<std::unique_ptr<Reader>> open_recording(const std::vector<std::string>& paths,
                                               const CheckOptions& options) {
  if (paths.size() == 1) {
    return open_trace(paths[0], options.input_format, options.mapping);
  }
  std::vector<std::unique_ptr<Reader>> readers;
  for (const std::string& path : paths) {
    auto opened = open_trace(path, options.input_format, options.mapping);
    if (!opened) return opened.error();
    readers.push_back(std::move(*opened));
  }
  return std::unique_ptr<Reader>(
      std::make_unique<MergeReader>(std::move(readers), paths));
}

CheckOutcome check_trace(const std::string& path, TransitionTable& table,
                         const Specification& specification,
                         const CheckOptions& options) {
  return check_reader(open_recording({path}, options), path, file_size(path), false,
                      table, specification, on_its_medium({path}, options));
}

CheckOutcome check_bytes(std::string_view bytes, const std::string& name,
                         TransitionTable& table, const Specification& specification,
                         const CheckOptions& options) {
  return check_reader(
      open_trace_bytes(bytes, name, options.input_format, options.mapping), name,
      bytes.size(), false, table, specification, on_its_medium({name}, options));
}

CheckOutcome check_merged(const std::vector<std::string>& paths, TransitionTable& table,
                          const Specification& specification,
                          const CheckOptions& options) {
  std::string name;
  std::uint64_t size = 0;
  for (const std::string& path : paths) {
    name += (name.empty() ? "" : " + ") + path;
    size += file_size(path);
  }
  return check_reader(open_recording(paths, options), name, size, true, table,
                      specification, on_its_medium(paths, options));
}

}  // namespace condis
