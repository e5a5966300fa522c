#include "checker/binder.h"

#include <algorithm>
#include <array>
#include <tuple>

#include "checker/functions.h"

namespace condis {
namespace {

constexpr std::size_t kDeepestStack = 64;
constexpr std::size_t kMostThreads = 65536;

// Where the newest call of this kind is remembered: index into newest_call of the party
// (below kPartySlots) or of the VC (from there on); -1 if the kind does not matter.
constexpr int kPartySlots = std::tuple_size_v<decltype(PartyRecord::newest_call)>;
int request_slot(Function f) {
  switch (f) {
    case Function::NdisClAddParty: return 0;
    case Function::NdisClDropParty: return 1;
    case Function::ProtocolCmAddParty: return 2;
    case Function::ProtocolCmDropParty: return 3;
    case Function::NdisCmMakeCallComplete:
    case Function::NdisCmAddPartyComplete: return 4;
    case Function::NdisCmDropPartyComplete: return 5;
    case Function::NdisCmDispatchIncomingDropParty: return 6;
    case Function::NdisClMakeCall: return kPartySlots;
    case Function::NdisClCloseCall: return kPartySlots + 1;
    case Function::ProtocolCmMakeCall: return kPartySlots + 2;
    case Function::ProtocolCmCloseCall: return kPartySlots + 3;
    case Function::NdisCmCloseCallComplete: return kPartySlots + 4;
    case Function::NdisCmDispatchIncomingCloseCall: return kPartySlots + 5;
    default: return -1;
  }
}

// Calls on a thread nest. Records that name none share a stack, but nest only if nothing
// else pairs entries and exits.
bool nests(const Record& record) {
  return record.has(Field::ThreadId) || !record.has(Field::CallId);
}

Presence presence(bool logged, bool present) {
  return !logged ? Presence::Unlogged : present ? Presence::Present : Presence::Absent;
}

}  // namespace

void Binder::begin(const Record& record) {
  Provider& provider = this->provider(record.provider);
  provider.begun = true;
  provider.ended = false;
  if (record.role == Role::Unknown) return;
  provider.role = record.role;
  provider.declared = true;
  if (record.role == Role::Client) client_recorded_ = true;
}

void Binder::note(const Record& record) {
  Provider& provider = this->provider(record.provider);
  provider.logged_calls = true;
  provider.ended = false;
  hides_threads_ |= !record.has(Field::ThreadId);
  provider.hides_arguments |= lacks_arguments(record);
  if (record.phase == Phase::Enter) {
    // A CallId on an entry is there to find its exit by.
    if (record.has(Field::CallId)) provider.logs_returns = true;
  } else {
    provider.logs_returns = true;
    provider.logged_return = true;
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
  if (record.function == Function::ProtocolCoCreateVc && provider.role == Role::Unknown) {
    provider.hides_arguments = true;  // whose context it is
  }
  if (record.function == Function::NdisCoCreateVc && provider.role == Role::Unknown) {
    provider.creates_as_client = true;
  }
}

bool Binder::hides_returns() const {
  return std::any_of(providers_.begin(), providers_.end(), [](const Provider& provider) {
    return provider.logged_calls && !provider.logged_return;
  });
}

bool Binder::in_doubt() const {
  int drivers = 0;
  for (const Provider& provider : providers_) {
    if (!provider.logged_calls) continue;
    ++drivers;
    if (provider.hides_arguments) return true;
    if (provider.creates_as_client && provider.manager_calls && !provider.declared) {
      return true;
    }
  }
  return hides_threads_ && drivers > 1;
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
  // Thread 0 is every processor's idle thread. Without a thread id, each processor's
  // records of a provider share a stack, or all of them if there are CallIds to pair
  // entries and exits by; nesting says nothing then.
  std::uint64_t key = std::uint64_t{record.process_id} << 32 | record.thread_id;
  if (!record.has(Field::ThreadId)) {
    const std::uint32_t cpu = record.has(Field::CallId) ? ~0u : record.cpu;
    key = std::uint64_t{3} << 62 | std::uint64_t{record.provider} << 32 | cpu;
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
      thread_ids_.erase(found);
      forget_idle_threads();
      too_many_threads_ = threads_.size() > kMostThreads / 2;
      const auto next = static_cast<std::uint32_t>(threads_.size());
      found = thread_ids_.try_emplace(key, next).first;
    }
    threads_.emplace_back();
  }
  recent = {key, found->second};
  return threads_[found->second];
}

void Binder::forget_idle_threads() {
  std::vector<Thread> busy;
  for (auto thread = thread_ids_.begin(); thread != thread_ids_.end();) {
    Thread& old = threads_[thread->second];
    if (old.stack.empty()) {
      thread = thread_ids_.erase(thread);
      continue;
    }
    thread->second = static_cast<std::uint32_t>(busy.size());
    busy.push_back(std::move(old));
    ++thread;
  }
  threads_ = std::move(busy);
  recent_threads_ = {};
}

const std::vector<Frame>& Binder::overdue(const Record& record) {
  overdue_.clear();
  auto& stack = thread_of(record).stack;
  // A driver inside its own call to NDIS cannot call NDIS again but from a callback.
  const bool calls_ndis = !is_callback(record.function) && nests(record);
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
  if (frame.subject.vc != kNone) frame.vc_serial = world_.vc(frame.subject.vc).serial;
  frame.party = world_.reference_to(frame.subject.party);
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
  if (!nests(record)) {
    leaving_.frames.push_back(*own);
    stack.erase(std::next(own).base());
    return leaving_;
  }
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
  // What the call was about may be forgotten by now.
  if (subject.vc != kNone &&
      (!world_.vc(subject.vc).used || world_.vc(subject.vc).serial != frame.vc_serial)) {
    subject.vc = kNone;
  }
  subject.party = world_.party_at(frame.party);
  EventClass& event = subject.event;
  event.set(EventField::Edge, Edge::Return)
      .set(EventField::Irql, IrqlClass::Unlogged)
      .set(EventField::Medium, medium)
      .set(EventField::ReturnsLogged, true)
      .set(EventField::ClientRecorded, client_recorded_)
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
  if (!frame.taken_up) return false;
  if (slot < kPartySlots) {
    return frame.subject.party == kNone ||
           world_.party(frame.subject.party)
                   .newest_call[static_cast<std::size_t>(slot)] == frame.serial;
  }
  return frame.subject.vc == kNone ||
         world_.vc(frame.subject.vc)
                 .newest_call[static_cast<std::size_t>(slot - kPartySlots)] ==
             frame.serial;
}

void Binder::make_newest(const Frame& frame) {
  const int slot = request_slot(frame.function);
  if (slot < 0) return;
  if (slot < kPartySlots) {
    if (frame.subject.party != kNone) {
      world_.party(frame.subject.party).newest_call[static_cast<std::size_t>(slot)] =
          frame.serial;
    }
  } else if (frame.subject.vc != kNone) {
    VcRecord& vc = world_.vc(frame.subject.vc);
    vc.newest_call[static_cast<std::size_t>(slot - kPartySlots)] = frame.serial;
    if (frame.function == Function::NdisClMakeCall)
      vc.making = world_.reference_to(frame.subject.party);
  }
}

void Binder::forget() {
  too_many_threads_ = false;
  world_.clear();
  threads_.clear();
  thread_ids_.clear();
  recent_threads_ = {};
  for (Provider& provider : providers_) provider.begun = false;
}

}  // namespace condis
