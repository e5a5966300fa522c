// Reads and checks mapping files: every name, value and expression in them.
#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <map>

#include "model/suggest.h"
#include "model/text_file.h"
#include "traces/encoding.h"
#include "traces/json_expectations.h"
#include "traces/mapping.h"
#include "traces/reader_base.h"

namespace condis {
namespace {

using Kind = JsonValue::Kind;

constexpr std::size_t kMaxFile = 16 * 1024 * 1024;

std::vector<std::string> function_names() {
  std::vector<std::string> names;
  for (int i = 0; i < static_cast<int>(Function::Unknown); ++i) {
    for (const Spelling spelling : {Spelling::NdisCm, Spelling::NdisMCm}) {
      std::string name(name_of(static_cast<Function>(i), spelling));
      if (names.empty() || names.back() != name) names.push_back(std::move(name));
    }
  }
  return names;
}

bool is_call(std::string_view name) {
  return static_cast<int>(find_function(name).function) < kCallCount;
}

// All functions return false after a fault, which error() then holds.
class MappingFile : public JsonExpectations {
 public:
  MappingFile(std::string_view text, const std::string& name)
      : JsonExpectations(text, name, "docs/mapping.md describes mapping files") {}

  bool parse(std::vector<MappingRule>& rules);

 private:
  bool parse_rule(const JsonValue& value, MappingRule& rule);
  bool parse_conditions(const JsonValue& when, MappingRule& rule);
  bool parse_condition(const JsonMember& member, MappingRule& rule);
  bool parse_id(const JsonValue& value, MappingRule& rule);
  bool parse_pattern(const JsonValue& value, Pattern& pattern);
  bool parse_expression(const JsonValue& value, Pattern& pattern);
  bool parse_columns(const JsonValue& value, MappingRule& rule);
  bool parse_assignment(const JsonMember& member, MappingRule& rule);
  bool parse_source(const JsonValue& value, Assignment& assignment);
  bool parse_words(const JsonValue& value, Assignment& assignment);
  bool check_value(FieldId field, std::string_view text, std::size_t at);
  bool check_rule(const JsonValue& value, const MappingRule& rule);

