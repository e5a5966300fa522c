// What a client's recording alone can show. The comment over a rule is the catalogue's
// sentence; R numbers are the readings decided for this project.
#include <algorithm>

#include "tests/oracle/rules.h"

namespace condis::oracle {

std::vector<int> uses_of(const Party& party) {
  std::vector<int> uses = party.drops;
  uses.insert(uses.end(), party.closes.begin(), party.closes.end());
  return uses;
}

bool ended_without_success(const Operation& operation, int i) {
  return operation.end != kNone && operation.end < i && operation.status != kSuccess;
}

namespace {

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

bool enters(const History& h, int i, Function function) {
  return h.enters(i, function) && h.by_client(i);
}

bool uses_handle(const History& h, int i) {
  return (enters(h, i, Function::NdisClDropParty) ||
          enters(h, i, Function::NdisClCloseCall)) &&
         h.at(i).party_handle != 0;
}

// The party that the handle of record i means, or kNone.
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

// A party to which the context `x` belongs at record i.
// Corner: a party that a successful close of its call left behind holds no context.
bool context_in_use(const History& h, std::uint64_t x, int i) {
  for (int q = 0; q < static_cast<int>(h.parties.size()); ++q) {
    PartyState state = h.state(q, i);
    if (x != 0 && party(h, q).context == x && state != PartyState::None &&
        state != PartyState::Gone) {
      return true;
    }
  }
  return false;
}

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

// drop-known-handle: "The handle given to NdisClDropParty is one that NDIS handed out for
// a party of this client through a successful NdisClMakeCall or NdisClAddParty."
bool drop_known_handle(const History& h, int i) {
  return enters(h, i, Function::NdisClDropParty) &&
         !h.names_nobody(h.at(i).party_handle, i) &&
         (h.newest_party(h.at(i).party_handle, i) == kNone ||
          h.names_failed(h.at(i).party_handle, i));
}

// drop-handle-dead-at-call: "From the entry of NdisClDropParty(h) on, the client never
// again presents h to NDIS (no second drop, no close), unless that drop ends without
// success."
// Corner: of a handle that was never handed out, or only by an add that failed, no use is
// a second one; a drop that was itself a mistake kills nothing. A handle that
// NdisClCloseCall used up is not the subject of this rule.
bool drop_handle_dead_at_call(const History& h, int i) {
  if (!uses_handle(h, i)) return false;
  int p = named_party(h, i);
  if (p == kNone) return false;
  for (int drop : party(h, p).drops) {
    if (h.dropped_for_good(operation(h, drop), i)) return true;
  }
  return false;
}

// drop-not-the-last: "NdisClDropParty(p) is called only while at least one other party of
// the same VC remains that this client has not itself dropped; the last party leaves by
// NdisClCloseCall." R1: others that are up or adding remain, dropping ones do not.
// Corner: only the drop of a party that is up; any other breaks other rules.
bool drop_not_the_last(const History& h, int i) {
  if (!enters(h, i, Function::NdisClDropParty)) return false;
  int p = named_party(h, i);
  if (p == kNone || !h.up(p, i)) return false;
  int c = party(h, p).call;
  if (c == kNone || !h.established(c, i)) return false;
  return h.others(c, p, PartyState::Up, i) + h.others(c, p, PartyState::Adding, i) == 0;
}

// Whether the client or anybody else made the VC have a further party after record t.
bool grew_since(const History& h, int v, int t, int i) {
  for (const Operation& o : h.operations) {
    if (o.vc != v ||
        (o.kind != Function::NdisClAddParty && o.kind != Function::NdisClMakeCall &&
         o.kind != Function::NdisClDropParty)) {
      continue;
    }
    if (o.kind == Function::NdisClDropParty) {
      if (o.counts && o.end > t && ended_without_success(o, i) &&
          h.others(o.call, o.party, PartyState::Up, o.end) > 0) {
        return true;
      }
      continue;
    }
    if (o.enter > t && o.enter < i) return true;
    if (o.end > t && o.end < i && o.status == kSuccess) return true;
  }
  return false;
}

// last-party-by-close: "When the completion of a drop leaves exactly one party on a VC
// the client is tearing down, that party is dropped by passing its handle to
// NdisClCloseCall." R14: judged at the VC's deletion or the complete end; a successful
// drop left exactly one party up, no party was added since, and that one was never passed
// to NdisClCloseCall.
// Corner: a party that is adding when the drop completes is left, too (R1), a dropping
// one is not; if one of those is up again later, or a new call is made, the duty is gone.
bool last_party_by_close(const History& h, int i) {
  if (!is_end(h, i)) return false;
  for (const Operation& drop : h.operations) {
    if (drop.kind != Function::NdisClDropParty || !drop.counts || drop.end == kNone ||
        drop.end >= i || drop.status != kSuccess || drop.call == kNone) {
      continue;
    }
    if (!h.first_end(i, drop.vc, kNone, drop.end)) continue;
    if (h.others(drop.call, kNone, PartyState::Up, drop.end + 1) != 1) continue;
    if (h.others(drop.call, kNone, PartyState::Adding, drop.end + 1) != 0) continue;
    if (grew_since(h, drop.vc, drop.end, i)) continue;
    for (int q = 0; q < static_cast<int>(h.parties.size()); ++q) {
      if (party(h, q).call != drop.call || !h.up(q, i)) continue;
      bool passed = false;
      for (int close : party(h, q).closes) passed |= operation(h, close).enter < i;
      if (!passed) return true;
    }
  }
  return false;
}

// drop-size-null: "The Size given to NdisClDropParty is zero when Buffer is NULL."
bool drop_size_null(const History& h, int i) {
  return enters(h, i, Function::NdisClDropParty) && !h.at(i).has_data &&
         h.at(i).data_size != 0;
}

// drop-data-null-if-unsupported: "No close data is given for a drop on a medium that
// cannot carry data at disconnect (the buffer is NULL there)."
bool drop_data_null_if_unsupported(const History& h, int i) {
  return enters(h, i, Function::NdisClDropParty) && h.at(i).has_data &&
         h.close_data_at(i) == Support::No;
}

// drop-failure-then-close: "After a drop that ends with NDIS_STATUS_FAILURE the client
// drops that same, last, party with NdisClCloseCall." D10: if it is no longer the last
// one, a plain retry of the drop is as good; if it still is, drop-not-the-last says so.
// Corner: a close of the call that is under way when the drop fails is as good.
bool drop_failure_then_close(const History& h, int i) {
  if (!is_end(h, i)) return false;
  for (const Operation& drop : h.operations) {
    if (drop.kind != Function::NdisClDropParty || !drop.counts || drop.end == kNone ||
        drop.status != kFailure || !h.first_end(i, drop.vc, drop.call, drop.end)) {
      continue;
    }
    const int left = h.left(drop.party);
    if ((left != kNone && left < drop.end) || h.closing(drop.call, drop.end)) continue;
    bool met = false;
    for (int close : party(h, drop.party).closes) {
      const Operation& o = operation(h, close);
      met |= o.vc == drop.vc && o.enter > drop.end && o.enter < i;
    }
    for (int retry : party(h, drop.party).drops) {
      const Operation& o = operation(h, retry);
      met |= o.counts && o.enter > drop.end && o.enter < i;
    }
    if (!met) return true;
  }
  return false;
}

// drop-context-release: "The per-party context may be released, or prepared for the next
// NdisClAddParty, from ProtocolClDropPartyComplete on (the drop having succeeded), not
// earlier." R5: shown by a context that still belongs to another live party.
bool drop_context_release(const History& h, int i) {
  return (enters(h, i, Function::NdisClAddParty) ||
          enters(h, i, Function::NdisClMakeCall)) &&
         context_in_use(h, h.at(i).party_context, i);
}

// drop-chain-valid-handle: "A drop issued from inside ProtocolClDropPartyComplete during
// a tear-down names a valid handle of a party that still remains on that VC." R12.
// Corner: a usable handle of another VC is valid; the party of the callback itself is
// usable if its drop failed.
bool drop_chain_valid_handle(const History& h, int i) {
  if (!enters(h, i, Function::NdisClDropParty)) return false;
  if (h.innermost_callback(i) != Function::ProtocolClDropPartyComplete) return false;
  int p = named_party(h, i);
  return !h.names_nobody(h.at(i).party_handle, i) && (p == kNone || !h.up(p, i));
}

// The party was given to a close that has not failed, or was up when its call was closed
// or its VC deleted.
bool left_with_call(const History& h, int p, int i) {
  const Party& its = party(h, p);
  for (int drop : its.drops) {
    if (h.dropped_for_good(operation(h, drop), i)) return false;
  }
  const Operation& birth = operation(h, its.birth);
  if (birth.end == kNone || birth.end >= i || birth.status != kSuccess) return false;
  PartyState state = h.state(p, i);
  return state == PartyState::Closing || state == PartyState::Gone;
}

// drop-any-order-all-released: "Parties may be released in any order and NdisClCloseCall
// need not get the handle of the MakeCall party, but the root eventually releases every
// party handle, each exactly once, by NdisClDropParty or (the last) by NdisClCloseCall."
// Corner: a drop that is pending when the call is closed counts as a release. A party
// that left with a close, or is leaving with one, is not released once more.
bool drop_any_order_all_released(const History& h, int i) {
  if (uses_handle(h, i)) {
    int p = named_party(h, i);
    return p != kNone && left_with_call(h, p, i);
  }
  if (!is_end(h, i)) return false;
  for (int q = 0; q < static_cast<int>(h.parties.size()); ++q) {
    const Party& p = party(h, q);
    if (p.vc == kNone) continue;
    bool closed_here = p.call != kNone && call(h, p.call).closed == i;
    bool deleted_here = vc(h, p.vc).deleted == i && vc(h, p.vc).of_client;
    if (!closed_here) {
      if ((deleted_here || h.complete == i) && h.up(q, i)) return true;
      continue;
    }
    const Operation& birth = operation(h, p.birth);
    if (birth.end == kNone || birth.end >= i || birth.status != kSuccess) continue;
    bool dropped = false;
    bool dropping = false;
    bool closed = false;
    for (int drop : p.drops) {
      const Operation& o = operation(h, drop);
      if (!o.counts || o.enter >= i) continue;
      bool ended = o.end != kNone && o.end < i;
      dropped |= ended && o.status == kSuccess;
      dropping |= !ended;
    }
    for (int close : p.closes) {
      const Operation& o = operation(h, close);
      closed |= o.counts && o.vc == p.vc && o.end == i;
    }
    if (!dropped && !dropping && !closed) return true;
    if (dropped && closed) return true;
  }
  return false;
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
  if (!enters(h, i, Function::ProtocolClDropPartyComplete)) return false;
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
  return enters(h, i, Function::ProtocolClDropPartyComplete) &&
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
  if (!drop_context_release(h, i)) return false;
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

// indrop-size-null: "The size of an incoming drop buffer is zero if the buffer is NULL."
bool indrop_size_null(const History& h, int i) {
  return (h.enters(i, Function::NdisCmDispatchIncomingDropParty) ||
          h.enters(i, Function::ProtocolClIncomingDropParty)) &&
         !h.at(i).has_data && h.at(i).data_size != 0;
}

// indrop-client-drops: "ProtocolClIncomingDropParty answers with NdisClDropParty for that
// party or, if it is the last remaining party on the client's VC, with NdisClCloseCall."
// R3: due at the end, whatever the order; the indication of a party that is being
// released already is answered.
// Corner: an answer that ended without success, before or after, is none; of a party that
// is not up at the end nothing is asked.
bool indrop_client_drops(const History& h, int i) {
  if (!is_end(h, i)) return false;
  for (int q = 0; q < static_cast<int>(h.parties.size()); ++q) {
    const Party& p = party(h, q);
    for (int told : p.indications) {
      PartyState then = h.state(q, told);
      bool alive = then == PartyState::Up || then == PartyState::Dropping ||
                   then == PartyState::Closing;
      if (!alive || !h.up(q, i) || !h.first_end(i, p.vc, p.call, told)) continue;
      bool answered = false;
      for (int use : uses_of(p)) {
        const Operation& o = operation(h, use);
        answered |=
            o.enter > told && o.enter < i && o.vc == p.vc && !ended_without_success(o, i);
      }
      if (!answered) return true;
    }
  }
  return false;
}

// indrop-drops-given-party: "The drop made in answer to an incoming drop names the party
// that was indicated and no other." R19: inside ProtocolClIncomingDropParty(p), while p
// is not answered, a drop of another party that was not indicated itself.
// Corner: while p is up, no drop or close of it was made, or none that did not fail. What
// counts is the innermost callback.
bool indrop_drops_given_party(const History& h, int i) {
  if (!enters(h, i, Function::NdisClDropParty)) return false;
  if (h.innermost_callback(i) != Function::ProtocolClIncomingDropParty) return false;
  int q = named_party(h, i);
  if (q == kNone || h.told(q, i)) return false;
  for (int f = h.frame_at(i).parent; f != kNone;
       f = h.frames[static_cast<std::size_t>(f)].parent) {
    int told = h.frames[static_cast<std::size_t>(f)].enter;
    if (!h.enters(told, Function::ProtocolClIncomingDropParty)) continue;
    const int p = h.party_of[static_cast<std::size_t>(told)];
    if (p != kNone && p != q && h.up(p, i)) return true;
  }
  return false;
}

// indrop-handle-invalid: "Once the party was indicated as dropped the client uses its
// handle for nothing but the one NdisClDropParty (or NdisClCloseCall) that the callback
// must make."
// Corner: a use that ended without success may be repeated; one that was a mistake, since
// a drop was pending already, is none.
bool indrop_handle_invalid(const History& h, int i) {
  if (!uses_handle(h, i)) return false;
  int p = named_party(h, i);
  if (p == kNone) return false;
  int told = kNone;
  for (int n : party(h, p).indications) {
    PartyState state = h.state(p, n);
    bool alive = state == PartyState::Up || state == PartyState::Dropping ||
                 state == PartyState::Closing;
    if (told == kNone && n < i && alive) told = n;
  }
  const int left = h.left(p);
  bool dropped = false;
  for (int drop : party(h, p).drops) {
    const Operation& o = operation(h, drop);
    dropped |= o.status == kSuccess && h.dropped_for_good(o, i);
  }
  if (told == kNone || (left != kNone && left < i && !dropped)) return false;
  for (int use : uses_of(party(h, p))) {
    const Operation& o = operation(h, use);
    const bool mistake = o.kind == Function::NdisClCloseCall ? !o.ends_party : !o.counts;
    if (mistake || o.enter <= told || o.enter >= i) continue;
    if (!ended_without_success(o, i)) return true;
  }
  return false;
}

// irql-client-function: "NdisCl functions (SDV rule Irql_Protocol_Driver_Function) are
// called at IRQL <= DISPATCH_LEVEL."
bool irql_client_function(const History& h, int i) {
  const Record& r = h.at(i);
  return r.phase == Phase::Enter && r.irql > kDispatchLevel &&
         r.function >= Function::NdisClMakeCall &&
         r.function <= Function::NdisClNotifyCloseAddressFamilyComplete;
}

// irql-callback: "NDIS calls all the ProtocolCl, ProtocolCm, ProtocolCo and MiniportCo
// functions listed here at IRQL <= DISPATCH_LEVEL."
bool irql_callback(const History& h, int i) {
  const Record& r = h.at(i);
  bool callback = (r.function >= Function::ProtocolClMakeCallComplete &&
                   r.function <= Function::ProtocolCoReceiveNetBufferLists) ||
                  (r.function >= Function::ProtocolCmMakeCall &&
                   r.function <= Function::ProtocolCmNotifyCloseAfComplete) ||
                  (r.function >= Function::MiniportCoCreateVc &&
                   r.function <= Function::MiniportCoSendNetBufferLists);
  return callback && r.phase == Phase::Enter && r.irql > kDispatchLevel;
}

}  // namespace

const std::vector<Rule>& client_rules() {
  static const std::vector<Rule> rules = {
      {"drop-known-handle", drop_known_handle},
      {"drop-handle-dead-at-call", drop_handle_dead_at_call},
      {"drop-not-the-last", drop_not_the_last},
      {"last-party-by-close", last_party_by_close},
      {"drop-size-null", drop_size_null},
      {"drop-data-null-if-unsupported", drop_data_null_if_unsupported},
      {"drop-failure-then-close", drop_failure_then_close},
      {"drop-context-release", drop_context_release},
      {"drop-chain-valid-handle", drop_chain_valid_handle},
      {"drop-any-order-all-released", drop_any_order_all_released},
      {"drop-pending-delivered", drop_pending_delivered},
      {"drop-complete-caused", drop_complete_caused},
      {"drop-complete-status", drop_complete_status},
      {"drop-failure-only-last", drop_failure_only_last},
      {"drop-no-early-release", drop_no_early_release},
      {"indrop-size-null", indrop_size_null},
      {"indrop-client-drops", indrop_client_drops},
      {"indrop-drops-given-party", indrop_drops_given_party},
      {"indrop-handle-invalid", indrop_handle_invalid},
      {"irql-client-function", irql_client_function},
      {"irql-callback", irql_callback},
  };
  return rules;
}

}  // namespace condis::oracle
