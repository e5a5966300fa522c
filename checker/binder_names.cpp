// The Binder's part that resolves names: which VC and which party a record is about.
#include "checker/binder.h"
#include "checker/functions.h"

namespace condis {
namespace {

// The kinds of names that one side of a call uses.
struct Side {
  bool manager;
  Identity vc_context;
  Identity party_handle;
  Identity party_context;
};
constexpr Side kClientSide{false, Identity::ClientVcContext, Identity::ClientPartyHandle,
                           Identity::ClientPartyContext};
constexpr Side kManagerSide{true, Identity::ManagerVcContext,
                            Identity::ManagerPartyHandle, Identity::ManagerPartyContext};

const Side& side(bool manager) {
  return manager ? kManagerSide : kClientSide;
}

std::uint64_t context_of(const VcRecord& vc, const Side& side) {
  return side.manager ? vc.manager_context : vc.client_context;
}
std::uint64_t context_of(const PartyRecord& party, const Side& side) {
  return side.manager ? party.manager_context : party.client_context;
}
std::uint64_t handle_of(const PartyRecord& party, const Side& side) {
  return side.manager ? party.manager_handle : party.client_handle;
}

// An argument that shows whether there is a party, not which.
Name given(bool logged, std::uint64_t value) {
  return !logged ? Name::Unnamed : value == 0 ? Name::Null : Name::Named;
}

bool succeeded(const Record& record) {
  return status_of(record) == Status::Success;
}

}  // namespace

void Binder::derive(std::uint32_t vc, std::uint32_t party, Derived what, Role role) {
  EventClass event;
  event.set(EventField::Function, what)
      .set(EventField::Role, role)
      .set(EventField::ReturnsLogged, true);
  derived_.push_back({vc, party, event});
}

// A name came up that nobody is known to bear: it may belong to any VC or party whose
// name of that kind the recording has not shown. What was known of those is in doubt.
void Binder::obscure_vcs(Identity kind, bool manager) {
  const Role role = manager ? Role::CallManager : Role::Client;
  for (const std::uint32_t vc : world_.take_lacking(kind)) {
    derive(vc, kNone, Derived::Obscured, role);
    for (std::uint32_t party = world_.vc(vc).first_party; party != kNone;
         party = world_.party(party).next) {
      derive(vc, party, Derived::Obscured, role);
    }
  }
}

void Binder::obscure_parties(Identity kind, std::uint32_t vc, bool manager) {
  const Role role = manager ? Role::CallManager : Role::Client;
  for (const std::uint32_t party : world_.take_lacking(kind)) {
    const std::uint32_t home = world_.party(party).vc;
    if (vc != kNone && home != kNone && home != vc) {
      world_.note_lacks_of_party(party);
    } else {
      derive(home, party, Derived::Obscured, role);
    }
  }
}

// -------------------------------------------------------------------------------------
// VCs

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
    if (by_handle == kNone &&
        identities.find(side(manager).party_handle, 0, record.vc_handle) != kNone) {
      *name = Name::Misused;
    }
  }
  if (record.has(Field::VcContext) && record.vc_context != 0) {
    by_context =
        identities.find(side(manager).vc_context, record.provider, record.vc_context);
    if (by_handle == kNone && *name == Name::Unnamed) {
      *name = by_context == kNone ? Name::Unresolved : Name::Named;
    }
  }
  return by_handle != kNone ? by_handle : by_context;
}

void Binder::name_vc(const Record& record, std::uint32_t vc, bool manager) {
  if (record.has(Field::VcHandle)) {
    world_.name_vc(vc, Identity::VcHandle, 0, record.vc_handle);
  }
  if (record.has(Field::VcContext)) {
    world_.name_vc(vc, side(manager).vc_context, record.provider, record.vc_context);
  }
}

