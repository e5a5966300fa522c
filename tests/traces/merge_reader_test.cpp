#include "traces/merge_reader.h"

#include <doctest/doctest.h>

#include <string>

#include "tests/traces/reading.h"

using namespace condis;

namespace {

// 2026-01-31, and some nanoseconds.
std::string line(std::int64_t time, const std::string& more = "") {
  return R"({"Event":"TraceEnd","Time":)" +
         std::to_string(1'769'900'000'000'000'000 + time) + more + "}\n";
}

// A reader that tells its counter.
class CountedReader : public JsonlReader {
 public:
  CountedReader(std::string_view text, CounterClock clock)
      : JsonlReader(Window(std::make_unique<MemorySource>(text)), "counted"),
        clock_(clock) {}
  std::optional<CounterClock> counter_clock() const override { return clock_; }

 private:
  CounterClock clock_;
};

MergeReader merge(const std::vector<std::string>& texts) {
  std::vector<std::unique_ptr<Reader>> readers;
  std::vector<std::string> names;
  for (const std::string& text : texts) {
    names.push_back(std::string(1, static_cast<char>('a' + names.size())));
    auto opened = open_trace_bytes(text, names.back());
    REQUIRE(opened);
    readers.push_back(std::move(*opened));
  }
  return {std::move(readers), names};
}

std::string places(MergeReader& reader, std::size_t batch = 7) {
  std::string text;
  for (const Record& record : read_all(reader, batch)) {
    text += reader.place(record.number) + ' ';
  }
  return text;
}

}  // namespace

TEST_CASE("records are merged by time, and those of one file stay in their order") {
  const std::vector<std::string> texts = {line(10) +
                                              R"({"Event":"TraceEnd"})"
                                              "\n" +
                                              line(40) + line(30),
                                          "# a story\n" + line(20) + line(20) + line(50),
                                          "# nothing\n"};
  for (const std::size_t batch : {1, 2, 7}) {
    MergeReader reader = merge(texts);
    CHECK(places(reader, batch) == "a:1 a:2 b:2 b:3 a:3 a:4 b:4 ");
    CHECK(reader.error() == nullptr);
    CHECK(messages(reader) ==
          "a + b + c: warning: the files are merged by wall clock\n"
          "  why: they do not tell that one counter of one machine stamped them all\n"
          " help: events of different files within the clocks' difference may have come "
          "the other way round\n");
  }
}

TEST_CASE("providers, places in the source and what was skipped are kept apart") {
  const std::vector<std::string> texts = {
      line(1, R"(,"Provider":"P","File":"x.c","Line":5)") + line(2) +
          R"({"Event":"Other"})"
          "\n",
      line(3, R"(,"Provider":"P")") + line(4) +
          R"({"Event":"Other"})"
          "\n" +
          line(5, R"(,"Irql":99)")};
  MergeReader reader = merge(texts);
  const std::vector<Record> records = read_all(reader);
  REQUIRE(records.size() == 5);
  CHECK(records[0].provider == records[2].provider);
  CHECK(reader.provider(records[0].provider) == "P");
  CHECK(reader.provider(records[1].provider) == "a");
  CHECK(reader.provider(records[3].provider) == "b");
  CHECK(reader.source(records[0].source).line == 5);
  REQUIRE(reader.unknown_events().size() == 1);
  CHECK(reader.unknown_events()[0].count == 2);
  CHECK(messages(reader).find("b:4: warning: Irql is '99'") != std::string::npos);
}

TEST_CASE("times without a common origin are refused") {
  const auto refusal = [](const std::vector<std::string>& texts) {
    MergeReader reader = merge(texts);
    CHECK(read_all(reader).empty());
    REQUIRE(reader.error() != nullptr);
    return reader.error()->what + ": " + reader.error()->why;
  };
  const std::string relative = R"({"Event":"TraceEnd","Time":5})";
  const std::string local =
      "[0]1.2::02/02/2026-17:36:01.496 [x] y\n"
      "[0]1.2::02/02/2026-17:36:01.496 [x]{\"a\":1,\"meta\":{"
      "\"event\":\"TraceEnd\"}}\n";
  CHECK(
      refusal({line(1), relative}) ==
      "cannot be merged with a: it has times since a beginning of its own, and the other "
      "has dates and times");
  CHECK(refusal({relative, relative}).starts_with("cannot be merged with a: "));
  CHECK(
      refusal({line(1), local}) ==
      "cannot be merged with a: it has local times without an offset, and the other has "
      "dates and times");
  CHECK(refusal({line(1), R"({"Event":"TraceEnd"})"}) ==
        "the records have no times: files are merged by time");
  MergeReader both = merge({local, local});
  CHECK(read_all(both).size() == 2);
}

TEST_CASE("an error in one file ends the recording") {
  MergeReader reader = merge({line(1) + line(2) + "{", line(3)});
  CHECK(read_all(reader).size() == 2);
  REQUIRE(reader.error() != nullptr);
  CHECK(reader.error()->where == "a:3:2");
}

TEST_CASE("one counter settles what wall clocks cannot") {
  const std::string first = line(1'000) + line(3'000);
  const std::string second = line(2'500) + line(2'900);  // by a clock 1 us ahead
  const auto merged = [&](const CounterClock& a, const CounterClock& b) {
    std::vector<std::unique_ptr<Reader>> readers;
    readers.push_back(std::make_unique<CountedReader>(first, a));
    readers.push_back(std::make_unique<CountedReader>(second, b));
    MergeReader reader(std::move(readers), {"a", "b"});
    std::string times;
    for (const Record& record : read_all(reader)) {
      times += std::to_string(record.time % 10'000) + ' ';
    }
    CHECK((reader.warning_count() == 0) ==
          (a.boot_time == b.boot_time && a.frequency == b.frequency));
    return times;
  };
  CHECK(merged({10'000'000, 7, 500}, {10'000'000, 7, 2'500}) == "500 900 1000 3000 ");
  CHECK(merged({10'000'000, 7, 500}, {10'000'000, 8, 2'500}) == "1000 2500 2900 3000 ");
  CHECK(merged({10'000'000, 7, 500}, {3'000'000, 7, 2'500}) == "1000 2500 2900 3000 ");
}

TEST_CASE("a log of places gives back what was put in") {
  PlaceLog log(3);
  TestRandom random(1);
  std::vector<std::pair<std::size_t, std::uint64_t>> expected;
  for (int i = 0; i < 5'000; ++i) {
    expected.emplace_back(random.below(3),
                          random.one_in(9) ? random.next() : random.below(500));
    log.add(expected.back().first, expected.back().second);
  }
  for (std::size_t i = 0; i < expected.size(); i += 1 + random.below(7)) {
    CHECK(log.find(i + 1) == expected[i]);
  }
}
