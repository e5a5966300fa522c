#include "checker/binder.h"

#include <algorithm>
#include <array>

#include "checker/functions.h"

namespace condis {
namespace {

constexpr std::size_t kDeepestStack = 64;

// Frame::slot of such a call.
std::uint8_t request_slot(Function f) {
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
    default: return kNoSlot;
  }
}

// Calls on a thread nest. Records that name none share a stack, but nest only if nothing
// else pairs entries and exits.
bool nests(const Record& record) {
  return record.has(Field::ThreadId) || !record.has(Field::CallId);
}

// Stands for a thread. Thread 0 is every processor's idle thread. Without a thread id,
// each processor's records of a provider share a stack, or all of them if there are
// CallIds to pair entries and exits by; nesting says nothing then.
std::uint64_t thread_key(const Record& record) {
  if (!record.has(Field::ThreadId)) {
    const std::uint32_t cpu = record.has(Field::CallId) ? ~0u : record.cpu;
    return std::uint64_t{3} << 62 | std::uint64_t{record.provider} << 32 | cpu;
  }
  if (record.thread_id == 0) {
    return std::uint64_t{1} << 63 | std::uint64_t{record.process_id} << 16 | record.cpu;
  }
  return std::uint64_t{record.process_id} << 32 | record.thread_id;
}

// Tells records apart that differ in what a Shape depends on, or in what their provider's
// habits are read from. Never 0.
std::uint64_t shape_key(const Record& record) {
  return std::uint64_t{record.provider} << 48 | std::uint64_t{record.fields} << 16 |
         static_cast<std::uint64_t>(record.function) << 8 |
         static_cast<std::uint64_t>(status_of(record)) << 3 |
         static_cast<std::uint64_t>(record.spelling) << 2 |
         static_cast<std::uint64_t>(record.phase);
}

// Where in a table of so many a shape is looked for first.
std::size_t home_of(std::uint64_t key, std::size_t size) {
  return (key * 0x9e3779b97f4a7c15u >> 32) % size;
}

}  // namespace

void Binder::begin(const Record& record) {
  shapes_void_ = true;
  Provider& provider = take_up(record.provider);
  provider.begun = true;
  provider.ended = false;
  if (record.role == Role::Unknown) return;
  provider.role = record.role;
  provider.declared = true;
  if (record.role == Role::Client) client_recorded_ = true;
}

void Binder::end(const Record& record) {
  shapes_void_ = true;
  take_up(record.provider).ended = true;
}

Provider& Binder::take_up(std::uint16_t provider) {
  if (provider >= providers_.size()) providers_.resize(provider + 1u);
  return providers_[provider];
}

void Binder::learn_medium(Support medium) {
  shapes_void_ = true;
  medium_ = medium;
}

Call Binder::note(const Record& record) {
  if (shapes_void_) forget_shapes();
  const std::uint64_t key = shape_key(record);
  const std::uint32_t stack = stacks_.of(thread_key(record));
  std::size_t place = home_of(key, kShapes);
  for (; shapes_[place].key != 0; place = (place + 1) % kShapes) {
    if (shapes_[place].key == key) return {record, shapes_[place], stack};
  }
  return {record, add_shape(record, key), stack};
}

// Only a record of a new shape can show a new habit of its provider.
const Shape& Binder::add_shape(const Record& record, std::uint64_t key) {
  const Provider before = take_up(record.provider);
  const bool client_before = client_recorded_;
  learn_habits(record);
  if (!(before == provider(record.provider)) || client_before != client_recorded_ ||
      2 * shapes_used_ >= kShapes) {
    forget_shapes();
  }
  std::size_t place = home_of(key, kShapes);
  while (shapes_[place].key != 0) place = (place + 1) % kShapes;
  ++shapes_used_;
  shapes_[place] = shape_of(record);
  shapes_[place].key = key;
  return shapes_[place];
}