std::uint32_t Binder::start_vc(const Record& record, Frame& frame, bool manager) {
  provider(record.provider).logs_creations = true;
  frame.creates_vc = true;
  if (record.function == Function::NdisCoCreateVc && record.has(Field::VcContext) &&
      record.vc_context != 0) {
    const std::uint32_t old = world_.identities().find(
        side(manager).vc_context, record.provider, record.vc_context);
    if (old != kNone) derive(old, kNone, Derived::VcContextReused, Role::Unknown);
  }
  const std::uint32_t vc = world_.new_vc();
  name_vc(record, vc, manager);
  return vc;
}

// The VC is the one of the call that caused this callback; does the record say the same?
Name Binder::confirm_vc(const Record& record, const Frame& cause, std::uint32_t found,
                        bool manager) {
  const std::uint32_t vc = cause.subject.vc;
  if (record.has(Field::VcContext) && record.vc_context != 0) {
    const std::uint64_t known = context_of(world_.vc(vc), side(manager));
    const bool other = found != kNone && found != vc && world_.vc(found).alive;
    if (other || (known != 0 && record.vc_context != known)) return Name::Differs;
  }
  name_vc(record, vc, manager);
  return Name::Named;
}

// The VC of the party that the record names as well.
std::uint32_t Binder::vc_of_named_party(const Record& record, bool manager) {
  Name name = Name::Unnamed;
  std::uint32_t party = find_party_by_handle(record, manager, &name);
  if (party == kNone) party = find_party_by_context(record, manager, &name);
  if (party == kNone || world_.party(party).ended) return kNone;
  const std::uint32_t vc = world_.party(party).vc;
  if (vc == kNone || !world_.vc(vc).alive) return kNone;
  const bool fits =
      (!record.has(Field::VcHandle) || world_.vc(vc).handle == 0) &&
      (!record.has(Field::VcContext) || context_of(world_.vc(vc), side(manager)) == 0);
  return fits ? vc : kNone;
}

void Binder::bind_vc(const Call& call, Frame& frame, const Frame* cause) {
  const Record& record = call.record;
  const bool manager = call.shape.manager;
  Name name = Name::Unnamed;
  std::uint32_t vc = kNone;
  if (record.function == Function::NdisCoCreateVc) {
    vc = start_vc(record, frame, manager);
    name = Name::Named;
  } else {
    vc = find_vc(record, manager, &name);
    if (cause != nullptr && cause->subject.vc != kNone) {
      name = confirm_vc(record, *cause, vc, manager);
      vc = cause->subject.vc;
    } else if (record.function == Function::ProtocolCoCreateVc && record.vc_handle != 0) {
      vc = start_vc(record, frame, manager);
      name = Name::Named;
    } else if (vc == kNone && name == Name::Unresolved) {
      vc = vc_of_named_party(record, manager);
      if (vc == kNone) {
        // The recording began while this VC was alive.
        const bool by_handle = record.has(Field::VcHandle) && record.vc_handle != 0;
        obscure_vcs(by_handle ? Identity::VcHandle : side(manager).vc_context, manager);
        vc = world_.find_new_vc();
      }
      name_vc(record, vc, manager);
      name = Name::Named;
    } else if (vc != kNone && name == Name::Named && record.has(Field::VcHandle) &&
               (record.has(Field::VcContext) ||
                world_.vc(vc).handle != record.vc_handle)) {
      name_vc(record, vc, manager);
    }
  }
  if (name == Name::Never) vc = kNone;
  if (vc != kNone) world_.note_lacks_of_vc(vc);
  frame.subject.vc = vc;
  frame.subject.event.set(EventField::VcName, name);
}

// -------------------------------------------------------------------------------------
// parties

