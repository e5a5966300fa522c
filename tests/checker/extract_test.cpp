// What a finding needs is kept, however long the recording goes on; what it does not need
// is not.
#include "checker/extract.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "traces/reader.h"

namespace condis::test {
namespace {

Record call(std::uint64_t number, Phase phase, Function function, std::uint32_t thread) {
  Record record;
  record.number = number;
  record.phase = phase;
  record.function = function;
  record.thread_id = thread;
  return record;
}

Record frame(std::uint64_t number, Function function) {
  return call(number, Phase::None, function, 0);
}

std::vector<std::uint64_t> numbers_of(const std::vector<Record>& records) {
  std::vector<std::uint64_t> numbers;
  for (const Record& record : records) numbers.push_back(record.number);
  return numbers;
}

TraceResult finding_at(std::uint64_t number, std::vector<std::uint64_t> life) {
  TraceResult result;
  result.findings.resize(1);
  result.findings[0].event.number = number;
  result.findings[0].life = std::move(life);
  return result;
}

// So that the texts behind the records' numbers are known: none.
std::unique_ptr<Reader> some_reader() {
  return std::move(*open_trace_bytes("{\"Event\":\"TraceBegin\"}\n", "test"));
}

constexpr Function kOuter = Function::ProtocolClIncomingDropParty;
constexpr Function kInner = Function::NdisClDropParty;

TEST_CASE("calls around a record, and their returns, belong to it") {
  Extract extract;
  extract.add(frame(1, Function::TraceBegin));
  extract.add(call(3, Phase::Enter, kOuter, 7));
  extract.add(call(4, Phase::Enter, kInner, 8));  // another thread's
  extract.add(call(6, Phase::Enter, kInner, 7));
  const TraceResult result = finding_at(6, {6});
  extract.want(result.findings);
  extract.add(call(7, Phase::Exit, kInner, 7));
  extract.add(call(8, Phase::Exit, kInner, 8));
  SUBCASE("at once") {}
  SUBCASE("long after") {
    for (std::size_t i = 0; i < Extract::kCapacity + 10; ++i) {
      extract.add(call(9 + i, Phase::Enter, kInner, 8));
      extract.add(call(9 + i, Phase::Exit, kInner, 8));
    }
  }
  extract.finish(*some_reader());
  CHECK(numbers_of(extract.records_of(result, 0)) ==
        std::vector<std::uint64_t>{1, 3, 6, 7});
  CHECK_FALSE(extract.is_cut(result, 0));
}

TEST_CASE("what was forgotten before the finding is missing, and said to be") {
  Extract extract;
  for (std::uint64_t i = 1; i <= Extract::kCapacity + 1; ++i) {
    extract.add(call(i, Phase::Enter, kInner, 0));
  }
  const std::uint64_t last = Extract::kCapacity + 1;
  const TraceResult cut = finding_at(last, {1, last});
  const TraceResult whole = finding_at(last, {2, last});
  extract.want(cut.findings);
  Extract again = extract;
  extract.finish(*some_reader());
  CHECK(numbers_of(extract.records_of(cut, 0)) == std::vector<std::uint64_t>{last});
  CHECK(extract.is_cut(cut, 0));
  CHECK(extract.whole().empty());
  again.finish(*some_reader());
  CHECK(again.has_finding(0, last));
  CHECK_FALSE(again.has_finding(0, 1));
}

TEST_CASE("a loss may bear the number of a call") {
  Extract extract;
  extract.add(call(5, Phase::Enter, kInner, 7));
  extract.add(frame(2, Function::EventsLost));
  extract.add(frame(9, Function::EventsLost));
  extract.add(call(9, Phase::Exit, kInner, 7));
  const TraceResult result = finding_at(9, {5});
  extract.want(result.findings);
  extract.finish(*some_reader());
  const std::vector<Record> records = extract.records_of(result, 0);
  CHECK(numbers_of(records) == std::vector<std::uint64_t>{5, 2, 9, 9});
  CHECK(records.back().phase == Phase::Exit);
  CHECK(extract.whole().size() == 4);
}

}  // namespace
}  // namespace condis::test
