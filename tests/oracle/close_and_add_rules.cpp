// Closing a call, incoming closes, adding parties, deleting the VC: what a client's
// recording alone can show.
#include "tests/oracle/rules.h"

namespace condis::oracle {
namespace {

bool before(int end, int i) {
  return end != kNone && end < i;
}

// The call that NdisClCloseCall at record i is about.
int named_call(const History& h, int i) {
  return h.call_of(h.newest_vc(h.at(i).vc_handle, i), i);
}

// An incoming call that was offered, indicated closed and not rejected or closed since.
bool offered_and_indicated(const History& h, int c, int i) {
  if (c == kNone || call(h, c).make != kNone) return false;
  const Call& k = call(h, c);
  return !before(k.rejected, i) && !before(k.closed, i) && !k.indications.empty() &&
         k.indications.front() < i;
}

// close-others-dropped-first: "NdisClCloseCall on a multipoint VC is called only after
// every other party has been dropped with NdisClDropParty." R2: others up or adding are
// an error, dropping ones a warning; both count here.
// Corner: if the handle names no party, some party of the VC is the one to be closed, and
// only a second one is too many. Not judged while the VC has no call that is up.
bool close_others_dropped_first(const History& h, int i) {
  if (!client_enters(h, i, Function::NdisClCloseCall)) return false;
  int c = named_call(h, i);
  if (!h.established(c, i) || !call(h, c).multipoint) return false;
  int p = named_party(h, i);
  int others = h.others(c, p, PartyState::Up, i) + h.others(c, p, PartyState::Adding, i) +
               h.others(c, p, PartyState::Dropping, i);
  return others > (p == kNone ? 1 : 0);
}

// close-final-with-last-handle: "For a multipoint VC NdisClCloseCall is given the handle
// of the last party, valid and of this very VC."
// Corner: not judged while the VC has no call that is up.
bool close_final_with_last_handle(const History& h, int i) {
  if (!client_enters(h, i, Function::NdisClCloseCall)) return false;
  int c = named_call(h, i);
  if (!h.established(c, i) || !call(h, c).multipoint) return false;
  int p = named_party(h, i);
  if (h.names_nobody(h.at(i).party_handle, i)) return false;
  return p == kNone || party(h, p).vc != call(h, c).vc || !h.up(p, i);
}

// close-null-party-if-p2p: "For a VC that is not multipoint (among them every VC of an
// incoming call) NdisClCloseCall gets a NULL party handle."
// Corner: a VC that has no call, or whose call is being made, is neither.
bool close_null_party_if_p2p(const History& h, int i) {
  if (!client_enters(h, i, Function::NdisClCloseCall) || h.at(i).party_handle == 0)
    return false;
  int c = named_call(h, i);
  return (h.established(c, i) && !call(h, c).multipoint) ||
         offered_and_indicated(h, c, i);
}

// close-needs-call: "NdisClCloseCall names a VC that has a call (made, accepted or, when
// indicated closed, offered) that is not already being closed."
bool close_needs_call(const History& h, int i) {
  if (!client_enters(h, i, Function::NdisClCloseCall)) return false;
  int c = named_call(h, i);
  if (!h.established(c, i) && !offered_and_indicated(h, c, i)) return true;
  return h.closing(c, i);
}

// close-size-null: "In NdisClCloseCall, ProtocolCmCloseCall,
// Ndis[M]CmDispatchIncomingCloseCall and ProtocolClIncomingCloseCall the size is zero if
// the buffer is NULL."
bool close_size_null(const History& h, int i) {
  return (h.enters(i, Function::NdisClCloseCall) ||
          h.enters(i, Function::ProtocolCmCloseCall) ||
          h.enters(i, Function::NdisCmDispatchIncomingCloseCall) ||
          h.enters(i, Function::ProtocolClIncomingCloseCall)) &&
         !h.at(i).has_data && h.at(i).data_size != 0;
}

// closing-vc-no-new-call: "No NdisClMakeCall on a VC that is marked closing; once the
// close has completed successfully the client that created the VC may make another call
// on it."
// Corner: the mark ends with the close, whether or not the VC is deactivated by then; a
// close that had no call to close sets no mark.
bool closing_vc_no_new_call(const History& h, int i) {
  return client_enters(h, i, Function::NdisClMakeCall) && h.closing(named_call(h, i), i);
}

// inclose-client-drops-others: "On an incoming close of a multipoint VC it created, the
// client drops parties with NdisClDropParty until a single party remains." Judged at the
// NdisClCloseCall that answers it.
// Corner: a party that is still being added cannot be dropped. If the handle names no
// party, some party of the VC is the one to be closed.
bool inclose_client_drops_others(const History& h, int i) {
  if (!client_enters(h, i, Function::NdisClCloseCall)) return false;
  int c = named_call(h, i);
  if (!h.established(c, i) || !call(h, c).multipoint) return false;
  const std::vector<int>& indications = call(h, c).indications;
  if (indications.empty() || indications.front() >= i) return false;
  int p = named_party(h, i);
  return h.others(c, p, PartyState::Up, i) > (p == kNone ? 1 : 0);
}

// inclose-client-closes: "On an incoming close, single-point or multipoint, the client
// calls NdisClCloseCall for that VC."
// Corner: not for an indication that comes when there is no call. A close that is under
// way answers it, one that ended without success does not.
bool inclose_client_closes(const History& h, int i) {
  for (int c = 0; c < static_cast<int>(h.calls.size()); ++c) {
    int v = call(h, c).vc;
    for (int n : call(h, c).indications) {
      bool exists = h.established(c, n) || offered_and_indicated(h, c, n + 1);
      if (n >= i || !exists || !h.first_end(i, v, c, n)) continue;
      bool closed = false;
      for (const Operation& o : h.operations) {
        if (o.kind != Function::NdisClCloseCall || o.vc != v || o.enter >= i) continue;
        if (!o.counts) continue;
        const bool in_time = o.enter > n || o.end == kNone || o.end > n;
        closed |= in_time && !ended_without_success(o, i);
      }
      if (!closed) return true;
    }
  }
  return false;
}

// add-needs-multipoint-call: "NdisClAddParty is called only on a VC whose call was made
// by this client with a ProtocolPartyContext, set up successfully and not being closed."
bool add_needs_multipoint_call(const History& h, int i) {
  if (!client_enters(h, i, Function::NdisClAddParty)) return false;
  int c = named_call(h, i);
  return !h.established(c, i) || !call(h, c).multipoint || h.closing(c, i);
}

// add-context-ready: "NdisClAddParty is given the address of an allocated and initialised
// per-party context (never NULL)." And it is not bound to another party.
bool add_context_ready(const History& h, int i) {
  if (!client_enters(h, i, Function::NdisClAddParty)) return false;
  std::uint64_t x = h.at(i).party_context;
  if (x == 0) return true;
  for (int q = 0; q < static_cast<int>(h.parties.size()); ++q) {
    PartyState state = h.state(q, i);
    if (party(h, q).context == x && state != PartyState::None &&
        state != PartyState::Gone) {
      return true;
    }
  }
  return false;
}

// add-failed-handle-invalid: "A party whose add did not end with NDIS_STATUS_SUCCESS does
// not exist: its handle is never used (checked before proceeding) and it is not counted
// or dropped."
// Corner: known is the handle that the failing completion or return showed, or, with the
// call manager's records, the one that NDIS gave to it.
bool add_failed_handle_invalid(const History& h, int i) {
  return (client_enters(h, i, Function::NdisClDropParty) ||
          client_enters(h, i, Function::NdisClCloseCall)) &&
         h.names_failed_add(h.at(i).party_handle, i);
}

// delete-after-close: "A client deletes the VC of its multipoint call after it has closed
// that call, the close having completed successfully (or the call never having been
// made)."
// Corner: a call that is still being made is not closed either; deleting a VC twice or
// one of the call manager's breaks other rules.
bool delete_after_close(const History& h, int i) {
  if (!client_enters(h, i, Function::NdisCoDeleteVc)) return false;
  int v = h.newest_vc(h.at(i).vc_handle, i);
  if (v == kNone || !vc(h, v).of_client || before(vc(h, v).deleted, i)) return false;
  const int call = h.call_of(v, i);
  return h.setting_up(call, i) || h.established(call, i);
}

}  // namespace

const std::vector<Rule>& close_and_add_rules() {
  static const std::vector<Rule> rules = {
      {"close-others-dropped-first", close_others_dropped_first},
      {"close-final-with-last-handle", close_final_with_last_handle},
      {"close-null-party-if-p2p", close_null_party_if_p2p},
      {"close-needs-call", close_needs_call},
      {"close-size-null", close_size_null},
      {"closing-vc-no-new-call", closing_vc_no_new_call},
      {"inclose-client-drops-others", inclose_client_drops_others},
      {"inclose-client-closes", inclose_client_closes},
      {"add-needs-multipoint-call", add_needs_multipoint_call},
      {"add-context-ready", add_context_ready},
      {"add-failed-handle-invalid", add_failed_handle_invalid},
      {"delete-after-close", delete_after_close},
  };
  return rules;
}

}  // namespace condis::oracle
