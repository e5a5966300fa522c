// Reads a recording once, front to back, and writes down who asked for what and how it
// ended. Callbacks carry contexts, not handles: they are joined to the request that waits
// for them, the oldest first.
#include <algorithm>
#include <utility>

#include "tests/oracle/history_cm.h"

namespace condis::oracle {
namespace {

class Builder {
 public:
  Builder(const std::vector<Record>& records, const ReferenceOptions& options) {
    h_.records = &records;
    h_.options = options;
    h_.close_data = options.close_data;
    std::size_t size = records.size();
    h_.frame_of.assign(size, kNone);
    h_.party_of.assign(size, kNone);
    h_.operation_of.assign(size, kNone);
    h_.internal.assign(size, false);
    h_.request_of.assign(size, kNone);
    h_.completion_of.assign(size, kNone);
    h_.cm_party_of.assign(size, kNone);
  }

  History build() {
    for (int i = 0; i < h_.count(); ++i) {
      const Record& r = h_.at(i);
      if (r.function == Function::TraceBegin) begin(r);
      if (r.function == Function::TraceEnd) end(i);
      if (r.phase == Phase::Enter) open_frame(i);
      if (r.phase == Phase::Exit) close_frame(i);
      if (item(h_.frame_of, i) == kNone) continue;
      if (h_.by_client(i)) {
        r.phase == Phase::Enter ? client_enters(i) : client_exits(i);
      } else if (h_.options.two_sided) {
        r.phase == Phase::Enter ? cm_.enters(i) : cm_.exits(i);
      }
    }
    return std::move(h_);
  }

 private:
  // Corner: the first driver that says what the medium does with close data is believed.
  void begin(const Record& r) {
    if (h_.close_data == Support::Unknown) h_.close_data = r.close_data;
    if (h_.roles.size() <= r.provider) h_.roles.resize(r.provider + 1u, Role::Unknown);
    h_.roles[r.provider] = r.role;
    begun_.push_back(r.provider);
  }

  void end(int i) {
    ended_.push_back(h_.at(i).provider);
    for (std::uint16_t provider : begun_) {
      if (std::find(ended_.begin(), ended_.end(), provider) == ended_.end()) return;
    }
    h_.complete = i;
  }

  // --- frames

  void open_frame(int i) {
    Frame frame;
    frame.enter = i;
    for (int k = last(h_.frames); k >= 0; --k) {
      const Frame& other = item(h_.frames, k);
      if (other.exit == kNone && same_thread(other.enter, i)) {
        frame.parent = k;
        break;
      }
    }
    h_.frames.push_back(frame);
    item(h_.frame_of, i) = last(h_.frames);
  }

  void close_frame(int i) {
    const Record& r = h_.at(i);
    for (int k = last(h_.frames); k >= 0; --k) {
      Frame& frame = item(h_.frames, k);
      const Record& e = h_.at(frame.enter);
      if (frame.exit == kNone && same_thread(frame.enter, i) &&
          e.provider == r.provider && e.function == r.function &&
          e.call_id == r.call_id) {
        frame.exit = i;
        item(h_.frame_of, i) = k;
        return;
      }
    }
  }

  bool same_thread(int i, int k) const {
    return h_.at(i).thread_id == h_.at(k).thread_id &&
           h_.at(i).process_id == h_.at(k).process_id;
  }

  // --- the client's side

  void client_enters(int i) {
    const Record& r = h_.at(i);
    switch (r.function) {
      case Function::NdisClMakeCall: enter_make(i); break;
      case Function::NdisClAddParty: enter_add(i); break;
      case Function::NdisClDropParty: enter_drop(i); break;
      case Function::NdisClCloseCall: enter_close(i); break;
      case Function::ProtocolClMakeCallComplete:
      case Function::ProtocolClAddPartyComplete:
      case Function::ProtocolClDropPartyComplete:
      case Function::ProtocolClCloseCallComplete: enter_completion(i); break;
      case Function::ProtocolClIncomingDropParty: {
        int party = indicated_party(r.party_context, i);
        item(h_.party_of, i) = party;
        if (party != kNone) item(h_.parties, party).indications.push_back(i);
        break;
      }
      case Function::ProtocolClIncomingCloseCall: {
        int call = h_.call_of(h_.newest_vc_by_context(r.vc_context, i), i);
        if (call != kNone) item(h_.calls, call).indications.push_back(i);
        break;
      }
      case Function::ProtocolClIncomingCall: {
        int vc = h_.newest_vc_by_context(r.vc_context, i);
        if (vc == kNone) break;
        Call call;
        call.vc = vc;
        call.start = i;
        h_.calls.push_back(call);
        break;
      }
      case Function::NdisClIncomingCallComplete: {
        int call = h_.call_of(h_.newest_vc(r.vc_handle, i), i);
        if (call == kNone || item(h_.calls, call).make != kNone) break;
        Call& c = item(h_.calls, call);
        (r.status == kSuccess ? c.accepted : c.rejected) = i;
        break;
      }
      default: break;
    }
  }

