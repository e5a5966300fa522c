#include "checker/catalogue.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <climits>
#include <cstddef>
#include <cstdlib>
#include <string_view>

#include "checker/json_writer.h"
#include "checker/printable.h"
#include "checker/sample_page.h"
#include "model/suggest.h"

namespace condis {
namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

// Whether `wanted` is a word of `text`, or begins it: "C1" and "client drop" fit
// "C1 client drop", "CM" fits "CM/MCM or NDIS", "C1" does not fit "C12 roles".
bool has_word(std::string_view text, std::string_view wanted) {
  const auto is_part = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || c == '-';
  };
  const std::string in = lower(text);
  const std::string word = lower(wanted);
  for (std::size_t at = in.find(word); at != std::string::npos;
       at = in.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if ((at == 0 || !is_part(in[at - 1])) && (end == in.size() || !is_part(in[end]))) {
      return true;
    }
  }
  return false;
}

std::vector<std::string> distinct(const std::vector<Rule>& rules,
                                  std::string Rule::*member) {
  std::vector<std::string> values;
  for (const Rule& rule : rules) {
    if (std::find(values.begin(), values.end(), rule.*member) == values.end()) {
      values.push_back(rule.*member);
    }
  }
  return values;
}

// An error if no rule has `wanted` in `member`.
std::optional<Diagnostic> fits_none(const std::vector<Rule>& rules,
                                    std::string Rule::*member, const std::string& option,
                                    const std::string& wanted) {
  const std::vector<std::string> values = distinct(rules, member);
  for (const std::string& value : values) {
    if (has_word(value, wanted)) return std::nullopt;
  }
  return Diagnostic{"condis-check rules",
                    fmt::format("{} '{}' fits no rule", option, wanted),
                    fmt::format("there are: {}", fmt::join(values, "; ")),
                    did_you_mean(wanted, values)};
}

bool passes(const Rule& rule, const RuleFilter& filter) {
  return (filter.at_fault.empty() || has_word(rule.at_fault, filter.at_fault)) &&
         (filter.group.empty() || has_word(rule.group, filter.group)) &&
         (!filter.severity || rule.severity == *filter.severity);
}

// Rules that no trace shows have neither a party at fault nor a severity to ask for.
bool passes(const InvisibleRule& rule, const RuleFilter& filter) {
  return filter.at_fault.empty() && !filter.severity &&
         (filter.group.empty() || has_word(rule.group, filter.group));
}

std::string json_of(const Rule& rule) {
  JsonWriter json;
  json.begin_object();
  json.key("rule").string(rule.id);
  json.key("group").string(rule.group);
  json.key("title").string(rule.title);
  json.key("visible").boolean(true);
  json.key("at_fault").string(rule.at_fault);
  json.key("severity").string(name_of(rule.severity));
  json.key("kind").string(rule.kind);
  json.key("page").string(rule.page);
  json.key("section").string(rule.section);
  json.key("quote").string(rule.quote);
  json.key("see_also").strings(rule.see_also);
  json.key("reading").string(rule.reading);
  json.key("implies").strings(rule.implies);
  json.key("formula").string(rule.formula);
  json.end_object();
  return json.text() + '\n';
}

std::string json_of(const InvisibleRule& rule) {
  JsonWriter json;
  json.begin_object();
  json.key("rule").string(rule.id);
  json.key("group").string(rule.group);
  json.key("title").string(rule.title);
  json.key("visible").boolean(false);
  json.key("page").string(rule.page);
  json.key("quote").string(rule.quote);
  json.key("reason").string(rule.reason);
  json.end_object();
  return json.text() + '\n';
}

// 12 for "C12 roles and IRQL"; groups without a number, such as a user's, come last.
unsigned long group_number(const Rule& rule) {
  const std::size_t digit = rule.group.find_first_of("0123456789");
  if (digit == std::string::npos) return ULONG_MAX;
  return std::strtoul(rule.group.c_str() + digit, nullptr, 10);
}

// Sorted by group, and within a group in the order of the specification.
std::string table_of(std::vector<const Rule*> rules) {
  std::size_t id_width = 0;
  std::size_t fault_width = 0;
  for (const Rule* rule : rules) {
    id_width = std::max(id_width, rule->id.size());
    fault_width = std::max(fault_width, rule->at_fault.size());
  }
  std::stable_sort(rules.begin(), rules.end(), [](const Rule* a, const Rule* b) {
    return group_number(*a) < group_number(*b);
  });
  std::string out;
  const std::string* group = nullptr;
  for (const Rule* rule : rules) {
    if (group == nullptr || *group != rule->group) {
      out += fmt::format("{}{}\n", group == nullptr ? "" : "\n", printable(rule->group));
      group = &rule->group;
    }
    out += fmt::format("  {:7}  {:{}}  {:{}}  {}\n", name_of(rule->severity),
                       printable(rule->at_fault), fault_width, printable(rule->id),
                       id_width, printable(rule->title));
  }
  return out;
}

