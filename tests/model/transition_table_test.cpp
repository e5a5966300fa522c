// The table answers like the solver behind it, remembers across save() and create(), and
// takes no bytes but its own.
#include "model/transition_table.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "tests/model/filled_table.h"

namespace condis::test {
namespace {

using Key = TransitionTable::Key;

std::unique_ptr<TransitionTable> table_of(const std::string& saved) {
  auto created = TransitionTable::create(whole_specification(), saved);
  REQUIRE(created);
  return std::move(*created);
}

// A table of a few steps: how one conforming recording begins.
std::string small_saved() {
  static constexpr std::size_t kRecords = 10;
  static const std::string kSaved = [] {
    auto table = empty_table(whole_specification());
    Engine engine(whole_specification(), *table, {});
    std::vector<Record> records = oracle::conforming_trace(3, false);
    records.resize(std::min(records.size(), kRecords));
    for (const Record& record : records) engine.process(record);
    engine.finish();
    return table->save();
  }();
  return kSaved;
}

// The answer with states and outcome written out, so that tables can be compared.
std::tuple<StateBytes, StateBytes, Outcome, bool, bool, bool, bool> answer_of(
    TransitionTable& table, const Key& key) {
  const Transition t = table.step(key.vc, key.party, key.census, key.event);
  return {table.vc_state(t.vc),
          table.party_state(t.party),
          table.outcomes()[t.outcome],
          t.broken,
          t.taken_up,
          t.call_ends,
          t.vc_ends};
}

// What the solver says of the key, its census unmasked, and whether the table agrees.
bool agrees_with_solver(TransitionTable& table, const Key& key, std::uint32_t census) {
  const Step step = table.solver().step(table.vc_state(key.vc),
                                        table.party_state(key.party), census, key.event);
  const Transition t = table.step(key.vc, key.party, census, key.event);
  return table.vc_state(t.vc) == step.vc && table.party_state(t.party) == step.party &&
         table.outcomes()[t.outcome] == Outcome{step.exercised, step.broken} &&
         t.broken == !step.broken.empty() && t.taken_up == step.taken_up &&
         t.call_ends == step.call_ends && t.vc_ends == step.vc_ends;
}

// Numbers that are the same in every run.
class Dice {
 public:
  std::uint32_t roll() {
    state_ = state_ * 6364136223846793005u + 1442695040888963407u;
    return static_cast<std::uint32_t>(state_ >> 33);
  }
  std::uint32_t below(std::size_t limit) {
    return roll() % static_cast<std::uint32_t>(limit);
  }

