#include "checker/report_explore.h"

#include <fmt/format.h>

#include <algorithm>

#include "checker/event_table.h"
#include "checker/json_writer.h"
#include "checker/printable.h"
#include "checker/version.h"
#include "traces/field_values.h"

namespace condis {

const char* word_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::Violated: return "violated";
    case Verdict::Holds: return "holds";
    default: return "not decided";
  }
}

std::string plural(std::uint64_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

std::string driver(const std::string& file, const char* actor) {
  if (file.empty()) return fmt::format("conforming {}", actor);
  if (file == kErrsOnce) return fmt::format("{} that errs once", actor);
  if (file == kAnything) return fmt::format("{} that may do anything", actor);
  return fmt::format("{} of {}", actor, printable(file));
}

namespace {

std::string table_of(const std::vector<Event>& events, std::uint64_t marked,
                     const std::vector<Event>& because) {
  std::vector<MarkedEvent> table;
  for (const Event& event : events) {
    const bool reason =
        std::any_of(because.begin(), because.end(),
                    [&](const Event& other) { return other.number == event.number; });
    table.push_back({event, event.number == marked ? "<- here"
                            : reason               ? "<- reason"
                                                   : ""});
  }
  return event_table(std::move(table), "line");
}

std::string example_text(const Counterexample& example, const Rule& rule) {
  std::string text = fmt::format("broken: {} ({}, {} at fault), after {}\n", rule.id,
                                 name_of(example.severity), rule.at_fault,
                                 plural(example.events.size(), "event", "events"));
  text += wrap(example.finding.message, "  ") + '\n';
  if (example.follows) {
    text +=
        wrap(
            "Who is at fault by this rule conforms here: the other driver leaves it no "
            "other way.",
            "  ") +
        '\n';
  }
  if (example.run.ends) {
    text +=
        wrap(
            "Nothing that may still happen would change that, so the recording can end "
            "here.",
            "  ") +
        '\n';
  }
  text += '\n' +
          table_of(example.events, example.run.ends ? 0 : example.finding.event.number,
                   example.finding.because) +
          '\n';
  return text;
}

struct Count {
  std::size_t exercised = 0, broken = 0;
};

Count count(const ExploreOutcome& outcome) {
  Count count;
  const auto& exercised = outcome.exploration.exercised;
  for (std::uint32_t rule = 0; rule < exercised.size(); ++rule) {
    const bool broken =
        std::any_of(outcome.examples.begin(), outcome.examples.end(),
                    [&](const Counterexample& e) { return e.rule == rule; });
    count.broken += broken;
    count.exercised += broken || exercised[rule] > 0;
  }
  return count;
}

std::string summary(const ExploreOutcome& outcome, const ExploreRequest& request,
                    const std::vector<Rule>& rules) {
  const Exploration& found = outcome.exploration;
  const Count counted = count(outcome);
  std::string text = fmt::format(
      "{}, {}, {} deep, {} interleavings{}\n", plural(found.states, "state", "states"),
      plural(found.transitions, "transition", "transitions"),
      plural(found.depth, "step", "steps"), found.interleavings.decimal(),
      request.returns_at_once ? ", returns being part of the step before" : "");
  text += fmt::format("{} of {} rules put to the test: {} broken, {} kept; {}{}: {}\n",
                      counted.exercised, rules.size(), counted.broken,
                      counted.exercised - counted.broken,
                      outcome.doomed    ? "the call may get stuck"
                      : !found.complete ? "stopped before everything was seen"
                                        : "the call can always be ended",
                      "", word_of(overall(outcome)));
  return text;
}

}  // namespace

std::string explore_text(const ExploreOutcome& outcome, const ExploreRequest& request,
                         const std::vector<Rule>& rules) {
  std::string text = fmt::format(
      "{} with {}: {}, {}\n\n", request.integrated ? "MCM" : "stand-alone call manager",
      plural(request.parties, "party", "parties"), driver(request.client_file, "client"),
      driver(request.manager_file, "call manager"));
  for (const Counterexample& example : outcome.examples) {
    text += example_text(example, rules[example.rule]);
  }
  if (outcome.doomed) {
    text += fmt::format(
        "stuck: after {} the call can no longer be brought to its end\n\n{}\n",
        plural(outcome.doomed->events.size(), "event", "events"),
        table_of(
            outcome.doomed->events,
            outcome.doomed->events.empty() ? 0 : outcome.doomed->events.back().number,
            {}));
  }
  for (const std::string& file : outcome.written) {
    text += "written: " + printable(file) + '\n';
  }
  if (!outcome.written.empty()) text += '\n';
  return text + summary(outcome, request, rules);
}

namespace {

void write_events(JsonWriter& json, const std::vector<Event>& events) {
  json.begin_array();
  for (const Event& event : events) {
    json.begin_object();
    json.key("line").number(event.number);
    json.key("event").string(name_of(event.function, event.spelling));
    json.key("phase").string(word_of(event.phase));
    json.key("thread").number(event.thread_id);
    json.key("status").string_or_null(event.has_status ? name_of_status(event.status)
                                                       : "");
    json.end_object();
  }
  json.end_array();
}

}  // namespace

std::string explore_json(const ExploreOutcome& outcome, const ExploreRequest& request,
                         const std::vector<Rule>& rules) {
  const Exploration& found = outcome.exploration;
  JsonWriter json;
  json.begin_object();
  json.key("version").string(kVersion);
  json.key("parties").number(request.parties);
  json.key("call_manager").string(request.integrated ? "mcm" : "stand-alone");
  json.key("client").string_or_null(request.client_file);
  json.key("manager").string_or_null(request.manager_file);
  json.key("returns_at_once").boolean(request.returns_at_once);
  json.key("verdict").string(word_of(overall(outcome)));
  json.key("complete").boolean(found.complete);
  json.key("states").number(found.states);
  json.key("transitions").number(found.transitions);
  json.key("depth").number(found.depth);
  json.key("interleavings").string(found.interleavings.decimal());
  json.key("broken").begin_array();
  for (const Counterexample& example : outcome.examples) {
    const Rule& rule = rules[example.rule];
    json.begin_object();
    json.key("rule").string(rule.id);
    json.key("severity").string(name_of(example.severity));
    json.key("at_fault").string(rule.at_fault);
    json.key("steps").number(example.run.steps.size());
    json.key("ends").boolean(example.run.ends);
    json.key("follows").boolean(example.follows);
    json.key("message").string(example.finding.message);
    json.key("events");
    write_events(json, example.events);
    json.end_object();
  }
  json.end_array();
  json.key("doomed");
  if (outcome.doomed) {
    write_events(json, outcome.doomed->events);
  } else {
    json.null();
  }
  json.key("rules").begin_array();
  for (std::size_t i = 0; i < rules.size(); ++i) {
    json.begin_object();
    json.key("rule").string(rules[i].id);
    json.key("exercised").number(found.exercised[i]);
    json.end_object();
  }
  json.end_array();
  json.key("written").strings(outcome.written);
  json.end_object();
  return json.text();
}

}  // namespace condis