// The part of a page that has a heading; nothing for an empty text.
std::string part(std::string_view heading, std::string_view text) {
  if (text.empty()) return "";
  return fmt::format("\n{}\n{}\n", heading, wrap(printable(text), "  "));
}

// One of the short facts at the head of a page; nothing for an empty one.
std::string fact(std::string_view name, std::string_view text) {
  return text.empty() ? "" : fmt::format("  {:8}  {}\n", name, printable(text));
}

std::string indented(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    out += line.empty() ? "\n" : "  " + printable(line) + '\n';
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return out;
}

std::string page_of(const Rule& rule, std::span<const SampleFile> samples) {
  std::string out = printable(rule.id) + '\n';
  if (!rule.title.empty()) out += wrap(printable(rule.title), "  ") + '\n';
  out += '\n' + fact("at fault", rule.at_fault) +
         fact("severity", name_of(rule.severity)) + fact("group", rule.group) +
         fact("kind", rule.kind);
  std::string source = printable(rule.page);
  if (!rule.section.empty()) source += ", " + printable(rule.section);
  if (!rule.quote.empty()) {
    out += fmt::format("\nwhat the document says\n{}\n  {}\n",
                       wrap('"' + printable(rule.quote) + '"', "  "), source);
  }
  out += part("see also", fmt::format("{}", fmt::join(rule.see_also, ", ")));
  out += part("how it is read", rule.reading);
  out += part("also breaks whenever this one does",
              fmt::format("{}", fmt::join(rule.implies, ", ")));
  if (!rule.formula.empty()) {
    out += fmt::format("\nformula ({}:{})\n{}", printable(rule.file), rule.line,
                       indented(rule.formula));
  }
  return out + example_of(samples, rule.id);
}

std::string page_of(const InvisibleRule& rule) {
  std::string out = printable(rule.id) + '\n';
  if (!rule.title.empty()) out += wrap(printable(rule.title), "  ") + '\n';
  out += '\n' + fact("group", rule.group);
  if (!rule.quote.empty()) {
    out +=
        fmt::format("\nwhat the document says\n{}\n  {}\n",
                    wrap('"' + printable(rule.quote) + '"', "  "), printable(rule.page));
  }
  return out + part("why no trace shows it", rule.reason);
}

}  // namespace

Result<std::string> list_rules(const std::vector<Rule>& rules,
                               const std::vector<InvisibleRule>& invisible,
                               const RuleFilter& filter, OutputFormat format) {
  if (!filter.at_fault.empty()) {
    auto error = fits_none(rules, &Rule::at_fault, "--at-fault", filter.at_fault);
    if (error) return *error;
  }
  if (!filter.group.empty()) {
    auto error = fits_none(rules, &Rule::group, "--group", filter.group);
    if (error) return *error;
  }
  std::vector<const Rule*> listed;
  for (const Rule& rule : rules) {
    if (passes(rule, filter)) listed.push_back(&rule);
  }
  std::vector<const InvisibleRule*> listed_invisible;
  for (const InvisibleRule& rule : invisible) {
    if (passes(rule, filter)) listed_invisible.push_back(&rule);
  }

  std::string out;
  if (format == OutputFormat::Json) {
    for (const Rule* rule : listed) out += json_of(*rule);
    for (const InvisibleRule* rule : listed_invisible) out += json_of(*rule);
    return out;
  }
  out = table_of(listed);
  if (!listed_invisible.empty()) out += "\nno trace can show\n";
  for (const InvisibleRule* rule : listed_invisible) {
    out += fmt::format("  {}: {}\n", printable(rule->id), printable(rule->reason));
  }
  out += fmt::format("\n{} of {} rules; {} that no trace can show\n", listed.size(),
                     rules.size(), listed_invisible.size());
  return out;
}

Result<std::string> explain_rule(const std::vector<Rule>& rules,
                                 const std::vector<InvisibleRule>& invisible,
                                 std::span<const SampleFile> samples,
                                 const std::string& id) {
  std::vector<std::string> ids;
  for (const Rule& rule : rules) {
    if (rule.id == id) return page_of(rule, samples);
    ids.push_back(rule.id);
  }
  for (const InvisibleRule& rule : invisible) {
    if (rule.id == id) return page_of(rule);
    ids.push_back(rule.id);
  }
  std::string help = did_you_mean(id, ids);
  if (!help.empty()) help += ' ';
  return Diagnostic{"condis-check explain", fmt::format("no rule is called '{}'", id), "",
                    help + "'condis-check rules' lists them"};
}

}  // namespace condis