  std::map<std::string, std::size_t> groups_;  // of the rule at hand
};

bool MappingFile::parse(std::vector<MappingRule>& rules) {
  JsonDocument document;
  if (!document.parse(text())) {
    return fail(document.fault_at(), fmt::format("not valid JSON: {}", document.fault()),
                "a mapping file is one JSON object", "");
  }
  const JsonValue& top = document.value();
  if (!expect_object(top, "the mapping file", {"mapping", "rules"})) return false;
  const JsonValue* const version = top.find("mapping");
  if (version == nullptr || version->text != "1") {
    return fail(version == nullptr ? top.at : version->at,
                "the mapping file does not say that it is one of format 1",
                "the format may change, and files of another one would be misread",
                "begin it with: {\"mapping\": 1, \"rules\": [");
  }
  const JsonValue* const list = top.find("rules");
  if (list == nullptr) {
    return fail(top.at, "the mapping file has no rules");
  }
  if (!expect(*list, Kind::Array, "\"rules\"")) return false;
  for (const JsonValue& value : list->items) {
    if (!parse_rule(value, rules.emplace_back())) return false;
  }
  return !rules.empty() ||
         fail(list->at, "the mapping file has no rules", "the list is empty", "");
}

bool MappingFile::parse_rule(const JsonValue& value, MappingRule& rule) {
  groups_.clear();
  if (!expect_object(value, "a rule", {"when", "columns", "is"})) return false;
  const JsonValue* const when = value.find("when");
  if (when == nullptr || when->members.empty()) {
    return fail(when == nullptr ? value.at : when->at, "the rule has no conditions",
                "it would apply to every event of every provider",
                "say in \"when\" which events it is for, by \"provider\" at least");
  }
  if (!parse_conditions(*when, rule)) return false;
  if (const JsonValue* const columns = value.find("columns")) {
    if (!parse_columns(*columns, rule)) return false;
  }
  if (const JsonValue* const is = value.find("is")) {
    if (!expect(*is, Kind::Object, "\"is\"") || !expect_no_repeats(*is)) return false;
    for (const JsonMember& member : is->members) {
      if (!parse_assignment(member, rule)) return false;
    }
  }
  return check_rule(value, rule);
}

bool MappingFile::parse_conditions(const JsonValue& when, MappingRule& rule) {
  return expect_object(when, "\"when\"",
                       {"provider", "event", "id", "message", "fields"}) &&
         std::all_of(
             when.members.begin(), when.members.end(),
             [&](const JsonMember& member) { return parse_condition(member, rule); });
}

bool MappingFile::parse_condition(const JsonMember& member, MappingRule& rule) {
  if (member.name == "id") return parse_id(member.value, rule);
  if (member.name == "fields") {
    if (!expect(member.value, Kind::Object, "\"fields\"") ||
        !expect_no_repeats(member.value)) {
      return false;
    }
    return std::all_of(member.value.members.begin(), member.value.members.end(),
                       [&](const JsonMember& field) {
                         FieldPattern& wanted = rule.fields.emplace_back();
                         wanted.field = field.name;
                         return parse_pattern(field.value, wanted.pattern);
                       });
  }
  if (member.name == "provider") {
    if (!parse_pattern(member.value, rule.provider.emplace())) return false;
    rule.provider_id = parse_guid(rule.provider->equal);
    return true;
  }
  return parse_pattern(member.value, member.name == "event" ? rule.event.emplace()
                                                            : rule.message.emplace());
}

bool MappingFile::parse_id(const JsonValue& value, MappingRule& rule) {
  std::uint16_t id = 0;
  const char* const end = value.text.data() + value.text.size();
  const auto [stop, error] = std::from_chars(value.text.data(), end, id);
  if (value.kind != Kind::Number || error != std::errc() || stop != end) {
    return fail(value.at, "\"id\" must be a number from 0 to 65535");
  }
  rule.id = id;
  return true;
}

bool MappingFile::parse_pattern(const JsonValue& value, Pattern& pattern) {
  switch (value.kind) {
    case Kind::String: pattern.equal = trimmed(value.text); return true;
    case Kind::Number:
    case Kind::Boolean: pattern.equal = value.text; return true;
    case Kind::Object:
      if (!expect_object(value, "a condition", {"matches"})) return false;
      return value.members.empty() ? fail(value.at, "the condition is empty")
                                   : parse_expression(value.members[0].value, pattern);
    default:
      return fail(value.at, fmt::format("a condition cannot be {}", name_of(value.kind)),
                  "it is a value, or {\"matches\": \"REGULAR EXPRESSION\"}", "");
  }
}

bool MappingFile::parse_expression(const JsonValue& value, Pattern& pattern) {
  if (!expect(value, Kind::String, "a regular expression")) return false;
  RE2::Options options;
  options.set_log_errors(false);
  auto expression = std::make_shared<const RE2>(value.text, options);
  if (!expression->ok()) {
    return fail(value.at, "not a regular expression: " + expression->error(),
                "in " + quoted(value.text),
                "expressions are RE2's; a backslash is written twice in JSON");
  }
  if (expression->NumberOfCapturingGroups() > kMaxPatternGroups) {
    return fail(value.at,
                fmt::format("more than {} groups in one expression", kMaxPatternGroups),
                "", "groups that are not used can be written as (?:...)");
  }
  pattern.first_group = groups_.size();
  for (const auto& [name, index] : expression->NamedCapturingGroups()) {
    if (!groups_.emplace(name, pattern.first_group + pattern.groups.size()).second) {
      return fail(
          value.at,
          fmt::format("the group {} stands in two expressions of the rule", quoted(name)),
          "it would not be clear which of the two is meant", "rename one of them");
    }
    pattern.groups.push_back(index);
  }
  pattern.expression = std::move(expression);
  return true;
}

bool MappingFile::parse_columns(const JsonValue& value, MappingRule& rule) {
  if (!expect(value, Kind::Array, "\"columns\"")) return false;
  for (const JsonValue& item : value.items) {
    if (!expect(item, Kind::String, "the name of a column")) return false;
    rule.columns.push_back(item.text);
  }
  return true;
}

bool MappingFile::parse_assignment(const JsonMember& member, MappingRule& rule) {
  Assignment& assignment = rule.is.emplace_back();
  assignment.to = find_field(member.name);
  if (assignment.to == FieldId::Unknown) {
    std::vector<std::string> names(kFieldNames.begin(), kFieldNames.end());
    return fail(member.at, fmt::format("{} is no field of schema 1", quoted(member.name)),
                "docs/trace-format.md lists the fields",
                did_you_mean(member.name, names));
  }
  const JsonValue& value = member.value;
  switch (value.kind) {
    case Kind::String:
    case Kind::Number:
    case Kind::Boolean:
      assignment.text = value.text;
      return check_value(assignment.to, value.text, value.at);
    case Kind::Object: return parse_source(value, assignment);
    default:
      return fail(value.at,
                  fmt::format("{} cannot be {}", member.name, name_of(value.kind)),
                  "it is a value, {\"field\": NAME} or {\"group\": NAME}", "");
  }
}

bool MappingFile::parse_source(const JsonValue& value, Assignment& assignment) {
  if (!expect_object(value, "the source of a value",
                     {"field", "group", "base", "values"})) {
    return false;
  }
  const JsonValue* const field = value.find("field");
  const JsonValue* const group = value.find("group");
  if ((field == nullptr) == (group == nullptr)) {
    return fail(value.at, "a value comes from a \"field\" or from a \"group\"",
                field == nullptr ? "neither is named" : "both are named", "");
  }
  const JsonValue& source = field == nullptr ? *group : *field;
  if (!expect(source, Kind::String, "a name")) return false;
  assignment.source =
      field == nullptr ? Assignment::Source::Group : Assignment::Source::Field;
  assignment.text = source.text;
  if (group != nullptr) {
    const auto found = groups_.find(group->text);
    if (found == groups_.end()) {
      std::vector<std::string> names;
      for (const auto& [name, index] : groups_) names.push_back(name);
      return fail(
          group->at,
          fmt::format("no expression of the rule has a group {}", quoted(group->text)),
          names.empty() ? "none of them names a group: (?P<name>...)"
                        : "their groups are " + list_of(names),
          did_you_mean(group->text, names));
    }
    assignment.group = found->second;
  }
  if (const JsonValue* const base = value.find("base")) {
    if (base->text != "16" && base->text != "10") {
      return fail(base->at, "\"base\" is 10 or 16");
    }
    assignment.hexadecimal = base->text == "16";
  }
  const JsonValue* const values = value.find("values");
  return values == nullptr || parse_words(*values, assignment);
}

bool MappingFile::parse_words(const JsonValue& value, Assignment& assignment) {
  if (!expect(value, Kind::Object, "\"values\"") || !expect_no_repeats(value))
    return false;
  for (const JsonMember& member : value.members) {
    const JsonValue& meant = member.value;
    if (meant.kind != Kind::Number && meant.kind != Kind::Boolean &&
        !expect(meant, Kind::String, "what a value stands for")) {
      return false;
    }
    if (!check_value(assignment.to, meant.text, meant.at)) return false;
    assignment.words.push_back({member.name, meant.text});
  }
  return !assignment.words.empty() || fail(value.at, "\"values\" is empty");
}

// Whether the text can be a value of the field.
bool MappingFile::check_value(FieldId field, std::string_view text, std::size_t at) {
  Record record;
  RecordText texts;
  const bool taken = store_text(field, text, record, texts);
  if (field == FieldId::Event && record.function == Function::Unknown) {
    return fail(at, fmt::format("{} is no documented function", quoted(text)),
                "events stand for the functions and callbacks of CoNDIS, and for "
                "TraceBegin, Rundown, TraceEnd and EventsLost",
                did_you_mean(text, function_names()));
  }
  return taken || fail(at, fmt::format("{} cannot be {}", name_of(field), quoted(text)),
                       fmt::format("it must be {}", expected_value(field)), "");
}

// What only shows in the rule as a whole.
bool MappingFile::check_rule(const JsonValue& value, const MappingRule& rule) {
  if (rule.is.empty()) {
    return !rule.columns.empty() ||
           fail(value.at, "the rule says nothing about the events it is for",
                "it has neither \"is\" nor \"columns\"", "");
  }
  const auto assigned = [&](FieldId field) {
    return std::find_if(rule.is.begin(), rule.is.end(),
                        [field](const Assignment& a) { return a.to == field; });
  };
  const auto event = assigned(FieldId::Event);
  const JsonValue& is = *value.find("is");
  if (event == rule.is.end()) {
    return fail(is.at, "the rule does not say which Event its events are", "",
                "add \"Event\": the function they stand for");
  }
  const bool calls =
      event->words.empty()
          ? event->source != Assignment::Source::Literal || is_call(event->text)
          : std::any_of(event->words.begin(), event->words.end(),
                        [](const Assignment::Word& word) { return is_call(word.meant); });
  if (calls && assigned(FieldId::Phase) == rule.is.end()) {
    return fail(is.at, "the rule does not say which Phase its events are",
                "without it, the entry of a call and its return cannot be told apart",
                "add \"Phase\": \"enter\" or \"exit\"");
  }
  return true;
}

}  // namespace

Result<Mapping> Mapping::parse(std::string_view text, const std::string& name) {
  Mapping mapping;
  MappingFile file(text, name);
  if (!file.parse(mapping.rules_)) return file.error();
  for (MappingRule& rule : mapping.rules_) {
    const auto count = [&rule](const std::optional<Pattern>& pattern) {
      if (pattern) rule.group_count += pattern->groups.size();
    };
    count(rule.provider);
    count(rule.event);
    count(rule.message);
    for (const FieldPattern& field : rule.fields) count(field.pattern);
  }
  return mapping;
}

Result<Mapping> Mapping::load(const std::string& path) {
  std::FILE* const file = std::fopen(path.c_str(), "rb");
  if (file == nullptr) {
    return unreadable(path, "the mapping file", std::strerror(errno));
  }
  Window window(std::make_unique<FileSource>(file));
  window.fill(64);
  const Encoding encoding = detect_encoding(window.text());
  window = decoded(std::move(window), encoding);
  window.fill(kMaxFile + 1);
  if (window.failure() != 0 || window.size() > kMaxFile) {
    return unreadable(path, "the mapping file",
                      window.failure() != 0 ? std::strerror(window.failure())
                                            : "it is larger than 16 MiB");
  }
  return parse(window.text(), path);
}

}  // namespace condis
