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
#include <unordered_map>
#include <vector>

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
};

// One VC and party for which a record means an event.
struct Subject {
  std::uint32_t vc = kNone;
  std::uint32_t party = kNone;
  EventClass event;
};

// A call in progress.
struct Frame {
  std::uint64_t serial = 0;
  std::uint64_t call_id = 0;
  std::uint64_t number = 0;
  Subject subject;
  std::uint64_t vc_serial = 0;  // of the subject's VC
  PartyReference party;         // the subject's
  std::uint32_t status = 0;
  std::uint32_t data_size = 0;
  std::uint16_t provider = 0;
  Function function = Function::Unknown;
  Spelling spelling = Spelling::NdisCm;
  bool has_call_id = false;
  bool has_status = false;
  bool has_data_size = false;
  bool taken_up = true;  // if not, its return changes nothing
  bool creates_vc = false;
};

class Binder {
 public:
  Binder(World& world, const TransitionTable& table) : world_(world), table_(table) {}

  Provider& provider(std::uint16_t index) {
    if (index >= providers_.size()) providers_.resize(index + 1u);
    return providers_[index];
  }
  const std::vector<Provider>& providers() const { return providers_; }
  bool client_recorded() const { return client_recorded_; }
  // Whether what the recording leaves out may be why a rule seems broken: arguments, or
  // threads where two drivers call one another.
  bool in_doubt() const;
  // A driver has logged entries only, so far.
  bool hides_returns() const;

  // The beginning of a provider's recording.
  void begin(const Record& record);
  // Notes which role and habits the record shows of its provider.
  void note(const Record& record);

  // The entry of a call. Events that it means for others, such as a context taken from
  // another party, are in derived() and come first. The frame stays valid until the next
  // call of enter() or leave().
  Frame& enter(const Record& record, Support medium);
  const std::vector<Subject>& derived() const { return derived_; }

  // The exit of a call: frames that it closes, innermost first. All but the last lack
  // their own exit in the recording; `matched` tells whether the last one is the record's
  // own.
  struct Leaving {
    std::vector<Frame> frames;
    bool matched = false;
  };
  const Leaving& leave(const Record& record);
  // The event that the return of a frame is, and what it teaches about identities.
  Subject returned(const Frame& frame, const Record* record, Support medium);
  // Frames that the coming entry shows to be over although no exit was logged.
  const std::vector<Frame>& overdue(const Record& record);

  // False if a newer call of the same kind on the same party or VC was entered since.
  bool is_newest(const Frame& frame) const;
  void make_newest(const Frame& frame);

  // Rundown: a VC or party that was alive when the recording began.
  Subject rundown(const Record& record);

  // More calls are in progress on more threads than are kept track of.
  bool too_many_threads() const { return too_many_threads_; }
  // After a gap: nothing that was known is sure any more.
  void forget();

 private:
  struct Thread {
    std::vector<Frame> stack;
  };

  Thread& thread_of(const Record& record);
  void forget_idle_threads();
  Role role_of(const Record& record);
  bool is_manager(const Record& record);

  // binder_names.cpp
  void bind_vc(const Record& record, Frame& frame, const Frame* cause);
  std::uint32_t find_vc(const Record& record, bool manager, Name* name);
  void name_vc(const Record& record, std::uint32_t vc, bool manager);
  std::uint32_t start_vc(const Record& record, Frame& frame, bool manager);
  Name confirm_vc(const Record& record, const Frame& cause, std::uint32_t found,
                  bool manager);
  std::uint32_t vc_of_named_party(const Record& record, bool manager);
  void bind_party(const Record& record, Frame& frame, const Frame* cause);
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

  void set_surroundings(const Record& record, const Thread& thread, Frame& frame,
                        const Frame* cause);

  World& world_;
  const TransitionTable& table_;
  std::vector<Provider> providers_;
  std::unordered_map<std::uint64_t, std::uint32_t> thread_ids_;
  std::vector<Thread> threads_;
  bool too_many_threads_ = false;
  std::array<std::pair<std::uint64_t, std::uint32_t>, 256> recent_threads_{};
  std::vector<Subject> derived_;
  std::vector<Frame> overdue_;
  Leaving leaving_;
  std::uint64_t serial_ = 0;
  bool client_recorded_ = false;
  bool hides_threads_ = false;
};

}  // namespace condis
