#include "checker/chart_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <vector>

#include "checker/event_table.h"
#include "checker/printable.h"

namespace condis {
namespace {

constexpr std::size_t kApart = 10;  // columns from lane to lane

std::string_view sign_of(ChartMark mark) {
  switch (mark) {
    case ChartMark::Culprit: return "=>";
    case ChartMark::Reason: return "*";
    case ChartMark::Needed: return "+";
    case ChartMark::None: break;
  }
  return "";
}

class TextChart {
 public:
  TextChart(const Chart& chart, const std::string& unit) : chart_(chart), unit_(unit) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      if (chart.used[lane]) lanes_.push_back(static_cast<Lane>(lane));
    }
    measure();
  }

  std::string write() {
    header();
    for (const ChartRow& shown : chart_.rows) {
      gap(shown.left_out);
      row(shown);
    }
    gap(chart_.left_out);
    legend();
    return std::move(out_);
  }

 private:
  // Which columns there is something to say in, and there is room for.
  void measure() {
    std::set<std::uint32_t> threads;
    for (const ChartRow& row : chart_.rows) {
      number_ = std::max(number_, std::to_string(row.record.number).size());
      if (!row.is_call) continue;
      if (row.record.has(Field::Time)) {
        if (time_ == 0) origin_ = row.record.time;
        time_ = std::max(time_, elapsed(row.record.time, origin_).size());
      }
      if (row.record.thread_id != 0) {
        threads.insert(row.record.thread_id);
        thread_ = std::max({thread_, std::to_string(row.record.thread_id).size(),
                            std::string("thread").size()});
      }
      label_ = std::max(label_, label(row).size());
    }
    if (threads.size() < 2) thread_ = 0;
    number_ = std::max(number_, unit_.size());
    if (width() > kChartWidth) time_ = 0;
    if (width() > kChartWidth) thread_ = 0;
  }

  std::size_t width() const {
    return 5 + number_ + (time_ > 0 ? time_ + 2 : 0) + (thread_ > 0 ? thread_ + 2 : 0) +
           4 + lanes_width() + 3 + label_;
  }
  std::size_t lanes_width() const {
    return lanes_.empty() ? 0 : kApart * (lanes_.size() - 1) + 1;
  }

  static std::string label_indent(const ChartRow& row) {
    return std::string(2 * std::min<std::size_t>(row.depth, 6), ' ');
  }
  std::string label(const ChartRow& row) const {
    return label_indent(row) + label_of(row, chart_);
  }

  std::string start(std::string_view sign, std::string_view number, std::string_view time,
                    std::string_view thread) const {
    std::string text = fmt::format("  {:<2} {:>{}}", sign, number, number_);
    if (time_ > 0) text += fmt::format("  {:>{}}", time, time_);
    if (thread_ > 0) text += fmt::format("  {:>{}}", thread, thread_);
    return text;
  }

  void end_line(std::string line) {
    if (line.size() > kChartWidth) line = line.substr(0, kChartWidth - 3) + "...";
    line.erase(line.find_last_not_of(' ') + 1);
    out_ += line + '\n';
  }

  void gap(std::size_t left_out) {
    if (left_out == 0) return;
    out_ += fmt::format("  {:{}}  ... {}\n", "", 3 + number_, left_out_text(left_out));
  }

  // Titles stand above their lanes.
  void header() {
    std::string line = start("", unit_, "time", "thread") + "    ";
    const std::size_t first = line.size();
    for (std::size_t i = 0; i < lanes_.size(); ++i) {
      const std::string_view title = lanes_[i] == Lane::Manager && !chart_.integrated
                                         ? "manager"
                                         : title_of(lanes_[i], chart_);
      const std::size_t lane = first + i * kApart;
      const std::size_t begin = lane - std::min<std::size_t>(title.size() / 2, 3);
      if (line.size() < begin) line.resize(begin, ' ');
      line += title;
    }
    end_line(std::move(line));
  }

  void row(const ChartRow& row) {
    const Record& record = row.record;
    std::string line =
        start(sign_of(row.mark), std::to_string(record.number),
              record.has(Field::Time) && row.is_call ? elapsed(record.time, origin_) : "",
              record.thread_id != 0 ? std::to_string(record.thread_id) : "");
    end_line(line + "    " + arrows(row) + "   " + label(row));
  }

  std::string arrows(const ChartRow& row) const {
    std::string cells(lanes_width(), ' ');
    for (std::size_t i = 0; i < lanes_.size(); ++i) {
      cells[i * kApart] = row.open[static_cast<std::size_t>(lanes_[i])] > 0 ? '#' : '|';
    }
    if (!row.is_call) return cells;
    const std::size_t from = place_of(row.from);
    const std::size_t to = place_of(row.to);
    const char stroke = row.record.phase == Phase::Exit ? '.' : '-';
    const auto [left, right] = std::minmax(from, to);
    for (std::size_t i = left + 1; i < right; ++i) {
      if (cells[i] == ' ') cells[i] = stroke;
    }
    cells[from < to ? to - 1 : to + 1] = from < to ? '>' : '<';
    return cells;
  }
  std::size_t place_of(Lane lane) const {
    const auto found = std::find(lanes_.begin(), lanes_.end(), lane);
    return static_cast<std::size_t>(found - lanes_.begin()) * kApart;
  }

  void legend() {
    std::string names;
    for (const ChartParty& party : chart_.parties) {
      const bool shown =
          std::any_of(chart_.rows.begin(), chart_.rows.end(), [&](const ChartRow& row) {
            return row.party >= 0 &&
                   &chart_.parties[static_cast<std::size_t>(row.party)] == &party;
          });
      if (shown) names += fmt::format("party {} = {:#x}, ", party.label, party.name);
    }
    if (chart_.vc != 0) names += fmt::format("VC {:#x}, ", chart_.vc);
    const std::string text =
        fmt::format("{}=> {}, * its reason, + needed to show it", names, chart_.culprit);
    out_ += '\n' + wrap(text, "  ", kChartWidth) + '\n';
    if (chart_.cut) {
      out_ += "  Earlier events of this VC are not known any more and left out.\n";
    }
  }

  const Chart& chart_;
  const std::string& unit_;
  std::vector<Lane> lanes_;
  std::size_t number_ = 1;  // widths; 0: no such column
  std::size_t time_ = 0;
  std::size_t thread_ = 0;
  std::size_t label_ = 0;
  std::int64_t origin_ = 0;
  std::string out_;
};

}  // namespace

std::string chart_text(const Chart& chart, const std::string& unit) {
  return TextChart(chart, unit).write();
}

}  // namespace condis
