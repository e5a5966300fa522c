#include "checker/merge_sarif.h"

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <map>
#include <string_view>
#include <utility>

#include "checker/json_writer.h"
#include "checker/report_sarif.h"
#include "traces/json_document.h"

namespace condis {
namespace {

using Kind = JsonValue::Kind;

void write_value(JsonWriter& json, const JsonValue& value) {
  switch (value.kind) {
    case Kind::Null: json.null(); break;
    case Kind::Boolean:
    case Kind::Number: json.json(value.text); break;
    case Kind::String: json.string(value.text); break;
    case Kind::Array:
      json.begin_array();
      for (const JsonValue& item : value.items) write_value(json, item);
      json.end_array();
      break;
    case Kind::Object:
      json.begin_object();
      for (const JsonMember& member : value.members) {
        write_value(json.foreign_key(member.name), member.value);
      }
      json.end_object();
      break;
  }
}

std::string text_of(const JsonValue& value) {
  JsonWriter json;
  write_value(json, value);
  return json.text();
}

// The value below these names; the first item of a list on the way. Null: there is none.
const JsonValue* below(const JsonValue& top,
                       std::initializer_list<std::string_view> path) {
  const JsonValue* at = &top;
  for (const std::string_view name : path) {
    at = at->find(name);
    if (at != nullptr && name == path.end()[-1]) return at;
    if (at != nullptr && at->kind == Kind::Array) {
      at = at->items.empty() ? nullptr : &at->items.front();
    }
    if (at == nullptr) return nullptr;
  }
  return at;
}

class SarifMerge {
 public:
  // False if the log is not one of condis-check.
  bool add(const JsonValue& log) {
    const JsonValue* const runs = log.find("runs");
    if (runs == nullptr || runs->items.size() != 1) return false;
    const JsonValue& run = runs->items.front();
    const JsonValue* const name = below(run, {"tool", "driver", "name"});
    const JsonValue* const version = below(run, {"tool", "driver", "version"});
    const JsonValue* const results = run.find("results");
    const JsonValue* const rules = below(run, {"tool", "driver", "rules"});
    const JsonValue* const outcome = below(run, {"properties", "outcome"});
    const JsonValue* const invocations = run.find("invocations");
    if (name == nullptr || name->text != "condis-check" || version == nullptr ||
        results == nullptr || rules == nullptr || outcome == nullptr ||
        invocations == nullptr || invocations->items.size() != 1) {
      return false;
    }
    version_ = text_of(*version);
    for (const JsonValue& rule : rules->items) list(rule);
    for (const JsonValue& result : results->items) {
      if (!add_result(result)) return false;
    }
    for (const ExitCode code : {ExitCode::Violated, ExitCode::BadInput,
                                ExitCode::Inconclusive, ExitCode::InternalError}) {
      if (outcome->text == name_of(code)) codes_.push_back(code);
    }
    const JsonValue& invocation = invocations->items.front();
    const JsonValue* const successful = invocation.find("executionSuccessful");
    successful_ = successful_ && successful != nullptr && successful->text == "true";
    if (const auto* const notes = invocation.find("toolExecutionNotifications")) {
      for (const JsonValue& note : notes->items) notifications_.push_back(text_of(note));
    }
    return true;
  }

  MergedReport finish() {
    std::string results;
    std::size_t written = 0;
    for (const std::vector<std::string>& texts : results_) {
      for (const std::string& text : texts) {
        if (written == kMostSarifResults) break;
        if (written++ > 0) results += ',';
        results += text;
      }
    }
    if (seen_ > written) {
      JsonWriter note;
      note.begin_object().key("level").string("warning").key("message").begin_object();
      note.key("text").string(fmt::format(
          "{} of {} findings are not listed; why: code scanning takes {} results",
          seen_ - written, seen_, kMostSarifResults));
      notifications_.push_back(note.end_object().end_object().text());
    }
    const ExitCode code = worst_of(codes_);
    return {
        fmt::format(
            R"({{"$schema":"https://json.schemastore.org/sarif-2.1.0.json",)"
            R"("version":"2.1.0","runs":[{{"tool":{{"driver":{{"name":"condis-check",)"
            R"("version":{},"rules":[{}]}}}},"automationDetails":{{"id":"condis/"}},)"
            R"("columnKind":"utf16CodeUnits","results":[{}],)"
            R"("properties":{{"outcome":"{}"}},)"
            R"("invocations":[{{"executionSuccessful":{},)"
            R"("toolExecutionNotifications":[{}]}}]}}]}})"
            "\n",
            version_, fmt::join(rules_, ","), results, name_of(code), successful_,
            fmt::join(notifications_, ",")),
        code};
  }

 private:
  std::size_t list(const JsonValue& rule) {
    const JsonValue* const id = rule.find("id");
    const auto [entry, is_new] =
        index_.emplace(id == nullptr ? "" : id->text, rules_.size());
    if (is_new) rules_.push_back(text_of(rule));
    return entry->second;
  }

  bool add_result(const JsonValue& result) {
    const JsonValue* const rule = result.find("ruleId");
    const JsonValue* const level = result.find("level");
    const JsonValue* const print =
        below(result, {"partialFingerprints", "condisFinding/v1"});
    if (rule == nullptr || level == nullptr || print == nullptr) return false;
    const auto index = index_.find(rule->text);
    if (index == index_.end()) return false;
    JsonValue copy = result;
    for (JsonMember& member : copy.members) {
      if (member.name == "ruleIndex")
        member.value.text = fmt::format("{}", index->second);
      if (member.name != "partialFingerprints") continue;
      // Numbered anew, since each log counts from one.
      for (JsonMember& value : member.value.members) {
        if (value.name != "primaryLocationLineHash") continue;
        value.value.text = fmt::format("{}:{}", print->text, ++prints_[print->text]);
      }
    }
    ++seen_;
    const bool suppressed = result.find("suppressions") != nullptr;
    const std::size_t weight = suppressed                 ? 2
                               : level->text == "error"   ? 0
                               : level->text == "warning" ? 1
                                                          : 2;
    results_[weight].push_back(text_of(copy));
    return true;
  }

  std::string version_ = "\"\"";  // as JSON
  std::vector<std::string> rules_;
  std::map<std::string, std::size_t> index_;
  std::array<std::vector<std::string>, 3> results_;  // the gravest first
  std::map<std::string, std::uint64_t> prints_;
  std::vector<std::string> notifications_;
  std::vector<ExitCode> codes_;
  std::uint64_t seen_ = 0;
  bool successful_ = true;
};

}  // namespace

Result<MergedReport> merge_sarif(const std::vector<ReportText>& logs) {
  SarifMerge merge;
  JsonDocument document;
  for (const ReportText& log : logs) {
    if (!document.parse(log.text)) {
      const auto [line, column] = line_and_column(log.text, document.fault_at());
      return Diagnostic{fmt::format("{}:{}:{}", log.name, line, column),
                        fmt::format("not valid JSON: {}", document.fault()), "", ""};
    }
    if (!merge.add(document.value())) {
      return Diagnostic{log.name,
                        "this is neither a JSON report nor a SARIF log of condis-check",
                        "others may number rules and fingerprints in other ways",
                        "'condis-check check' writes both; see --report"};
    }
  }
  return merge.finish();
}

}  // namespace condis
