// Finds out what a record is about: which call it enters or leaves, which VC and party it
// names, and which EventClass it is for the rules.
//
// Identity. Exits carry little, so the entry's findings are kept in a Frame on the
// thread's stack until its exit; CallId pairs the two, else thread and nesting. Callbacks
// carry contexts, calls carry handles: both are learned where one DDI shows them together
// (NdisCoCreateVc, NdisClMakeCall, NdisClAddParty, their completions). NDIS calls the
// other driver on the caller's thread, so a callback right inside the call that causes it
// is about the same VC and party: that joins the two sides of a recording.
//
// What is not known is said so (Name::Unresolved, Name::Unnamed), never guessed.
// Tested by tests/checker/binder_test.cpp.
#pragma once

#include <array>
#include <cstdint>
#include <tuple>
#include <vector>

#include "checker/call_stacks.h"
#include "checker/world.h"
#include "model/event_class.h"
#include "model/record.h"
#include "model/transition_table.h"

namespace condis {

// What is known of a provider, that is of one driver's recording.
struct Provider {
  Role role = Role::Unknown;  // declared by TraceBegin, else inferred
  bool declared = false;
  bool begun = false;  // TraceBegin seen, nothing lost since
  bool ended = false;  // TraceEnd seen, nothing logged since
  bool logged_calls = false;
  bool logs_returns = false;
  bool logged_return = false;
  bool creates_as_client = false;  // a VC, before its role was known
  bool hides_arguments =
      false;  // a handle, context or status that a call has, or its role
  bool logs_receives = false;
  bool logs_creations = false;  // of VCs
  bool hides_handles = false;   // a party came up and its handle was not logged
  bool hides_contexts = false;  // likewise with its context
  bool client_calls = false;
  bool manager_calls = false;

  bool operator==(const Provider&) const = default;
};

// The name that an exit shows, and its entry does not.
enum class Taught : std::uint8_t {
  None,
  VcHandle,
  VcContext,
  PartyHandle,
  ManagerPartyContext
};

// What the meaning of a record depends on, but for the values of its fields.
struct ShapeKey {
  std::uint64_t shown = 0;  // its fields and its status
  std::uint64_t kind = 0;   // function, phase, spelling and provider; 0: no record's

  bool operator==(const ShapeKey&) const = default;
};

// What a record means by its function, phase, provider, status and the set of its fields,
// whatever their values. Worked out once for all records that are alike in these.
struct alignas(32) Shape {
  ShapeKey key;
  EventClass event;  // of an entry, but for the values of the fields; of an exit, the
                     // fields that a return does not share with its entry
  Function cause = Function::Unknown;  // the NDIS call that it may be caused by
  std::uint8_t slot = kNoSlot;         // as in Frame
  Status status = Status::Unlogged;
  Taught taught = Taught::None;
  bool manager : 1 = false;  // it is the call manager's
  bool names_vc : 1 = false;
  bool callback : 1 = false;
  bool nests : 1 = false;
  bool teaches_medium : 1 = false;  // its status, if close data was given
};
static_assert(sizeof(Shape) == 32);

// A record of a call, and what it needs to be bound. Valid until the next record.
struct Call {
  const Record& record;
  const Shape& shape;
  std::uint32_t stack;  // of its thread
};

// The slot of a frame is an index into newest_call of its party, or, from here on, of its
// VC.
inline constexpr std::uint8_t kPartySlots =
    std::tuple_size_v<decltype(PartyRecord::newest_call)>;

class Binder {
 public:
  Binder(World& world, const TransitionTable& table) : world_(world), table_(table) {}

  const std::vector<Provider>& providers() const { return providers_; }
  bool client_recorded() const { return client_recorded_; }
  // Whether what the recording leaves out may be why a rule seems broken: arguments, or
  // threads where two drivers call one another.
  bool in_doubt() const;
  // A driver has logged entries only, so far.
  bool hides_returns() const;

  // Whether the medium carries data at close, as far as is known.
  Support medium() const { return medium_; }
  void learn_medium(Support medium);

  // The beginning and the end of a provider's recording.
  void begin(const Record& record);
  void end(const Record& record);
  // Takes up a record of a call. Notes which role and habits it shows of its provider.
  Call note(const Record& record);
  // An entry made up from an exit: of such, nothing is noted.
  Call imply_entry(const Record& entry, const Call& exit);

  // The entry of a call. Events that it means for others, such as a context taken from
  // another party, are in derived() and come first. The frame stays valid until the next
  // call of enter() or leave().
  Frame& enter(const Call& call);
  const std::vector<Subject>& derived() const { return derived_; }

  // The exit of a call: its frame, which stays valid until the next call of enter(), or
  // nullptr if its entry is not known. unfinished() are then the frames inside it,
  // innermost first, which lack their own exit in the recording.
  const Frame* leave(const Call& call) {
    unfinished_.clear();
    const Frame* top = stacks_.innermost(call.stack);
    if (top != nullptr && is_exit_of(call.record, *top)) return &stacks_.pop(call.stack);
    return top == nullptr ? nullptr : leave_outer(call);
  }
  const std::vector<Frame>& unfinished() const { return unfinished_; }
  // The event that the return of a frame is, and what it teaches about identities; the
  // exit is nullptr if the recording lacks it.
  Subject returned(const Frame& frame, const Call* exit);
  // Frames that the coming entry shows to be over although no exit was logged.
  const std::vector<Frame>& overdue(const Call& call) {
    overdue_.clear();
    if (stacks_.depth(call.stack) != 0) take_overdue(call);
    return overdue_;
  }

