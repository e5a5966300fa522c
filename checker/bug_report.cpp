#include "checker/bug_report.h"

#include <fmt/format.h>

#include <algorithm>

#include "checker/chart_mermaid.h"
#include "checker/markdown.h"
#include "checker/printable.h"
#include "checker/report_text.h"
#include "checker/version.h"

namespace condis {
namespace {

constexpr std::size_t kRows = 40;

std::string joined(const std::vector<std::string>& parts) {
  return fmt::format("{}", fmt::join(parts, "; "));
}

}  // namespace

std::string shell_word(const std::string& word) {
  const bool plain = !word.empty() && std::all_of(word.begin(), word.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("._-/:+=,#").find(c) != std::string_view::npos;
  });
  if (plain) return word;
  std::string out = "'";
  for (const char c : printable(word))
    out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + '\'';
}

std::string address_of(const std::string& page) {
  const std::string name = page.substr(0, page.find(".md"));
  if (name.size() == page.size() || name.find('/') != std::string::npos) return "";
  const bool reference =
      name.starts_with("nf-") || name.starts_with("nc-") || name.starts_with("ns-");
  const std::string_view base = "https://learn.microsoft.com/windows-hardware/drivers/";
  if (reference) return fmt::format("{}ddi/ndis/{}", base, name);
  if (name.starts_with("ndis-irql-")) return fmt::format("{}devtest/{}", base, name);
  return fmt::format("{}network/{}", base, name);
}

std::vector<std::string> reasons_of(const Chart& chart, const std::string& unit) {
  std::vector<std::string> reasons;
  for (const ChartRow& row : chart.rows) {
    if (row.mark == ChartMark::None || !row.is_call) continue;
    std::string text =
        fmt::format("{} {}: {}", unit, row.record.number, label_of(row, chart));
    if (row.mark == ChartMark::Culprit) {
      text += fmt::format(": {}", chart.culprit);
    } else if (row.mark == ChartMark::Reason) {
      text += ", which makes it a violation";
    }
    if (row.mark != ChartMark::Culprit && !row.changes.empty()) {
      text += " (" + joined(row.changes) + ")";
    }
    reasons.push_back(std::move(text));
  }
  return reasons;
}

std::string bug_report(const BugReport& report, const Specification& specification) {
  const TraceResult& result = report.result;
  const Finding& finding = result.findings[report.proof.finding];
  const Rule& rule = specification.rules()[finding.rule];
  const std::string at = place(result, finding.event.number);
  std::string out = fmt::format("# {}: {}\n\n", markdown(rule.id), markdown(rule.title));
  out +=
      fmt::format("{} at `{}`, at fault: {}, severity {}\n\n", name_of(finding.verdict),
                  at, markdown(rule.at_fault), name_of(finding.severity));
  out += markdown(finding.message) + ".\n\n";
  if (finding.source.line != 0) {
    out += fmt::format("Source: {}:{} {}\n\n", markdown(finding.source.file),
                       finding.source.line, markdown(finding.source.function));
  }
  if (!rule.quote.empty()) {
    const std::string address = address_of(rule.page);
    const std::string page = address.empty()
                                 ? markdown(rule.page)
                                 : fmt::format("[{}]({})", markdown(rule.page), address);
    out += fmt::format("> {}\n>\n> {}{}{}\n\n", markdown(rule.quote), page,
                       rule.section.empty() ? "" : ", ", markdown(rule.section));
  }
  out += "## What happened\n\n";
  const Chart chart = folded(report.chart, kRows);
  out += markdown_code(chart_mermaid(chart), "mermaid") + '\n';
  for (const ChartParty& party : chart.parties) {
    out += fmt::format("- party {} is `{:#x}`\n", party.label, party.name);
  }
  out += fmt::format("- the VC is `{:#x}`\n\n", chart.vc);
  for (const std::string& reason : reasons_of(chart, result.unit)) {
    out += "1. " + markdown(reason) + '\n';
  }
  std::string follows;
  for (const Finding& other : result.findings) {
    if (other.follows != static_cast<int>(report.proof.finding)) continue;
    follows +=
        fmt::format("- {} at `{}`: {}\n", markdown(specification.rules()[other.rule].id),
                    place(result, other.event.number), markdown(other.message));
  }
  if (!follows.empty()) out += "\nIt also breaks:\n\n" + follows;
  out += "\n## How to reproduce\n\n";
  if (report.recording) {
    out += report.proof.minimal
               ? "This part of the recording is enough. "
               : "This part of the recording is enough, and could be shortened further. ";
    out +=
        "Save it as `evidence.jsonl`:\n\n" + markdown_code(*report.recording, "json") +
        '\n' +
        markdown_code(
            fmt::format("condis-check check{} evidence.jsonl\n", report.judging), "sh");
  } else {
    out += markdown(report.recording.error().what) + ": " +
           markdown(report.recording.error().why) + ".\n";
  }
  if (result.path != "-") {
    out += "\nThe whole recording:\n\n" +
           markdown_code(fmt::format("condis-check check{}{} {}\n", report.judging,
                                     report.reading, shell_word(result.path)),
                         "sh");
  }
  out += fmt::format("\ncondis-check {}, specification {}\n", kVersion,
                     specification.hash());
  return out;
}

}  // namespace condis
