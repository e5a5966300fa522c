// A chart shows who calls whom, which calls are open, whom they are about and what
// becomes of the states; every way to draw it says the same, within its limits.
#include "checker/chart.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

#include "checker/chart_html.h"
#include "checker/chart_mermaid.h"
#include "checker/chart_text.h"
#include "checker/printable.h"
#include "tests/checker/proofs_of_file.h"

namespace condis::test {
namespace {

const char* const kTwice =
    "drop-handle-dead-at-call/violated-dropped-again-while-pending.jsonl";
const char* const kTwoSides = "indrop-context-echo/violated-vc-context-instead.jsonl";

Chart first_chart(const char* name) {
  return *checked_with_proofs(sample(name)).proofs->chart_of(0);
}

const ChartRow& row_of(const Chart& chart, std::uint64_t number) {
  const auto row = std::find_if(chart.rows.begin(), chart.rows.end(),
                                [&](const auto& r) { return r.record.number == number; });
  REQUIRE(row != chart.rows.end());
  return *row;
}

TEST_CASE("rows have lanes, spans, parties and states") {
  const Chart chart = first_chart(kTwice);
  const ChartRow& drop = row_of(chart, 13);
  CHECK(drop.from == Lane::Client);
  CHECK(drop.to == Lane::Ndis);
  CHECK(drop.mark == ChartMark::Reason);
  CHECK(chart.rows[static_cast<std::size_t>(drop.partner)].record.number == 14);
  CHECK(drop.open[static_cast<std::size_t>(Lane::Client)] == 1);
  CHECK(label_of(drop, chart) == "NdisClDropParty(B)");
  CHECK(chart.parties[static_cast<std::size_t>(drop.party)].name == 0xffffa80b10c200d0);
  CHECK(std::find(drop.changes.begin(), drop.changes.end(),
                  "party B, client's life: up -> dropping") != drop.changes.end());
  const ChartRow& result = row_of(chart, 14);
  CHECK(result.from == Lane::Ndis);
  CHECK(result.to == Lane::Client);
  CHECK(label_of(result, chart) == "NdisClDropParty = PENDING");
  CHECK(row_of(chart, 15).mark == ChartMark::Culprit);
}

TEST_CASE("callbacks run between NDIS and the driver called, inside the call around") {
  const Chart chart = first_chart(kTwoSides);
  bool inside = false;
  for (const ChartRow& row : chart.rows) {
    if (row.record.function == Function::ProtocolClIncomingDropParty &&
        row.record.phase == Phase::Enter) {
      CHECK(row.from == Lane::Ndis);
      CHECK(row.to == Lane::Client);
    }
    if (row.record.function == Function::ProtocolCmAddParty &&
        row.record.phase == Phase::Enter) {
      CHECK(row.to == Lane::Manager);
      inside = inside || row.depth > 0;
    }
  }
  CHECK(inside);
}

TEST_CASE("a folded chart keeps what matters and counts what it leaves out") {
  const Chart whole = first_chart(kTwice);
  for (const std::size_t most : {1u, 8u, 100u}) {
    const Chart few = folded(whole, most);
    std::size_t marked = 0;
    std::size_t total = few.left_out;
    for (const ChartRow& row : few.rows) {
      marked += row.mark != ChartMark::None;
      total += 1 + row.left_out;
      if (row.partner >= 0) {
        const auto& partner = few.rows[static_cast<std::size_t>(row.partner)];
        CHECK(partner.record.function == row.record.function);
      }
    }
    CHECK(total == whole.rows.size());
    CHECK(few.rows.size() <= std::max(most, marked));
    CHECK(row_of(few, 15).mark == ChartMark::Culprit);
    CHECK(row_of(few, 13).mark == ChartMark::Reason);
  }
}

TEST_CASE("the text keeps within its width") {
  for (const char* name : {kTwice, kTwoSides}) {
    const CheckOutcome outcome = checked_with_proofs(sample(name));
    for (std::size_t i = 0; i < outcome.result.findings.size(); ++i) {
      const Chart* chart = outcome.proofs->chart_of(i);
      REQUIRE(chart != nullptr);
      std::istringstream lines(chart_text(*chart, "line"));
      for (std::string line; std::getline(lines, line);) {
        INFO(line);
        CHECK(columns(line) <= kChartWidth);
      }
    }
  }
}

TEST_CASE("Mermaid opens and closes spans in balance") {
  const Chart chart = folded(first_chart(kTwoSides), 12);
  std::istringstream lines(chart_mermaid(chart));
  int open = 0;
  int rects = 0;
  for (std::string line; std::getline(lines, line);) {
    open += line.find("->>+") != std::string::npos;
    open -= line.find("-->>-") != std::string::npos;
    rects += line.find("    rect ") == 0;
    rects -= line == "    end";
    CHECK(open >= 0);
  }
  CHECK(open == 0);
  CHECK(rects == 0);
}

TEST_CASE("a chart of what is not certain does not call it a breach") {
  const CheckOutcome outcome =
      checked_with_proofs(sample("drop-handle-dead-at-call/violated-crash.jsonl"));
  std::size_t open = 0;
  for (std::size_t i = 0; i < outcome.result.findings.size(); ++i) {
    RowPictures pictures;
    const std::string text =
        chart_html(*outcome.proofs->chart_of(i), "line", "c1", pictures);
    const bool certain = outcome.result.findings[i].verdict == Verdict::Violated;
    open += certain ? 0 : 1;
    CHECK((text.find("breaks the rule") != std::string::npos) == certain);
    CHECK((text.find("the last that is seen of it") != std::string::npos) != certain);
  }
  CHECK(open > 0);
}

TEST_CASE("HTML shows every row once, and pictures for all") {
  const Chart chart = first_chart(kTwice);
  RowPictures pictures;
  const std::string text = chart_html(chart, "line", "c1", pictures);
  std::size_t rows = 0;
  for (std::size_t at = 0; (at = text.find("<button>", at)) != std::string::npos; ++at) {
    ++rows;
  }
  CHECK(rows == chart.rows.size());
  const std::string symbols = pictures.symbols();
  for (std::size_t at = 0; (at = text.find("href=\"#", at)) != std::string::npos; ++at) {
    const std::string id = text.substr(at + 7, text.find('"', at + 7) - at - 7);
    CHECK(symbols.find("<symbol id=\"" + id + "\"") != std::string::npos);
  }
}

TEST_CASE("names from outside are no markup") {
  CHECK(html("<b>&\"'\x1b[31m\n") == "&lt;b&gt;&amp;&quot;&#39;\\x1b[31m\\n");
}

}  // namespace
}  // namespace condis::test
