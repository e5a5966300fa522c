#include "checker/results.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <optional>

#include "traces/json_document.h"

namespace condis {
namespace {

using Kind = JsonValue::Kind;

// What is missing or of the wrong kind throws, and parse_results() tells it.
struct Unexpected {
  std::string what;
};

const JsonValue& member(const JsonValue& object, std::string_view name, Kind kind) {
  const JsonValue* const found = object.find(name);
  if (found == nullptr || found->kind != kind) {
    throw Unexpected{fmt::format("\"{}\" is missing, or not {}", name, name_of(kind))};
  }
  return *found;
}

const std::string& text(const JsonValue& object, std::string_view name) {
  return member(object, name, Kind::String).text;
}

std::uint64_t count(const JsonValue& object, std::string_view name) {
  const std::string& digits = member(object, name, Kind::Number).text;
  std::uint64_t value = 0;
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size()) {
    throw Unexpected{fmt::format("\"{}\" is no natural number", name)};
  }
  return value;
}

// The value of that name; all enumerations have a name_of().
template <class T, std::size_t N>
T value_of(const JsonValue& object, std::string_view name, const std::array<T, N>& all) {
  const std::string& word = text(object, name);
  for (const T value : all) {
    if (word == name_of(value)) return value;
  }
  throw Unexpected{fmt::format("\"{}\" cannot be \"{}\"", name, word)};
}

constexpr std::array kVerdicts = {Verdict::NotExercised, Verdict::Holds, Verdict::Open,
                                  Verdict::Possible, Verdict::Violated};
constexpr std::array kSeverities = {Severity::Error, Severity::Warning, Severity::Note};
constexpr std::array kOutcomes = {ExitCode::Holds, ExitCode::Violated, ExitCode::BadInput,
                                  ExitCode::Inconclusive};

std::string place_of(const JsonValue& finding, const std::string& trace, bool lines) {
  if (const JsonValue* const place = finding.find("place")) return place->text;
  return fmt::format("{}{}{}", trace == "-" ? "<stdin>" : trace, lines ? ':' : '#',
                     count(finding, "line"));
}

RecordingResult result_of(const JsonValue& object) {
  RecordingResult result;
  result.trace = text(object, "trace");
  result.outcome = value_of(object, "outcome", kOutcomes);
  result.findings_left_out = count(object, "findings_left_out");
  const bool lines = text(object, "unit") == "line";
  for (const JsonValue& item : member(object, "findings", Kind::Array).items) {
    result.findings.push_back(
        {text(item, "fingerprint"), text(item, "rule"), text(item, "at_fault"),
         text(item, "message"), place_of(item, result.trace, lines),
         value_of(item, "verdict", kVerdicts), value_of(item, "severity", kSeverities),
         item.find("accepted") != nullptr});
  }
  for (const JsonValue& item : member(object, "rules", Kind::Array).items) {
    result.exercised[text(item, "rule")] += count(item, "exercised");
  }
  return result;
}

}  // namespace

bool is_result(std::string_view text) {
  return text.starts_with(R"({"tool":"condis-check",)");
}

Result<std::vector<RecordingResult>> parse_results(std::string_view text,
                                                   const std::string& name) {
  std::vector<RecordingResult> results;
  JsonDocument document;
  for (std::uint64_t number = 1; !text.empty(); ++number) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    const auto wrong = [&](std::string what) {
      return Diagnostic{fmt::format("{}:{}", name, number), std::move(what),
                        "each line is the JSON report of one recording",
                        "'condis-check check --format json' writes it"};
    };
    if (!is_result(line)) return wrong("this is no result of condis-check");
    if (!document.parse(line)) {
      return wrong(fmt::format("not valid JSON: {}", document.fault()));
    }
    try {
      results.push_back(result_of(document.value()));
    } catch (const Unexpected& unexpected) {
      return wrong(unexpected.what);
    }
    results.back().line = line;
  }
  return results;
}

}  // namespace condis
