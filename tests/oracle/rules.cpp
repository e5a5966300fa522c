#include "tests/oracle/rules.h"

namespace condis::oracle {

const Operation& operation(const History& h, int id) {
  return h.operations[static_cast<std::size_t>(id)];
}

const Party& party(const History& h, int id) {
  return h.parties[static_cast<std::size_t>(id)];
}

const Call& call(const History& h, int id) {
  return h.calls[static_cast<std::size_t>(id)];
}

const Vc& vc(const History& h, int id) {
  return h.vcs[static_cast<std::size_t>(id)];
}

bool client_enters(const History& h, int i, Function function) {
  return h.enters(i, function) && h.by_client(i);
}

bool uses_handle(const History& h, int i) {
  return (client_enters(h, i, Function::NdisClDropParty) ||
          client_enters(h, i, Function::NdisClCloseCall)) &&
         h.at(i).party_handle != 0;
}

int named_party(const History& h, int i) {
  if (h.names_failed(h.at(i).party_handle, i)) return kNone;
  return h.newest_party(h.at(i).party_handle, i);
}

bool is_end(const History& h, int i) {
  if (h.complete == i) return true;
  for (const Call& c : h.calls) {
    if (c.closed == i) return true;
  }
  for (const Vc& v : h.vcs) {
    if (v.deleted == i) return true;
  }
  return false;
}

bool takes_context_in_use(const History& h, int i) {
  if (!client_enters(h, i, Function::NdisClAddParty) &&
      !client_enters(h, i, Function::NdisClMakeCall)) {
    return false;
  }
  const std::uint64_t context = h.at(i).party_context;
  for (int q = 0; q < static_cast<int>(h.parties.size()); ++q) {
    PartyState state = h.state(q, i);
    if (context != 0 && party(h, q).context == context && state != PartyState::None &&
        state != PartyState::Gone) {
      return true;
    }
  }
  return false;
}

std::vector<int> uses_of(const Party& party) {
  std::vector<int> uses = party.drops;
  uses.insert(uses.end(), party.closes.begin(), party.closes.end());
  return uses;
}

bool ended_without_success(const Operation& operation, int i) {
  return operation.end != kNone && operation.end < i && operation.status != kSuccess;
}

}  // namespace condis::oracle
