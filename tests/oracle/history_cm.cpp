#include "tests/oracle/history_cm.h"

namespace condis::oracle {

namespace {

bool is_cm_request(Function function) {
  return function == Function::ProtocolCmMakeCall ||
         function == Function::ProtocolCmAddParty ||
         function == Function::ProtocolCmDropParty ||
         function == Function::ProtocolCmCloseCall;
}

}  // namespace

bool is_request(Function function) {
  return function == Function::NdisClMakeCall || function == Function::NdisClAddParty ||
         function == Function::NdisClDropParty || function == Function::NdisClCloseCall;
}

// Corner: only what a call returned is an answer to its close data, not the status of a
// later completion; the first answer decides.
void learn(History& h, int i) {
  const Record& r = h.at(i);
  bool asks = r.function == Function::NdisClDropParty ||
              r.function == Function::NdisClCloseCall ||
              r.function == Function::ProtocolCmDropParty ||
              r.function == Function::ProtocolCmCloseCall;
  if (!asks || !h.entry(i).has_data) return;
  if (r.status == kInvalidData) h.answers.push_back({i, Support::No});
  if (r.status == kSuccess) h.answers.push_back({i, Support::Yes});
}

void CmSide::enters(int i) {
  const Record& r = h_.at(i);
  if (is_cm_request(r.function)) enter_request(i);
  switch (r.function) {
    case Function::NdisCmMakeCallComplete:
    case Function::NdisCmAddPartyComplete:
    case Function::NdisCmDropPartyComplete:
    case Function::NdisCmCloseCallComplete: enter_completion(i); break;
    case Function::NdisCmDispatchIncomingDropParty: {
      int party = h_.newest_cm_party(r.party_handle, i);
      item(h_.cm_party_of, i) = party;
      if (party != kNone) item(h_.cm_parties, party).told.push_back(i);
      break;
    }
    default: break;
  }
}

void CmSide::exits(int i) {
  const Record& r = h_.at(i);
  const Record& e = h_.entry(i);
  if (is_cm_request(r.function)) exit_request(i);
  if (r.function == Function::ProtocolCoCreateVc && r.status == kSuccess) {
    CmVc vc;
    vc.handle = e.vc_handle;
    vc.context = r.has(Field::VcContext) ? r.vc_context : e.vc_context;
    h_.cm_vcs.push_back(vc);
  }
  if (r.function == Function::ProtocolCoDeleteVc && r.status == kSuccess) {
    int vc = vc_by_context(e.vc_context);
    if (vc != kNone) item(h_.cm_vcs, vc).deleted = i;
  }
}

int CmSide::vc_by_context(std::uint64_t context) const {
  for (int v = last(h_.cm_vcs); v >= 0; --v) {
    if (h_.cm_vcs[static_cast<std::size_t>(v)].context == context) return v;
  }
  return kNone;
}

int CmSide::vc_by_handle(std::uint64_t handle) const {
  for (int v = last(h_.cm_vcs); v >= 0; --v) {
    if (h_.cm_vcs[static_cast<std::size_t>(v)].handle == handle) return v;
  }
  return kNone;
}

void CmSide::enter_request(int i) {
  const Record& r = h_.at(i);
  CmRequest request;
  request.kind = r.function;
  request.enter = i;
  int parent = h_.frame_at(i).parent;
  if (parent != kNone && is_request(h_.at(item(h_.frames, parent).enter).function)) {
    request.operation = item(h_.operation_of, item(h_.frames, parent).enter);
  }
  int id = static_cast<int>(h_.requests.size());
  bool births = r.function == Function::ProtocolCmAddParty ||
                (r.function == Function::ProtocolCmMakeCall && r.party_handle != 0);
  if (r.function == Function::ProtocolCmDropParty ||
      (r.function == Function::ProtocolCmCloseCall && r.party_context != 0)) {
    request.party = party_by_context(r.party_context, i);
    if (request.party != kNone) {
      request.vc = item(h_.cm_parties, request.party).vc;
      item(h_.cm_parties, request.party).releases.push_back(id);
    }
  }
  if (r.function != Function::ProtocolCmDropParty) {
    request.vc = vc_by_context(r.vc_context);
  }
  if (births) {
    CmParty party;
    party.handle = r.party_handle;
    party.vc = request.vc;
    party.birth = id;
    h_.cm_parties.push_back(party);
    request.party = last(h_.cm_parties);
  }
  h_.requests.push_back(request);
  item(h_.request_of, i) = id;
}

int CmSide::party_by_context(std::uint64_t context, int i) const {
  int best = kNone;
  for (int q = 0; q <= last(h_.cm_parties); ++q) {
    if (h_.cm_parties[static_cast<std::size_t>(q)].context != context) continue;
    if (best == kNone || h_.cm_state(q, i) != PartyState::Gone) best = q;
  }
  return best;
}

void CmSide::exit_request(int i) {
  const Record& r = h_.at(i);
  int id = item(h_.request_of, h_.frame_at(i).enter);
  CmRequest& request = item(h_.requests, id);
  request.exit = i;
  item(h_.request_of, i) = id;
  learn(h_, i);
  if (r.status == kPending || request.end != kNone) return;
  end_request(request, i);
}

void CmSide::enter_completion(int i) {
  Completion completion;
  completion.enter = i;
  completion.frame = item(h_.frame_of, i);
  completion.request = completed_request(i);
  if (completion.request != kNone) {
    CmRequest& request = item(h_.requests, completion.request);
    bool pended = request.exit == kNone || h_.at(request.exit).status == kPending;
    completion.fits = pended && request.completes.empty();
    request.completes.push_back(i);
    if (completion.fits && request.end == kNone) {
      end_request(request, i);
    }
  }
  h_.completions.push_back(completion);
  item(h_.completion_of, i) = last(h_.completions);
}

// The newest request of that kind for that party or VC.
int CmSide::completed_request(int i) const {
  const Record& r = h_.at(i);
  int vc = vc_by_handle(r.vc_handle);
  int party = h_.newest_cm_party(r.party_handle, i);
  for (int k = last(h_.requests); k >= 0; --k) {
    const CmRequest& request = h_.requests[static_cast<std::size_t>(k)];
    bool same_party = party != kNone && request.party == party;
    bool same_vc = vc != kNone && request.vc == vc;
    switch (r.function) {
      case Function::NdisCmMakeCallComplete:
        if (request.kind == Function::ProtocolCmMakeCall && same_vc) return k;
        break;
      case Function::NdisCmAddPartyComplete:
        if (request.kind == Function::ProtocolCmAddParty && same_party) return k;
        break;
      case Function::NdisCmDropPartyComplete:
        if (request.kind == Function::ProtocolCmDropParty && same_party) return k;
        break;
      case Function::NdisCmCloseCallComplete:
        if (request.kind == Function::ProtocolCmCloseCall && same_vc) return k;
        break;
      default: break;
    }
  }
  return kNone;
}

void CmSide::end_request(CmRequest& request, int i) {
  const Record& r = h_.at(i);
  request.end = i;
  request.status = r.status;
  bool births = request.kind == Function::ProtocolCmAddParty ||
                request.kind == Function::ProtocolCmMakeCall;
  if (births && request.party != kNone && r.status == kSuccess) {
    item(h_.cm_parties, request.party).context = r.party_context;
  }
}

}  // namespace condis::oracle
