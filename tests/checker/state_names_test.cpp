// States are told in the specification's words.
#include "checker/state_names.h"

#include <doctest/doctest.h>

#include "tests/whole_specification.h"

namespace condis::test {
namespace {

TEST_CASE("a state is told by the fields that say something") {
  const StateNames names(whole_specification());
  const TransitionTable& table = whole_table();
  StateBytes party = table.party_state(TransitionTable::initial_party());
  CHECK(names.party_state(party) == "nothing seen yet");
  party[0] = 2;
  party[3] = 1;
  CHECK(names.party_state(party) == "client's life: up, by-make: yes");
  StateBytes vc = table.vc_state(TransitionTable::initial_vc());
  CHECK(names.vc_state(vc) == "sends: sends-maybe");
  vc[3] = 1;
  CHECK(names.vc_state(vc) == "form: multipoint, sends: sends-maybe");
}

TEST_CASE("values without a name are not told") {
  const StateNames names(whole_specification());
  StateBytes party = whole_table().party_state(TransitionTable::initial_party());
  party[0] = 100;
  party += '\1';
  CHECK(names.party_state(party) == "nothing seen yet");
  CHECK(names.party_changes(party, party).empty());
}

}  // namespace
}  // namespace condis::test
