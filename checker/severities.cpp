#include "checker/severities.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "model/suggest.h"

namespace condis {
namespace {

std::optional<std::size_t> index_of(const std::vector<Rule>& rules,
                                    const std::string& id) {
  for (std::size_t i = 0; i < rules.size(); ++i) {
    if (rules[i].id == id) return i;
  }
  return std::nullopt;
}

// `left_out`, the one before it in the same life, is going.
void take_life(Finding& finding, const Finding& left_out) {
  finding.life.insert(finding.life.begin(), left_out.life.begin(), left_out.life.end());
  finding.life_before = left_out.life_before;
}

Diagnostic wrong(const std::string& word, std::string what, std::string help) {
  return {"condis-check check", "--severity cannot be '" + word + "': " + std::move(what),
          "it is RULE=SEVERITY, and SEVERITY is error, warning, note or off",
          std::move(help)};
}

}  // namespace

Result<Severities> Severities::parse(const std::vector<std::string>& words,
                                     const std::vector<Rule>& rules) {
  Severities out;
  out.rules_ = rules;
  out.specified_.reserve(rules.size());
  for (const Rule& rule : rules) out.specified_.push_back(rule.severity);
  out.off_.resize(rules.size());
  std::vector<std::string> ids;
  ids.reserve(rules.size());
  for (const Rule& rule : rules) ids.push_back(rule.id);
  for (const std::string& word : words) {
    const std::size_t equals = word.find('=');
    if (equals == std::string::npos) return wrong(word, "there is no '='", "");
    const std::string id = word.substr(0, equals);
    const auto index = index_of(rules, id);
    if (!index) {
      return wrong(word, "no rule is called '" + id + "'", did_you_mean(id, ids));
    }
    const std::string value = word.substr(equals + 1);
    bool known = value == "off";
    for (const Severity severity : {Severity::Error, Severity::Warning, Severity::Note}) {
      if (value != name_of(severity)) continue;
      out.rules_[*index].severity = severity;
      known = true;
    }
    if (!known) {
      return wrong(word, "'" + value + "' is no severity",
                   did_you_mean(value, {"error", "warning", "note", "off"}));
    }
    out.off_[*index] = value == "off";
  }
  return out;
}

void Severities::apply(TraceResult& result) const {
  std::vector<int> moved(result.findings.size(), -1);  // where each finding goes
  std::vector<Finding> kept;
  for (std::size_t i = 0; i < result.findings.size(); ++i) {
    Finding& finding = result.findings[i];
    if (finding.life_before >= 0) {
      const auto before = static_cast<std::size_t>(finding.life_before);
      finding.life_before = moved[before];
      if (moved[before] < 0) take_life(finding, result.findings[before]);
    }
    if (off_[finding.rule]) continue;
    const Severity own = rules_[finding.rule].severity;
    const bool graded = finding.severity < specified_[finding.rule];
    finding.severity = graded ? std::min(finding.severity, own) : own;
    moved[i] = static_cast<int>(kept.size());
    kept.push_back(std::move(finding));
  }
  for (Finding& finding : kept) {
    if (finding.follows >= 0) {
      finding.follows = moved[static_cast<std::size_t>(finding.follows)];
    }
  }
  result.findings = std::move(kept);
  for (std::size_t i = 0; i < result.rules.size() && i < off_.size(); ++i) {
    if (off_[i]) result.rules[i] = {};
  }
}

}  // namespace condis
