// C2, what NDIS delivers of a drop.
#include <algorithm>

#include "tests/oracle/rules.h"

namespace condis::oracle {
namespace {

// The parties that have the context and are alive, or the newest that had it.
std::vector<int> parties_with(const History& h, std::uint64_t x, int i) {
  std::vector<int> found;
  for (int q = 0; q < static_cast<int>(h.parties.size()); ++q) {
    PartyState state = h.state(q, i);
    if (party(h, q).context != x || state == PartyState::None) continue;
    if (!found.empty() && h.state(found.back(), i) == PartyState::Gone) found.clear();
    if (state != PartyState::Gone || found.empty()) found.push_back(q);
  }
  return found;
}

// The call manager has pended the request and not completed it: NDIS owes nothing yet.
bool awaits_call_manager(const History& h, const Operation& drop, int i) {
  for (const CmRequest& request : h.requests) {
    if (request.operation == kNone || &operation(h, request.operation) != &drop) continue;
    const bool completed = !request.completes.empty() && request.completes.front() < i;
    const bool pended = request.exit == kNone || h.at(request.exit).status == kPending;
    if (pended && !completed) return true;
  }
  return false;
}

// drop-pending-delivered: "If NdisClDropParty returned NDIS_STATUS_PENDING, NDIS calls
// the client's ProtocolClDropPartyComplete for that party, once, when the drop is done."
// Judged here: never delivered by the end (R4), and delivered for another status.
// Corner: a drop of a handle that was not usable need not be answered.
bool drop_pending_delivered(const History& h, int i) {
  if (h.exits(i, Function::NdisClDropParty) && h.by_client(i)) {
    // The callback came before the return, which has to be PENDING then (D11).
    const int id = h.operation_of[static_cast<std::size_t>(i)];
    const Operation& drop = operation(h, id);
    return drop.counts && !drop.returned_final && drop.end != kNone && drop.end < i &&
           h.at(i).status != kPending;
  }
  if (!is_end(h, i)) return false;
  for (const Operation& drop : h.operations) {
    if (drop.kind != Function::NdisClDropParty || !drop.counts || drop.exit == kNone ||
        h.at(drop.exit).status != kPending) {
      continue;
    }
    const int left = h.left(drop.party);
    if (left != kNone && left < drop.exit) continue;
    if (awaits_call_manager(h, drop, i)) continue;
    if (drop.end != kNone && drop.end < i) continue;
    if (h.first_end(i, drop.vc, drop.call, drop.exit)) return true;
  }
  return false;
}

// drop-complete-caused: "ProtocolClDropPartyComplete is called by NDIS only for a drop
// the client asked for and the call manager has finished processing."
// Corner: a context that never belonged to a party names no drop, right or wrong. If
// several parties have the context, the drop of any of them will do. Another status than
// the call manager's is the matter of cm-complete-forwarded. After a drop that was a
// mistake, how many callbacks are due is anybody's guess.
bool drop_complete_caused(const History& h, int i) {
  if (!client_enters(h, i, Function::ProtocolClDropPartyComplete)) return false;
  std::size_t index = static_cast<std::size_t>(i);
  int p = h.party_of[index];
  if (h.internal[index] || p == kNone) return false;
  const int around = h.frame_at(i).parent;
  if (around != kNone) {
    // With another party's context it is the matter of drop-complete-context.
    const Record& done = h.at(h.frames[static_cast<std::size_t>(around)].enter);
    const int named = h.newest_party(done.party_handle, i);
    if (done.function == Function::NdisCmDropPartyComplete && named != kNone &&
        party(h, named).context != h.at(i).party_context) {
      return false;
    }
  }
  std::vector<int> meant = parties_with(h, h.at(i).party_context, i);
  bool asked = false;
  for (int q : meant) {
    for (int drop : party(h, q).drops) {
      const Operation& o = operation(h, drop);
      asked |= o.enter < i && (!o.counts || o.end == kNone || o.end >= i);
    }
  }
  if (!asked) {
    // The client's own routine, run more often than the drop it belongs to.
    const int parent = h.frame_at(i).parent;
    const bool by_ndis =
        parent != kNone &&
        h.at(h.frames[static_cast<std::size_t>(parent)].enter).function ==
            Function::NdisCmDropPartyComplete;
    const Operation* newest = nullptr;
    for (int q : meant) {
      for (int drop : party(h, q).drops) {
        const Operation& o = operation(h, drop);
        if (o.enter < i && (newest == nullptr || newest->enter < o.enter)) newest = &o;
      }
    }
    return by_ndis || newest == nullptr || !newest->returned_final;
  }
  if (!h.options.two_sided) return false;
  for (const CmRequest& request : h.requests) {
    if (request.kind != Function::ProtocolCmDropParty || request.operation == kNone)
      continue;
    const Operation& asking = operation(h, request.operation);
    if (std::find(meant.begin(), meant.end(), asking.party) == meant.end()) continue;
    if (asking.counts && asking.end != kNone && asking.end < i) continue;
    if (request.exit != kNone && request.exit < i &&
        h.at(request.exit).status != kPending) {
      return false;
    }
  }
  int frame = h.inside(i, Function::NdisCmDropPartyComplete);
  if (frame == kNone) return true;
  const Record& done = h.at(h.frames[static_cast<std::size_t>(frame)].enter);
  bool named = false;
  for (int q : meant) named |= done.party_handle == party(h, q).handle;
  return !named;
}

// drop-complete-status: "The final status of a client-initiated drop is
// NDIS_STATUS_SUCCESS or NDIS_STATUS_FAILURE (other CM statuses: see D2)."
// Corner: the client's own run of the routine repeats what its call returned.
bool drop_complete_status(const History& h, int i) {
  return client_enters(h, i, Function::ProtocolClDropPartyComplete) &&
         !h.internal[static_cast<std::size_t>(i)] && h.at(i).status != kSuccess &&
         h.at(i).status != kFailure;
}

// drop-failure-only-last: "NDIS_STATUS_FAILURE is reported for a drop only when the party
// was the last one remaining on the VC." R24: broken if at every moment from the call to
// the completion another party is up.
// Corner: one that was indicated as leaving, or whose call was, counts as gone. Of drops
// that overlap, the moments since the first one's call count.
bool somebody_stays(const History& h, int on, int i) {
  for (int n : call(h, on).indications) {
    if (n < i) return false;
  }
  for (int q = 0; q < static_cast<int>(h.parties.size()); ++q) {
    if (party(h, q).call == on && h.up(q, i) && !h.told(q, i)) return true;
  }
  return false;
}

int first_of_overlapping(const History& h, const Operation& drop) {
  int first = drop.enter;
  for (bool earlier = true; earlier;) {
    earlier = false;
    for (const Operation& other : h.operations) {
      const bool in_progress = other.kind == Function::NdisClDropParty && other.counts &&
                               other.call == drop.call && other.enter < first &&
                               (other.end == kNone || other.end > first);
      if (!in_progress) continue;
      first = other.enter;
      earlier = true;
    }
  }
  return first;
}

bool drop_failure_only_last(const History& h, int i) {
  for (const Operation& drop : h.operations) {
    if (drop.kind != Function::NdisClDropParty || !drop.counts || drop.end != i ||
        drop.status != kFailure || drop.call == kNone) {
      continue;
    }
    bool always = true;
    for (int at = first_of_overlapping(h, drop) + 1; at <= i; ++at) {
      always = always && somebody_stays(h, drop.call, at);
    }
    if (always) return true;
  }
  return false;
}

// drop-no-early-release: "While a drop is pended neither NDIS nor the client releases its
// per-party state; that waits for the completion callback." R5: shown by reuse.
bool drop_no_early_release(const History& h, int i) {
  if (!takes_context_in_use(h, i)) return false;
  for (const Operation& drop : h.operations) {
    if (drop.kind != Function::NdisClDropParty || !drop.counts || drop.exit == kNone ||
        drop.exit >= i || h.at(drop.exit).status != kPending ||
        (drop.end != kNone && drop.end < i)) {
      continue;
    }
    if (party(h, drop.party).context == h.at(i).party_context) return true;
  }
  return false;
}

}  // namespace

const std::vector<Rule>& delivery_rules() {
  static const std::vector<Rule> rules = {
      {"drop-pending-delivered", drop_pending_delivered},
      {"drop-complete-caused", drop_complete_caused},
      {"drop-complete-status", drop_complete_status},
      {"drop-failure-only-last", drop_failure_only_last},
      {"drop-no-early-release", drop_no_early_release},
  };
  return rules;
}

}  // namespace condis::oracle
