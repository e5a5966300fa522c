// The simulated client: what it may do next, and how it errs.
#include "tests/oracle/history.h"
#include "tests/oracle/simulator.h"

namespace condis::oracle {

std::uint64_t Simulator::fresh_context() {
  if (chance(50)) {
    for (const SimParty& p : parties_) {
      bool used_again = false;
      for (const SimParty& q : parties_) {
        used_again |= q.context == p.context && q.client != Life::Gone;
      }
      if (p.client == Life::Gone && !p.orphan && !used_again) return p.context;
    }
  }
  return 0xC000 + 0x10 * next_value_++;
}

// NDIS issues the value of a handle again once nobody has any business with the old one.
std::uint64_t Simulator::fresh_handle() {
  if (chance(50)) {
    for (int q = 0; q < static_cast<int>(parties_.size()); ++q) {
      bool used_again = false;
      for (const SimParty& other : parties_) {
        bool over = (other.client == Life::Gone && other.cm != Life::Up &&
                     other.cm != Life::Dropping && other.cm != Life::Closing);
        used_again |= other.handle == party(q).handle && !over;
      }
      if (!used_again && !on_stack(q, -1, -1) && !party(q).orphan) return party(q).handle;
    }
  }
  return 0xA000 + 0x10 * next_value_++;
}

bool Simulator::client_creates(int thread) {
  SimVc v;
  v.handle = 0x5000 + 0x10 * next_value_;
  v.context = 0x6000 + 0x10 * next_value_;
  v.cm_context = 0x7000 + 0x10 * next_value_++;
  for (int k = 0; k < static_cast<int>(vcs_.size()) && chance(50); ++k) {
    bool reused = false;
    for (const SimVc& other : vcs_) {
      reused |= other.handle == vc(k).handle && (other.exists || !other.deleting);
    }
    if (reused || on_stack(-1, k, -1)) continue;
    v.handle = vc(k).handle;
    v.context = vc(k).context;
  }
  vcs_.push_back(v);
  Call call;
  call.function = Function::NdisCoCreateVc;
  call.vc = static_cast<int>(vcs_.size()) - 1;
  enter(thread, call);
  return true;
}

void Simulator::client_makes(int thread, int vc_id) {
  SimVc& v = vc(vc_id);
  v.multipoint = chance(90);
  v.client = CallLife::Setup;
  v.used = true;
  v.tearing = v.indicated = v.must_delete = false;
  Call call;
  call.function = Function::NdisClMakeCall;
  call.vc = vc_id;
  if (v.multipoint) {
    SimParty p;
    p.vc = vc_id;
    p.client = Life::Adding;
    p.context = fresh_context();
    p.handle = fresh_handle();
    parties_.push_back(p);
    call.party = static_cast<int>(parties_.size()) - 1;
  }
  enter(thread, call);
}

void Simulator::client_adds(int thread, int vc_id, std::uint64_t context, bool rejected) {
  Call call;
  call.function = Function::NdisClAddParty;
  call.vc = vc_id;
  call.context = context;
  call.rejected = rejected;
  if (!rejected) {
    SimParty p;
    p.vc = vc_id;
    p.client = Life::Adding;
    p.context = context;
    p.handle = fresh_handle();
    parties_.push_back(p);
    call.party = static_cast<int>(parties_.size()) - 1;
  }
  enter(thread, call);
}

void Simulator::give_data(Call& call) {
  bool may =
      said_ == Support::Yes || (said_ == Support::Unknown && (!tried_ || learned_));
  if ((may && chance(25)) || (!may && fault(Fault::DataUnsupported))) {
    call.has_data = tried_ = true;
    call.data_size = static_cast<std::uint32_t>(below(64));
  } else if (fault(Fault::SizeWithoutData)) {
    call.data_size = 8;
  }
}

void Simulator::client_drops(int thread, int party_id, bool rejected) {
  Call call;
  call.function = Function::NdisClDropParty;
  call.party = party_id;
  call.vc = party(party_id).vc;
  call.rejected = rejected;
  give_data(call);
  if (!rejected) party(party_id).client = Life::Dropping;
  enter(thread, call);
}

void Simulator::client_closes(int thread, int vc_id, int party_id, std::uint64_t handle,
                              bool rejected) {
  Call call;
  call.function = Function::NdisClCloseCall;
  call.vc = vc_id;
  call.party = party_id;
  call.handle = handle;
  call.rejected = rejected;
  give_data(call);
  if (!rejected) {
    vc(vc_id).client = CallLife::Closing;
    vc(vc_id).last = party_id;
    if (party_id >= 0 && party(party_id).client == Life::Up) {
      party(party_id).client = Life::Closing;
    }
  }
  enter(thread, call);
}

void Simulator::client_deletes(int thread, int vc_id, bool rejected) {
  Call call;
  call.function = Function::NdisCoDeleteVc;
  call.vc = vc_id;
  call.rejected = rejected;
  if (!rejected) vc(vc_id).deleting = true;
  enter(thread, call);
}

// Answers an incoming drop, if that can be done now.
bool Simulator::client_answers(int thread, int party_id) {
  SimParty& p = party(party_id);
  if (p.client != Life::Up || vc(p.vc).client != CallLife::Up) return false;
  if (parties_of(p.vc, Life::Up) > 1) {
    client_drops(thread, party_id, false);
    return true;
  }
  if (parties_of(p.vc, Life::Adding) + parties_of(p.vc, Life::Dropping) > 0 ||
      adding_in_vain(p.vc)) {
    return false;
  }
  client_closes(thread, p.vc, party_id, 0, false);
  return true;
}

bool Simulator::client_acts(int thread, int vc_id) {
  // In an indication that is not answered yet there is nothing else to do.
  for (const Call& call : stack(thread)) {
    if (call.function != Function::ProtocolClIncomingDropParty || call.party < 0)
      continue;
    if (party(call.party).client == Life::Up && !vc(party(call.party).vc).abandoned) {
      int q = pick_party(party(call.party).vc, Life::Up);
      if (q != call.party && fault(Fault::DropOther)) {
        client_drops(thread, q, false);
        return true;
      }
      return chance(70) && client_answers(thread, call.party);
    }
  }
  SimVc& v = vc(vc_id);
  if (!v.exists || v.deleting) return false;
  if (client_errs(thread, vc_id)) return true;
  if (v.abandoned) return false;
  int up = parties_of(vc_id, Life::Up);
  int adding = parties_of(vc_id, Life::Adding);
  int dropping = parties_of(vc_id, Life::Dropping);
  if (v.client == CallLife::Idle) {
    bool free = up + adding + dropping + parties_of(vc_id, Life::Closing) == 0 &&
                v.cm == CallLife::Idle && !v.active;
    if (!free) return false;
    bool reuse = !v.must_delete && !draining_ && chance(v.used ? 30 : 90);
    if (reuse) {
      client_makes(thread, vc_id);
      return true;
    }
    if (on_stack(-1, vc_id, thread)) return false;
    client_deletes(thread, vc_id, false);
    return true;
  }
  if (v.client != CallLife::Up) return false;
  for (int q = 0; q < static_cast<int>(parties_.size()); ++q) {
    if (party(q).vc == vc_id && party(q).told && client_answers(thread, q)) return true;
  }
  if (v.tearing || v.indicated || draining_) {
    v.tearing = true;
    if (!v.multipoint) {
      client_closes(thread, vc_id, -1, 0, false);
      return true;
    }
    int q = pick_party(vc_id, Life::Up);
    if (q < 0) return false;
    if (up > 1) {
      client_drops(thread, q, false);
      return true;
    }
    if (adding + dropping > 0 || adding_in_vain(vc_id)) return false;
    client_closes(thread, vc_id, q, 0, false);
    return true;
  }
  if (v.multipoint && up + adding + dropping < 4 && chance(50)) {
    client_adds(thread, vc_id, fresh_context(), false);
    return true;
  }
  if (v.multipoint && up > 1 && chance(30)) {
    client_drops(thread, pick_party(vc_id, Life::Up), false);
    return true;
  }
  if (chance(20)) v.tearing = true;
  return false;
}

bool Simulator::client_errs(int thread, int vc_id) {
  SimVc& v = vc(vc_id);
  int up = parties_of(vc_id, Life::Up);
  int adding = parties_of(vc_id, Life::Adding);
  int dropping = parties_of(vc_id, Life::Dropping);
  bool alive = v.client == CallLife::Up && v.multipoint;
  int used = pick_party(vc_id, chance(60) ? Life::Dropping : Life::Gone);
  if (used >= 0 && party(used).was_up && !handle_reissued(used) &&
      fault(Fault::DropAgain)) {
    return client_drops(thread, used, true), true;
  }
  if (alive && up == 1 && adding == 0 && fault(Fault::DropLast)) {
    return client_drops(thread, pick_party(vc_id, Life::Up), false), true;
  }
  if (fault(Fault::DropUnknown)) {
    Call call;
    call.function = Function::NdisClDropParty;
    call.handle = 0xDEAD0;
    call.rejected = true;
    return enter(thread, call), true;
  }
  int never = pick_party(vc_id, Life::Gone);
  if (never >= 0 && !party(never).was_up && !handle_reissued(never) &&
      fault(Fault::DropFailed)) {
    return client_drops(thread, never, true), true;
  }
  if (alive && (up > 1 || (up == 1 && adding + dropping > 0)) &&
      fault(Fault::CloseEarly)) {
    return client_closes(thread, vc_id, pick_party(vc_id, Life::Up), 0, false), true;
  }
  if (v.client == CallLife::Up && fault(Fault::CloseBadHandle)) {
    int q = chance(50) ? pick_party(vc_id, chance(50) ? Life::Gone : Life::Dropping) : -1;
    std::uint64_t handle = q < 0 && !v.multipoint ? 0xBAD0 : 0;
    if (q >= 0 && (!party(q).was_up || handle_reissued(q))) q = -1;
    return client_closes(thread, vc_id, q, handle, chance(50)), true;
  }
  if (v.used && (v.client == CallLife::Closing || v.client == CallLife::Idle) &&
      (v.last < 0 || !handle_reissued(v.last)) && fault(Fault::CloseAgain)) {
    return client_closes(thread, vc_id, v.last, 0, true), true;
  }
  int holder = pick_party(vc_id, chance(50) ? Life::Up : Life::Dropping);
  if (alive && holder >= 0 && fault(Fault::ReuseContext)) {
    return client_adds(thread, vc_id, party(holder).context, chance(50)), true;
  }
  if (alive && fault(Fault::NullContext)) {
    return client_adds(thread, vc_id, 0, true), true;
  }
  if (!alive && fault(Fault::AddWithoutCall)) {
    return client_adds(thread, vc_id, fresh_context(), true), true;
  }
  if ((v.client == CallLife::Up || v.client == CallLife::Closing) &&
      fault(Fault::DeleteEarly)) {
    return client_deletes(thread, vc_id, true), true;
  }
  if (v.client == CallLife::Closing && fault(Fault::MakeWhileClosing)) {
    Call call;
    call.function = Function::NdisClMakeCall;
    call.vc = vc_id;
    call.context = v.multipoint ? fresh_context() : 0;
    call.rejected = true;
    return enter(thread, call), true;
  }
  return false;
}

// What a completion means to the client.
void Simulator::completed(const Call& call, std::uint32_t status) {
  bool good = status == kSuccess;
  switch (request_of_handler(call.function)) {
    case Function::NdisClMakeCall: {
      SimVc& v = vc(call.vc);
      if (v.client != CallLife::Setup) return;
      v.client = good ? CallLife::Up : CallLife::Idle;
      v.must_delete = !good;
      if (call.party < 0) return;
      party(call.party).client = good ? Life::Up : Life::Gone;
      party(call.party).was_up = good;
      break;
    }
    case Function::NdisClAddParty:
      if (call.party < 0 || party(call.party).client != Life::Adding) return;
      party(call.party).client = good ? Life::Up : Life::Gone;
      party(call.party).was_up = good;
      break;
    case Function::NdisClDropParty: {
      if (call.party < 0 || party(call.party).client != Life::Dropping) return;
      party(call.party).client = good ? Life::Gone : Life::Up;
      SimVc& v = vc(party(call.party).vc);
      if (good && call.has_data) learned_ = true;
      if (status == kFailure) {
        v.tearing = true;
        if (fault(Fault::Abandon)) v.abandoned = true;
      }
      break;
    }
    case Function::NdisClCloseCall: {
      SimVc& v = vc(call.vc);
      if (v.client != CallLife::Closing) return;
      if (good && call.has_data) learned_ = true;
      v.client = good ? CallLife::Idle : CallLife::Up;
      if (v.last >= 0 && party(v.last).client == Life::Closing) {
        party(v.last).client = good ? Life::Gone : Life::Up;
      }
      if (!good) {
        v.tearing = true;
        return;
      }
      for (SimParty& p : parties_) {
        if (p.vc != call.vc || p.client != Life::Up) continue;
        p.client = Life::Gone;
        p.orphan = true;
      }
      break;
    }
    default: break;
  }
}

// Inside a callback the client may do a few things, then it returns.
void Simulator::run_callback(int thread) {
  Call& top = stack(thread).back();
  int vc_id = top.vc >= 0 ? top.vc : (top.party >= 0 ? party(top.party).vc : -1);
  if (top.stage++ < 2 && vc_id >= 0 && chance(45)) {
    if (client_acts(thread, vc_id)) return;
  }
  leave(thread, kSuccess);
}

}  // namespace condis::oracle