 private:
  std::uint64_t state_ = 20240229;
};

// Every class none, one or many.
std::uint32_t random_census(Dice& dice, unsigned classes) {
  std::uint32_t census = 0;
  for (unsigned i = 0; i < classes; ++i) census |= dice.below(3) << (2 * i);
  return census;
}

TEST_CASE("a new table knows the initial states and nothing else") {
  auto table = empty_table(whole_specification());
  CHECK(table->size() == 0);
  CHECK(table->misses() == 0);
  CHECK(table->keys().empty());
  CHECK(table->vc_state(TransitionTable::initial_vc()) == table->solver().initial_vc());
  CHECK(table->party_state(TransitionTable::initial_party()) ==
        table->solver().initial_party());
  REQUIRE(table->outcomes().size() == 1);
  CHECK(table->outcomes()[0] == Outcome{});
}

TEST_CASE("a step is asked of the solver once") {
  auto table = empty_table(whole_specification());
  EventClass event;
  event.set(EventField::Function, Function::NdisCoCreateVc);
  event.set(EventField::Role, 1);
  const Transition first = table->step(0, 0, 0, event);
  CHECK(table->misses() == 1);
  CHECK(table->size() == 1);
  const Transition again = table->step(0, 0, 0, event);
  CHECK(table->misses() == 1);
  CHECK(again.vc == first.vc);
  CHECK(first.vc != TransitionTable::initial_vc());
  REQUIRE(table->keys().size() == 1);
  CHECK(table->keys()[0].event.bits() == event.bits());
}

TEST_CASE("the table's answers are the solver's, also where the table grew") {
  TransitionTable& table = samples_table();
  const std::vector<Key> keys = table.keys();
  CHECK(keys.size() == table.size());
  CHECK(keys.size() > 2048);  // half of the slots that it begins with
  Dice dice;
  const std::uint64_t misses = table.misses();
  for (int i = 0; i < 1500; ++i) {
    const Key& key = keys[dice.below(keys.size())];
    CHECK(agrees_with_solver(table, key, key.census));
  }
  CHECK(table.misses() == misses);
}

TEST_CASE("what a step does not see of the census makes no difference") {
  TransitionTable& table = samples_table();
  const std::vector<Key> keys = table.keys();
  const unsigned classes = table.solver().census_classes();
  Dice dice;
  int hidden_differs = 0;
  int dependent = 0;
  for (int i = 0; i < 1500; ++i) {
    const Key& key = keys[dice.below(keys.size())];
    const std::uint32_t sees = table.sees(key.vc, key.party, key.event);
    const std::uint32_t seen = thresholds(key.census) & sees;
    if (sees != 0) ++dependent;
    CHECK(amounts(seen) == key.census);
    // Other hidden parts: the same entry, and still what the solver says of the whole.
    std::uint32_t census = 0;
    do {
      census = amounts(seen | (thresholds(random_census(dice, classes)) & ~sees));
    } while ((thresholds(census) & sees) != seen);
    if (census != key.census) ++hidden_differs;
    const std::uint64_t misses = table.misses();
    CHECK(agrees_with_solver(table, key, census));
    CHECK(table.misses() == misses);
  }
  CHECK(hidden_differs > 1000);
  CHECK(dependent > 20);
  for (int i = 0; i < 500; ++i) {
    const Key& key = keys[dice.below(keys.size())];
    CHECK(agrees_with_solver(table, key, random_census(dice, classes)));
  }
}

TEST_CASE("a table that has asked for all censuses knows what any parties make up") {
  auto table = table_of(samples_table().save());
  const std::size_t before = table->size();
  table->ask_for_all_censuses();
  CHECK(table->size() > before);
  const std::uint64_t misses = table->misses();
  const std::vector<Key> keys = table->keys();
  Dice dice;
  int dependent = 0;
  for (int i = 0; i < 5000; ++i) {
    const Key& key = keys[dice.below(keys.size())];
    std::uint32_t census = 0;
    for (std::uint32_t others = dice.below(5); others > 0; --others) {
      const StateId other = keys[dice.below(keys.size())].party;
      census = amounts(add_up(census, table->census_of(other)));
    }
    if (table->sees(key.vc, key.party, key.event) != 0) ++dependent;
    table->step(key.vc, key.party, census, key.event);
  }
  CHECK(dependent > 500);
  CHECK(table->misses() == misses);
}

TEST_CASE("what is known of a party's state is what the solver says") {
  TransitionTable& table = samples_table();
  std::set<StateId> parties;
  for (const Key& key : table.keys()) parties.insert(key.party);
  bool ended = false;
  bool in_use = false;
  for (const StateId party : parties) {
    const StateBytes& bytes = table.party_state(party);
    CHECK(table.census_of(party) == table.solver().census_of(bytes));
    CHECK(table.ended(party) == table.solver().ended(bytes));
    CHECK(table.context_in_use(party) == table.solver().context_in_use(bytes));
    ended = ended || table.ended(party);
    in_use = in_use || table.context_in_use(party);
  }
  CHECK(ended);
  CHECK(in_use);
}

TEST_CASE("a saved table gives the same answers without a solver") {
  TransitionTable& table = samples_table();
  const std::string saved = table.save();
  auto restored = table_of(saved);
  CHECK(restored->size() == table.size());
  for (const Key& key : table.keys()) {
    const bool same =
        answer_of(table, key) == answer_of(*restored, key) &&
        table.vc_state(key.vc) == restored->vc_state(key.vc) &&
        table.party_state(key.party) == restored->party_state(key.party) &&
        table.census_of(key.party) == restored->census_of(key.party) &&
        table.ended(key.party) == restored->ended(key.party) &&
        table.context_in_use(key.party) == restored->context_in_use(key.party);
    if (!same) FAIL_CHECK("a key has another answer after restoring");
  }
  CHECK(restored->misses() == 0);
  // And it goes on learning where it stopped.
  auto again = table_of(restored->save());
  CHECK(again->size() == table.size());
  const std::uint32_t unknown_event = static_cast<std::uint32_t>(Derived::RecordingEnds);
  EventClass event;
  event.set(EventField::Function, unknown_event);
  event.set(EventField::Role, 3);
  event.set(EventField::Alive, 7);
  const Key key{0, 0, 0, event};
  CHECK(answer_of(*again, key) == answer_of(table, key));
  CHECK(again->misses() == 1);
}

TEST_CASE("a restored table judges the samples without a miss") {
  const std::string saved = samples_table().save();
  auto restored = table_of(saved);
  run_samples(*restored, whole_specification());
  CHECK(restored->misses() == 0);
}

TEST_CASE("bytes of another specification are ignored") {
  std::vector<SpecificationText> texts = whole_specification().texts();
  texts.back().text += "; one more comment\n";
  const auto other = Specification::parse(texts);
  REQUIRE(other);
  REQUIRE(other->hash() != whole_specification().hash());
  const std::string saved = small_saved();
  CHECK(table_of(saved)->size() > 0);
  auto table = TransitionTable::create(*other, saved);
  REQUIRE(table);
  CHECK((*table)->size() == 0);
  CHECK((*table)->keys().empty());
}

// Loading the solver takes long compared with reading bytes. This specification does not
// load at all: create() fails where the bytes are not taken, after having read them.
struct Unloadable {
  Specification specification;
  std::string saved;

