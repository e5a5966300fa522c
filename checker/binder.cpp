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
// habits are read from. A call has a phase.
ShapeKey shape_key(const Record& record) {
  return {record.fields | std::uint64_t{record.status} << 32,
          static_cast<std::uint64_t>(record.phase) << 32 |
              static_cast<std::uint64_t>(record.function) << 24 |
              static_cast<std::uint64_t>(record.spelling) << 16 | record.provider};
}

// What a return is for itself. The rest of its event is its entry's.
constexpr std::uint64_t kOwnOfReturn = bits_of_fields(
    EventField::Edge, EventField::Status, EventField::Irql, EventField::Medium,
    EventField::StatusEcho, EventField::ReturnsLogged, EventField::ClientRecorded);

// Handles and contexts that came with a failure are not taken for names; what a call
// manager hands back is looked at in any case.
Taught taught_by(const Record& exit) {
  const bool success = status_of(exit) == Status::Success;
  const auto if_shown = [&](Field field, Taught taught) {
    return exit.has(field) ? taught : Taught::None;
  };
  switch (exit.function) {
    case Function::NdisCoCreateVc:
      return success ? if_shown(Field::VcHandle, Taught::VcHandle) : Taught::None;
    case Function::ProtocolCoCreateVc:
      return success ? if_shown(Field::VcContext, Taught::VcContext) : Taught::None;
    case Function::NdisClMakeCall:
    case Function::NdisClAddParty: return success ? Taught::PartyHandle : Taught::None;
    case Function::ProtocolCmMakeCall:
    case Function::ProtocolCmAddParty:
      return if_shown(Field::PartyContext, Taught::ManagerPartyContext);
    default: return Taught::None;
  }
}

bool may_return_close_data(Function f) {
  return f == Function::NdisClDropParty || f == Function::NdisClCloseCall ||
         f == Function::ProtocolCmDropParty || f == Function::ProtocolCmCloseCall;
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
  const ShapeKey key = shape_key(record);
  const std::uint32_t stack = stacks_.of(thread_key(record));
  for (std::size_t place = home_of(key);; place = (place + 1) % kShapes) {
    const Shape& shape = shapes_[place];
    if (shape.key == key) return {record, shape, stack};
    if (shape.key.kind == 0) return {record, add_shape(record), stack};
  }
}

// Only a record of a new shape can show a new habit of its provider.
const Shape& Binder::add_shape(const Record& record) {
  const Provider before = take_up(record.provider);
  const bool client_before = client_recorded_;
  learn_habits(record);
  if (!(before == provider(record.provider)) || client_before != client_recorded_ ||
      2 * shapes_used_ >= kShapes) {
    forget_shapes();
  }
  const ShapeKey key = shape_key(record);
  std::size_t place = home_of(key);
  while (shapes_[place].key.kind != 0) place = (place + 1) % kShapes;
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
  if (record.phase == Phase::Enter) {
    shape.event = entry_event(record);
    return shape;
  }
  shape.event = return_event(shape.status);
  shape.taught = taught_by(record);
  shape.teaches_medium = medium_ == Support::Unknown && record.has(Field::Status) &&
                         may_return_close_data(f);
  return shape;
}

EventClass Binder::entry_event(const Record& record) const {
  const Provider& provider = providers_[record.provider];
  EventClass event;
  event.set(EventField::Function, record.function)
      .set(EventField::Edge, Edge::Enter)
      .set(EventField::Role, role_of(record))
      .set(EventField::Spelling, record.spelling)
      .set(EventField::Status, status_of(record))
      .set(EventField::Medium, medium_)
      .set(EventField::ReturnsLogged, provider.logs_returns)
      .set(EventField::ClientRecorded, client_recorded_)
      .set(EventField::ReceivesLogged, provider.logs_receives);
  if (record.has(Field::HasData)) event.set(EventField::Data, Presence::Absent);
  if (record.has(Field::DataSize)) event.set(EventField::Size, Presence::Absent);
  if (record.has(Field::Irql)) event.set(EventField::Irql, IrqlClass::Allowed);
  return event;
}

EventClass Binder::return_event(Status status) const {
  return EventClass()
      .set(EventField::Edge, Edge::Return)
      .set(EventField::Status, status)
      .set(EventField::Medium, medium_)
      .set(EventField::ReturnsLogged, true)
      .set(EventField::ClientRecorded, client_recorded_);
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
  frame.slot = call.shape.slot;
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
  frame.vc_serial = world_.vc(frame.subject.vc).serial;
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

// Not of the innermost call: those inside lack their exits, if calls nest here at all.
const Frame* Binder::leave_outer(const Call& call) {
  const Frame* own = stacks_.innermost(call.stack);
  while (own != nullptr && !is_exit_of(call.record, *own)) own = stacks_.outer(*own);
  if (own == nullptr) return nullptr;
  if (call.shape.nests) {
    while (stacks_.innermost(call.stack) != own) {
      unfinished_.push_back(stacks_.pop(call.stack));
    }
  }
  return &stacks_.remove(call.stack, *own);
}

Subject Binder::returned(const Frame& frame, const Call* exit) {
  derived_.clear();
  Subject subject = frame.subject;
  // What the call was about may be forgotten by now.
  const VcRecord& vc = world_.vc(subject.vc);
  subject.vc = vc.used && vc.serial == frame.vc_serial ? subject.vc : kNone;
  subject.party = world_.party_at({subject.party, frame.party_serial});
  subject.event.take(exit != nullptr ? exit->shape.event : return_event(Status::Unlogged),
                     kOwnOfReturn);
  if (exit != nullptr && exit->shape.taught != Taught::None) {
    learn_name(exit->record, exit->shape.taught, subject);
  }
  return subject;
}

void Binder::learn_name(const Record& exit, Taught taught, Subject& subject) {
  switch (taught) {
    case Taught::None: break;
    case Taught::VcHandle:
      if (subject.vc != kNone) {
        world_.name_vc(subject.vc, Identity::VcHandle, 0, exit.vc_handle);
      }
      break;
    case Taught::VcContext:
      if (subject.vc != kNone) {
        world_.name_vc(
            subject.vc,
            is_manager(exit) ? Identity::ManagerVcContext : Identity::ClientVcContext,
            exit.provider, exit.vc_context);
      }
      break;
    case Taught::PartyHandle:
      if (subject.party != kNone) learn_handle(exit, subject.party, false);
      break;
    case Taught::ManagerPartyContext: {
      const Status status = status_of(exit);
      subject.event.set(EventField::Context,
                        exit.party_context == 0 ? Name::Null : Name::Named);
      if (status == Status::Success || status == Status::Pending) {
        learn_manager_context(exit, subject);
      }
    }
  }
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