  void client_exits(int i) {
    const Record& r = h_.at(i);
    const Record& e = h_.entry(i);
    int entered = h_.frame_at(i).enter;
    switch (r.function) {
      case Function::NdisCoCreateVc:
        if (r.status != kSuccess) break;
        add_vc(r.vc_handle, e.has(Field::VcContext) ? e.vc_context : r.vc_context, true,
               i);
        break;
      case Function::ProtocolCoCreateVc:
        if (r.status != kSuccess) break;
        add_vc(e.vc_handle, r.has(Field::VcContext) ? r.vc_context : e.vc_context, false,
               i);
        break;
      case Function::NdisCoDeleteVc: {
        int vc = h_.newest_vc(e.vc_handle, entered);
        if (r.status == kSuccess && vc != kNone && item(h_.vcs, vc).deleted == kNone) {
          item(h_.vcs, vc).deleted = i;
          item(h_.vcs, vc).deleting = entered;
        }
        break;
      }
      case Function::ProtocolCoDeleteVc: {
        int vc = h_.newest_vc_by_context(e.vc_context, entered);
        if (r.status == kSuccess && vc != kNone) item(h_.vcs, vc).deleted = i;
        break;
      }
      case Function::ProtocolClIncomingCall: {
        int call = h_.call_of(h_.newest_vc_by_context(e.vc_context, i), i);
        if (call == kNone || r.status == kPending) break;
        Call& c = item(h_.calls, call);
        (r.status == kSuccess ? c.accepted : c.rejected) = i;
        break;
      }
      default:
        if (is_request(r.function)) exit_request(i);
        break;
    }
  }

  void add_vc(std::uint64_t handle, std::uint64_t context, bool of_client, int i) {
    Vc vc;
    vc.handle = handle;
    vc.context = context;
    vc.of_client = of_client;
    vc.born = i;
    h_.vcs.push_back(vc);
  }

  int add_operation(int i) {
    Operation operation;
    operation.kind = h_.at(i).function;
    operation.enter = i;
    h_.operations.push_back(operation);
    item(h_.operation_of, i) = last(h_.operations);
    return last(h_.operations);
  }

  void add_party(int operation, int vc, int call, int i) {
    Party party;
    party.context = h_.at(i).party_context;
    party.vc = vc;
    party.call = call;
    party.birth = operation;
    h_.parties.push_back(party);
    item(h_.operations, operation).party = last(h_.parties);
    item(h_.party_of, i) = last(h_.parties);
  }

  // Corner: NdisClMakeCall on a VC that has a call already makes no second call.
  void enter_make(int i) {
    const Record& r = h_.at(i);
    int operation = add_operation(i);
    int vc = h_.newest_vc(r.vc_handle, i);
    if (vc == kNone || item(h_.vcs, vc).deleted != kNone) return;
    int call = h_.call_of(vc, i);
    if (h_.setting_up(call, i) || h_.established(call, i)) return;
    Call next;
    next.vc = vc;
    next.multipoint = r.party_context != 0;
    next.start = i;
    next.make = operation;
    h_.calls.push_back(next);
    Operation& o = item(h_.operations, operation);
    o.vc = vc;
    o.call = last(h_.calls);
    o.counts = true;
    if (next.multipoint) add_party(operation, vc, last(h_.calls), i);
  }

  void enter_add(int i) {
    int operation = add_operation(i);
    int vc = h_.newest_vc(h_.at(i).vc_handle, i);
    int call = h_.call_of(vc, i);
    item(h_.operations, operation).vc = vc;
    item(h_.operations, operation).call = call;
    add_party(operation, vc, call, i);
  }

  void enter_drop(int i) {
    int operation = add_operation(i);
    int party = h_.newest_party(h_.at(i).party_handle, i);
    if (party == kNone || h_.names_failed(h_.at(i).party_handle, i)) return;
    Operation& o = item(h_.operations, operation);
    o.party = party;
    o.vc = item(h_.parties, party).vc;
    o.call = item(h_.parties, party).call;
    o.counts = h_.up(party, i);
    item(h_.parties, party).drops.push_back(operation);
    item(h_.party_of, i) = party;
  }

