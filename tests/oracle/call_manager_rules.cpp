// What takes the call manager's records as well: what NDIS passes on, and what the call
// manager owes. The two sides are joined by nesting on the thread (R8).
#include <algorithm>

#include "tests/oracle/rules.h"

namespace condis::oracle {
namespace {

const CmRequest& request(const History& h, int id) {
  return h.requests[static_cast<std::size_t>(id)];
}

const Record& entry_of(const History& h, int frame) {
  return h.at(h.frames[static_cast<std::size_t>(frame)].enter);
}

bool by_call_manager(const History& h, int i) {
  return h.at(i).provider == 2;
}

bool enters(const History& h, int i, Function function) {
  return h.enters(i, function) && by_call_manager(h, i);
}

bool exits(const History& h, int i, Function function) {
  return h.exits(i, function) && by_call_manager(h, i);
}

// Whether the frame that record i opens is a second child of its kind of its parent.
bool second_child(const History& h, int i) {
  int frame = h.frame_of[static_cast<std::size_t>(i)];
  int parent = h.frame_at(i).parent;
  return parent != kNone && h.children(parent, h.at(i).function).front() != frame;
}

// drop-forwarded: "Inside the client's NdisClDropParty NDIS calls ProtocolCmDropParty of
// the one call manager that shares the VC." Exactly once, before the return.
// Corner: not asked of a drop whose handle was not usable.
bool drop_forwarded(const History& h, int i) {
  if (h.exits(i, Function::NdisClDropParty) && h.by_client(i)) {
    int drop = h.operation_of[static_cast<std::size_t>(i)];
    int frame = h.frame_of[static_cast<std::size_t>(i)];
    return operation(h, drop).counts &&
           h.children(frame, Function::ProtocolCmDropParty).empty();
  }
  if (!enters(h, i, Function::ProtocolCmDropParty)) return false;
  int drop = request(h, h.request_of[static_cast<std::size_t>(i)]).operation;
  return drop != kNone && operation(h, drop).kind == Function::NdisClDropParty &&
         operation(h, drop).counts && second_child(h, i);
}

// A request of that kind that returned PENDING and was not completed by the end.
// Corner: a second completion is the matter of complete-only-if-pended.
bool pended_not_completed_once(const History& h, int i, Function kind) {
  for (const CmRequest& r : h.requests) {
    if (r.kind != kind || r.exit == kNone || h.at(r.exit).status != kPending) continue;
    if (!r.completes.empty() && r.completes.front() < i) continue;
    bool joined = r.operation != kNone;
    int vc = joined ? operation(h, r.operation).vc : kNone;
    int call = joined ? operation(h, r.operation).call : kNone;
    if (h.first_end(i, vc, call, r.exit)) return true;
  }
  return false;
}

// drop-cm-pending-completed: "After NDIS_STATUS_PENDING from ProtocolCmDropParty the call
// manager calls Ndis[M]CmDropPartyComplete for that party, exactly once, when all
// processing is finished."
bool drop_cm_pending_completed(const History& h, int i) {
  return pended_not_completed_once(h, i, Function::ProtocolCmDropParty);
}

// add-cm-pending-completed: "After NDIS_STATUS_PENDING from ProtocolCmAddParty the call
// manager calls Ndis[M]CmAddPartyComplete exactly once, whether the add succeeded or
// failed."
bool add_cm_pending_completed(const History& h, int i) {
  return pended_not_completed_once(h, i, Function::ProtocolCmAddParty);
}

// close-cm-pending-completed: "After NDIS_STATUS_PENDING from ProtocolCmCloseCall the
// call manager calls Ndis[M]CmCloseCallComplete exactly once."
bool close_cm_pending_completed(const History& h, int i) {
  return pended_not_completed_once(h, i, Function::ProtocolCmCloseCall);
}

// drop-cm-return-set: "ProtocolCmDropParty returns NDIS_STATUS_SUCCESS,
// NDIS_STATUS_PENDING or NDIS_STATUS_INVALID_DATA." FAILURE tolerated for the last party.
// Corner: last by the call manager's own count, at the entry or at the return; one that
// was indicated is not counted.
bool drop_cm_return_set(const History& h, int i) {
  if (!exits(h, i, Function::ProtocolCmDropParty)) return false;
  std::uint32_t status = h.at(i).status;
  if (status == kSuccess || status == kPending || status == kInvalidData) return false;
  if (status != kFailure) return true;
  const CmRequest& r = request(h, h.request_of[static_cast<std::size_t>(i)]);
  if (r.party == kNone) return false;
  return h.cm_others(r.party, PartyState::Up, false, r.enter) > 0 &&
         h.cm_others(r.party, PartyState::Up, false, i) > 0;
}

// drop-cm-data-unsupported: "When close data is given and the medium cannot carry it,
// ProtocolCmDropParty returns NDIS_STATUS_INVALID_DATA."
// Corner: what the medium can do is what was known when the call manager was entered.
bool drop_cm_data_unsupported(const History& h, int i) {
  return exits(h, i, Function::ProtocolCmDropParty) && h.entry(i).has_data &&
         h.close_data_at(h.frame_at(i).enter) == Support::No &&
         h.at(i).status != kInvalidData;
}

// drop-cm-invalid-data-justified: "ProtocolCmDropParty returns NDIS_STATUS_INVALID_DATA
// only if close data was given and the medium cannot carry it."
bool drop_cm_invalid_data_justified(const History& h, int i) {
  return exits(h, i, Function::ProtocolCmDropParty) && h.at(i).status == kInvalidData &&
         (!h.entry(i).has_data || h.close_data_at(i) == Support::Yes);
}

// drop-complete-handle: "The handle given to Ndis[M]CmDropPartyComplete is that of the
// party whose CallMgrPartyContext was passed to the pended ProtocolCmDropParty."
// Corner: a drop that is still in ProtocolCmDropParty, and one that was pended and
// completed before, are pended drops.
bool drop_complete_handle(const History& h, int i) {
  if (!enters(h, i, Function::NdisCmDropPartyComplete)) return false;
  int party = h.newest_cm_party(h.at(i).party_handle, i);
  for (const CmRequest& r : h.requests) {
    if (r.kind != Function::ProtocolCmDropParty || r.enter >= i || party == kNone)
      continue;
    bool open = r.exit == kNone || r.exit > i;
    if (r.party == party && (open || h.at(r.exit).status == kPending)) return false;
  }
  return true;
}

// drop-cm-handle-dead-at-complete: "After passing NDIS_STATUS_SUCCESS to
// NdisCmDropPartyComplete the call manager no longer presents that NdisPartyHandle
// (stand-alone CM: from the entry of the call; MCM: from its return)."
// Corner: a completion that no request asked for kills nothing; the NdisMCm name stands
// for an MCM.
bool drop_cm_handle_dead_at_complete(const History& h, int i) {
  const Record& r = h.at(i);
  bool names_party = enters(h, i, Function::NdisCmMakeCallComplete) ||
                     enters(h, i, Function::NdisCmAddPartyComplete) ||
                     enters(h, i, Function::NdisCmDropPartyComplete) ||
                     enters(h, i, Function::NdisCmCloseCallComplete) ||
                     enters(h, i, Function::NdisCmDispatchIncomingDropParty);
  if (!names_party || r.party_handle == 0) return false;
  int party = h.newest_cm_party(r.party_handle, i);
  for (const Completion& done : h.completions) {
    if (!done.fits || done.enter >= i || party == kNone) continue;
    if (!h.enters(done.enter, Function::NdisCmDropPartyComplete)) continue;
    if (h.at(done.enter).status != kSuccess) continue;
    if (request(h, done.request).party != party) continue;
    bool mcm = h.is_mcm(done.enter) || h.at(done.enter).spelling == Spelling::NdisMCm;
    int returned = h.frames[static_cast<std::size_t>(done.frame)].exit;
    if (!mcm || (returned != kNone && returned < i)) return true;
  }
  return false;
}

// Whether the party may be indicated: its make or add succeeded and it is not gone.
// Corner: the call manager's own view; a race with a pending close is as good as one with
// a pending drop; for an MCM the handle lives until NdisMCmDropPartyComplete returns.
bool indicable(const History& h, int party, int i) {
  if (party == kNone) return false;
  PartyState state = h.cm_state(party, i);
  if (state == PartyState::Up || state == PartyState::Dropping ||
      state == PartyState::Closing) {
    return true;
  }
  if (state != PartyState::Gone || !h.is_mcm(i)) return false;
  for (const Completion& done : h.completions) {
    if (!done.fits || done.enter >= i || request(h, done.request).party != party)
      continue;
    int returned = h.frames[static_cast<std::size_t>(done.frame)].exit;
    if (h.enters(done.enter, Function::NdisCmDropPartyComplete) &&
        (returned == kNone || returned > i)) {
      return true;
    }
  }
  return false;
}

// The client is adding a party to the VC, and the call manager has not heard of it yet.
// Corner: whether that party counts as one that is left, the catalogue does not say.
bool add_on_its_way(const History& h, int party, int i) {
  if (h.cm_parties[static_cast<std::size_t>(party)].vc == kNone) return false;
  const CmVc& vc = h.cm_vcs[static_cast<std::size_t>(
      h.cm_parties[static_cast<std::size_t>(party)].vc)];
  for (int k = 0; k < static_cast<int>(h.operations.size()); ++k) {
    const Operation& add = operation(h, k);
    if (add.kind != Function::NdisClAddParty || add.vc == kNone || add.enter >= i)
      continue;
    if (h.vcs[static_cast<std::size_t>(add.vc)].handle != vc.handle) continue;
    if (add.end != kNone && add.end < i) continue;
    const bool heard =
        std::any_of(h.requests.begin(), h.requests.end(), [&](const CmRequest& request) {
          return request.operation == k && request.enter < i;
        });
    if (!heard) return true;
  }
  return false;
}

// indrop-others-connected: "Ndis[M]CmDispatchIncomingDropParty(p) is called only while
// the VC has at least one other party that is still connected." R11: others up and not
// told; if only dropping ones are left, no finding.
// Corner: closing ones are like dropping ones. Not judged for a party that may not be
// indicated at all, or is itself leaving with a close.
bool indrop_others_connected(const History& h, int i) {
  if (!enters(h, i, Function::NdisCmDispatchIncomingDropParty)) return false;
  int party = h.cm_party_of[static_cast<std::size_t>(i)];
  if (!indicable(h, party, i)) return false;
  if (h.cm_state(party, i) == PartyState::Closing || add_on_its_way(h, party, i)) {
    return false;
  }
  return h.cm_others(party, PartyState::Up, false, i) == 0 &&
         h.cm_others(party, PartyState::Dropping, true, i) == 0 &&
         h.cm_others(party, PartyState::Closing, true, i) == 0;
}

// indrop-last-uses-close: "When the party that leaves is the last remaining one on the
// VC, the call manager reports it with Ndis[M]CmDispatchIncomingCloseCall and not with
// the drop-party function." R11: no other party left at all.
// Corner: one that was indicated but not dropped yet, or is being added, is left. Not
// judged for one that is leaving with a close.
bool indrop_last_uses_close(const History& h, int i) {
  if (!enters(h, i, Function::NdisCmDispatchIncomingDropParty)) return false;
  int party = h.cm_party_of[static_cast<std::size_t>(i)];
  if (!indicable(h, party, i)) return false;
  if (h.cm_state(party, i) == PartyState::Closing || add_on_its_way(h, party, i)) {
    return false;
  }
  int others = 0;
  for (PartyState state :
       {PartyState::Adding, PartyState::Up, PartyState::Dropping, PartyState::Closing}) {
    others += h.cm_others(party, state, true, i);
  }
  return others == 0;
}

// indrop-party-established: "The party named in an incoming drop is an established one:
// its add or make succeeded and it is not gone."
bool indrop_party_established(const History& h, int i) {
  return enters(h, i, Function::NdisCmDispatchIncomingDropParty) &&
         !indicable(h, h.cm_party_of[static_cast<std::size_t>(i)], i);
}

// indrop-delivered: "Inside Ndis[M]CmDispatchIncomingDropParty NDIS calls the client's
// ProtocolClIncomingDropParty for that party, once, with the same status, buffer and
// size."
// Corner: not asked where the party may not be indicated, or the client knows none such.
// Of several such calls at a time for one party the newest is followed.
bool indrop_delivered(const History& h, int i) {
  if (h.enters(i, Function::ProtocolClIncomingDropParty)) {
    int parent = h.frame_at(i).parent;
    if (parent == kNone ||
        entry_of(h, parent).function != Function::NdisCmDispatchIncomingDropParty) {
      return false;
    }
    const Record& dispatch = entry_of(h, parent);
    const Record& told = h.at(i);
    return second_child(h, i) || told.status != dispatch.status ||
           told.has_data != dispatch.has_data || told.data_size != dispatch.data_size;
  }
  if (!exits(h, i, Function::NdisCmDispatchIncomingDropParty)) return false;
  const Record& dispatch = h.entry(i);
  int enter = h.frame_at(i).enter;
  int party = h.newest_party(dispatch.party_handle, enter);
  if (!indicable(h, h.cm_party_of[static_cast<std::size_t>(enter)], enter)) return false;
  PartyState state = h.state(party, enter);
  if (state != PartyState::Up && state != PartyState::Dropping &&
      state != PartyState::Closing) {
    return false;
  }
  const int frame = h.frame_of[static_cast<std::size_t>(i)];
  for (int later = enter + 1; later < i; ++later) {
    if (enters(h, later, Function::NdisCmDispatchIncomingDropParty) &&
        h.newest_party(h.at(later).party_handle, later) == party) {
      return false;
    }
  }
  return h.children(frame, Function::ProtocolClIncomingDropParty).empty();
}

// The client's callback that a call manager's completion leads to.
Function callback_of(Function completion) {
  switch (completion) {
    case Function::NdisCmMakeCallComplete: return Function::ProtocolClMakeCallComplete;
    case Function::NdisCmAddPartyComplete: return Function::ProtocolClAddPartyComplete;
    case Function::NdisCmDropPartyComplete: return Function::ProtocolClDropPartyComplete;
    case Function::NdisCmCloseCallComplete: return Function::ProtocolClCloseCallComplete;
    default: return Function::Unknown;
  }
}

// cm-complete-forwarded: "Each Ndis[M]Cm{MakeCall,AddParty,DropParty,CloseCall}Complete
// makes NDIS call the matching ProtocolClXxxComplete of the requesting client with the
// same final status." Exactly once, before the return.
// Corner: not asked of a completion that no request was waiting for, nor of the make of a
// point-to-point call.
bool about_a_party(const History& h, int frame) {
  const Record& completion = entry_of(h, frame);
  return completion.function != Function::NdisCmMakeCallComplete ||
         completion.party_handle != 0;
}

bool cm_complete_forwarded(const History& h, int i) {
  if (h.by_client(i) && h.at(i).phase == Phase::Enter) {
    int parent = h.frame_at(i).parent;
    if (parent == kNone ||
        callback_of(entry_of(h, parent).function) != h.at(i).function) {
      return false;
    }
    if (!about_a_party(h, parent)) return false;
    return second_child(h, i) || entry_of(h, parent).status != h.at(i).status;
  }
  Function callback = callback_of(h.at(i).function);
  if (callback == Function::Unknown || !exits(h, i, h.at(i).function)) return false;
  int enter = h.frame_at(i).enter;
  int completion = h.completion_of[static_cast<std::size_t>(enter)];
  if (!h.completions[static_cast<std::size_t>(completion)].fits) return false;
  const int frame = h.frame_of[static_cast<std::size_t>(i)];
  return about_a_party(h, frame) && h.children(frame, callback).empty();
}

// complete-status-final: "The status given to an Ndis[M]CmXxxComplete, NdisMCoXxxComplete
// or NdisClIncomingCallComplete call is never NDIS_STATUS_PENDING."
bool complete_status_final(const History& h, int i) {
  const Record& r = h.at(i);
  if (r.phase != Phase::Enter || r.status != kPending || !r.has(Field::Status)) {
    return false;
  }
  switch (r.function) {
    case Function::NdisCmMakeCallComplete:
    case Function::NdisCmAddPartyComplete:
    case Function::NdisCmDropPartyComplete:
    case Function::NdisCmCloseCallComplete:
    case Function::NdisCmModifyCallQoSComplete:
    case Function::NdisCmCloseAddressFamilyComplete:
    case Function::NdisMCoActivateVcComplete:
    case Function::NdisMCoDeactivateVcComplete:
    case Function::NdisClIncomingCallComplete: return true;
    default: return false;
  }
}

// complete-only-if-pended: "Ndis[M]Cm{MakeCall,AddParty,DropParty,CloseCall}Complete is
// called only for a request that the matching ProtocolCmXxx pended and that has not been
// completed yet."
// Corner: a completion while ProtocolCmXxx is still open is judged when that returns,
// unless another one has begun for the same party or VC: one request is followed.
bool complete_only_if_pended(const History& h, int i) {
  int completion = h.completion_of[static_cast<std::size_t>(i)];
  if (completion != kNone) {
    return !h.completions[static_cast<std::size_t>(completion)].fits;
  }
  int id = h.request_of[static_cast<std::size_t>(i)];
  if (id == kNone || h.at(i).phase != Phase::Exit || h.at(i).status == kPending) {
    return false;
  }
  const CmRequest& r = request(h, id);
  const bool overtaken =
      std::any_of(h.requests.begin(), h.requests.end(), [&](const CmRequest& later) {
        const bool of_vc = r.kind == Function::ProtocolCmMakeCall ||
                           r.kind == Function::ProtocolCmCloseCall;
        return later.kind == r.kind && later.vc == r.vc &&
               (of_vc || later.party == r.party) && later.enter > r.enter &&
               later.enter < i;
      });
  return !overtaken && !r.completes.empty() && r.completes.front() < i;
}

bool is_cm_function(Function function) {
  return function >= Function::NdisCmActivateVc &&
         function <= Function::NdisCmCloseAddressFamilyComplete;
}

// ndiscm-only-standalone: "NdisCmXxx functions are called by stand-alone call managers
// only; an MCM calls the NdisMCmXxx counterpart."
bool ndiscm_only_standalone(const History& h, int i) {
  const Record& r = h.at(i);
  return r.phase == Phase::Enter && is_cm_function(r.function) &&
         r.spelling == Spelling::NdisCm && h.is_mcm(i);
}

// ndismcm-only-mcm: "NdisMCmXxx functions are called by miniports with integrated call
// management only."
// Corner: a driver that does not say what it is may be one.
bool ndismcm_only_mcm(const History& h, int i) {
  const Record& r = h.at(i);
  return r.phase == Phase::Enter && r.spelling == Spelling::NdisMCm &&
         r.provider < h.roles.size() && h.roles[r.provider] == Role::CallManager;
}

}  // namespace

const std::vector<Rule>& call_manager_rules() {
  static const std::vector<Rule> rules = {
      {"drop-forwarded", drop_forwarded},
      {"drop-cm-return-set", drop_cm_return_set},
      {"drop-cm-pending-completed", drop_cm_pending_completed},
      {"drop-cm-data-unsupported", drop_cm_data_unsupported},
      {"drop-cm-invalid-data-justified", drop_cm_invalid_data_justified},
      {"drop-complete-handle", drop_complete_handle},
      {"drop-cm-handle-dead-at-complete", drop_cm_handle_dead_at_complete},
      {"indrop-others-connected", indrop_others_connected},
      {"indrop-last-uses-close", indrop_last_uses_close},
      {"indrop-delivered", indrop_delivered},
      {"indrop-party-established", indrop_party_established},
      {"close-cm-pending-completed", close_cm_pending_completed},
      {"add-cm-pending-completed", add_cm_pending_completed},
      {"cm-complete-forwarded", cm_complete_forwarded},
      {"complete-status-final", complete_status_final},
      {"complete-only-if-pended", complete_only_if_pended},
      {"ndiscm-only-standalone", ndiscm_only_standalone},
      {"ndismcm-only-mcm", ndismcm_only_mcm},
  };
  return rules;
}

}  // namespace condis::oracle
