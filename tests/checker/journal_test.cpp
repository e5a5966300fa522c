// The journal leads back through the steps of one life, and forgets the oldest of all.
#include "checker/journal.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

namespace condis::test {
namespace {

using Numbers = std::vector<std::uint64_t>;

std::uint64_t add(Journal& journal, std::uint64_t record, std::uint64_t before) {
  journal.add(before).number = record;
  return journal.newest();
}

Numbers records_from(const Journal& journal, std::uint64_t step, std::size_t most = 100) {
  Numbers records;
  for (const PastStep& past : journal.back_from(step, most))
    records.push_back(past.number);
  return records;
}

TEST_CASE("steps of a life are found from the newest on, those of others are not") {
  Journal journal;
  std::uint64_t even = 0;
  std::uint64_t odd = 0;
  for (std::uint64_t record = 1; record <= 6; ++record) {
    std::uint64_t& last = record % 2 == 0 ? even : odd;
    last = add(journal, record, last);
  }
  CHECK(records_from(journal, even) == Numbers{6, 4, 2});
  CHECK(records_from(journal, odd) == Numbers{5, 3, 1});
  CHECK(records_from(journal, odd, 2) == Numbers{5, 3});
  CHECK(records_from(journal, odd, 0).empty());
  CHECK(records_from(journal, 0).empty());
  CHECK(journal.at(0) == nullptr);
  CHECK(journal.at(3)->number == 3);
}

TEST_CASE("what is older than the journal's capacity is forgotten") {
  Journal journal;
  const std::uint64_t first = add(journal, 1, 0);
  std::uint64_t last = add(journal, 2, first);
  const std::uint64_t second = last;
  for (std::uint64_t i = 3; i <= Journal::kCapacity; ++i) add(journal, i, 0);
  REQUIRE(journal.at(first) != nullptr);
  CHECK(records_from(journal, second) == Numbers{2, 1});
  last = add(journal, 7, second);
  CHECK(journal.at(first) == nullptr);
  CHECK(records_from(journal, last) == Numbers{7, 2});
  last = add(journal, 8, last);
  CHECK(journal.at(second) == nullptr);
  CHECK(records_from(journal, last) == Numbers{8, 7});
  // A step whose predecessor was forgotten before it came is the first that is known.
  CHECK(records_from(journal, add(journal, 9, first)) == Numbers{9});
}

}  // namespace
}  // namespace condis::test