  // Corner: a close during set-up, of a VC that has no call or of one that is being
  // closed already does not close anything.
  void enter_close(int i) {
    const Record& r = h_.at(i);
    int operation = add_operation(i);
    int vc = h_.newest_vc(r.vc_handle, i);
    int call = h_.call_of(vc, i);
    int party =
        h_.names_failed(r.party_handle, i) ? kNone : h_.newest_party(r.party_handle, i);
    Operation& o = item(h_.operations, operation);
    o.vc = vc;
    o.call = call;
    o.party = party;
    bool offered = call != kNone && item(h_.calls, call).make == kNone &&
                   !item(h_.calls, call).indications.empty() &&
                   item(h_.calls, call).rejected == kNone &&
                   item(h_.calls, call).closed == kNone;
    o.counts = (h_.established(call, i) || offered) && !h_.closing(call, i);
    if (o.counts) item(h_.calls, call).closes.push_back(operation);
    if (party == kNone) return;
    o.ends_party = o.counts && item(h_.parties, party).vc == vc && h_.up(party, i);
    item(h_.parties, party).closes.push_back(operation);
    item(h_.party_of, i) = party;
  }

  void exit_request(int i) {
    const Record& r = h_.at(i);
    int operation = item(h_.operation_of, h_.frame_at(i).enter);
    Operation& o = item(h_.operations, operation);
    o.exit = i;
    item(h_.operation_of, i) = operation;
    if (!h_.options.two_sided) learn(h_, i);
    std::uint64_t handle = r.has(Field::PartyHandle) ? r.party_handle : 0;
    if (o.end != kNone && r.status == kSuccess) h_.nobodys.push_back({handle, i, false});
    if (r.status == kPending || o.end != kNone) return;
    o.returned_final = true;
    finish(operation, r.status, handle, i);
  }

  void finish(int operation, std::uint32_t status, std::uint64_t handle, int i) {
    Operation& o = item(h_.operations, operation);
    o.end = i;
    o.status = status;
    bool births =
        o.kind == Function::NdisClMakeCall || o.kind == Function::NdisClAddParty;
    if (births && status == kSuccess) hand_out(operation, handle, i);
    if (births && status != kSuccess) {
      if (handle != 0)
        h_.failed.push_back({handle, i, o.kind == Function::NdisClAddParty});
      for (const CmRequest& request : h_.requests) {
        if (request.operation != operation || request.party == kNone) continue;
        h_.failed.push_back({item(h_.cm_parties, request.party).handle, i,
                             o.kind == Function::NdisClAddParty, false});
      }
    }
    if (o.kind == Function::NdisClCloseCall && o.counts && status == kSuccess &&
        item(h_.vcs, o.vc).deleted == kNone) {
      item(h_.calls, o.call).closed = i;
    }
  }

  void hand_out(int operation, std::uint64_t handle, int i) {
    int party = item(h_.operations, operation).party;
    if (party == kNone && handle != 0) h_.nobodys.push_back({handle, i, false});
    if (party == kNone || handle == 0 || item(h_.parties, party).handle != 0) return;
    item(h_.parties, party).handle = handle;
    item(h_.parties, party).known = i;
  }

  // A completion callback ends the oldest request that waits for it. Else it is the
  // client's own run after a return with a final status: on the same thread, once for
  // each such return, and not directly out of a call manager's completion call (R7).
  // Right after such a return it is the client's own run in any case.
  // Corner: one that says PENDING ends nothing.
  void enter_completion(int i) {
    const Record& r = h_.at(i);
    if (r.status == kPending) {
      if (r.function == Function::ProtocolClDropPartyComplete) {
        item(h_.party_of, i) = newest_by_context(r.party_context, i);
      }
      return;
    }
    bool own = !from_completion(i);
    int just_returned = own ? returned_before(i) : kNone;
    int waiting = just_returned != kNone ? kNone : find_request(i, true, true);
    int returned = just_returned;
    if (waiting == kNone && returned == kNone && own)
      returned = find_request(i, true, false);
    if (waiting == kNone && returned == kNone) waiting = find_request(i, false, true);
    if (waiting == kNone && returned == kNone && own)
      returned = find_request(i, false, false);
    if (waiting != kNone) {
      item(h_.operation_of, i) = waiting;
      item(h_.party_of, i) = item(h_.operations, waiting).party;
      finish(waiting, r.status, r.party_handle, i);
      return;
    }
    if (returned != kNone) {
      Operation& o = item(h_.operations, returned);
      o.ran_internal = true;
      h_.internal[static_cast<std::size_t>(i)] = true;
      item(h_.operation_of, i) = returned;
      item(h_.party_of, i) = o.party;
      bool births =
          o.kind == Function::NdisClMakeCall || o.kind == Function::NdisClAddParty;
      if (births && o.status == kSuccess) hand_out(returned, r.party_handle, i);
      return;
    }
    if (r.function == Function::ProtocolClDropPartyComplete) {
      item(h_.party_of, i) = newest_by_context(r.party_context, i);
    }
    if (r.has(Field::PartyHandle) && r.status == kSuccess) {
      h_.nobodys.push_back({r.party_handle, i, false});
    }
  }

