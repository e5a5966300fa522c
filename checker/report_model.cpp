#include <fmt/format.h>

#include <algorithm>

#include "checker/event_table.h"
#include "checker/json_writer.h"
#include "checker/model_command.h"
#include "checker/printable.h"
#include "checker/report_explore.h"
#include "checker/version.h"

namespace condis {
namespace {

std::string table_of(const std::vector<ModelStep>& steps) {
  std::size_t width = 3;
  for (const ModelStep& step : steps) width = std::max(width, step.act.size());
  std::string text = fmt::format("  step  party  {:<{}}  what changes\n", "act", width);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    std::string changes;
    for (const ModelChange& change : steps[i].changes) {
      changes += fmt::format("{}{}: {} -> {}", changes.empty() ? "" : ", ", change.field,
                             change.from, change.to);
    }
    std::string line =
        fmt::format("  {:>4}  {:>5}  {:<{}}  {}", i + 1,
                    steps[i].party == 0 ? "" : std::to_string(steps[i].party),
                    printable(steps[i].act), width, printable(changes));
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + '\n';
  }
  return text;
}

void write_steps(JsonWriter& json, const std::vector<ModelStep>& steps) {
  json.begin_array();
  for (const ModelStep& step : steps) {
    json.begin_object();
    json.key("party");
    if (step.party == 0) {
      json.null();
    } else {
      json.number(step.party);
    }
    json.key("act").string(step.act);
    json.key("changes").begin_array();
    for (const ModelChange& change : step.changes) {
      json.begin_object();
      json.key("field").string(change.field);
      json.key("from").string(change.from);
      json.key("to").string(change.to);
      json.end_object();
    }
    json.end_array();
    json.end_object();
  }
  json.end_array();
}

}  // namespace

std::string model_text(const ModelOutcome& outcome, const ExploreRequest& request) {
  const SearchResult& found = outcome.search;
  std::string text = fmt::format("{} with {}\n\n", printable(request.model_file),
                                 plural(request.parties, "party", "parties"));
  for (const BrokenModelRule& broken : outcome.broken) {
    text += fmt::format("broken: {}, after {}\n", printable(broken.rule.id),
                        plural(broken.steps.size(), "step", "steps"));
    if (!broken.rule.title.empty()) {
      text += wrap(printable(broken.rule.title), "  ") + '\n';
    }
    text += '\n' + table_of(broken.steps) + '\n';
  }
  if (found.stuck) {
    text += fmt::format("stuck: after {} nothing can happen any more\n\n{}\n",
                        plural(outcome.stuck.size(), "step", "steps"),
                        table_of(outcome.stuck));
  }
  text += fmt::format(
      "{}, {}, {} deep, {} interleavings\n", plural(found.states, "state", "states"),
      plural(found.transitions, "transition", "transitions"),
      plural(found.depth, "step", "steps"), found.interleavings.decimal());
  text += fmt::format("{}: {} broken; {}: {}\n", plural(outcome.rules, "rule", "rules"),
                      outcome.broken.size(),
                      found.stuck       ? "the call may get stuck"
                      : !found.complete ? "stopped before everything was seen"
                                        : "the call never gets stuck",
                      word_of(overall(outcome)));
  return text;
}

std::string model_json(const ModelOutcome& outcome, const ExploreRequest& request) {
  const SearchResult& found = outcome.search;
  JsonWriter json;
  json.begin_object();
  json.key("version").string(kVersion);
  json.key("model").string(request.model_file);
  json.key("parties").number(request.parties);
  json.key("verdict").string(word_of(overall(outcome)));
  json.key("complete").boolean(found.complete);
  json.key("states").number(found.states);
  json.key("transitions").number(found.transitions);
  json.key("depth").number(found.depth);
  json.key("interleavings").string(found.interleavings.decimal());
  json.key("rules").number(outcome.rules);
  json.key("broken").begin_array();
  for (const BrokenModelRule& broken : outcome.broken) {
    json.begin_object();
    json.key("rule").string(broken.rule.id);
    json.key("title").string(broken.rule.title);
    json.key("steps");
    write_steps(json, broken.steps);
    json.end_object();
  }
  json.end_array();
  json.key("stuck");
  if (found.stuck) {
    write_steps(json, outcome.stuck);
  } else {
    json.null();
  }
  json.end_object();
  return json.text();
}

}  // namespace condis
