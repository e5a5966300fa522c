#include "tests/oracle/simulator.h"

#include <utility>

#include "tests/oracle/history.h"

namespace condis::oracle {

namespace {

struct Family {
  Function request, handler, completion, callback;
};

constexpr std::array<Family, 4> kFamilies = {{
    {Function::NdisClMakeCall, Function::ProtocolCmMakeCall,
     Function::NdisCmMakeCallComplete, Function::ProtocolClMakeCallComplete},
    {Function::NdisClAddParty, Function::ProtocolCmAddParty,
     Function::NdisCmAddPartyComplete, Function::ProtocolClAddPartyComplete},
    {Function::NdisClDropParty, Function::ProtocolCmDropParty,
     Function::NdisCmDropPartyComplete, Function::ProtocolClDropPartyComplete},
    {Function::NdisClCloseCall, Function::ProtocolCmCloseCall,
     Function::NdisCmCloseCallComplete, Function::ProtocolClCloseCallComplete},
}};

bool belongs(const Family& family, Function function) {
  return function == family.request || function == family.handler ||
         function == family.completion || function == family.callback;
}

const Family& family_of(Function function) {
  for (const Family& family : kFamilies) {
    if (belongs(family, function)) return family;
  }
  return kFamilies[0];
}

bool in_family(Function function) {
  return belongs(kFamilies[0], function) || belongs(family_of(function), function);
}

}  // namespace

Function handler_of(Function request) {
  return family_of(request).handler;
}
Function completion_of(Function request) {
  return family_of(request).completion;
}
Function callback_of_request(Function request) {
  return family_of(request).callback;
}
Function request_of_handler(Function handler) {
  return family_of(handler).request;
}

Simulator::Simulator(std::uint64_t seed, bool two_sided, bool faults)
    : random_(seed), two_sided_(two_sided) {
  mcm_ = chance(40);
  carries_ = chance(60);
  said_ = chance(70) ? (carries_ ? Support::Yes : Support::No) : Support::Unknown;
  if (!faults) return;
  int kinds = static_cast<int>(1 + below(3));
  for (int k = 0; k < kinds; ++k) {
    Fault fault = static_cast<Fault>(below(kFaultCount));
    enabled_.push_back({fault, static_cast<int>(1 + below(4))});
    // Some faults need another one to show.
    if (fault == Fault::AcceptData) enabled_.push_back({Fault::DataUnsupported, 2});
    if (fault == Fault::DropLast && chance(50)) enabled_.push_back({Fault::Abandon, 1});
  }
  fault_percent_ = chance(50) ? 20 : 60;
}

std::uint64_t Simulator::below(std::uint64_t n) {
  return random_() % n;
}
bool Simulator::chance(int percent) {
  return below(100) < static_cast<std::uint64_t>(percent);
}

bool Simulator::fault(Fault wanted) {
  for (Enabled& e : enabled_) {
    if (e.fault != wanted || e.left == 0 || !chance(fault_percent_)) continue;
    --e.left;
    return true;
  }
  return false;
}

std::vector<Record> Simulator::run() {
  frame(Function::TraceBegin, false);
  if (two_sided_) frame(Function::TraceBegin, true);
  std::size_t budget = 10 + below(50);
  bool torn_off = chance(25);
  for (int steps = 0; steps < 600 && records_.size() < 110; ++steps) {
    if (records_.size() >= budget) {
      if (torn_off) return std::move(records_);
      draining_ = true;
    }
    std::size_t had = records_.size();
    int thread = static_cast<int>(below(stacks_.size()));
    step(thread);
    if (draining_ && records_.size() == had && quiet()) {
      bool busy = false;
      for (int t = 0; t < 3 && !busy; ++t) {
        for (int k = 0; k < 20 && !busy; ++k) {
          step(t);
          busy = !quiet();
        }
      }
      if (!busy) break;
    }
  }
  if (!quiet() || records_.size() >= 110) return std::move(records_);
  frame(Function::TraceEnd, false);
  if (two_sided_ && !chance(5)) frame(Function::TraceEnd, true);
  return std::move(records_);
}

bool Simulator::quiet() const {
  for (const Stack& s : stacks_) {
    if (!s.empty()) return false;
  }
  return true;
}

void Simulator::step(int thread) {
  Stack& s = stack(thread);
  if (s.empty()) {
    if (chance(50) && cm_acts(thread)) return;
    int count = static_cast<int>(vcs_.size());
    if (!draining_ && count < 4 && chance(count == 0 ? 100 : 5)) {
      if (client_creates(thread)) return;
    }
    if (count == 0) return;
    int v = static_cast<int>(below(static_cast<std::uint64_t>(count)));
    client_acts(thread, v);
    return;
  }
  switch (s.back().function) {
    case Function::NdisClMakeCall:
    case Function::NdisClAddParty:
    case Function::NdisClDropParty:
    case Function::NdisClCloseCall: run_request(thread); break;
    case Function::ProtocolCmMakeCall:
    case Function::ProtocolCmAddParty:
    case Function::ProtocolCmDropParty:
    case Function::ProtocolCmCloseCall: run_handler(thread); break;
    case Function::NdisCmMakeCallComplete:
    case Function::NdisCmAddPartyComplete:
    case Function::NdisCmDropPartyComplete:
    case Function::NdisCmCloseCallComplete: run_completion(thread); break;
    case Function::NdisCmDispatchIncomingDropParty:
    case Function::NdisCmDispatchIncomingCloseCall: run_dispatch(thread); break;
    case Function::NdisCoCreateVc:
    case Function::NdisCoDeleteVc: {
      Call& top = s.back();
      if (top.rejected) return leave(thread, kNotAccepted);
      if (top.stage++ > 0) return leave(thread, kSuccess);
      Call inner;
      inner.function = top.function == Function::NdisCoCreateVc
                           ? Function::ProtocolCoCreateVc
                           : Function::ProtocolCoDeleteVc;
      inner.cm = true;
      inner.vc = top.vc;
      enter(thread, inner);
      break;
    }
    case Function::ProtocolCoCreateVc:
    case Function::ProtocolCoDeleteVc:
    case Function::NdisCmActivateVc:
    case Function::NdisCmDeactivateVc: leave(thread, kSuccess); break;
    default: run_callback(thread); break;
  }
}

void Simulator::enter(int thread, Call call) {
  call.call_id = next_call_[call.cm ? 2 : 1]++;
  bool of_cm = call.function >= Function::NdisCmActivateVc &&
               call.function <= Function::NdisCmCloseAddressFamilyComplete;
  bool other = of_cm && fault(Fault::WrongSpelling);
  call.spelling = of_cm && mcm_ != other ? Spelling::NdisMCm : Spelling::NdisCm;
  stack(thread).push_back(call);
  emit(thread, call, Phase::Enter, call.status);
}

void Simulator::leave(int thread, std::uint32_t status) {
  Call call = stack(thread).back();
  stack(thread).pop_back();
  emit(thread, call, Phase::Exit, status);
  switch (call.function) {
    case Function::NdisCoCreateVc: vc(call.vc).exists = true; break;
    case Function::NdisCoDeleteVc:
      if (!call.rejected) vc(call.vc).exists = false;
      break;
    case Function::NdisCmActivateVc: vc(call.vc).active = true; break;
    case Function::NdisCmDeactivateVc: vc(call.vc).active = false; break;
    case Function::NdisCmDispatchIncomingDropParty:
      if (call.party >= 0) party(call.party).dispatcher = -1;
      break;
    case Function::NdisCmDispatchIncomingCloseCall: vc(call.vc).dispatcher = -1; break;
    default: break;
  }
}

void Simulator::emit(int thread, const Call& call, Phase phase, std::uint32_t status) {
  time_ += 1 + static_cast<std::int64_t>(below(900));
  if (call.cm && !two_sided_) return;
  Record r;
  r.function = call.function;
  r.phase = phase;
  r.provider = call.cm ? 2 : 1;
  r.call_id = call.call_id;
  r.set(Field::CallId);
  r.thread_id = 100 + static_cast<std::uint32_t>(thread);
  r.set(Field::ThreadId);
  r.cpu = static_cast<std::uint16_t>(thread);
  r.set(Field::Cpu);
  r.time = time_;
  r.set(Field::Time);
  r.seq = next_seq_[r.provider]++;
  r.set(Field::Seq);
  r.spelling = call.spelling;
  if (phase == Phase::Enter) {
    r.irql = thread == 2 ? 2 : 0;
    if (fault(Fault::HighIrql)) r.irql = 3;
    r.set(Field::Irql);
    fill_enter(r, call);
  } else {
    fill_exit(r, call, status);
  }
  r.number = records_.size() + 1;
  records_.push_back(r);
}

void Simulator::frame(Function function, bool cm) {
  Record r;
  r.function = function;
  r.number = records_.size() + 1;
  r.provider = cm ? 2 : 1;
  r.time = ++time_;
  r.set(Field::Time);
  r.seq = next_seq_[r.provider]++;
  r.set(Field::Seq);
  if (function == Function::TraceBegin) {
    r.role = cm ? (mcm_ ? Role::Mcm : Role::CallManager) : Role::Client;
    r.close_data = said_;
  }
  records_.push_back(r);
}

void Simulator::fill_enter(Record& r, const Call& call) const {
  static const SimVc no_vc;
  static const SimParty no_party;
  const SimVc& v = call.vc < 0 ? no_vc : vcs_[static_cast<std::size_t>(call.vc)];
  const SimParty& p =
      call.party < 0 ? no_party : parties_[static_cast<std::size_t>(call.party)];
  std::uint64_t context = call.context != 0 ? call.context : p.context;
  std::uint64_t handle = call.handle != 0 ? call.handle : p.handle;
  auto vc_handle = [&] { r.vc_handle = v.handle, r.set(Field::VcHandle); };
  auto vc_context = [&](std::uint64_t x) { r.vc_context = x, r.set(Field::VcContext); };
  auto party_handle = [&](std::uint64_t x) {
    r.party_handle = x, r.set(Field::PartyHandle);
  };
  auto party_context = [&](std::uint64_t x) {
    r.party_context = x, r.set(Field::PartyContext);
  };
  auto with_status = [&] { r.status = call.status, r.set(Field::Status); };
  auto data = [&] {
    r.has_data = call.has_data;
    r.data_size = call.data_size;
    r.set(Field::HasData);
    r.set(Field::DataSize);
  };
  bool good = call.status == kSuccess;
  switch (call.function) {
    case Function::NdisCoCreateVc: vc_context(v.context); break;
    case Function::ProtocolCoCreateVc: vc_handle(); break;
    case Function::ProtocolCoDeleteVc: vc_context(v.cm_context); break;
    case Function::NdisClMakeCall:
      r.flags = v.multipoint ? kFlagMultipointVc : 0;
      r.set(Field::Flags);
      vc_handle(), party_context(context);
      break;
    case Function::NdisClAddParty:
      r.flags = kFlagMultipointVc;
      r.set(Field::Flags);
      vc_handle(), party_context(context);
      break;
    case Function::NdisClDropParty: party_handle(handle), data(); break;
    case Function::NdisClCloseCall: vc_handle(), party_handle(handle), data(); break;
    case Function::ProtocolCmMakeCall:
    case Function::ProtocolCmAddParty:
      vc_context(v.cm_context), party_handle(handle);
      break;
    case Function::ProtocolCmDropParty: party_context(p.cm_context), data(); break;
    case Function::ProtocolCmCloseCall:
      vc_context(v.cm_context), party_context(p.cm_context), data();
      break;
    case Function::NdisCmMakeCallComplete:
      with_status(), vc_handle(), party_handle(handle);
      party_context(good ? p.cm_context : 0);
      break;
    case Function::NdisCmAddPartyComplete:
      with_status(), party_handle(handle), party_context(good ? p.cm_context : 0);
      break;
    case Function::NdisCmDropPartyComplete: with_status(), party_handle(handle); break;
    case Function::NdisCmCloseCallComplete:
      with_status(), vc_handle(), party_handle(handle);
      break;
    case Function::ProtocolClMakeCallComplete:
      with_status(), vc_context(v.context), party_handle(good ? handle : 0);
      break;
    case Function::ProtocolClAddPartyComplete:
      with_status(), party_context(context), party_handle(good ? handle : call.handle);
      break;
    case Function::ProtocolClDropPartyComplete:
      with_status(), party_context(context);
      break;
    case Function::ProtocolClCloseCallComplete:
      with_status(), vc_context(v.context), party_context(context);
      break;
    case Function::NdisCmDispatchIncomingDropParty:
      with_status(), party_handle(handle), data();
      break;
    case Function::ProtocolClIncomingDropParty:
      with_status(), party_context(context), data();
      break;
    case Function::NdisCmDispatchIncomingCloseCall:
      with_status(), vc_handle(), data();
      break;
    case Function::ProtocolClIncomingCloseCall:
      with_status(), vc_context(v.context), data();
      break;
    default: vc_handle(); break;
  }
}

void Simulator::fill_exit(Record& r, const Call& call, std::uint32_t status) const {
  bool returns = in_family(call.function)
                     ? request_of_handler(call.function) == call.function ||
                           handler_of(call.function) == call.function
                     : call.function == Function::NdisCoCreateVc ||
                           call.function == Function::NdisCoDeleteVc ||
                           call.function == Function::ProtocolCoCreateVc ||
                           call.function == Function::ProtocolCoDeleteVc ||
                           call.function == Function::NdisCmActivateVc ||
                           call.function == Function::NdisCmDeactivateVc;
  if (!returns) return;
  r.status = status;
  r.set(Field::Status);
  if (status != kSuccess) return;
  if (call.function == Function::NdisCoCreateVc) {
    r.vc_handle = vcs_[static_cast<std::size_t>(call.vc)].handle;
    r.set(Field::VcHandle);
  } else if (call.function == Function::ProtocolCoCreateVc) {
    r.vc_context = vcs_[static_cast<std::size_t>(call.vc)].cm_context;
    r.set(Field::VcContext);
  }
  if (call.party < 0) return;
  const SimParty& p = parties_[static_cast<std::size_t>(call.party)];
  if (call.function == Function::NdisClMakeCall ||
      call.function == Function::NdisClAddParty) {
    r.party_handle = p.handle;
    r.set(Field::PartyHandle);
  } else if (call.function == Function::ProtocolCmMakeCall ||
             call.function == Function::ProtocolCmAddParty) {
    r.party_context = p.cm_context;
    r.set(Field::PartyContext);
  }
}

bool Simulator::on_stack(int party_id, int vc_id, int except_thread) const {
  for (std::size_t t = 0; t < stacks_.size(); ++t) {
    if (static_cast<int>(t) == except_thread) continue;
    for (const Call& call : stacks_[t]) {
      if (party_id >= 0 && call.party == party_id) return true;
      if (vc_id >= 0 && call.vc == vc_id) return true;
    }
  }
  return false;
}

int Simulator::parties_of(int vc_id, Life life) const {
  int found = 0;
  for (const SimParty& p : parties_) found += p.vc == vc_id && p.client == life;
  return found;
}

int Simulator::pick_party(int vc_id, Life life) {
  int count = parties_of(vc_id, life);
  if (count == 0) return -1;
  int skip = static_cast<int>(below(static_cast<std::uint64_t>(count)));
  for (int q = 0; q < static_cast<int>(parties_.size()); ++q) {
    if (party(q).vc == vc_id && party(q).client == life && skip-- == 0) return q;
  }
  return -1;
}

// A later party has the value of this one's handle.
bool Simulator::handle_reissued(int party_id) const {
  for (std::size_t q = static_cast<std::size_t>(party_id) + 1; q < parties_.size(); ++q) {
    if (parties_[q].handle == parties_[static_cast<std::size_t>(party_id)].handle)
      return true;
  }
  return false;
}

// Some thread is in an add that NDIS is about to refuse.
bool Simulator::adding_in_vain(int vc_id) const {
  for (const Stack& s : stacks_) {
    for (const Call& call : s) {
      if (call.function == Function::NdisClAddParty && call.vc == vc_id &&
          call.rejected) {
        return true;
      }
    }
  }
  return false;
}

}  // namespace condis::oracle
