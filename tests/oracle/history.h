// What a recording says, laid out so that a rule can look anything up: which call
// encloses which, which VCs, calls and parties there were, which request ended when and
// how.
//
// The recording has no holes: every driver's TraceBegin comes first, every entry and
// every return is logged, records stand in the order of their times. All questions are
// answered for an instant "just before record i", by scanning what happened before i.
// Nothing is kept up to date and nothing is clever: a recording of n records costs O(n *
// parties). Tested by tests/oracle/reference_test.cpp.
#pragma once

#include <cstdint>
#include <vector>

#include "model/record.h"
#include "tests/oracle/reference.h"

namespace condis::oracle {

inline constexpr int kNone = -1;

inline constexpr std::uint32_t kSuccess = 0;
inline constexpr std::uint32_t kPending = 0x00000103;
inline constexpr std::uint32_t kNotAccepted = 0x00010003;
inline constexpr std::uint32_t kFailure = 0xC0000001;
inline constexpr std::uint32_t kResources = 0xC000009A;
inline constexpr std::uint32_t kNotSupported = 0xC00000BB;
inline constexpr std::uint32_t kInvalidData = 0xC0010015;

// One invocation. Numbers are indices: enter and exit of records, parent of frames.
struct Frame {
  int enter = kNone;
  int exit = kNone;
  int parent = kNone;  // the innermost frame open on the same thread, of either driver
};

// One request of the client: NdisClMakeCall, NdisClAddParty, NdisClDropParty or
// NdisClCloseCall. It ends at `end`: the client's return with a status other than PENDING
// or the entry of the completion callback, whichever is first.
struct Operation {
  Function kind = Function::Unknown;
  int enter = kNone;
  int exit = kNone;
  int end = kNone;
  std::uint32_t status = kPending;  // how it ended
  int vc = kNone;
  int call = kNone;
  int party = kNone;
  // A drop that named a party that was up, a close of a call that was not being closed.
  // Any other drop or close is somebody's mistake and changes nothing.
  bool counts = false;
  bool ends_party = false;      // of a close: it named an up party of its VC
  bool returned_final = false;  // the return, not a callback, ended it
  bool ran_internal = false;    // the client then ran its own completion routine
};

struct Vc {
  std::uint64_t handle = 0;
  std::uint64_t context = 0;
  bool of_client = true;  // the client created it
  int born = kNone;
  int deleted = kNone;
  int deleting = kNone;  // entry of the delete that succeeded
};

struct Call {
  int vc = kNone;
  bool multipoint = false;
  int start = kNone;  // entry of NdisClMakeCall or ProtocolClIncomingCall
  int make = kNone;   // operation; kNone: an incoming call
  int accepted = kNone;
  int rejected = kNone;
  int closed = kNone;            // the record that ended a close with SUCCESS
  std::vector<int> closes;       // operations, those that count
  std::vector<int> indications;  // entries of ProtocolClIncomingCloseCall
};

enum class PartyState { None, Adding, Up, Dropping, Closing, Gone };

struct Party {
  std::uint64_t context = 0;
  std::uint64_t handle = 0;
  int vc = kNone;
  int call = kNone;
  int birth = kNone;  // operation
  int known = kNone;  // when the client was handed the handle
  std::vector<int> drops;
  std::vector<int> closes;
  std::vector<int> indications;  // entries of ProtocolClIncomingDropParty
};

// A handle the client saw, or could have seen, of an add or a make that failed.
struct FailedHandle {
  std::uint64_t handle = 0;
  int known = kNone;
  bool of_add = false;
  bool shown = true;  // the client saw it
};

// The call manager's side, from its own records.
struct CmVc {
  std::uint64_t handle = 0;
  std::uint64_t context = 0;
  int deleted = kNone;
};

struct CmRequest {
  Function kind =
      Function::Unknown;  // ProtocolCmMakeCall, AddParty, DropParty, CloseCall
  int enter = kNone;
  int exit = kNone;
  int end = kNone;
  std::uint32_t status = kPending;
  int vc = kNone;
  int party = kNone;
  int operation = kNone;       // the client's request it is nested in
  std::vector<int> completes;  // completions that named it
};

struct CmParty {
  std::uint64_t handle = 0;
  std::uint64_t context = 0;
  int vc = kNone;
  int birth = kNone;          // request
  std::vector<int> releases;  // requests
  std::vector<int> told;      // entries of NdisCmDispatchIncomingDropParty
};

// NdisCm{MakeCall,AddParty,DropParty,CloseCall}Complete.
struct Completion {
  int enter = kNone;
  int frame = kNone;
  int request = kNone;
  bool fits = false;  // for a request that was open or pended, and the first for it
};

struct Answer {
  int index = kNone;
  Support support = Support::Unknown;
};

struct History {
  const std::vector<Record>* records = nullptr;
  ReferenceOptions options;