  static Specification with_a_mistake() {
    std::vector<SpecificationText> texts = whole_specification().texts();
    texts.insert(texts.begin(), {"broken.smt2", "(assert\n"});
    return *Specification::parse(texts);
  }
  Unloadable() : specification(with_a_mistake()) {
    // The bytes of a small table with this specification's name in place of its own.
    saved = small_saved();
    const std::size_t at = saved.find(whole_specification().hash());
    REQUIRE(at != std::string::npos);
    saved.replace(at, specification.hash().size(), specification.hash());
  }
  bool takes(std::string_view bytes) const {
    return static_cast<bool>(TransitionTable::create(specification, bytes));
  }
};

TEST_CASE("no truncated table is taken") {
  const Unloadable unloadable;
  REQUIRE(unloadable.takes(unloadable.saved));
  int taken = 0;
  for (std::size_t size = 0; size < unloadable.saved.size(); ++size) {
    if (unloadable.takes(std::string_view(unloadable.saved).substr(0, size))) ++taken;
  }
  CHECK(taken == 0);
  // One of them to the end: the table is as good as new.
  const std::string saved = small_saved();
  auto table = table_of(saved.substr(0, saved.size() - 1));
  CHECK(table->size() == 0);
  CHECK(table->keys().empty());
}

TEST_CASE("a damaged table is refused or read within its bounds") {
  const Unloadable unloadable;
  int taken = 0;
  int refused = 0;
  std::size_t held = 0;
  std::size_t saved_again = 0;
  for (std::size_t i = 0; i < unloadable.saved.size(); ++i) {
    for (const int bit : {0, 3, 7}) {
      std::string damaged = unloadable.saved;
      damaged[i] = static_cast<char>(damaged[i] ^ (1 << bit));
      auto table = TransitionTable::create(unloadable.specification, damaged);
      if (!table) {
        ++refused;
        continue;
      }
      ++taken;
      held += (*table)->keys().size();
      saved_again += (*table)->save().size();
    }
  }
  CHECK(taken + refused == static_cast<int>(3 * unloadable.saved.size()));
  CHECK(refused > 0);
  CHECK(held <= static_cast<std::size_t>(taken) * table_of(small_saved())->size());
  CHECK(saved_again <= static_cast<std::size_t>(taken) * unloadable.saved.size());
  // Nothing is taken whose name, magic or counts are damaged.
  for (std::size_t i = 0; i < 8 + 15 + 8 + 16 + 8; ++i) {
    std::string damaged = unloadable.saved;
    damaged[i] = static_cast<char>(damaged[i] ^ 1);
    INFO(i);
    CHECK_FALSE(unloadable.takes(damaged));
  }
  CHECK_FALSE(unloadable.takes(std::string(1000, '\xff')));
  CHECK_FALSE(unloadable.takes(std::string(1000, '\0')));
}

}  // namespace
}  // namespace condis::test
