// A sub-recording is found again under other names, and only where each name has become
// one other.
#include "checker/renaming.h"

#include <doctest/doctest.h>

#include <vector>

namespace condis::test {
namespace {

Record call(Phase phase, std::uint64_t party, std::uint32_t thread, std::int64_t time) {
  Record record;
  record.function = Function::NdisClDropParty;
  record.phase = phase;
  record.set(Field::Time);
  record.set(Field::ThreadId);
  record.time = time;
  record.thread_id = thread;
  record.party_handle = party;
  return record;
}

const std::vector<Record> kModel = {call(Phase::Enter, 0xa0, 5, 10),
                                    call(Phase::Exit, 0, 5, 20),
                                    call(Phase::Enter, 0xa0, 6, 20)};

std::vector<std::size_t> found(const std::vector<Record>& records, std::size_t place) {
  return find_renamed(kModel, 2, records, place);
}

TEST_CASE("other handles, threads and times are the same under other names") {
  const std::vector<Record> records = {
      call(Phase::Enter, 0xb0, 8, 70), call(Phase::Enter, 0xc0, 7, 71),
      call(Phase::Exit, 0, 8, 72), call(Phase::Enter, 0xb0, 7, 72)};
  CHECK(found(records, 3) == std::vector<std::size_t>{0, 2, 3});
  CHECK(found(kModel, 2) == std::vector<std::size_t>{0, 1, 2});
}

TEST_CASE("the nearest is taken") {
  const std::vector<Record> records = {
      call(Phase::Enter, 0xb0, 8, 1), call(Phase::Exit, 0, 8, 2),
      call(Phase::Enter, 0xb0, 8, 3), call(Phase::Exit, 0, 8, 4),
      call(Phase::Enter, 0xb0, 7, 4)};
  CHECK(found(records, 4) == std::vector<std::size_t>{2, 3, 4});
}

TEST_CASE("what differs in more than names is not found") {
  std::vector<Record> records = kModel;
  CHECK_FALSE(found(records, 2).empty());
  SUBCASE("two names for one") {
    records[0].party_handle = 0xb0;
  }
  SUBCASE("one name for two") {
    records[0].thread_id = records[1].thread_id = 6;
  }
  SUBCASE("no name for one") {
    records[2].party_handle = records[0].party_handle = 0;
  }
  SUBCASE("another function") {
    records[0].function = Function::NdisClAddParty;
  }
  SUBCASE("another status") {
    records[1].status = 1;
  }
  SUBCASE("another field") {
    records[0].set(Field::Irql);
  }
  SUBCASE("a later time") {
    records[2].time = 21;
  }
  SUBCASE("a time that goes back") {
    records[2].time = 19;
  }
  CHECK(found(records, 2).empty());
}

}  // namespace
}  // namespace condis::test