std::uint32_t Binder::find_party_by_handle(const Record& record, bool manager,
                                           Name* name) {
  if (!record.has(Field::PartyHandle)) return kNone;
  if (record.party_handle == 0) {
    *name = Name::Null;
    return kNone;
  }
  const Side& own = side(manager);
  const Side& other = side(!manager);
  std::uint32_t party =
      world_.identities().find(own.party_handle, 0, record.party_handle);
  if (party == kNone) {
    // The other side's recording may have shown it, for a party that both know.
    party = world_.identities().find(other.party_handle, 0, record.party_handle);
    if (party != kNone && (handle_of(world_.party(party), own) != 0 ||
                           context_of(world_.party(party), own) == 0)) {
      party = kNone;
    }
  }
  if (party != kNone) {
    *name = Name::Named;
  } else {
    const Provider& provider = this->provider(record.provider);
    *name = provider.begun && !provider.hides_handles ? Name::Never : Name::Unresolved;
  }
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
      side(manager).party_context, record.provider, record.party_context);
  if (party == kNone) {
    const Provider& provider = this->provider(record.provider);
    *name = provider.begun && !provider.hides_contexts && !manager ? Name::Never
                                                                   : Name::Unresolved;
    return kNone;
  }
  *name = Name::Named;
  if (manager || !world_.party(party).shadowing) return party;
  // A context that was given away too early leads to whom NDIS can still mean by it.
  for (std::uint32_t bearer = party; bearer != kNone;
       bearer = world_.party_at(world_.party(bearer).shadows)) {
    const PartyRecord& candidate = world_.party(bearer);
    if (!candidate.used || candidate.client_context != record.party_context) break;
    if (table_.context_in_use(candidate.state)) return bearer;
  }
  return party;
}

// A party that was alive before the recording shows it.
std::uint32_t Binder::found_party(std::uint32_t vc, Identity kind, std::uint16_t provider,
                                  std::uint64_t value, bool manager) {
  obscure_parties(kind, vc, manager);
  const std::uint32_t party = world_.find_new_party(vc);
  world_.name_party(party, kind, provider, value);
  return party;
}

// The party is `expected` by where the record stands; does its context say the same?
void Binder::expect_party(const Record& record, Frame& frame, std::uint32_t expected,
                          bool manager) {
  Name name = Name::Unnamed;
  find_party_by_context(record, manager, &name);
  const std::uint64_t known = context_of(world_.party(expected), side(manager));
  if (name != Name::Null && record.has(Field::PartyContext)) {
    if (known != 0) {
      name = record.party_context == known ? Name::Named : Name::Differs;
    } else if (name == Name::Unresolved || name == Name::Never) {
      world_.name_party(expected, side(manager).party_context, record.provider,
                        record.party_context);
      name = Name::Named;
    }
  }
  frame.subject.party = expected;
  frame.subject.event.set(EventField::Context, name);
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
  bool in_use = false;
  if (old != kNone) {
    derive(world_.party(old).vc, old, Derived::ContextReused, Role::Unknown);
    in_use = table_.context_in_use(world_.party(old).state);
    event.set(EventField::Context, in_use ? Name::Misused : Name::Named);
  } else if (name != Name::Null) {
    event.set(EventField::Context, name == Name::Unnamed && !make ? name : Name::Named);
  }
  const std::uint32_t party = world_.new_party(frame.subject.vc);
  if (!record.has(Field::PartyContext)) {
    provider(record.provider).hides_contexts = true;
    provider(record.provider).hides_arguments = true;
  } else {
    world_.name_party(party, Identity::ClientPartyContext, record.provider,
                      record.party_context);
  }
  if (in_use) {
    world_.party(party).shadows = world_.reference_to(old);
    world_.party(party).shadowing = true;
  }
  frame.subject.party = party;
}

