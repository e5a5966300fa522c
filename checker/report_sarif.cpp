#include "checker/report_sarif.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "checker/event_table.h"
#include "checker/evidence.h"
#include "checker/fingerprint.h"
#include "checker/json_writer.h"
#include "checker/report_place.h"
#include "checker/report_text.h"
#include "checker/rule_page.h"
#include "checker/state_names.h"
#include "checker/uri.h"
#include "checker/version.h"
#include "traces/field_values.h"

namespace condis {
namespace {

constexpr std::size_t kShortText = 1024;

// Not longer than `most` bytes, cut between characters.
std::string shortened(std::string text, std::size_t most) {
  if (text.size() <= most) return text;
  std::size_t end = most - 3;
  while (end > 0 && (static_cast<std::uint8_t>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end) + "...";
}

void write_text(JsonWriter& json, std::string_view key, std::string_view text) {
  json.key(key).begin_object().key("text").string(text).end_object();
}

void write_location(JsonWriter& json, const FilePlace& place) {
  const std::string uri = uri_of(place.file);
  json.key("physicalLocation").begin_object();
  json.key("artifactLocation").begin_object();
  json.key("uri").string(uri);
  if (!uri.starts_with("file:")) json.key("uriBaseId").string("%SRCROOT%");
  json.end_object();
  // Code scanning wants all four; a file without lines has everything in its first.
  const std::uint64_t line = std::max<std::uint64_t>(place.line, 1);
  json.key("region").json(fmt::format(
      R"({{"startLine":{0},"startColumn":1,"endLine":{0},"endColumn":1}})", line));
  json.end_object();
}

const char* level_of(Severity severity) {
  return name_of(severity);  // SARIF has the same three words
}

// The states of one recording that its events tell of, in words: SARIF's messages. There
// are few of them, and each is written often.
struct StateWords {
  std::map<StateId, std::string> vc, party;
};

// The state before an event and after it, each as far as it is known.
void write_states(JsonWriter& json, std::string_view key_before,
                  std::string_view key_after, StateId before, StateId after,
                  const std::map<StateId, std::string>& words) {
  const auto from = words.find(before);
  const auto to = words.find(after);
  if (from != words.end()) json.key(key_before).json(from->second);
  if (to == words.end()) return;
  if (to == from) {
    write_text(json, key_after, "unchanged");
  } else {
    json.key(key_after).json(to->second);
  }
}

// Whom the event concerns, what becomes of their states, and the status it came with.
void write_state(JsonWriter& json, const Event& event, const StateWords& words) {
  json.key("state").begin_object();
  if (event.vc != 0) write_text(json, "VC", fmt::format("{:#x}", event.vc));
  if (event.party != 0) write_text(json, "party", fmt::format("{:#x}", event.party));
  write_states(json, "VC before", "VC after", event.before.vc, event.after.vc, words.vc);
  write_states(json, "party before", "party after", event.before.party, event.after.party,
               words.party);
  if (event.has_status) write_text(json, "status", name_of_status(event.status));
  json.end_object();
}

void write_flow_location(JsonWriter& json, const MarkedEvent& marked, std::size_t depth,
                         const TraceResult& result, const StateWords& words) {
  const Event& event = marked.event;
  json.begin_object();
  json.key("location").begin_object();
  write_location(json, place_in_recording(result, event.number));
  const std::string_view caller = caller_of(event.function, event.spelling);
  write_text(
      json, "message",
      fmt::format("{}{}{}{}{}", caller, caller.empty() ? "" : ": ", event_line(event),
                  marked.mark.empty() ? "" : "  ", marked.mark));
  json.end_object();
  json.key("executionOrder").number(event.number);
  json.key("nestingLevel").number(depth);
  json.key("importance").string(marked.mark.empty() ? "important" : "essential");
  json.key("kinds").begin_array();
  if (!word_of(event.phase).empty()) json.string("call").string(word_of(event.phase));
  if (!marked.mark.empty()) json.string("danger");
  json.end_array();
  write_state(json, event, words);
  json.end_object();
}

void write_code_flow(JsonWriter& json, const Finding& finding, const TraceResult& result,
                     const StateWords& words) {
  std::vector<MarkedEvent> events = evidence_of(finding).events;
  std::stable_sort(events.begin(), events.end(), [](const auto& a, const auto& b) {
    return a.event.number < b.event.number;
  });
  const std::vector<std::size_t> depth = call_depths(events);
  std::map<std::uint32_t, std::vector<std::size_t>> threads;
  for (std::size_t i = 0; i < events.size(); ++i) {
    threads[events[i].event.thread_id].push_back(i);
  }
  json.key("codeFlows").begin_array().begin_object();
  json.key("threadFlows").begin_array();
  for (const auto& [thread, members] : threads) {
    json.begin_object();
    json.key("id").string(fmt::format("thread {}", thread));
    json.key("locations").begin_array();
    for (const std::size_t i : members) {
      write_flow_location(json, events[i], depth[i], result, words);
    }
    json.end_array().end_object();
  }
  json.end_array().end_object().end_array();
}

void write_rule(JsonWriter& json, const Rule& rule) {
  const std::string title = rule.title.empty() ? rule.id : printable(rule.title);
  json.begin_object();
  json.key("id").string(printable(rule.id));
  write_text(json, "shortDescription", shortened(title, kShortText));
  const std::string quote =
      rule.quote.empty() ? "" : fmt::format(" \"{}\"", printable(rule.quote));
  write_text(json, "fullDescription", shortened(title + quote, kShortText));
  json.key("help").begin_object();
  json.key("text").string(title + quote);
  json.key("markdown").string(rule_markdown(rule));
  json.end_object();
  if (const std::string link = document_link(rule); !link.empty()) {
    json.key("helpUri").string(link);
  }
  json.key("defaultConfiguration").begin_object();
  json.key("level").string(level_of(rule.severity)).end_object();
  json.key("properties").begin_object();
  json.key("precision").string("very-high");
  json.key("problem.severity")
      .string(rule.severity == Severity::Note ? "recommendation"
                                              : name_of(rule.severity));
  json.key("tags").begin_array().string("condis");
  if (!rule.group.empty()) json.string(printable(rule.group));
  if (!rule.at_fault.empty()) json.string("at fault: " + printable(rule.at_fault));
  json.end_array().end_object();
  json.end_object();
}

void write_notification(JsonWriter& json, const Diagnostic& diagnostic,
                        std::string_view level) {
  std::string text = printable(diagnostic.where);
  text += text.empty() ? "" : ": ";
  text += printable(diagnostic.what);
  if (!diagnostic.why.empty()) text += "; why: " + printable(diagnostic.why);
  if (!diagnostic.help.empty()) text += "; help: " + printable(diagnostic.help);
  json.begin_object();
  json.key("level").string(level);
  write_text(json, "message", text);
  json.end_object();
}

class SarifReport : public Report {
 public:
  SarifReport(const ReportContext& context, ReportSink sink)
      : context_(context), sink_(std::move(sink)) {
    notifications_.begin_array();
  }

  void add(const CheckOutcome& outcome) override {
    const TraceResult& result = outcome.result;
    codes_.push_back(exit_code_of(outcome, context_.rules, context_.fail_on));
    if (!result.findings.empty()) put_into_words(result);
    for (const Finding& finding : result.findings) add(finding, result);
    for (const Diagnostic& warning : result.warnings) {
      write_notification(notifications_, warning, "warning");
    }
    if (const std::uint64_t more = result.findings_left_out; more > 0) {
      write_notification(
          notifications_,
          {display_name(result.path),
           fmt::format("{} further findings are not listed", more), "", ""},
          "warning");
    }
    if (!outcome.error) return;
    successful_ = false;
    write_notification(notifications_, *outcome.error, "error");
  }

  void finish() override {
    sink_(R"({"$schema":"https://json.schemastore.org/sarif-2.1.0.json",)"
          R"("version":"2.1.0","runs":[{)");
    sink_(R"("tool":{"driver":)" + driver() + "},");
    sink_(R"("automationDetails":{"id":"condis/"},"columnKind":"utf16CodeUnits",)");
    sink_(R"("results":[)");
    std::size_t written = 0;
    for (auto weight = results_.rbegin(); weight != results_.rend(); ++weight) {
      for (const std::string& text : *weight) {
        if (written == kMostSarifResults) break;
        if (written > 0) sink_(",");
        sink_(text);
        ++written;
      }
    }
    if (seen_ > written) {
      write_notification(
          notifications_,
          {"", fmt::format("{} of {} findings are not listed", seen_ - written, seen_),
           fmt::format("code scanning takes {} results", kMostSarifResults), ""},
          "warning");
    }
    notifications_.end_array();
    sink_(fmt::format(R"(],"properties":{{"outcome":"{}"}},)"
                      R"("invocations":[{{"executionSuccessful":{},)"
                      R"("toolExecutionNotifications":{}}}]}}]}})"
                      "\n",
                      name_of(worst_of(codes_)), successful_, notifications_.text()));
  }

 private:
  std::string driver() const {
    JsonWriter json;
    json.begin_object();
    json.key("name").string("condis-check");
    json.key("version").string(kVersion);
    json.key("rules").begin_array();
    for (const std::uint32_t rule : listed_) write_rule(json, context_.rules[rule]);
    json.end_array().end_object();
    return json.text();
  }

  void add(const Finding& finding, const TraceResult& result) {
    ++seen_;
    const Severity weight = weight_of(finding, context_.fail_on);
    auto& texts = results_[static_cast<std::size_t>(weight)];
    if (texts.size() < kMostSarifResults) texts.push_back(text_of(finding, result));
  }

  std::string text_of(const Finding& finding, const TraceResult& result) {
    const Rule& rule = context_.rules[finding.rule];
    const bool certain = finding.verdict == Verdict::Violated;
    JsonWriter json;
    json.begin_object();
    json.key("ruleId").string(printable(rule.id));
    json.key("ruleIndex").number(list(finding.rule));
    json.key("kind").string(certain ? "fail" : "open");
    json.key("level").string(certain ? level_of(finding.severity) : "none");
    write_text(json, "message", message_of(finding, rule, result));
    json.key("locations").begin_array().begin_object();
    write_location(json, place_of(finding, result));
    json.end_object().end_array();
    if (finding.source.line != 0) write_record(json, finding, result);
    const std::string print = fingerprint(finding, context_.rules);
    json.key("partialFingerprints").begin_object();
    json.key("primaryLocationLineHash")
        .string(fmt::format("{}:{}", print, ++prints_[print]));
    json.key("condisFinding/v1").string(print).end_object();
    if (flows_++ < kMostSarifFlows) write_code_flow(json, finding, result, words_);
    if (!finding.accepted.empty()) {
      json.key("suppressions").begin_array().begin_object();
      json.key("kind").string("external");
      json.key("justification").string(printable(finding.accepted));
      json.end_object().end_array();
    }
    json.key("properties").begin_object();
    json.key("verdict").string(name_of(finding.verdict));
    json.key("atFault").string(printable(rule.at_fault));
    json.end_object();
    json.end_object();
    return json.text();
  }

  void put_into_words(const TraceResult& result) {
    if (context_.specification == nullptr) return;
    if (!names_) names_.emplace(*context_.specification);
    words_ = {};
    const auto message = [](const std::string& text) {
      return fmt::format(R"({{"text":{}}})", json_string(text));
    };
    for (const auto& [id, state] : result.vc_states) {
      words_.vc.emplace(id, message(names_->vc_state(state)));
    }
    for (const auto& [id, state] : result.party_states) {
      words_.party.emplace(id, message(names_->party_state(state)));
    }
  }

  // Where the rule stands in the log, which lists those that have findings.
  std::size_t list(std::uint32_t rule) {
    const auto [entry, is_new] = index_.emplace(rule, listed_.size());
    if (is_new) listed_.push_back(rule);
    return entry->second;
  }

  std::string message_of(const Finding& finding, const Rule& rule,
                         const TraceResult& result) const {
    const bool certain = finding.verdict == Verdict::Violated;
    return fmt::format("{}{}. Rule {}, at fault: {}; seen at {}.",
                       certain ? "" : fmt::format("{}: ", name_of(finding.verdict)),
                       printable(finding.message), printable(rule.id),
                       printable(rule.at_fault), place(result, finding.event.number));
  }

  // Where the recording shows what happened at the source line.
  static void write_record(JsonWriter& json, const Finding& finding,
                           const TraceResult& result) {
    json.key("relatedLocations").begin_array().begin_object();
    write_location(json, place_in_recording(result, finding.event.number));
    write_text(json, "message", "in the recording: " + event_line(finding.event));
    json.end_object().end_array();
  }

  const ReportContext context_;
  ReportSink sink_;
  std::optional<StateNames> names_;                  // read when there is a finding
  StateWords words_;                                 // of the recording at hand
  std::array<std::vector<std::string>, 3> results_;  // by weight, note first
  std::vector<std::uint32_t> listed_;
  std::map<std::uint32_t, std::size_t> index_;
  std::map<std::string, std::uint64_t> prints_;  // how often each fingerprint was seen
  JsonWriter notifications_;
  std::vector<ExitCode> codes_;
  std::uint64_t seen_ = 0;
  std::size_t flows_ = 0;
  bool successful_ = true;
};

}  // namespace

std::unique_ptr<Report> make_sarif_report(const ReportContext& context, ReportSink sink) {
  return std::make_unique<SarifReport>(context, std::move(sink));
}

}  // namespace condis
