#include "checker/chart_html.h"

#include <fmt/format.h>

#include <algorithm>

#include "checker/event_table.h"
#include "checker/printable.h"
#include "checker/sample_page.h"

namespace condis {
namespace {

// Rows that are drawn, or not, together: far ones cost the browser nothing.
constexpr std::size_t kSlice = 25;

std::string_view class_of(ChartMark mark) {
  switch (mark) {
    case ChartMark::Culprit: return " culprit";
    case ChartMark::Reason: return " reason";
    case ChartMark::Needed: return " needed";
    case ChartMark::None: break;
  }
  return "";
}

std::string_view word_of(ChartMark mark, const Chart& chart) {
  switch (mark) {
    case ChartMark::Culprit: return chart.culprit;
    case ChartMark::Reason: return "reason";
    case ChartMark::Needed: return "needed";
    case ChartMark::None: break;
  }
  return "";
}

// What stands for a character that means something to HTML.
std::string_view entity_of(char c) {
  switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\'': return "&#39;";
    default: return "";
  }
}

std::string gap(std::size_t left_out) {
  return left_out == 0
             ? ""
             : fmt::format("<p class=\"gap\">{}</p>\n", left_out_text(left_out));
}

std::string heads_of(const Chart& chart) {
  std::string out;
  for (std::size_t i = 0; i < kLanes; ++i) {
    if (!chart.used[i]) continue;
    out += fmt::format("<span>{}</span>", title_of(static_cast<Lane>(i), chart));
  }
  return out;
}

}  // namespace

std::string html(std::string_view text) {
  const std::string safe = printable(text);
  std::string out;
  out.reserve(safe.size());
  std::size_t begin = 0;
  for (std::size_t i = 0; i < safe.size(); ++i) {
    const std::string_view entity = entity_of(safe[i]);
    if (entity.empty()) continue;
    out.append(safe, begin, i - begin);
    out += entity;
    begin = i + 1;
  }
  return out.append(safe, begin, safe.npos);
}

std::string chart_html(const Chart& chart, const std::string& unit,
                       const std::string& name, RowPictures& pictures) {
  const auto timed =
      std::find_if(chart.rows.begin(), chart.rows.end(),
                   [](const auto& r) { return r.is_call && r.record.has(Field::Time); });
  const std::int64_t origin = timed == chart.rows.end() ? 0 : timed->record.time;
  std::string out = fmt::format(
      "<div class=\"chart\" id=\"{}\" style=\"--lanes:{}\">\n"
      "<div class=\"heads\"><span class=\"n\">{}</span><span class=\"t\">time</span>"
      "<span class=\"h\">thread</span><span class=\"lanes\">{}</span></div>\n",
      name, width_of(chart.used), html(unit), heads_of(chart));
  for (std::size_t i = 0; i < chart.rows.size(); ++i) {
    if (i % kSlice == 0) {
      const std::size_t rows = std::min(kSlice, chart.rows.size() - i);
      out += fmt::format("{}<div class=\"slice\" style=\"--rows:{}\">\n",
                         i == 0 ? "" : "</div>\n", rows);
    }
    const ChartRow& row = chart.rows[i];
    const Record& record = row.record;
    const bool has_time = row.is_call && record.has(Field::Time);
    const std::string party =
        row.party < 0
            ? ""
            : fmt::format(" data-party=\"{}\"",
                          chart.parties[static_cast<std::size_t>(row.party)].label);
    const std::string_view word = word_of(row.mark, chart);
    out += gap(row.left_out);
    out += fmt::format(
        "<div class=\"row{}\"{}><button><span class=\"n\">{}</span>"
        "<span class=\"t\">{}</span><span class=\"h\">{}</span>"
        "<svg class=\"lanes\" aria-hidden=\"true\"><use href=\"#{}\"/></svg>"
        "<span class=\"l\" style=\"--d:{}\">{}{}</span></button><p>{}",
        class_of(row.mark), party, record.number,
        has_time ? elapsed(record.time, origin) : "",
        record.thread_id == 0 ? "" : std::to_string(record.thread_id),
        pictures.id_of(row, chart), std::min<std::size_t>(row.depth, 6),
        html(label_of(row, chart)), word.empty() ? "" : fmt::format(" <b>{}</b>", word),
        html(record_text(record)));
    for (const std::string& change : row.changes) out += "<br>" + html(change);
    out += "</p></div>\n";
  }
  out += (chart.rows.empty() ? "" : "</div>\n") + gap(chart.left_out) + "</div>\n";
  return out;
}

}  // namespace condis
