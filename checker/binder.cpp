#include "checker/binder.h"

#include <algorithm>

namespace condis {
namespace {

constexpr std::size_t kDeepestStack = 64;
constexpr std::size_t kMostThreads = 65536;

bool in(Function f, Function first, Function last) {
  return f >= first && f <= last;
}

bool is_client_call(Function f) {
  return in(f, Function::NdisClMakeCall,
            Function::NdisClNotifyCloseAddressFamilyComplete) ||
         in(f, Function::ProtocolClMakeCallComplete,
            Function::ProtocolClModifyCallQoSComplete);
}
bool is_manager_call(Function f) {
  return in(f, Function::ProtocolCmMakeCall, Function::ProtocolCmNotifyCloseAfComplete) ||
         in(f, Function::NdisCmActivateVc, Function::NdisCmCloseAddressFamilyComplete);
}
bool is_callback(Function f) {
  return in(f, Function::ProtocolClMakeCallComplete,
            Function::ProtocolCmNotifyCloseAfComplete) ||
         in(f, Function::MiniportCoCreateVc, Function::MiniportCoSendNetBufferLists);
}

// The NDIS call that makes NDIS call `callback` on the same thread; Unknown if none.
Function cause_of(Function callback) {
  switch (callback) {
    case Function::ProtocolCmMakeCall: return Function::NdisClMakeCall;
    case Function::ProtocolCmAddParty: return Function::NdisClAddParty;
    case Function::ProtocolCmDropParty: return Function::NdisClDropParty;
    case Function::ProtocolCmCloseCall: return Function::NdisClCloseCall;
    case Function::ProtocolCmIncomingCallComplete:
      return Function::NdisClIncomingCallComplete;
    case Function::ProtocolClMakeCallComplete: return Function::NdisCmMakeCallComplete;
    case Function::ProtocolClAddPartyComplete: return Function::NdisCmAddPartyComplete;
    case Function::ProtocolClDropPartyComplete: return Function::NdisCmDropPartyComplete;
    case Function::ProtocolClCloseCallComplete: return Function::NdisCmCloseCallComplete;
    case Function::ProtocolClIncomingDropParty:
      return Function::NdisCmDispatchIncomingDropParty;
    case Function::ProtocolClIncomingCloseCall:
      return Function::NdisCmDispatchIncomingCloseCall;
    case Function::ProtocolClIncomingCall: return Function::NdisCmDispatchIncomingCall;
    case Function::ProtocolClCallConnected: return Function::NdisCmDispatchCallConnected;
    case Function::ProtocolCoCreateVc:
    case Function::MiniportCoCreateVc: return Function::NdisCoCreateVc;
    case Function::ProtocolCoDeleteVc:
    case Function::MiniportCoDeleteVc: return Function::NdisCoDeleteVc;
    case Function::MiniportCoActivateVc: return Function::NdisCmActivateVc;
    case Function::MiniportCoDeactivateVc: return Function::NdisCmDeactivateVc;
    default: return Function::Unknown;
  }
}

// Does the callback hand on the final status, or only the request?
bool echoes_status(Function callback) {
  return in(callback, Function::ProtocolClMakeCallComplete,
            Function::ProtocolClIncomingCloseCall);
}

Inside inside_of(Function callback) {
  switch (callback) {
    case Function::ProtocolClIncomingDropParty: return Inside::IncomingDrop;
    case Function::ProtocolClIncomingCloseCall: return Inside::IncomingClose;
    case Function::ProtocolClDropPartyComplete: return Inside::DropComplete;
    case Function::ProtocolClAddPartyComplete: return Inside::AddComplete;
    case Function::ProtocolClMakeCallComplete: return Inside::MakeComplete;
    case Function::ProtocolClCloseCallComplete: return Inside::CloseComplete;
    case Function::ProtocolCoReceiveNetBufferLists: return Inside::Receive;
    case Function::ProtocolBindAdapterEx: return Inside::Bind;
    case Function::ProtocolCmMakeCall:
    case Function::ProtocolCmAddParty:
    case Function::ProtocolCmDropParty:
    case Function::ProtocolCmCloseCall: return Inside::Manager;
    default: return Inside::Other;
  }
}

// Where the newest call of this kind is remembered: index into newest_call of the party
// (0..3) or of the VC (4..7); -1 if the kind does not matter.
int request_slot(Function f) {
  switch (f) {
    case Function::NdisClAddParty: return 0;
    case Function::NdisClDropParty: return 1;
    case Function::ProtocolCmAddParty: return 2;
    case Function::ProtocolCmDropParty: return 3;
    case Function::NdisClMakeCall: return 4;
    case Function::NdisClCloseCall: return 5;
    case Function::ProtocolCmMakeCall: return 6;
    case Function::ProtocolCmCloseCall: return 7;
    default: return -1;
  }
}

Presence presence(bool logged, bool present) {
  return !logged ? Presence::Unlogged : present ? Presence::Present : Presence::Absent;
}

}  // namespace

Provider& Binder::provider(std::uint16_t index) {
  if (index >= providers_.size()) providers_.resize(index + 1u);
  return providers_[index];
}

void Binder::note(const Record& record) {
  Provider& provider = this->provider(record.provider);
  provider.logged_calls = true;
  provider.ended = false;
  if (record.phase == Phase::Enter) {
    provider.logs_entries = true;
  } else {
    provider.logs_returns = true;
  }
  if (record.function == Function::ProtocolCoReceiveNetBufferLists) {
    provider.logs_receives = true;
  }
  if (is_client_call(record.function)) provider.client_calls = true;
  if (is_manager_call(record.function)) provider.manager_calls = true;
  if (!provider.declared) {
    // A driver that shows one side only plays that role; which kind of call manager it
    // is, its functions do not tell.
    provider.role =
        provider.client_calls && !provider.manager_calls ? Role::Client : Role::Unknown;
  }
  if (provider.role == Role::Client || provider.client_calls) client_recorded_ = true;
}

Role Binder::role_of(const Record& record) {
  const Provider& provider = this->provider(record.provider);
  if (provider.declared) return provider.role;
  if (is_client_call(record.function)) return Role::Client;
  return provider.role;
}

bool Binder::is_manager(const Record& record) {
  if (is_client_call(record.function)) return false;
  if (is_manager_call(record.function) || record.spelling == Spelling::NdisMCm)
    return true;
  const Provider& provider = this->provider(record.provider);
  return provider.role == Role::CallManager || provider.role == Role::Mcm ||
         (provider.role == Role::Unknown && provider.manager_calls &&
          !provider.client_calls);
}

Binder::Thread& Binder::thread_of(const Record& record) {
  // Thread 0 is every processor's idle thread; without a thread id, nesting says nothing
  // and each processor's records of a provider share a stack.
  std::uint64_t key = std::uint64_t{record.process_id} << 32 | record.thread_id;
  if (!record.has(Field::ThreadId)) {
    key = std::uint64_t{3} << 62 | std::uint64_t{record.provider} << 32 | record.cpu;
  } else if (record.thread_id == 0) {
    key = std::uint64_t{1} << 63 | std::uint64_t{record.process_id} << 16 | record.cpu;
  }
  auto& recent = recent_threads_[(key ^ key >> 8 ^ key >> 32) % recent_threads_.size()];
  if (recent.first == key && recent.second < threads_.size())
    return threads_[recent.second];
  auto [found, is_new] =
      thread_ids_.try_emplace(key, static_cast<std::uint32_t>(threads_.size()));
  if (is_new) {
    if (threads_.size() >= kMostThreads) {
      // Threads come and go; those with nothing in progress need not be remembered.
      thread_ids_.clear();
      threads_.clear();
      recent_threads_ = {};
      found = thread_ids_.try_emplace(key, 0u).first;
    }
    threads_.emplace_back();
  }
  recent = {key, found->second};
  return threads_[found->second];
}

const std::vector<Frame>& Binder::overdue(const Record& record) {
  overdue_.clear();
  auto& stack = thread_of(record).stack;
  // A driver inside its own call to NDIS cannot call NDIS again but from a callback.
  const bool calls_ndis = !is_callback(record.function);
  while (!stack.empty() && calls_ndis && !is_callback(stack.back().function) &&
         stack.back().provider == record.provider) {
    overdue_.push_back(stack.back());
    stack.pop_back();
  }
  if (stack.size() >= kDeepestStack) {
    overdue_.push_back(stack.front());
    stack.erase(stack.begin());
  }
  return overdue_;
}

Frame& Binder::enter(const Record& record, Support medium) {
  derived_.clear();
  Thread& thread = thread_of(record);
  const Provider& provider = this->provider(record.provider);
  const Frame* cause = nullptr;
  if (!thread.stack.empty() && record.has(Field::ThreadId)) {
    const Frame& top = thread.stack.back();
    if (top.function == cause_of(record.function) &&
        this->provider(top.provider).logs_returns | (top.provider != record.provider)) {
      cause = &top;
    }
  }
  Frame frame;
  frame.serial = ++serial_;
  frame.number = record.number;
  frame.call_id = record.call_id;
  frame.has_call_id = record.has(Field::CallId);
  frame.provider = record.provider;
  frame.function = record.function;
  frame.spelling = record.spelling;
  frame.status = record.status;
  frame.has_status = record.has(Field::Status);
  frame.data_size = record.data_size;
  frame.has_data_size = record.has(Field::DataSize);

  EventClass& event = frame.subject.event;
  event.set(EventField::Function, record.function)
      .set(EventField::Edge, Edge::Enter)
      .set(EventField::Role, role_of(record))
      .set(EventField::Spelling, record.spelling)
      .set(EventField::Status,
           frame.has_status ? classify_status(record.status) : Status::Unlogged)
      .set(EventField::Data, presence(record.has(Field::HasData), record.has_data))
      .set(EventField::Size, presence(frame.has_data_size, record.data_size != 0))
      .set(EventField::Medium, medium)
      .set(EventField::ReturnsLogged, provider.logs_returns)
      .set(EventField::ClientRecorded, client_recorded_)
      .set(EventField::ReceivesLogged, provider.logs_receives);
  if (record.has(Field::Irql)) {
    event.set(EventField::Irql,
              record.irql <= kDispatchLevel ? IrqlClass::Allowed : IrqlClass::TooHigh);
  }
  bind_vc(record, frame, cause);
  bind_party(record, frame, cause);
  set_surroundings(record, thread, frame, cause);
  thread.stack.push_back(frame);
  return thread.stack.back();
}

void Binder::set_surroundings(const Record& record, const Thread& thread, Frame& frame,
                              const Frame* cause) {
  EventClass& event = frame.subject.event;
  event.set(EventField::Nested, cause != nullptr);
  if (cause != nullptr) {
    const EventClass outer = cause->subject.event;
    const unsigned there = outer.get(EventField::Data);
    const unsigned here = event.get(EventField::Data);
    if (there != 0 && here != 0) {
      const bool same = there == here && (!cause->has_data_size || !frame.has_data_size ||
                                          cause->data_size == frame.data_size);
      event.set(EventField::DataEcho, same ? Echo::Same : Echo::Differs);
    }
    if (echoes_status(record.function) && cause->has_status && frame.has_status) {
      event.set(EventField::StatusEcho,
                cause->status == frame.status ? Echo::Same : Echo::Differs);
    }
  }
  if (!record.has(Field::ThreadId) || !provider(record.provider).logs_returns) return;
  for (auto outer = thread.stack.rbegin(); outer != thread.stack.rend(); ++outer) {
    if (!is_callback(outer->function)) continue;
    event.set(EventField::Inside, inside_of(outer->function));
    if (outer->subject.party != kNone && frame.subject.party != kNone) {
      event.set(EventField::About,
                outer->subject.party == frame.subject.party ? About::Same : About::Other);
    }
    return;
  }
}

std::uint32_t Binder::find_vc(const Record& record, bool manager, Name* name) {
  IdentityMap& identities = world_.identities();
  std::uint32_t by_handle = kNone;
  std::uint32_t by_context = kNone;
  if (record.has(Field::VcHandle) && record.vc_handle != 0) {
    by_handle = identities.find(Identity::VcHandle, 0, record.vc_handle);
    *name = by_handle == kNone ? Name::Unresolved : Name::Named;
    const Provider& provider = this->provider(record.provider);
    const bool all_known = provider.begun && provider.logs_creations;
    if ((by_handle == kNone && all_known && !is_callback(record.function)) ||
        (by_handle != kNone && !world_.vc(by_handle).alive)) {
      *name = Name::Never;
    }
    if (by_handle == kNone && identities.find(manager ? Identity::ManagerPartyHandle
                                                      : Identity::ClientPartyHandle,
                                              0, record.vc_handle) != kNone) {
      *name = Name::Misused;
    }
  }
  if (record.has(Field::VcContext) && record.vc_context != 0) {
    by_context =
        identities.find(manager ? Identity::ManagerVcContext : Identity::ClientVcContext,
                        record.provider, record.vc_context);
    if (by_handle == kNone && *name == Name::Unnamed) {
      *name = by_context == kNone ? Name::Unresolved : Name::Named;
    }
  }
  return by_handle != kNone ? by_handle : by_context;
}

void Binder::bind_vc(const Record& record, Frame& frame, const Frame* cause) {
  const bool manager = is_manager(record);
  Name name = Name::Unnamed;
  std::uint32_t vc = kNone;
  if (record.function == Function::NdisCoCreateVc) {
    provider(record.provider).logs_creations = true;
    const auto kind = manager ? Identity::ManagerVcContext : Identity::ClientVcContext;
    if (record.has(Field::VcContext) && record.vc_context != 0) {
      const std::uint32_t old =
          world_.identities().find(kind, record.provider, record.vc_context);
      if (old != kNone && world_.vc(old).alive) {
        EventClass event;
        event.set(EventField::Function, Derived::VcContextReused);
        derived_.push_back({old, kNone, event});
      }
    }
    vc = world_.new_vc();
    frame.creates_vc = true;
    world_.name_vc(vc, kind, record.provider, record.vc_context);
    name = Name::Named;
  } else {
    vc = find_vc(record, manager, &name);
    if (cause != nullptr && cause->subject.vc != kNone) {
      const bool other = vc != kNone && vc != cause->subject.vc && world_.vc(vc).alive &&
                         record.has(Field::VcContext) && record.vc_context != 0;
      const std::uint64_t known = manager ? world_.vc(cause->subject.vc).manager_context
                                          : world_.vc(cause->subject.vc).client_context;
      const bool unlike = record.has(Field::VcContext) && known != 0 &&
                          record.vc_context != known && record.vc_context != 0;
      vc = cause->subject.vc;
      name = other || unlike ? Name::Differs : Name::Named;
      if (!other && !unlike) {
        if (record.has(Field::VcHandle)) {
          world_.name_vc(vc, Identity::VcHandle, 0, record.vc_handle);
        }
        if (record.has(Field::VcContext)) {
          world_.name_vc(vc,
                         manager ? Identity::ManagerVcContext : Identity::ClientVcContext,
                         record.provider, record.vc_context);
        }
      }
      if (cause->subject.event.get(EventField::VcName) ==
          static_cast<unsigned>(Name::Never)) {
        name = Name::Never;
      }
    } else if (record.function == Function::ProtocolCoCreateVc && record.vc_handle != 0) {
      provider(record.provider).logs_creations = true;
      vc = world_.new_vc();
      frame.creates_vc = true;
      world_.name_vc(vc, Identity::VcHandle, 0, record.vc_handle);
      name = Name::Named;
    } else if (vc == kNone && name == Name::Unresolved) {
      // The recording began while this VC was alive.
      vc = world_.new_vc();
      world_.name_vc(vc, Identity::VcHandle, 0,
                     record.has(Field::VcHandle) ? record.vc_handle : 0);
      if (record.has(Field::VcContext)) {
        world_.name_vc(vc,
                       manager ? Identity::ManagerVcContext : Identity::ClientVcContext,
                       record.provider, record.vc_context);
      }
      name = Name::Named;
    } else if (vc != kNone && record.has(Field::VcContext) &&
               record.has(Field::VcHandle) && name == Name::Named) {
      world_.name_vc(vc, manager ? Identity::ManagerVcContext : Identity::ClientVcContext,
                     record.provider, record.vc_context);
    }
  }
  if (name == Name::Never) vc = kNone;
  frame.subject.vc = vc;
  frame.subject.event.set(EventField::VcName, name);
}

std::uint32_t Binder::find_party_by_handle(const Record& record, bool manager,
                                           Name* name) {
  if (!record.has(Field::PartyHandle)) return kNone;
  if (record.party_handle == 0) {
    *name = Name::Null;
    return kNone;
  }
  const std::uint32_t party = world_.identities().find(
      manager ? Identity::ManagerPartyHandle : Identity::ClientPartyHandle, 0,
      record.party_handle);
  const Provider& provider = this->provider(record.provider);
  *name = party != kNone                              ? Name::Named
          : provider.begun && !provider.hides_handles ? Name::Never
                                                      : Name::Unresolved;
  return party;
}

std::uint32_t Binder::find_party_by_context(const Record& record, bool manager,
                                            Name* name) {
  if (!record.has(Field::PartyContext)) return kNone;
  if (record.party_context == 0) {
    *name = Name::Null;
    return kNone;
  }
  const std::uint32_t party = world_.identities().find(
      manager ? Identity::ManagerPartyContext : Identity::ClientPartyContext,
      record.provider, record.party_context);
  *name = party == kNone ? Name::Unresolved : Name::Named;
  return party;
}

// The party is `expected` by where the record stands; does its context say the same?
void Binder::expect_party(const Record& record, Frame& frame, std::uint32_t expected,
                          bool manager) {
  Name name = Name::Unnamed;
  find_party_by_context(record, manager, &name);
  PartyRecord& party = world_.party(expected);
  const std::uint64_t known = manager ? party.manager_context : party.client_context;
  if (name != Name::Null && record.has(Field::PartyContext)) {
    if (known != 0) {
      name = record.party_context == known ? Name::Named : Name::Differs;
    } else if (name == Name::Unresolved) {
      world_.name_party(
          expected,
          manager ? Identity::ManagerPartyContext : Identity::ClientPartyContext,
          record.provider, record.party_context);
      name = Name::Named;
    }
  }
  frame.subject.party = expected;
  frame.subject.event.set(EventField::Context, name);
}

void Binder::derive(std::uint32_t party, Derived what) {
  EventClass event;
  event.set(EventField::Function, what);
  event.set(EventField::ReturnsLogged, true);
  derived_.push_back({world_.party(party).vc, party, event});
}

// NdisClMakeCall and NdisClAddParty bring a new party, named by its context.
void Binder::start_party(const Record& record, Frame& frame) {
  EventClass& event = frame.subject.event;
  const bool make = record.function == Function::NdisClMakeCall;
  Name name = Name::Unnamed;
  const std::uint32_t old = find_party_by_context(record, false, &name);
  const bool multipoint =
      record.has(Field::Flags) && (record.flags & kFlagMultipointVc) != 0;
  if (name == Name::Null || (make && name == Name::Unnamed && !multipoint)) {
    event.set(EventField::Context, name);
    if (make) return;
  }
  if (old != kNone) {
    derive(old, Derived::ContextReused);
    event.set(EventField::Context, table_.context_in_use(world_.party(old).state)
                                       ? Name::Misused
                                       : Name::Named);
  } else if (name != Name::Null) {
    event.set(EventField::Context, name == Name::Unnamed && !make ? name : Name::Named);
  }
  const std::uint32_t party = world_.new_party(frame.subject.vc);
  if (record.has(Field::PartyContext)) {
    world_.name_party(party, Identity::ClientPartyContext, record.provider,
                      record.party_context);
  }
  frame.subject.party = party;
  if (make && frame.subject.vc != kNone) world_.vc(frame.subject.vc).making = party;
}

void Binder::bind_party(const Record& record, Frame& frame, const Frame* cause) {
  EventClass& event = frame.subject.event;
  Subject& subject = frame.subject;
  const bool manager = is_manager(record);
  const std::uint32_t expected = cause != nullptr ? cause->subject.party : kNone;
  Name name = Name::Unnamed;
  switch (record.function) {
    case Function::NdisClMakeCall:
    case Function::NdisClAddParty: start_party(record, frame); return;

    case Function::ProtocolClMakeCallComplete:
      find_party_by_handle(record, false, &name);
      if (subject.vc != kNone) subject.party = world_.vc(subject.vc).making;
      if (subject.party == kNone && expected != kNone) subject.party = expected;
      if (subject.party == kNone && record.has(Field::PartyHandle) &&
          record.party_handle != 0 && classify_status(record.status) == Status::Success) {
        subject.party = world_.new_party(subject.vc);
      }
      event.set(EventField::Context, Name::Named);
      if (subject.party != kNone) learn_handle(record, subject.party, false);
      return;

    case Function::ProtocolClAddPartyComplete:
    case Function::ProtocolClDropPartyComplete:
    case Function::ProtocolClIncomingDropParty:
    case Function::ProtocolCmDropParty:
      if (expected != kNone) {
        expect_party(record, frame, expected, manager);
      } else {
        subject.party = find_party_by_context(record, manager, &name);
        if (subject.party == kNone && name == Name::Unresolved) {
          subject.party = world_.new_party(subject.vc);
          world_.name_party(
              subject.party,
              manager ? Identity::ManagerPartyContext : Identity::ClientPartyContext,
              record.provider, record.party_context);
          name = Name::Named;
        }
        event.set(EventField::Context, name);
      }
      if (record.function == Function::ProtocolClAddPartyComplete &&
          subject.party != kNone) {
        learn_handle(record, subject.party, false);
      }
      break;

    case Function::ProtocolClCloseCallComplete:
    case Function::ProtocolCmCloseCall: {
      const std::uint32_t closing = expected != kNone     ? expected
                                    : subject.vc == kNone ? kNone
                                    : manager             ? kNone
                                                          : world_.vc(subject.vc).closing;
      if (closing != kNone) {
        expect_party(record, frame, closing, manager);
      } else {
        subject.party = find_party_by_context(record, manager, &name);
        event.set(EventField::Context, name);
      }
      if (manager && subject.vc != kNone) {
        world_.vc(subject.vc).manager_closing = subject.party;
      }
      break;
    }

    case Function::ProtocolCmMakeCall:
    case Function::ProtocolCmAddParty:
      subject.party = expected;
      if (expected == kNone && record.has(Field::PartyHandle) &&
          record.party_handle != 0) {
        subject.party = world_.new_party(subject.vc);
      }
      event.set(EventField::Handle, !record.has(Field::PartyHandle) ? Name::Unnamed
                                    : record.party_handle == 0      ? Name::Null
                                                                    : Name::Named);
      if (subject.party != kNone && record.has(Field::PartyHandle)) {
        world_.name_party(subject.party, Identity::ManagerPartyHandle, 0,
                          record.party_handle);
      }
      return;

    default:
      subject.party = find_party_by_handle(record, manager, &name);
      if (subject.party == kNone && name == Name::Unresolved) {
        // It was alive before the recording began.
        subject.party = world_.new_party(subject.vc);
        world_.name_party(
            subject.party,
            manager ? Identity::ManagerPartyHandle : Identity::ClientPartyHandle, 0,
            record.party_handle);
        name = Name::Named;
      }
      if (subject.party != kNone && subject.vc != kNone &&
          world_.party(subject.party).vc != kNone &&
          world_.party(subject.party).vc != subject.vc) {
        name = Name::Foreign;
        subject.party = kNone;
      }
      if (record.function == Function::NdisClCloseCall && subject.vc != kNone) {
        world_.vc(subject.vc).closing = subject.party;
      }
      if (record.function == Function::NdisCmCloseCallComplete &&
          subject.party == kNone && subject.vc != kNone) {
        subject.party = world_.vc(subject.vc).manager_closing;
      }
      if (manager && (record.function == Function::NdisCmMakeCallComplete ||
                      record.function == Function::NdisCmAddPartyComplete)) {
        learn_manager_context(record, subject);
        if (record.has(Field::PartyContext)) {
          event.set(EventField::Context,
                    record.party_context == 0 ? Name::Null : Name::Named);
        }
      }
      break;
  }
  if (event.get(EventField::Handle) == 0 && record.has(Field::PartyHandle)) {
    event.set(EventField::Handle, name);
  }
  if (subject.vc == kNone && subject.party != kNone &&
      event.get(EventField::VcName) != static_cast<unsigned>(Name::Never)) {
    subject.vc = world_.party(subject.party).vc;
  }
}

// A handle counts for the client from a successful completion on. One that came with a
// failure is remembered too, unless it is somebody's: using it is a mistake of its own.
void Binder::learn_handle(const Record& record, std::uint32_t party, bool manager) {
  const bool success =
      record.has(Field::Status) && classify_status(record.status) == Status::Success;
  const bool given = record.has(Field::PartyHandle) && record.party_handle != 0;
  const auto kind = manager ? Identity::ManagerPartyHandle : Identity::ClientPartyHandle;
  if (!given) {
    if (success && world_.party(party).client_handle == 0) {
      provider(record.provider).hides_handles = true;
    }
    return;
  }
  const std::uint32_t bearer = world_.identities().find(kind, 0, record.party_handle);
  if (success || bearer == kNone) world_.name_party(party, kind, 0, record.party_handle);
}

void Binder::learn_manager_context(const Record& record, const Subject& subject) {
  if (subject.party == kNone || !record.has(Field::PartyContext) ||
      record.party_context == 0) {
    return;
  }
  const std::uint32_t old = world_.identities().find(
      Identity::ManagerPartyContext, record.provider, record.party_context);
  if (old != kNone && old != subject.party) derive(old, Derived::ManagerContextReused);
  world_.name_party(subject.party, Identity::ManagerPartyContext, record.provider,
                    record.party_context);
}

const Binder::Leaving& Binder::leave(const Record& record) {
  leaving_.frames.clear();
  leaving_.matched = false;
  auto& stack = thread_of(record).stack;
  const auto own = std::find_if(stack.rbegin(), stack.rend(), [&](const Frame& frame) {
    if (frame.provider != record.provider || frame.function != record.function)
      return false;
    return !frame.has_call_id || !record.has(Field::CallId) ||
           frame.call_id == record.call_id;
  });
  if (own == stack.rend()) return leaving_;
  leaving_.matched = true;
  const auto kept = static_cast<std::size_t>(stack.rend() - own) - 1;
  while (stack.size() > kept) {
    leaving_.frames.push_back(stack.back());
    stack.pop_back();
  }
  return leaving_;
}

Subject Binder::returned(const Frame& frame, const Record* record, Support medium) {
  derived_.clear();
  Subject subject = frame.subject;
  EventClass& event = subject.event;
  event.set(EventField::Edge, Edge::Return)
      .set(EventField::Irql, IrqlClass::Unlogged)
      .set(EventField::Medium, medium)
      .set(EventField::StatusEcho, Echo::None)
      .set(EventField::Status, Status::Unlogged);
  if (record == nullptr) return subject;
  const Status status =
      record->has(Field::Status) ? classify_status(record->status) : Status::Unlogged;
  event.set(EventField::Status, status);
  switch (frame.function) {
    case Function::NdisCoCreateVc:
      if (status == Status::Success && record->has(Field::VcHandle) &&
          subject.vc != kNone) {
        world_.name_vc(subject.vc, Identity::VcHandle, 0, record->vc_handle);
      }
      break;
    case Function::ProtocolCoCreateVc:
      if (status == Status::Success && record->has(Field::VcContext) &&
          subject.vc != kNone) {
        world_.name_vc(
            subject.vc,
            is_manager(*record) ? Identity::ManagerVcContext : Identity::ClientVcContext,
            record->provider, record->vc_context);
      }
      break;
    case Function::NdisClMakeCall:
    case Function::NdisClAddParty:
      if (subject.party != kNone && status == Status::Success) {
        learn_handle(*record, subject.party, false);
      }
      break;
    case Function::ProtocolCmMakeCall:
    case Function::ProtocolCmAddParty:
      if (record->has(Field::PartyContext)) {
        event.set(EventField::Context,
                  record->party_context == 0 ? Name::Null : Name::Named);
        if (status == Status::Success || status == Status::Pending) {
          learn_manager_context(*record, subject);
        }
      }
      break;
    default: break;
  }
  return subject;
}

bool Binder::is_newest(const Frame& frame) const {
  const int slot = request_slot(frame.function);
  if (slot < 0) return true;
  if (frame.inert) return false;
  if (slot < 4) {
    return frame.subject.party == kNone ||
           world_.party(frame.subject.party)
                   .newest_call[static_cast<std::size_t>(slot)] == frame.serial;
  }
  return frame.subject.vc == kNone ||
         world_.vc(frame.subject.vc).newest_call[static_cast<std::size_t>(slot) - 4] ==
             frame.serial;
}

void Binder::make_newest(const Frame& frame) {
  const int slot = request_slot(frame.function);
  if (slot < 0) return;
  if (slot < 4) {
    if (frame.subject.party != kNone) {
      world_.party(frame.subject.party).newest_call[static_cast<std::size_t>(slot)] =
          frame.serial;
    }
  } else if (frame.subject.vc != kNone) {
    world_.vc(frame.subject.vc).newest_call[static_cast<std::size_t>(slot) - 4] =
        frame.serial;
  }
}

Subject Binder::rundown(const Record& record) {
  derived_.clear();
  const bool manager = is_manager(record) ||
                       provider(record.provider).role == Role::CallManager ||
                       provider(record.provider).role == Role::Mcm;
  Name name = Name::Unnamed;
  Subject subject;
  subject.vc = find_vc(record, manager, &name);
  if (subject.vc == kNone && (record.vc_handle != 0 || record.vc_context != 0)) {
    subject.vc = world_.new_vc();
  }
  if (subject.vc != kNone) {
    world_.name_vc(subject.vc, Identity::VcHandle, 0, record.vc_handle);
    world_.name_vc(subject.vc,
                   manager ? Identity::ManagerVcContext : Identity::ClientVcContext,
                   record.provider, record.vc_context);
  }
  if (record.party_handle != 0 || record.party_context != 0) {
    const auto by_handle =
        manager ? Identity::ManagerPartyHandle : Identity::ClientPartyHandle;
    subject.party = find_party_by_handle(record, manager, &name);
    if (subject.party == kNone)
      subject.party = find_party_by_context(record, manager, &name);
    if (subject.party == kNone) subject.party = world_.new_party(subject.vc);
    if (subject.vc == kNone) subject.vc = world_.party(subject.party).vc;
    world_.name_party(subject.party, by_handle, 0, record.party_handle);
    world_.name_party(
        subject.party,
        manager ? Identity::ManagerPartyContext : Identity::ClientPartyContext,
        record.provider, record.party_context);
  }
  subject.event.set(EventField::Function, Derived::Rundown)
      .set(EventField::Role, provider(record.provider).role)
      .set(EventField::Alive, record.state);
  return subject;
}

void Binder::forget() {
  world_.clear();
  threads_.clear();
  thread_ids_.clear();
  recent_threads_ = {};
  for (Provider& provider : providers_) provider.begun = false;
}

}  // namespace condis
