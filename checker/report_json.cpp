#include "checker/report_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>

#include "checker/fingerprint.h"
#include "checker/json_writer.h"
#include "checker/version.h"
#include "traces/field_values.h"

namespace condis {
namespace {

void write_diagnostic(JsonWriter& json, const Diagnostic& diagnostic) {
  json.begin_object();
  json.key("where").string(diagnostic.where);
  json.key("what").string(diagnostic.what);
  json.key("why").string(diagnostic.why);
  json.key("help").string(diagnostic.help);
  json.end_object();
}

std::string text_of_handle(std::uint64_t handle) {
  return handle == 0 ? "" : fmt::format("{:#x}", handle);
}

// Where the record of that number is, if the recording was merged of several files.
void write_place(JsonWriter& json, const TraceResult& result, std::uint64_t number) {
  const auto place = result.places.find(number);
  if (place != result.places.end()) json.key("place").string(place->second);
}

void write_finding(JsonWriter& json, const Finding& finding,
                   const std::vector<Rule>& rules, const TraceResult& result) {
  const Rule& rule = rules[finding.rule];
  const Event& event = finding.event;
  json.begin_object();
  json.key("fingerprint").string(fingerprint(finding, rules));
  json.key("rule").string(rule.id);
  json.key("verdict").string(name_of(finding.verdict));
  json.key("severity").string(name_of(finding.severity));
  json.key("at_fault").string(rule.at_fault);
  json.key("line").number(event.number);
  write_place(json, result, event.number);
  json.key("event").string(name_of(event.function, event.spelling));
  json.key("phase").string(word_of(event.phase));
  json.key("vc").string_or_null(text_of_handle(event.vc));
  json.key("party").string_or_null(text_of_handle(event.party));
  json.key("message").string(finding.message);
  json.key("because").begin_array();
  for (const Event& reason : finding.because) {
    json.begin_object();
    json.key("line").number(reason.number);
    write_place(json, result, reason.number);
    json.key("event").string(name_of(reason.function, reason.spelling));
    json.end_object();
  }
  json.end_array();
  json.key("page").string(rule.page);
  json.key("section").string(rule.section);
  json.key("quote").string(rule.quote);
  if (finding.follows >= 0) {
    json.key("follows").number(static_cast<std::uint64_t>(finding.follows));
  }
  if (finding.source.line != 0) {
    json.key("source").begin_object();
    json.key("file").string(finding.source.file);
    json.key("line").number(finding.source.line);
    json.key("function").string(finding.source.function);
    json.end_object();
  }
  if (!finding.accepted.empty()) json.key("accepted").string(finding.accepted);
  json.end_object();
}

class JsonReport : public Report {
 public:
  JsonReport(const ReportContext& context, ReportSink sink)
      : context_(context), sink_(std::move(sink)) {}

  void add(const CheckOutcome& outcome) override {
    sink_(report_json(outcome, context_.rules, context_.fail_on) + '\n');
  }
  void finish() override {}

 private:
  const ReportContext context_;
  ReportSink sink_;
};

}  // namespace

std::string report_json(const CheckOutcome& outcome, const std::vector<Rule>& rules,
                        const FailOn& fail_on) {
  const TraceResult& result = outcome.result;
  JsonWriter json;
  json.begin_object();
  json.key("tool").string("condis-check");
  json.key("version").string(kVersion);
  json.key("trace").string(result.path);
  json.key("unit").string(result.unit);
  json.key("verdict").string(name_of(reported_verdict(outcome, rules, fail_on.severity)));
  json.key("outcome").string(name_of(exit_code_of(outcome, rules, fail_on)));
  json.key("events").number(result.events);
  json.key("vcs").number(result.vcs);
  json.key("parties").number(result.parties);
  json.key("findings").begin_array();
  for (const Finding& finding : result.findings) {
    write_finding(json, finding, rules, result);
  }
  json.end_array();
  json.key("findings_left_out").number(result.findings_left_out);
  json.key("rules").begin_array();
  const std::size_t count = std::min(rules.size(), result.rules.size());
  for (std::size_t i = 0; i < count; ++i) {
    json.begin_object();
    json.key("rule").string(rules[i].id);
    json.key("verdict").string(name_of(result.rules[i].verdict));
    json.key("exercised").number(result.rules[i].exercised);
    json.end_object();
  }
  json.end_array();
  json.key("warnings").begin_array();
  for (const Diagnostic& warning : result.warnings) write_diagnostic(json, warning);
  json.end_array();
  json.key("warnings_left_out").number(result.warnings_left_out);
  json.key("error");
  if (outcome.error) {
    write_diagnostic(json, *outcome.error);
  } else {
    json.null();
  }
  json.end_object();
  return json.text();
}

std::unique_ptr<Report> make_json_report(const ReportContext& context, ReportSink sink) {
  return std::make_unique<JsonReport>(context, std::move(sink));
}

}  // namespace condis
