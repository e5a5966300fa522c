#include "checker/rule_page.h"

#include <fmt/format.h>

#include <string_view>

#include "checker/markdown.h"
#include "checker/uri.h"

namespace condis {

std::string document_link(const Rule& rule) {
  constexpr std::string_view kEnd = ".md";
  if (!rule.page.ends_with(kEnd)) return "";
  const std::string name = rule.page.substr(0, rule.page.size() - kEnd.size());
  const bool reference = name.starts_with("nf-ndis-") || name.starts_with("nc-ndis-") ||
                         name.starts_with("ns-ndis-");
  return fmt::format("https://learn.microsoft.com/windows-hardware/drivers/{}{}",
                     reference ? "ddi/ndis/" : "network/", uri_of(name));
}

std::string rule_markdown(const Rule& rule) {
  std::string out =
      fmt::format("**{}**\n\n{}\n\nAt fault: {}. Severity: {}.\n", markdown(rule.id),
                  markdown(rule.title), markdown(rule.at_fault), name_of(rule.severity));
  if (!rule.quote.empty()) out += fmt::format("\n> {}\n", markdown(rule.quote));
  if (!rule.page.empty()) out += fmt::format("\n{}\n", document_markdown(rule));
  if (!rule.reading.empty())
    out += fmt::format("\nRead as: {}\n", markdown(rule.reading));
  if (!rule.formula.empty()) out += '\n' + markdown_code(rule.formula, "smt2");
  return out;
}

std::string document_markdown(const Rule& rule) {
  const std::string link = document_link(rule);
  std::string page = markdown(rule.page);
  if (!link.empty()) page = fmt::format("[{}]({})", page, link);
  if (!rule.section.empty()) page += ", " + markdown(rule.section);
  return page;
}

}  // namespace condis
