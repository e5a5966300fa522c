// The rules as a table: id and function, in the order of the catalogue.
#pragma once

#include <vector>

#include "tests/oracle/history.h"

namespace condis::oracle {

struct Rule {
  const char* id;
  bool (*breaks)(const History& history, int index);  // at this very record
};

const std::vector<Rule>& client_rules();         // C1, C2, C4 and C12 of the catalogue
const std::vector<Rule>& close_and_add_rules();  // C5, C6, C7 and C10
const std::vector<Rule>& call_manager_rules();   // need the call manager's records

// The client's NdisClDropParty and NdisClCloseCall operations on one party.
std::vector<int> uses_of(const Party& party);
bool ended_without_success(const Operation& operation, int i);

}  // namespace condis::oracle