  std::vector<Frame> frames;
  std::vector<int> frame_of;      // per record
  std::vector<int> party_of;      // per record: the client's party it concerns
  std::vector<int> operation_of;  // per record: request entered, or completed by it
  std::vector<bool> internal;     // per record: the client's own completion run
  std::vector<Role> roles;        // per provider
  std::vector<Vc> vcs;
  std::vector<Call> calls;
  std::vector<Party> parties;
  std::vector<Operation> operations;
  std::vector<FailedHandle> failed;
  std::vector<FailedHandle> nobodys;  // handed out where there was nobody to hand out
  std::vector<Answer> answers;        // what the medium was seen to do with close data
  Support close_data = Support::Unknown;
  int complete = kNone;  // the last TraceEnd, if every driver logged one

  std::vector<CmVc> cm_vcs;
  std::vector<CmRequest> requests;
  std::vector<CmParty> cm_parties;
  std::vector<Completion> completions;
  std::vector<int> request_of;     // per record: request entered or returned
  std::vector<int> completion_of;  // per record
  std::vector<int> cm_party_of;    // per record: NdisCmDispatchIncomingDropParty

  int count() const { return static_cast<int>(records->size()); }
  const Record& at(int i) const { return (*records)[static_cast<std::size_t>(i)]; }
  const Frame& frame_at(int i) const;
  // The entry of the invocation that record i belongs to.
  const Record& entry(int i) const;
  bool enters(int i, Function function) const;
  bool exits(int i, Function function) const;
  bool by_client(int i) const;
  // The innermost enclosing frame of `function` around record i, or kNone.
  int inside(int i, Function function) const;
  // The innermost callback of a driver around record i; Unknown if there is none.
  Function innermost_callback(int i) const;
  // Frames directly inside `frame` that run `function`.
  std::vector<int> children(int frame, Function function) const;

  PartyState state(int party, int i) const;
  bool up(int party, int i) const { return state(party, i) == PartyState::Up; }
  bool told(int party, int i) const;
  // When the party's call was closed or its VC deleted, whichever was first; or kNone.
  int left(int party) const;
  // The drop is under way, or ended with success before the party left with its call.
  bool dropped_for_good(const Operation& drop, int i) const;
  // Other parties of the same call in that state. `party` may be kNone.
  int others(int call, int party, PartyState state, int i) const;
  int newest_party(std::uint64_t handle, int i) const;
  // The handle's newest meaning is an add or make that failed.
  bool names_failed(std::uint64_t handle, int i) const;
  const FailedHandle* newest_failed(std::uint64_t handle, int i) const;
  bool names_failed_add(std::uint64_t handle, int i) const;
  // The handle was handed out by a make that made no call, or by the return of an add
  // that
  // had ended already: whom it means, if anybody, is undefined.
  bool names_nobody(std::uint64_t handle, int i) const;
  int newest_vc(std::uint64_t handle, int i) const;
  int newest_vc_by_context(std::uint64_t context, int i) const;
  int call_of(int vc, int i) const;  // its newest call, whatever became of it
  bool setting_up(int call, int i) const;
  bool established(int call, int i) const;  // up or, for an incoming one, accepted
  bool closing(int call, int i) const;
  Support close_data_at(int i) const;
  // Whether record i is the first end (call closed, VC deleted, recording complete) of
  // that VC or call after record `since`.
  bool first_end(int i, int vc, int call, int since) const;

  PartyState cm_state(int cm_party, int i) const;
  bool cm_told(int cm_party, int i) const;
  // Other parties of the VC; told: whether those already indicated count.
  int cm_others(int cm_party, PartyState state, bool with_told, int i) const;
  int newest_cm_party(std::uint64_t handle, int i) const;
  bool is_mcm(int i) const;
};

History read_history(const std::vector<Record>& records, const ReferenceOptions& options);

}  // namespace condis::oracle
