#include "tests/oracle/history.h"

#include <algorithm>

namespace condis::oracle {

namespace {

template <class T>
const T& item(const std::vector<T>& items, int i) {
  return items[static_cast<std::size_t>(i)];
}

// Whether something that ends at `end` has ended before record i.
bool before(int end, int i) {
  return end != kNone && end < i;
}

}  // namespace

const Frame& History::frame_at(int i) const {
  return item(frames, item(frame_of, i));
}

const Record& History::entry(int i) const {
  int frame = item(frame_of, i);
  return frame == kNone ? at(i) : at(item(frames, frame).enter);
}

bool History::enters(int i, Function function) const {
  return at(i).phase == Phase::Enter && at(i).function == function;
}

bool History::exits(int i, Function function) const {
  return at(i).phase == Phase::Exit && at(i).function == function &&
         item(frame_of, i) != kNone;
}

bool History::by_client(int i) const {
  return at(i).provider != 2;
}

int History::inside(int i, Function function) const {
  int frame = item(frame_of, i);
  if (frame == kNone) return kNone;
  for (frame = item(frames, frame).parent; frame != kNone;
       frame = item(frames, frame).parent) {
    if (at(item(frames, frame).enter).function == function) return frame;
  }
  return kNone;
}

Function History::innermost_callback(int i) const {
  int frame = item(frame_of, i);
  while (frame != kNone && item(frames, frame).parent != kNone) {
    frame = item(frames, frame).parent;
    const Function f = at(item(frames, frame).enter).function;
    if ((f >= Function::ProtocolClMakeCallComplete &&
         f <= Function::ProtocolCmNotifyCloseAfComplete) ||
        (f >= Function::MiniportCoCreateVc &&
         f <= Function::MiniportCoSendNetBufferLists)) {
      return f;
    }
  }
  return Function::Unknown;
}

std::vector<int> History::children(int frame, Function function) const {
  std::vector<int> found;
  for (int k = frame + 1; k < static_cast<int>(frames.size()); ++k) {
    const Frame& child = item(frames, k);
    if (child.parent == frame && at(child.enter).function == function) found.push_back(k);
  }
  return found;
}

// A party is up from the successful end of its make or add to the entry of its drop or
// close, and again after a drop or close that ended without success.
// Corner: a successful close of the call, or the deletion of the VC, ends every party of
// that call, also one that is being added or dropped, or that nobody released.
PartyState History::state(int party, int i) const {
  if (party == kNone) return PartyState::None;
  const Party& p = item(parties, party);
  const Operation& birth = item(operations, p.birth);
  if (birth.enter >= i) return PartyState::None;
  if (before(left(party), i)) return PartyState::Gone;
  if (!before(birth.end, i)) return PartyState::Adding;
  if (birth.status != kSuccess) return PartyState::Gone;
  for (int drop : p.drops) {
    const Operation& operation = item(operations, drop);
    if (!operation.counts || operation.enter >= i) continue;
    if (!before(operation.end, i)) return PartyState::Dropping;
    if (operation.status == kSuccess) return PartyState::Gone;
  }
  for (int close : p.closes) {
    const Operation& operation = item(operations, close);
    if (!operation.ends_party || operation.enter >= i) continue;
    if (!before(operation.end, i)) return PartyState::Closing;
    if (operation.status == kSuccess) return PartyState::Gone;
  }
  return PartyState::Up;
}

int History::left(int party) const {
  const Party& p = item(parties, party);
  const int born = item(operations, p.birth).enter;
  int closed = p.call == kNone ? kNone : item(calls, p.call).closed;
  int deleted = p.vc == kNone ? kNone : item(vcs, p.vc).deleted;
  if (closed < born) closed = kNone;
  if (deleted < born) deleted = kNone;
  if (closed == kNone || deleted == kNone) return std::max(closed, deleted);
  return std::min(closed, deleted);
}

bool History::dropped_for_good(const Operation& drop, int i) const {
  if (!drop.counts || drop.enter >= i) return false;
  if (!before(drop.end, i)) return true;
  const int left_at = left(drop.party);
  return drop.status == kSuccess && (left_at == kNone || drop.end <= left_at);
}

bool History::told(int party, int i) const {
  const std::vector<int>& seen = item(parties, party).indications;
  return !seen.empty() && seen.front() < i;
}

int History::others(int call, int party, PartyState wanted, int i) const {
  int found = 0;
  for (int q = 0; q < static_cast<int>(parties.size()); ++q) {
    if (q != party && item(parties, q).call == call && state(q, i) == wanted) ++found;
  }
  return found;
}

int History::newest_party(std::uint64_t handle, int i) const {
  int best = kNone;
  if (handle == 0) return best;
  for (int q = 0; q < static_cast<int>(parties.size()); ++q) {
    const Party& p = item(parties, q);
    if (p.handle != handle || !before(p.known, i)) continue;
    if (best == kNone || p.known > item(parties, best).known) best = q;
  }
  return best;
}

// Corner: a failed add that shows the value of a handle whose party is alive (the
// client's variable was not touched) takes nothing away from that party; nor does one
// that the client was not shown from an older party.
bool History::names_failed(std::uint64_t handle, int i) const {
  return newest_failed(handle, i) != nullptr;
}

bool History::names_failed_add(std::uint64_t handle, int i) const {
  const FailedHandle* found = newest_failed(handle, i);
  return found != nullptr && found->of_add;
}

const FailedHandle* History::newest_failed(std::uint64_t handle, int i) const {
  int party = newest_party(handle, i);
  const FailedHandle* found = nullptr;
  for (const FailedHandle& f : failed) {
    if (f.handle != handle || handle == 0 || !before(f.known, i)) continue;
    if (party == kNone) found = &f;
    if (party == kNone || !f.shown) continue;
    PartyState then = state(party, f.known);
    if (item(parties, party).known < f.known &&
        (then == PartyState::Gone || then == PartyState::None)) {
      found = &f;
    }
  }
  return found;
}

bool History::names_nobody(std::uint64_t handle, int i) const {
  return handle != 0 && newest_party(handle, i) == kNone &&
         std::any_of(nobodys.begin(), nobodys.end(), [&](const FailedHandle& f) {
           return f.handle == handle && before(f.known, i);
         });
}

int History::newest_vc(std::uint64_t handle, int i) const {
  int best = kNone;
  for (int v = 0; v < static_cast<int>(vcs.size()); ++v) {
    if (handle != 0 && item(vcs, v).handle == handle && item(vcs, v).born < i) best = v;
  }
  return best;
}

int History::newest_vc_by_context(std::uint64_t context, int i) const {
  int best = kNone;
  for (int v = 0; v < static_cast<int>(vcs.size()); ++v) {
    if (context != 0 && item(vcs, v).context == context && item(vcs, v).born < i)
      best = v;
  }
  return best;
}

int History::call_of(int vc, int i) const {
  int best = kNone;
  for (int c = 0; c < static_cast<int>(calls.size()); ++c) {
    if (vc != kNone && item(calls, c).vc == vc && item(calls, c).start < i) best = c;
  }
  return best;
}

bool History::setting_up(int call, int i) const {
  if (call == kNone || item(calls, call).make == kNone) return false;
  return !before(item(operations, item(calls, call).make).end, i);
}

bool History::established(int call, int i) const {
  if (call == kNone) return false;
  const Call& c = item(calls, call);
  if (before(c.closed, i) || before(item(vcs, c.vc).deleted, i)) return false;
  if (c.make == kNone) return before(c.accepted, i);
  const Operation& make = item(operations, c.make);
  return before(make.end, i) && make.status == kSuccess;
}

bool History::closing(int call, int i) const {
  if (call == kNone) return false;
  for (int close : item(calls, call).closes) {
    const Operation& operation = item(operations, close);
    if (operation.enter < i && !before(operation.end, i)) return true;
  }
  return false;
}

Support History::close_data_at(int i) const {
  if (close_data != Support::Unknown) return close_data;
  for (const Answer& answer : answers) {
    if (answer.index < i) return answer.support;
  }
  return Support::Unknown;
}

bool History::first_end(int i, int vc, int call, int since) const {
  int first = count();
  auto consider = [&](int end) {
    if (end != kNone && end > since) first = std::min(first, end);
  };
  if (call != kNone) consider(item(calls, call).closed);
  // Corner: of a VC that the call manager created, the client sees only its own
  // ProtocolCoDeleteVc; nothing is due before the recording ends.
  if (vc != kNone && item(vcs, vc).of_client) consider(item(vcs, vc).deleted);
  consider(complete);
  return first == i;
}

PartyState History::cm_state(int cm_party, int i) const {
  if (cm_party == kNone) return PartyState::None;
  const CmParty& p = item(cm_parties, cm_party);
  const CmRequest& birth = item(requests, p.birth);
  if (birth.enter >= i) return PartyState::None;
  if (!before(birth.end, i)) return PartyState::Adding;
  if (birth.status != kSuccess) return PartyState::Gone;
  for (int release : p.releases) {
    const CmRequest& request = item(requests, release);
    if (request.enter >= i) continue;
    bool drops = request.kind == Function::ProtocolCmDropParty;
    if (!before(request.end, i))
      return drops ? PartyState::Dropping : PartyState::Closing;
    if (request.status == kSuccess) return PartyState::Gone;
  }
  for (const CmRequest& request : requests) {
    if (request.kind == Function::ProtocolCmCloseCall && request.vc == p.vc &&
        request.enter > birth.enter && before(request.end, i) &&
        request.status == kSuccess) {
      return PartyState::Gone;
    }
  }
  if (p.vc != kNone && before(item(cm_vcs, p.vc).deleted, i)) return PartyState::Gone;
  return PartyState::Up;
}

bool History::cm_told(int cm_party, int i) const {
  const std::vector<int>& seen = item(cm_parties, cm_party).told;
  return !seen.empty() && seen.front() < i;
}

int History::cm_others(int cm_party, PartyState wanted, bool with_told, int i) const {
  int found = 0;
  for (int q = 0; q < static_cast<int>(cm_parties.size()); ++q) {
    if (q == cm_party || item(cm_parties, q).vc != item(cm_parties, cm_party).vc)
      continue;
    if (cm_state(q, i) == wanted && (with_told || !cm_told(q, i))) ++found;
  }
  return found;
}

int History::newest_cm_party(std::uint64_t handle, int i) const {
  int best = kNone;
  for (int q = 0; q < static_cast<int>(cm_parties.size()); ++q) {
    const CmParty& p = item(cm_parties, q);
    if (handle != 0 && p.handle == handle && item(requests, p.birth).enter < i) best = q;
  }
  return best;
}

bool History::is_mcm(int i) const {
  std::size_t provider = at(i).provider;
  return provider < roles.size() && roles[provider] == Role::Mcm;
}

}  // namespace condis::oracle
