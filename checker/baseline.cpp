#include "checker/baseline.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <ctime>
#include <utility>

#include "checker/fingerprint.h"
#include "checker/json_writer.h"
#include "model/text_file.h"
#include "traces/json_expectations.h"

namespace condis {
namespace {

bool is_date(std::string_view text) {
  constexpr std::string_view kShape = "0000-00-00";
  if (text.size() != kShape.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool digit = std::isdigit(static_cast<unsigned char>(text[i])) != 0;
    if (kShape[i] == '0' ? !digit : text[i] != kShape[i]) return false;
  }
  const int month = std::stoi(std::string(text.substr(5, 2)));
  const int day = std::stoi(std::string(text.substr(8, 2)));
  return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

bool is_fingerprint(std::string_view text) {
  return text.size() == 16 && text.find_first_not_of("0123456789abcdef") == text.npos;
}

}  // namespace

// Every function returns false after a fault, which error() then holds.
class BaselineFile : public JsonExpectations {
 public:
  BaselineFile(std::string_view text, const std::string& name)
      : JsonExpectations(text, name, "docs/gating.md describes baseline files") {}

  bool parse(Baseline& baseline) {
    JsonDocument document;
    if (!document.parse(text())) {
      return fail(document.fault_at(),
                  fmt::format("not valid JSON: {}", document.fault()),
                  "a baseline file is one JSON object");
    }
    const JsonValue& top = document.value();
    if (!expect_object(top, "the baseline file", {"baseline", "findings"})) return false;
    const JsonValue* const version = top.find("baseline");
    if (version == nullptr || version->text != "1") {
      return fail(version == nullptr ? top.at : version->at,
                  "the baseline file does not say that it is one of format 1", "",
                  "begin it with: {\"baseline\": 1, \"findings\": [");
    }
    const JsonValue* const findings = top.find("findings");
    if (findings == nullptr) return fail(top.at, "the baseline file has no findings");
    return expect(*findings, JsonValue::Kind::Array, "\"findings\"") &&
           std::all_of(findings->items.begin(), findings->items.end(),
                       [&](const JsonValue& item) {
                         return parse_entry(item, baseline,
                                            baseline.entries_.emplace_back());
                       });
  }

 private:
  bool parse_entry(const JsonValue& value, const Baseline& baseline,
                   Baseline::Entry& entry) {
    if (!expect_object(value, "a finding",
                       {"fingerprint", "rule", "justification", "expires"}) ||
        !take(value, "fingerprint", entry.fingerprint) ||
        !take(value, "rule", entry.rule) ||
        !take(value, "justification", entry.justification)) {
      return false;
    }
    if (!is_fingerprint(entry.fingerprint)) {
      return fail(value.find("fingerprint")->at, "this is no fingerprint",
                  "it is 16 hexadecimal digits, as the json report shows them");
    }
    const JsonValue* const expires = value.find("expires");
    if (expires == nullptr) return true;
    if (!take(value, "expires", entry.expires)) return false;
    if (!is_date(entry.expires)) {
      return fail(expires->at, "\"expires\" is no date", "it is written as 2027-03-31");
    }
    entry.expired = entry.expires < baseline.today_;
    return true;
  }

  bool take(const JsonValue& value, std::string_view name, std::string& to) {
    const JsonValue* const found = value.find(name);
    if (found == nullptr)
      return fail(value.at, fmt::format("a finding has no \"{}\"", name));
    if (!expect(*found, JsonValue::Kind::String, fmt::format("\"{}\"", name)))
      return false;
    to = found->text;
    return !to.empty() || fail(found->at, fmt::format("\"{}\" is empty", name));
  }
};

Result<Baseline> Baseline::parse(std::string_view text, const std::string& name,
                                 std::string today) {
  Baseline baseline = empty(name, std::move(today));
  BaselineFile file(text, name);
  if (!file.parse(baseline)) return file.error();
  return baseline;
}

Result<Baseline> Baseline::load(const std::string& path, std::string today) {
  const auto text = read_text_file(path, "the baseline file");
  if (!text) return text.error();
  return parse(*text, path, std::move(today));
}

Baseline Baseline::empty(std::string name, std::string today) {
  Baseline baseline;
  baseline.name_ = std::move(name);
  baseline.today_ = std::move(today);
  return baseline;
}

Baseline::Entry* Baseline::find(const std::string& fingerprint, const std::string& rule) {
  const auto found =
      std::find_if(entries_.begin(), entries_.end(), [&](const Entry& entry) {
        return entry.fingerprint == fingerprint && entry.rule == rule && !entry.expired;
      });
  return found == entries_.end() ? nullptr : &*found;
}

void Baseline::apply(TraceResult& result, const std::vector<Rule>& rules) {
  for (Finding& finding : result.findings) {
    Entry* const entry = find(fingerprint(finding, rules), rules[finding.rule].id);
    if (entry == nullptr) continue;
    entry->used = true;
    finding.accepted = entry->justification;
  }
}

void Baseline::learn(const TraceResult& result, const std::vector<Rule>& rules,
                     Severity least, const std::string& justification) {
  for (const Finding& finding : result.findings) {
    if (!finding.accepted.empty() || finding.severity < least) continue;
    const std::string print = fingerprint(finding, rules);
    if (find(print, rules[finding.rule].id) != nullptr) continue;
    entries_.push_back({print, rules[finding.rule].id, justification, "", true, false});
  }
}

std::vector<Diagnostic> Baseline::complaints() const {
  std::vector<Diagnostic> out;
  for (const Entry& entry : entries_) {
    const std::string who = fmt::format("{} ({})", entry.fingerprint, entry.rule);
    if (entry.expired) {
      out.push_back({name_, fmt::format("{} has expired on {}", who, entry.expires), "",
                     "mend what it accepts, or give it a later date"});
    } else if (!entry.used) {
      out.push_back({name_, fmt::format("{} is stale: no finding needs it", who),
                     "what it accepts was mended, or was not put to the test",
                     "--update-baseline takes it out"});
    }
  }
  return out;
}

std::string Baseline::text() const {
  std::string out = "{\"baseline\": 1, \"findings\": [";
  std::string_view separator = "\n";
  for (const Entry& entry : entries_) {
    if (!entry.used) continue;
    JsonWriter json;
    json.begin_object();
    json.key("fingerprint").string(entry.fingerprint);
    json.key("rule").string(entry.rule);
    json.key("justification").string(entry.justification);
    if (!entry.expires.empty()) json.key("expires").string(entry.expires);
    json.end_object();
    out += fmt::format("{}  {}", separator, json.text());
    separator = ",\n";
  }
  return out + "\n]}\n";
}

std::optional<Diagnostic> Baseline::save() const {
  return write_text_file(name_, text(), "the baseline file");
}

std::string today() {
  std::time_t now = std::time(nullptr);
  if (const char* epoch = std::getenv("SOURCE_DATE_EPOCH"); epoch != nullptr) {
    now = static_cast<std::time_t>(std::strtoll(epoch, nullptr, 10));
  }
  return fmt::format("{:%Y-%m-%d}", fmt::gmtime(now));
}

}  // namespace condis