  // False if a newer call of the same kind on the same party or VC was entered since, or
  // if it does not count because it was not taken up.
  bool is_newest(const Frame& frame) {
    if (frame.slot == kNoSlot) return true;
    const std::uint32_t* newest = newest_call(frame);
    return frame.taken_up && (newest == nullptr || *newest == frame.serial);
  }
  void make_newest(const Frame& frame) {
    if (frame.slot == kNoSlot) return;
    if (std::uint32_t* newest = newest_call(frame)) *newest = frame.serial;
    if (frame.function == Function::NdisClMakeCall) note_making(frame);
  }

  // Rundown: a VC or party that was alive when the recording began.
  Subject rundown(const Record& record);

  // More calls are in progress on more threads than are kept track of.
  bool too_many_threads() const { return stacks_.too_many(); }
  // After a gap: nothing that was known is sure any more.
  void forget();

 private:
  // A hash table; few shapes occur. Cleared when it is half full, or, with the next
  // record, when what the shapes were worked out from has changed.
  static constexpr unsigned kShapeBits = 10;
  static constexpr std::size_t kShapes = std::size_t{1} << kShapeBits;

  void take_overdue(const Call& call);
  static bool is_exit_of(const Record& record, const Frame& frame) {
    return frame.function == record.function && frame.provider == record.provider &&
           (frame.call_id == record.call_id || !frame.has_call_id ||
            !record.has(Field::CallId));
  }
  const Frame* leave_outer(const Call& call);
  // Where the serial of the newest call of this kind is kept; nullptr if the party or VC
  // is not known.
  std::uint32_t* newest_call(const Frame& frame) {
    const Subject& subject = frame.subject;
    if (frame.slot < kPartySlots) {
      if (subject.party == kNone) return nullptr;
      return &world_.party(subject.party).newest_call[frame.slot];
    }
    if (subject.vc == kNone) return nullptr;
    return &world_.vc(subject.vc).newest_call[frame.slot - kPartySlots];
  }
  void note_making(const Frame& frame);
  Provider& take_up(std::uint16_t provider);
  // One that was taken up.
  Provider& provider(std::uint16_t index) { return providers_[index]; }
  void learn_habits(const Record& record);
  Shape shape_of(const Record& record) const;
  EventClass entry_event(const Record& record) const;
  EventClass return_event(Status status) const;
  void learn_name(const Record& exit, Taught taught, Subject& subject);
  [[gnu::cold]] const Shape& add_shape(const Record& record);
  // Where in the table a shape is looked for first.
  static std::size_t home_of(const ShapeKey& key) {
    return (key.shown ^ key.kind * 0x9e3779b97f4a7c15u) * 0xd6e8feb86659fd93u >>
           (64 - kShapeBits);
  }
  void forget_shapes();
  Role role_of(const Record& record) const;
  bool is_manager(const Record& record) const;

  // binder_names.cpp
  void bind_vc(const Call& call, Frame& frame, const Frame* cause);
  std::uint32_t find_vc(const Record& record, bool manager, Name* name);
  void name_vc(const Record& record, std::uint32_t vc, bool manager);
  std::uint32_t start_vc(const Record& record, Frame& frame, bool manager);
  Name confirm_vc(const Record& record, const Frame& cause, std::uint32_t found,
                  bool manager);
  std::uint32_t vc_of_named_party(const Record& record, bool manager);
  void bind_party(const Call& call, Frame& frame, const Frame* cause);
  void bind_made_party(const Record& record, Frame& frame, std::uint32_t expected);
  void bind_manager_party(const Record& record, Frame& frame, std::uint32_t expected);
  void bind_by_context(const Record& record, Frame& frame, std::uint32_t expected,
                       bool manager);
  void bind_by_handle(const Record& record, Frame& frame, bool manager);
  void finish_binding(const Record& record, Subject& subject, Name handle);
  std::uint32_t find_party_by_handle(const Record& record, bool manager, Name* name);
  std::uint32_t find_party_by_context(const Record& record, bool manager, Name* name);
  std::uint32_t found_party(std::uint32_t vc, Identity kind, std::uint16_t provider,
                            std::uint64_t value, bool manager);
  void expect_party(const Record& record, Frame& frame, std::uint32_t expected,
                    bool manager);
  void start_party(const Record& record, Frame& frame);
  void learn_handle(const Record& record, std::uint32_t party, bool manager);
  void learn_manager_context(const Record& record, const Subject& subject);
  void obscure_vcs(Identity kind, bool manager);
  void obscure_parties(Identity kind, std::uint32_t vc, bool manager);
  void derive(std::uint32_t vc, std::uint32_t party, Derived what, Role role);

  void set_surroundings(const Call& call, Frame& frame, const Frame* cause);

  World& world_;
  const TransitionTable& table_;
  std::vector<Provider> providers_;
  std::array<Shape, kShapes> shapes_{};
  std::size_t shapes_used_ = 0;
  bool shapes_void_ = false;
  Shape implied_;  // of an entry that imply_entry() made up
  CallStacks stacks_;
  std::vector<Subject> derived_;
  std::vector<Frame> overdue_;
  std::vector<Frame> unfinished_;
  Support medium_ = Support::Unknown;
  std::uint32_t serial_ = 0;  // of the newest frame
  bool client_recorded_ = false;
  bool hides_threads_ = false;
};

}  // namespace condis
