// The simulated NDIS, which passes requests, completions and indications on, and the
// simulated call manager, which decides what becomes of them.
#include "tests/oracle/history.h"
#include "tests/oracle/simulator.h"

namespace condis::oracle {

// NDIS inside a request of the client: ask the call manager, then tell the client, by the
// return or by the callback.
void Simulator::run_request(int thread) {
  Call& top = stack(thread).back();
  if (top.rejected) return leave(thread, chance(80) ? kFailure : kNotSupported);
  int stage = top.stage++;
  if (stage == 0) {
    if (top.function == Function::NdisClDropParty && fault(Fault::SkipForward)) {
      top.status = kSuccess;
      return;
    }
    Call inner = top;
    inner.function = handler_of(top.function);
    inner.cm = true;
    inner.stage = 0;
    inner.context = 0;
    enter(thread, inner);
    return;
  }
  Call call = top;
  if (call.status == kPending || stage > 1) return leave(thread, kPending);
  if (call.status != kInvalidData && chance(30)) {
    if (fault(Fault::SwallowCompletion)) return leave(thread, kPending);
    Call back = call;
    back.function = callback_of_request(call.function);
    back.stage = 0;
    back.context = 0;
    if (call.function == Function::NdisClCloseCall) back.party = vc(call.vc).last;
    completed(back, call.status);
    enter(thread, back);
    return;
  }
  completed(call, call.status);
  leave(thread, call.status);
  if (!chance(60)) return;
  Call own = call;
  own.function = callback_of_request(call.function);
  own.internal = true;
  own.stage = 0;
  own.context = 0;
  enter(thread, own);
}

int Simulator::cm_others(int party_id, bool with_told) const {
  int found = 0;
  for (int q = 0; q < static_cast<int>(parties_.size()); ++q) {
    const SimParty& p = parties_[static_cast<std::size_t>(q)];
    if (q == party_id || p.vc != parties_[static_cast<std::size_t>(party_id)].vc)
      continue;
    found += p.cm == Life::Up && (with_told || !p.cm_told);
  }
  return found;
}

// What the call manager makes of a request: a final status, or PENDING.
std::uint32_t Simulator::decide(const Call& call) {
  bool wait = chance(45);
  switch (call.function) {
    case Function::ProtocolCmMakeCall:
    case Function::ProtocolCmAddParty:
      if (wait) return kPending;
      if (chance(80)) return kSuccess;
      return chance(50) ? kResources : kNotSupported;
    case Function::ProtocolCmDropParty: {
      SimParty& p = party(call.party);
      if (fault(Fault::BadReturn)) return chance(50) ? kResources : kFailure;
      if (fault(Fault::InvalidDataUnjustified)) return kInvalidData;
      if (call.has_data && !carries_ && !fault(Fault::AcceptData)) return kInvalidData;
      bool last = cm_others(call.party, true) == 0;
      p.drop_fails = (last && chance(70)) || (!last && fault(Fault::FailNotLast));
      if (wait || (p.dispatcher >= 0)) return kPending;
      return p.drop_fails ? kFailure : kSuccess;
    }
    default: {
      SimVc& v = vc(call.vc);
      if (call.has_data && !carries_) return kInvalidData;
      bool many = call.party >= 0 && cm_others(call.party, true) > 0;
      v.close_fails = (many && chance(80)) || chance(4);
      if (wait || v.dispatcher >= 0) return kPending;
      return v.close_fails ? kFailure : kSuccess;
    }
  }
}

// The call manager's own view of how a request ended.
void Simulator::answer(const Call& call, std::uint32_t status) {
  bool good = status == kSuccess;
  switch (request_of_handler(call.function)) {
    case Function::NdisClMakeCall:
      vc(call.vc).cm = good ? CallLife::Up : CallLife::Idle;
      vc(call.vc).owes_make = false;
      if (call.party >= 0) party(call.party).cm = good ? Life::Up : Life::Gone;
      break;
    case Function::NdisClAddParty:
      party(call.party).cm = good ? Life::Up : Life::Gone;
      party(call.party).owes_add = false;
      break;
    case Function::NdisClDropParty:
      party(call.party).owes_drop = false;
      if (party(call.party).cm != Life::Dropping) break;
      party(call.party).cm = good ? Life::Gone : Life::Up;
      break;
    default: {
      SimVc& v = vc(call.vc);
      v.owes_close = false;
      v.cm = good ? CallLife::Idle : CallLife::Up;
      for (SimParty& p : parties_) {
        if (p.vc != call.vc) continue;
        if (good && p.cm != Life::Dropping) p.cm = Life::Gone;
        if (!good && p.cm == Life::Closing) p.cm = Life::Up;
      }
    }
  }
}

void Simulator::run_handler(int thread) {
  Call& top = stack(thread).back();
  int stage = top.stage++;
  Function function = top.function;
  if (stage == 0) {
    if (function == Function::ProtocolCmMakeCall) vc(top.vc).cm = CallLife::Setup;
    if (function == Function::ProtocolCmCloseCall) vc(top.vc).cm = CallLife::Closing;
    if (top.party >= 0) {
      SimParty& p = party(top.party);
      if (function == Function::ProtocolCmDropParty) p.cm = Life::Dropping;
      if (function == Function::ProtocolCmCloseCall && p.cm == Life::Up) {
        p.cm = Life::Closing;
      }
      if (function == Function::ProtocolCmMakeCall ||
          function == Function::ProtocolCmAddParty) {
        p.cm = Life::Adding;
        p.cm_context = 0x9000 + 0x10 * next_value_++;
      }
    }
    top.status = decide(top);
    // The network may be asked to change the VC first, and the completion may be called
    // before the handler returns.
    bool success = top.status == kSuccess;
    if (success && function == Function::ProtocolCmMakeCall) {
      Call activate;
      activate.function = Function::NdisCmActivateVc;
      activate.cm = true;
      activate.vc = top.vc;
      return enter(thread, activate);
    }
    if (success && function == Function::ProtocolCmCloseCall) {
      Call deactivate;
      deactivate.function = Function::NdisCmDeactivateVc;
      deactivate.cm = true;
      deactivate.vc = top.vc;
      return enter(thread, deactivate);
    }
    if (top.status == kPending) {
      if (function == Function::ProtocolCmMakeCall) vc(top.vc).owes_make = true;
      if (function == Function::ProtocolCmCloseCall) vc(top.vc).owes_close = true;
      if (function == Function::ProtocolCmAddParty) party(top.party).owes_add = true;
      if (function == Function::ProtocolCmDropParty) party(top.party).owes_drop = true;
      return;
    }
  }
  bool done_inside = top.finished;
  std::uint32_t status = top.status;
  if (!done_inside && status != kPending && status != kInvalidData && chance(30)) {
    top.finished = true;
    Call completion = top;
    completion.function = completion_of(request_of_handler(function));
    completion.stage = 0;
    completion.finished = false;
    completion.has_data = false;
    completion.data_size = 0;
    answer(completion, status);
    return enter(thread, completion);
  }
  if (done_inside && !fault(Fault::CompleteThenReturn)) status = kPending;
  Call call = top;
  if (!done_inside && status != kPending) answer(call, status);
  leave(thread, status);
  Stack& s = stack(thread);
  if (!s.empty()) s.back().status = done_inside ? kPending : status;
}

// NDIS inside a completion of the call manager.
void Simulator::run_completion(int thread) {
  Call& top = stack(thread).back();
  int stage = top.stage++;
  bool deliver = stage == 0 || (stage == 1 && fault(Fault::DuplicateCompletion));
  if (deliver && !fault(Fault::SwallowCompletion)) {
    Call back = top;
    back.function = callback_of_request(request_of_handler(top.function));
    back.cm = false;
    back.stage = 0;
    if (top.function == Function::NdisCmAddPartyComplete && top.status != kSuccess &&
        chance(40)) {
      back.handle = party(top.party).handle;
    }
    if (top.function == Function::NdisCmCloseCallComplete) back.party = vc(top.vc).last;
    if (fault(Fault::WrongStatus)) back.status = chance(50) ? kSuccess : kFailure;
    if (top.function == Function::NdisCmDropPartyComplete && fault(Fault::WrongContext)) {
      int q = pick_party(party(top.party).vc, Life::Up);
      if (q >= 0) back.party = q;
    }
    completed(back, back.status);
    return enter(thread, back);
  }
  bool again = top.context == 0 && fault(Fault::CompleteTwice);
  Call repeat = top;
  leave(thread, kSuccess);
  if (!again) return;
  repeat.stage = 0;
  repeat.context = 0;
  enter(thread, repeat);
}

void Simulator::run_dispatch(int thread) {
  Call& top = stack(thread).back();
  int stage = top.stage++;
  bool party_drop = top.function == Function::NdisCmDispatchIncomingDropParty;
  bool deliver = stage == 0 || (stage == 1 && fault(Fault::DuplicateIndication));
  if (top.rejected || !deliver || fault(Fault::SkipIndication)) {
    return leave(thread, kSuccess);
  }
  Call back = top;
  back.function = party_drop ? Function::ProtocolClIncomingDropParty
                             : Function::ProtocolClIncomingCloseCall;
  back.cm = false;
  back.stage = 0;
  if (fault(Fault::WrongStatus)) back.status = kResources;
  if (party_drop) {
    party(top.party).told = true;
    if (fault(Fault::Abandon)) vc(party(top.party).vc).abandoned = true;
  } else {
    SimVc& v = vc(top.vc);
    v.indicated = true;
    if (top.status != kSuccess) v.must_delete = true;
    if (fault(Fault::Abandon)) v.abandoned = true;
  }
  enter(thread, back);
}

bool Simulator::cm_acts(int thread) {
  if (chance(draining_ ? 90 : 55)) return cm_completes(thread);
  return cm_dispatches(thread);
}

bool Simulator::cm_completes(int thread) {
  int count = static_cast<int>(parties_.size());
  int first = count == 0 ? 0 : static_cast<int>(below(static_cast<std::uint64_t>(count)));
  Call call;
  call.cm = true;
  for (int k = 0; k < count; ++k) {
    int q = (first + k) % count;
    SimParty& p = party(q);
    call.party = q;
    if (p.owes_add) {
      if (fault(Fault::NeverComplete)) return p.owes_add = false, false;
      call.function = Function::NdisCmAddPartyComplete;
      call.status = chance(80) ? kSuccess : kResources;
    } else if (p.owes_drop && p.dispatcher < 0) {
      if (fault(Fault::NeverComplete)) return p.owes_drop = false, false;
      call.function = Function::NdisCmDropPartyComplete;
      call.status = p.drop_fails ? kFailure : kSuccess;
      if (fault(Fault::CompleteOther)) {
        int other = pick_party(p.vc, Life::Up);
        if (other >= 0) {
          call.party = other;
          return enter(thread, call), true;
        }
      }
    } else {
      continue;
    }
    if (fault(Fault::CompletePending)) call.status = kPending;
    answer(call, call.status);
    return enter(thread, call), true;
  }
  for (int v_id = 0; v_id < static_cast<int>(vcs_.size()); ++v_id) {
    SimVc& v = vc(v_id);
    bool close = v.owes_close && v.dispatcher < 0;
    if (!v.owes_make && !close) continue;
    if (fault(Fault::NeverComplete)) return v.owes_make = v.owes_close = false, false;
    call.vc = v_id;
    call.party = -1;
    bool good = v.owes_make ? chance(85) || v.active : !v.close_fails;
    if (good && v.active == close) {
      // One thread changes the VC at a time.
      for (const Stack& s : stacks_) {
        for (const Call& open : s) {
          if (open.vc == v_id && (open.function == Function::NdisCmActivateVc ||
                                  open.function == Function::NdisCmDeactivateVc)) {
            return false;
          }
        }
      }
      call.function = close ? Function::NdisCmDeactivateVc : Function::NdisCmActivateVc;
      return enter(thread, call), true;
    }
    call.function =
        close ? Function::NdisCmCloseCallComplete : Function::NdisCmMakeCallComplete;
    call.status = good ? kSuccess : kFailure;
    call.party = close ? v.last : -1;
    if (!close) {
      for (int q = 0; q < count; ++q) {
        if (party(q).vc == v_id && party(q).cm == Life::Adding) call.party = q;
      }
    }
    answer(call, call.status);
    return enter(thread, call), true;
  }
  return false;
}

bool Simulator::cm_dispatches(int thread) {
  if (parties_.empty()) return false;
  int q = static_cast<int>(below(parties_.size()));
  SimParty& p = party(q);
  SimVc& v = vc(p.vc);
  Call call;
  call.cm = true;
  call.has_data = carries_ && said_ == Support::Yes && chance(30);
  call.data_size = call.has_data ? static_cast<std::uint32_t>(below(64)) : 0;
  if (!call.has_data && fault(Fault::SizeWithoutData)) call.data_size = 4;
  bool known = p.client == Life::Up || p.client == Life::Dropping;
  bool whole = p.cm == Life::Up && v.cm == CallLife::Up && known && p.dispatcher < 0;
  call.party = q;
  call.function = Function::NdisCmDispatchIncomingDropParty;
  if (fault(Fault::DispatchUnestablished) && p.cm != Life::Up && p.cm != Life::None) {
    call.rejected = true;
    return enter(thread, call), true;
  }
  bool last = cm_others(q, false) == 0;
  bool allowed = !last || fault(Fault::DispatchLast);
  if (whole && !p.cm_told && !v.indicated && v.dispatcher < 0 && allowed && chance(80)) {
    p.cm_told = true;
    p.dispatcher = thread;
    call.status = chance(70) ? kSuccess : kFailure;
    return enter(thread, call), true;
  }
  call.party = -1;
  call.vc = p.vc;
  call.function = Function::NdisCmDispatchIncomingCloseCall;
  bool up = v.cm == CallLife::Up && v.dispatcher < 0 && !v.indicated &&
            (v.client == CallLife::Up || v.client == CallLife::Closing);
  if (!up || !chance(25)) return false;
  int connected = 0;
  for (const SimParty& other : parties_) {
    connected += other.vc == p.vc && other.cm == Life::Up && !other.cm_told;
  }
  call.status = connected <= 1 && chance(70) ? kSuccess : kFailure;
  v.dispatcher = thread;
  return enter(thread, call), true;
}

}  // namespace condis::oracle