Call Binder::imply_entry(const Record& entry, const Call& exit) {
  implied_ = shape_of(entry);
  return {entry, implied_, exit.stack};
}

void Binder::forget_shapes() {
  shapes_ = {};
  shapes_used_ = 0;
  shapes_void_ = false;
}

Shape Binder::shape_of(const Record& record) const {
  const Provider& provider = providers_[record.provider];
  const Function f = record.function;
  Shape shape;
  shape.status = status_of(record);
  shape.cause = cause_of(f);
  shape.slot = request_slot(f);
  shape.manager = is_manager(record);
  shape.names_vc = record.has(Field::VcHandle) || record.has(Field::VcContext) ||
                   f == Function::NdisCoCreateVc;
  shape.callback = is_callback(f);
  shape.nests = nests(record);
  shape.event.set(EventField::Function, f)
      .set(EventField::Edge, Edge::Enter)
      .set(EventField::Role, role_of(record))
      .set(EventField::Spelling, record.spelling)
      .set(EventField::Status, shape.status)
      .set(EventField::Medium, medium_)
      .set(EventField::ReturnsLogged, provider.logs_returns)
      .set(EventField::ClientRecorded, client_recorded_)
      .set(EventField::ReceivesLogged, provider.logs_receives);
  if (record.has(Field::HasData)) shape.event.set(EventField::Data, Presence::Absent);
  if (record.has(Field::DataSize)) shape.event.set(EventField::Size, Presence::Absent);
  if (record.has(Field::Irql)) shape.event.set(EventField::Irql, IrqlClass::Allowed);
  return shape;
}