void Binder::bind_party(const Call& call, Frame& frame, const Frame* cause) {
  const Record& record = call.record;
  const bool manager = call.shape.manager;
  const std::uint32_t expected = cause != nullptr ? cause->subject.party : kNone;
  switch (record.function) {
    case Function::NdisClMakeCall:
    case Function::NdisClAddParty: start_party(record, frame); break;
    case Function::ProtocolClMakeCallComplete:
      bind_made_party(record, frame, expected);
      break;
    case Function::ProtocolCmMakeCall:
    case Function::ProtocolCmAddParty: bind_manager_party(record, frame, expected); break;
    case Function::ProtocolClAddPartyComplete:
    case Function::ProtocolClDropPartyComplete:
    case Function::ProtocolClIncomingDropParty:
    case Function::ProtocolCmDropParty:
    case Function::ProtocolClCloseCallComplete:
    case Function::ProtocolCmCloseCall:
      bind_by_context(record, frame, expected, manager);
      break;
    default: bind_by_handle(record, frame, manager); break;
  }
  const Subject& subject = frame.subject;
  if (subject.party != kNone) world_.note_lacks_of_party(subject.party);
}

void Binder::bind_made_party(const Record& record, Frame& frame, std::uint32_t expected) {
  Subject& subject = frame.subject;
  subject.party = expected;
  if (subject.party == kNone && subject.vc != kNone) {
    subject.party = world_.party_at(world_.vc(subject.vc).making);
  }
  if (subject.party == kNone && record.has(Field::PartyHandle) &&
      record.party_handle != 0 && succeeded(record)) {
    subject.party = world_.find_new_party(subject.vc);
  }
  subject.event.set(EventField::Context, Name::Named);
  if (subject.party != kNone) learn_handle(record, subject.party, false);
}

void Binder::bind_manager_party(const Record& record, Frame& frame,
                                std::uint32_t expected) {
  Subject& subject = frame.subject;
  const Name name = given(record.has(Field::PartyHandle), record.party_handle);
  subject.party = expected;
  if (expected == kNone && name == Name::Named) {
    subject.party = world_.new_party(subject.vc);
  }
  subject.event.set(EventField::Handle, name);
  if (subject.party != kNone) {
    world_.name_party(subject.party, Identity::ManagerPartyHandle, 0,
                      record.party_handle);
  }
}

void Binder::bind_by_context(const Record& record, Frame& frame, std::uint32_t expected,
                             bool manager) {
  Subject& subject = frame.subject;
  const bool close = record.function == Function::ProtocolClCloseCallComplete ||
                     record.function == Function::ProtocolCmCloseCall;
  if (expected == kNone && close && !manager && subject.vc != kNone) {
    expected = world_.party_at(world_.vc(subject.vc).closing);
  }
  if (expected != kNone) {
    expect_party(record, frame, expected, manager);
  } else {
    Name name = Name::Unnamed;
    subject.party = find_party_by_context(record, manager, &name);
    if (subject.party == kNone && name == Name::Unresolved && !close) {
      subject.party = found_party(subject.vc, side(manager).party_context,
                                  record.provider, record.party_context, manager);
      name = Name::Named;
    }
    subject.event.set(EventField::Context, name);
  }
  if (close && manager && subject.vc != kNone) {
    world_.vc(subject.vc).manager_closing = world_.reference_to(subject.party);
  }
  if (record.function == Function::ProtocolClAddPartyComplete && subject.party != kNone) {
    learn_handle(record, subject.party, false);
  }
  finish_binding(record, subject, Name::Unnamed);
}

void Binder::bind_by_handle(const Record& record, Frame& frame, bool manager) {
  Subject& subject = frame.subject;
  Name name = Name::Unnamed;
  subject.party = find_party_by_handle(record, manager, &name);
  if (subject.party == kNone && name == Name::Unresolved) {
    subject.party = found_party(subject.vc, side(manager).party_handle, 0,
                                record.party_handle, manager);
    name = Name::Named;
  }
  if (subject.party != kNone && subject.vc != kNone &&
      world_.party(subject.party).vc != kNone &&
      world_.party(subject.party).vc != subject.vc) {
    name = Name::Foreign;
    subject.party = kNone;
  }
  if (subject.vc != kNone) {
    VcRecord& vc = world_.vc(subject.vc);
    if (record.function == Function::NdisClCloseCall)
      vc.closing = world_.reference_to(subject.party);
    if (record.function == Function::NdisCmCloseCallComplete && subject.party == kNone) {
      subject.party = world_.party_at(vc.manager_closing);
    }
  }
  if (record.function == Function::NdisCmMakeCallComplete ||
      record.function == Function::NdisCmAddPartyComplete) {
    learn_manager_context(record, subject);
    if (record.has(Field::PartyContext)) {
      subject.event.set(EventField::Context, given(true, record.party_context));
    }
  }
  finish_binding(record, subject, name);
}

