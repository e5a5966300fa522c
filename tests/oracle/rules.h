// The catalogue's rules as tables, a file for each group of them, and the questions about
// a history that several groups ask.
#pragma once

#include <vector>

#include "tests/oracle/history.h"

namespace condis::oracle {

struct Rule {
  const char* id;
  bool (*breaks)(const History& history, int index);  // at this very record
};

// Each in the order of the catalogue.
const std::vector<Rule>& drop_rules();           // C1
const std::vector<Rule>& delivery_rules();       // C2
const std::vector<Rule>& incoming_drop_rules();  // C4
const std::vector<Rule>& close_and_add_rules();  // C5, C6, C7 and C10
const std::vector<Rule>& irql_rules();           // C12
const std::vector<Rule>& call_manager_rules();   // need the call manager's records

const Operation& operation(const History& h, int id);
const Party& party(const History& h, int id);
const Call& call(const History& h, int id);
const Vc& vc(const History& h, int id);

// Record i is an entry of that function in the client's recording.
bool client_enters(const History& h, int i, Function function);
// Record i gives a party handle to NdisClDropParty or NdisClCloseCall.
bool uses_handle(const History& h, int i);
// The party that the handle of record i means, or kNone.
int named_party(const History& h, int i);
// A call or a VC ends at record i, or the complete recording does.
bool is_end(const History& h, int i);
// Record i adds a party, or makes a call, with a context that belongs to a live party.
// Corner: a party that a successful close of its call left behind holds no context.
bool takes_context_in_use(const History& h, int i);
// The client's NdisClDropParty and NdisClCloseCall operations on one party.
std::vector<int> uses_of(const Party& party);
bool ended_without_success(const Operation& operation, int i);

}  // namespace condis::oracle