void Binder::learn_habits(const Record& record) {
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

Role Binder::role_of(const Record& record) const {
  const Provider& provider = providers_[record.provider];
  if (provider.declared) return provider.role;
  if (is_client_call(record.function)) return Role::Client;
  return provider.role;
}

bool Binder::is_manager(const Record& record) const {
  if (is_client_call(record.function)) return false;
  if (is_manager_call(record.function) || record.spelling == Spelling::NdisMCm)
    return true;
  const Provider& provider = providers_[record.provider];
  return provider.role == Role::CallManager || provider.role == Role::Mcm ||
         (provider.role == Role::Unknown && provider.manager_calls &&
          !provider.client_calls);
}

void Binder::take_overdue(const Call& call) {
  // A driver inside its own call to NDIS cannot call NDIS again but from a callback.
  if (!call.shape.callback && call.shape.nests) {
    const Frame* top = stacks_.innermost(call.stack);
    while (top != nullptr && !is_callback(top->function) &&
           top->provider == call.record.provider) {
      overdue_.push_back(stacks_.pop(call.stack));
      top = stacks_.innermost(call.stack);
    }
  }
  if (stacks_.depth(call.stack) >= kDeepestStack) {
    overdue_.push_back(stacks_.remove_outermost(call.stack));
  }
}

Frame& Binder::enter(const Call& call) {
  derived_.clear();
  const Record& record = call.record;
  Frame& frame = stacks_.push(call.stack);
  const Frame* cause = stacks_.outer(frame);
  if (cause != nullptr &&
      (cause->function != call.shape.cause || !record.has(Field::ThreadId) ||
       (cause->provider == record.provider && !provider(cause->provider).logs_returns))) {
    cause = nullptr;
  }
  frame.serial = ++serial_;
  frame.call_id = record.call_id;
  frame.has_call_id = record.has(Field::CallId);
  frame.provider = record.provider;
  frame.function = record.function;
  frame.slot = call.shape.slot & 0xf;
  frame.status = record.status;
  frame.data_size = record.data_size;

  // A field that was not logged holds 0.
  EventClass event = call.shape.event;
  if (record.has_data) event.set(EventField::Data, Presence::Present);
  if (record.data_size != 0) event.set(EventField::Size, Presence::Present);
  if (record.irql > kDispatchLevel) event.set(EventField::Irql, IrqlClass::TooHigh);
  frame.subject.event = event;
  if (call.shape.names_vc || cause != nullptr) bind_vc(call, frame, cause);
  bind_party(call, frame, cause);
  if (stacks_.outer(frame) != nullptr) set_surroundings(call, frame, cause);
  if (frame.subject.vc != kNone) frame.vc_serial = world_.vc(frame.subject.vc).serial;
  frame.party_serial = world_.reference_to(frame.subject.party).serial;
  return frame;
}

void Binder::set_surroundings(const Call& call, Frame& frame, const Frame* cause) {
  const Record& record = call.record;
  EventClass& event = frame.subject.event;
  if (cause != nullptr) {
    event.set(EventField::Nested, true);
    const EventClass outer = cause->subject.event;
    const auto logged = [&](EventField field) {
      return event.get(field) != 0 && outer.get(field) != 0;
    };
    if (logged(EventField::Data)) {
      const bool same =
          event.get(EventField::Data) == outer.get(EventField::Data) &&
          (!logged(EventField::Size) || cause->data_size == frame.data_size);
      event.set(EventField::DataEcho, same ? Echo::Same : Echo::Differs);
    }
    if (echoes_status(record.function) && logged(EventField::Status)) {
      event.set(EventField::StatusEcho,
                cause->status == frame.status ? Echo::Same : Echo::Differs);
    }
  }
  if (!record.has(Field::ThreadId) || !provider(record.provider).logs_returns) return;
  for (const Frame* outer = stacks_.outer(frame); outer != nullptr;
       outer = stacks_.outer(*outer)) {
    if (!is_callback(outer->function)) continue;
    event.set(EventField::Inside, inside_of(outer->function));
    if (outer->subject.party != kNone && frame.subject.party != kNone) {
      event.set(EventField::About,
                outer->subject.party == frame.subject.party ? About::Same : About::Other);
    }
    return;
  }
}

const Binder::Leaving& Binder::leave(const Call& call) {
  const Record& record = call.record;
  leaving_.unfinished.clear();
  leaving_.own = nullptr;
  const Frame* own = stacks_.innermost(call.stack);
  while (own != nullptr &&
         (own->provider != record.provider || own->function != record.function ||
          (own->has_call_id && record.has(Field::CallId) &&
           own->call_id != record.call_id))) {
    own = stacks_.outer(*own);
  }
  if (own == nullptr) return leaving_;
  if (call.shape.nests) {
    while (stacks_.innermost(call.stack) != own) {
      leaving_.unfinished.push_back(stacks_.pop(call.stack));
    }
  }
  leaving_.own = &stacks_.remove(call.stack, *own);
  return leaving_;
}

Subject Binder::returned(const Frame& frame, const Record* record) {
  derived_.clear();
  Subject subject = frame.subject;
  // What the call was about may be forgotten by now.
  if (subject.vc != kNone &&
      (!world_.vc(subject.vc).used || world_.vc(subject.vc).serial != frame.vc_serial)) {
    subject.vc = kNone;
  }
  subject.party = world_.party_at({subject.party, frame.party_serial});
  EventClass& event = subject.event;
  const Status status = record != nullptr ? status_of(*record) : Status::Unlogged;
  event.set(EventField::Edge, Edge::Return)
      .set(EventField::Irql, IrqlClass::Unlogged)
      .set(EventField::Medium, medium_)
      .set(EventField::ReturnsLogged, true)
      .set(EventField::ClientRecorded, client_recorded_)
      .set(EventField::StatusEcho, Echo::None)
      .set(EventField::Status, status);
  if (record == nullptr) return subject;
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

void Binder::note_making(const Frame& frame) {
  if (frame.subject.vc == kNone) return;
  world_.vc(frame.subject.vc).making = world_.reference_to(frame.subject.party);
}

void Binder::forget() {
  world_.clear();
  stacks_.clear();
  for (Provider& provider : providers_) provider.begun = false;
}

}  // namespace condis