void Binder::finish_binding(const Record& record, Subject& subject, Name handle) {
  if (record.has(Field::PartyHandle)) subject.event.set(EventField::Handle, handle);
  const bool vc_is_dead =
      subject.event.get(EventField::VcName) == static_cast<unsigned>(Name::Never);
  if (subject.vc == kNone && subject.party != kNone && !vc_is_dead) {
    subject.vc = world_.party(subject.party).vc;
  }
}

// A handle counts for the client from a successful completion on. One that came with a
// failure is remembered too, unless it is somebody's: using it is a mistake of its own.
void Binder::learn_handle(const Record& record, std::uint32_t party, bool manager) {
  const bool success = succeeded(record);
  if (world_.party(party).ended) {
    // Whose handle this is, the recording does not tell.
    provider(record.provider).hides_handles |= success;
    return;
  }
  if (!record.has(Field::PartyHandle) || record.party_handle == 0) {
    if (success && handle_of(world_.party(party), side(manager)) == 0) {
      provider(record.provider).hides_handles = true;
      provider(record.provider).hides_arguments |= !record.has(Field::PartyHandle);
    }
    return;
  }
  const Identity kind = side(manager).party_handle;
  const std::uint32_t bearer = world_.identities().find(kind, 0, record.party_handle);
  if (success || bearer == kNone || world_.party(bearer).ended)
    world_.name_party(party, kind, 0, record.party_handle);
}

void Binder::learn_manager_context(const Record& record, const Subject& subject) {
  if (subject.party == kNone || !record.has(Field::PartyContext) ||
      record.party_context == 0) {
    return;
  }
  const std::uint32_t old = world_.identities().find(
      Identity::ManagerPartyContext, record.provider, record.party_context);
  if (old != kNone && old != subject.party) {
    derive(world_.party(old).vc, old, Derived::ManagerContextReused, Role::Unknown);
  }
  world_.name_party(subject.party, Identity::ManagerPartyContext, record.provider,
                    record.party_context);
}

Subject Binder::rundown(const Record& record) {
  derived_.clear();
  const Role role = take_up(record.provider).role;
  const bool manager =
      is_manager(record) || role == Role::CallManager || role == Role::Mcm;
  Name name = Name::Unnamed;
  Subject subject;
  subject.vc = find_vc(record, manager, &name);
  if (subject.vc == kNone && (record.vc_handle != 0 || record.vc_context != 0)) {
    subject.vc = world_.new_vc();
  }
  if (subject.vc != kNone) name_vc(record, subject.vc, manager);
  if (record.party_handle != 0 || record.party_context != 0) {
    subject.party = find_party_by_handle(record, manager, &name);
    if (subject.party == kNone) {
      subject.party = find_party_by_context(record, manager, &name);
    }
    if (subject.party == kNone) subject.party = world_.new_party(subject.vc);
    provider(record.provider).hides_handles |= record.party_handle == 0;
    provider(record.provider).hides_contexts |= record.party_context == 0;
    if (subject.vc == kNone) subject.vc = world_.party(subject.party).vc;
    world_.name_party(subject.party, side(manager).party_handle, 0, record.party_handle);
    world_.name_party(subject.party, side(manager).party_context, record.provider,
                      record.party_context);
  }
  subject.event.set(EventField::Function, Derived::Rundown)
      .set(EventField::Role, role)
      .set(EventField::Alive, record.state);
  return subject;
}

}  // namespace condis