  // Corner: the client may make a call out of a callback that a completion call made, and
  // run its routine there; so only the frame around the callback itself matters.
  bool from_completion(int i) {
    int parent = h_.frame_at(i).parent;
    if (parent == kNone) return false;
    Function function = h_.at(item(h_.frames, parent).enter).function;
    return function == Function::NdisCmMakeCallComplete ||
           function == Function::NdisCmAddPartyComplete ||
           function == Function::NdisCmDropPartyComplete ||
           function == Function::NdisCmCloseCallComplete;
  }

  // The request whose final return is the thread's record before record i. A later
  // request that waits for the same callback shows that the client had done with this
  // one.
  int returned_before(int i) const {
    for (int k = i - 1; k >= 0; --k) {
      if (!same_thread(k, i) || h_.at(k).provider != h_.at(i).provider) continue;
      if (h_.at(k).phase != Phase::Exit || !is_request(h_.at(k).function)) return kNone;
      int id = h_.operation_of[static_cast<std::size_t>(k)];
      if (id == kNone) return kNone;
      const Operation& o = h_.operations[static_cast<std::size_t>(id)];
      if (!o.returned_final || o.ran_internal || !completes(i, o)) return kNone;
      if (!o.counts && o.kind != Function::NdisClAddParty) return kNone;
      for (const Operation& next : h_.operations) {
        if (next.enter > o.end && next.end == kNone && completes(i, next)) return kNone;
      }
      return id;
    }
    return kNone;
  }

  // sure: a request that changes something, or one that was somebody's mistake. Of those
  // that wait the oldest, of those whose return on this thread was final the newest.
  int find_request(int i, bool sure, bool waits) const {
    int found = kNone;
    for (int k = 0; k <= last(h_.operations); ++k) {
      const Operation& o = h_.operations[static_cast<std::size_t>(k)];
      bool counts = o.counts || o.kind == Function::NdisClAddParty;
      if (counts != sure || !completes(i, o)) continue;
      if (waits && o.end == kNone && found == kNone) found = k;
      bool own = o.returned_final && !o.ran_internal && same_thread(o.enter, i);
      if (!waits) found = own ? k : kNone;  // only after the newest of them
    }
    return found;
  }

  bool completes(int i, const Operation& o) const {
    const Record& r = h_.at(i);
    bool right_party =
        o.party != kNone &&
        h_.parties[static_cast<std::size_t>(o.party)].context == meant_context(i);
    bool right_vc =
        o.vc != kNone && h_.vcs[static_cast<std::size_t>(o.vc)].context == r.vc_context;
    switch (r.function) {
      case Function::ProtocolClMakeCallComplete:
        return o.kind == Function::NdisClMakeCall && right_vc;
      case Function::ProtocolClAddPartyComplete:
        return o.kind == Function::NdisClAddParty && right_party;
      case Function::ProtocolClDropPartyComplete:
        return o.kind == Function::NdisClDropParty && right_party;
      case Function::ProtocolClCloseCallComplete:
        return o.kind == Function::NdisClCloseCall && right_vc;
      default: return false;
    }
  }

  // The callback inside NdisCmDropPartyComplete is about the party that this names, even
  // if
  // it gets another one's context.
  std::uint64_t meant_context(int i) const {
    const int parent = h_.frame_at(i).parent;
    if (parent != kNone && h_.at(i).function == Function::ProtocolClDropPartyComplete) {
      const Record& done = h_.at(h_.frames[static_cast<std::size_t>(parent)].enter);
      const int party = h_.newest_party(done.party_handle, i);
      if (done.function == Function::NdisCmDropPartyComplete && party != kNone) {
        return h_.parties[static_cast<std::size_t>(party)].context;
      }
    }
    return h_.at(i).party_context;
  }

  int newest_by_context(std::uint64_t context, int i) const {
    int best = kNone;
    for (int q = 0; q <= last(h_.parties); ++q) {
      if (h_.parties[static_cast<std::size_t>(q)].context == context &&
          h_.state(q, i) != PartyState::None) {
        best = q;
      }
    }
    return best;
  }

  // The newest party with that context that is alive, else the newest one.
  int indicated_party(std::uint64_t context, int i) const {
    for (int q = last(h_.parties); q >= 0; --q) {
      PartyState state = h_.state(q, i);
      if (h_.parties[static_cast<std::size_t>(q)].context == context &&
          (state == PartyState::Up || state == PartyState::Dropping ||
           state == PartyState::Closing)) {
        return q;
      }
    }
    return newest_by_context(context, i);
  }

  History h_;
  CmSide cm_{h_};
  std::vector<std::uint16_t> begun_;
  std::vector<std::uint16_t> ended_;
};

}  // namespace

History read_history(const std::vector<Record>& records,
                     const ReferenceOptions& options) {
  return Builder(records, options).build();
}

}  // namespace condis::oracle
