#include "checker/config_file.h"

#include <fmt/format.h>

#include <algorithm>

#include "model/text_file.h"
#include "traces/json_expectations.h"

namespace condis {
namespace {

using Kind = JsonValue::Kind;

// All functions return false after a fault, which error() then holds.
class ConfigurationFile : public JsonExpectations {
 public:
  ConfigurationFile(std::string_view text, const std::string& name)
      : JsonExpectations(text, name, "docs/gating.md describes configuration files") {}

  bool parse(const std::vector<std::string>& options, ConfiguredArguments& to) {
    JsonDocument document;
    if (!document.parse(text())) {
      return fail(document.fault_at(),
                  fmt::format("not valid JSON: {}", document.fault()),
                  "a configuration file is one JSON object");
    }
    std::vector<std::string> names = {"traces"};
    for (const std::string& option : options) names.push_back(option.substr(2));
    return expect_object(document.value(), "the configuration file", names) &&
           std::all_of(document.value().members.begin(), document.value().members.end(),
                       [&](const JsonMember& member) { return take(member, to); });
  }

 private:
  bool take(const JsonMember& member, ConfiguredArguments& to) {
    const JsonValue& value = member.value;
    if (value.kind == Kind::Array) {
      return std::all_of(value.items.begin(), value.items.end(), [&](const auto& item) {
        return take_one(member.name, item, to);
      });
    }
    const bool says_of_several = member.name == "severity" || member.name == "close-data";
    if (says_of_several && value.kind == Kind::Object) {
      return expect_no_repeats(value) &&
             std::all_of(
                 value.members.begin(), value.members.end(),
                 [&](const auto& one) { return take_said(member.name, one, to); });
    }
    return take_one(member.name, value, to);
  }

  // {"RULE": "note"} of a severity, and the like.
  bool take_said(const std::string& option, const JsonMember& said,
                 ConfiguredArguments& to) {
    const std::string what = fmt::format("\"{}\" of '{}'", option, said.name);
    if (!expect(said.value, Kind::String, what)) return false;
    to.arguments.push_back(fmt::format("--{}={}={}", option, said.name, said.value.text));
    return true;
  }

  bool take_one(const std::string& name, const JsonValue& value,
                ConfiguredArguments& to) {
    if (value.kind == Kind::Boolean && name != "traces") {
      if (value.text == "true") to.arguments.push_back("--" + name);
      return true;
    }
    const bool number = value.kind == Kind::Number && name != "traces";
    if (!number && !expect(value, Kind::String, fmt::format("\"{}\"", name)))
      return false;
    if (value.text.empty()) return fail(value.at, fmt::format("\"{}\" is empty", name));
    if (name == "traces") {
      to.traces.push_back(value.text);
    } else {
      to.arguments.push_back(fmt::format("--{}={}", name, value.text));
    }
    return true;
  }
};

}  // namespace

Result<ConfiguredArguments> parse_configuration(std::string_view text,
                                                const std::string& name,
                                                const std::vector<std::string>& options) {
  ConfiguredArguments configuration;
  ConfigurationFile file(text, name);
  if (!file.parse(options, configuration)) return file.error();
  return configuration;
}

Result<ConfiguredArguments> load_configuration(const std::string& path,
                                               const std::vector<std::string>& options) {
  const auto text = read_text_file(path, "the configuration file");
  if (!text) return text.error();
  return parse_configuration(*text, path, options);
}

}  // namespace condis
