// C1, the client drops parties.
#include "tests/oracle/rules.h"

namespace condis::oracle {
namespace {

// drop-known-handle: "The handle given to NdisClDropParty is one that NDIS handed out for
// a party of this client through a successful NdisClMakeCall or NdisClAddParty."
bool drop_known_handle(const History& h, int i) {
  return client_enters(h, i, Function::NdisClDropParty) &&
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
  if (!client_enters(h, i, Function::NdisClDropParty)) return false;
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
  return client_enters(h, i, Function::NdisClDropParty) && !h.at(i).has_data &&
         h.at(i).data_size != 0;
}

// drop-data-null-if-unsupported: "No close data is given for a drop on a medium that
// cannot carry data at disconnect (the buffer is NULL there)."
bool drop_data_null_if_unsupported(const History& h, int i) {
  return client_enters(h, i, Function::NdisClDropParty) && h.at(i).has_data &&
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
  return takes_context_in_use(h, i);
}

// drop-chain-valid-handle: "A drop issued from inside ProtocolClDropPartyComplete during
// a tear-down names a valid handle of a party that still remains on that VC." R12.
// Corner: a usable handle of another VC is valid; the party of the callback itself is
// usable if its drop failed.
bool drop_chain_valid_handle(const History& h, int i) {
  if (!client_enters(h, i, Function::NdisClDropParty)) return false;
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

}  // namespace

const std::vector<Rule>& drop_rules() {
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
  };
  return rules;
}

}  // namespace condis::oracle
