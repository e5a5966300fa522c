// Runs the records of one recording through the transition table and collects findings.
//
// Each record is bound to a VC and a party (Binder), stepped once on the table, and,
// where that ended a call or a VC, stepped once more for every party concerned, so that
// duties fall due. What a gap in the recording leaves unknown is forgotten, and open
// duties are reported as open. Cost: a few hash look-ups per record; memory grows with
// what is alive. Tested by tests/checker/engine*_test.cpp, tests/samples_test.cpp and
// the tests in tests/oracle.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "checker/binder.h"
#include "checker/check.h"
#include "checker/finding.h"
#include "checker/world.h"
#include "model/specification.h"
#include "model/transition_table.h"

namespace condis {

// What one step made of a record: whom it concerned, and what became of their states.
struct WatchedStep {
  std::uint64_t number = 0;  // Record::number
  EventClass event;
  std::uint64_t vc_serial = 0;  // tells apart whom a reused handle names; 0: none
  std::uint64_t vc = 0;         // handle, else context; 0: not known
  std::uint64_t party_serial = 0;
  std::uint64_t party = 0;
  StateId vc_before = 0;
  StateId vc_after = 0;
  StateId party_before = 0;
  StateId party_after = 0;
};

class Engine {
 public:
  // Both must outlive the engine. `unit` is what Record::number counts, for messages.
  Engine(const Specification& specification, TransitionTable& table,
         const CheckOptions& options, std::string_view unit = "line");

  // Called after every step from now on.
  void watch(std::function<void(const WatchedStep&)> watcher) {
    watcher_ = std::move(watcher);
  }

  // The record has to stay as it is until the next call, be it of process() or finish().
  void process(const Record& record);
  // End of the recording: duties fall due, or stay open if it is not marked complete.
  // Fills unit, counts, findings and rule results; path and reader warnings are the
  // caller's.
  TraceResult finish();
  // The same, but nobody asks what is due at the end.
  TraceResult stop() { return conclude(); }

  // So far, in the order of their records.
  const std::vector<Finding>& findings() const { return result_.findings; }

  // Records of calls so far; 0 means that the recording has nothing to check.
  std::uint64_t calls() const { return calls_; }

 private:
  // How sure a finding of the current step is.
  enum class Mode : std::uint8_t { Certain, Uncertain, Unended };
  // Of the records of one provider.
  struct Newest {
    std::uint64_t number = 0;  // Record::number
    std::uint64_t seq = 0;     // 0: none yet, or none that is to be followed
  };

  // What is marked cold happens to few records.
  [[gnu::cold]] void process_frame(const Record& record);
  void enter(const Call& call);
  void leave(const Call& call);
  [[gnu::cold]] void leave_unentered(const Call& call);
  [[gnu::cold]] void end_calls(const std::vector<Frame>& frames);
  void step_return(const Frame& frame, const Call* exit);
  // Returns whether the call, if it is one, was taken up.
  bool step(const Subject& subject);
  // The same, inlined: for the steps that nearly all records take.
  [[gnu::always_inline]] bool step_inlined(const Subject& subject);
  void write_down(const Subject& subject, const PartyRecord& party, StateId vc_state,
                  StateId party_state, PastStep& step) const;
  // What a step that breaks a rule, or may not be in its place, means for findings.
  [[gnu::cold]] void judge(const Subject& subject, StateId vc, StateId party,
                           std::uint32_t census, const Transition& transition);
  [[gnu::cold]] void report(const Subject& subject, StateId vc, StateId party,
                            std::uint32_t census, const Transition& transition);
  bool ties_with_last(const Subject& subject) const;
  [[gnu::cold]] void make_room_for_outcomes();
  [[gnu::noinline]] void end_lives(const Subject& subject, const Transition& transition);
  void step_all(std::uint32_t vc, Derived what);
  void end_recording();
  TraceResult conclude();
  [[gnu::cold]] void lose(const std::string& what, const std::string& why);
  [[gnu::cold]] void lose_what_is_too_much();
  [[gnu::cold]] void lose_at_gap(const Newest& newest, const Record& record);
  [[gnu::cold]] void lose_at_earlier_time(const Record& record);
  void expect_any(const Record& record);
  void check_order(const Record& record);
  [[gnu::cold]] void learn_medium(const Frame& frame, Status returned);
  void begin(const Record& record);

  // engine_findings.cpp
  Event event_of(const PastStep& step, const Subject& subject) const;
  Event place_of(const Subject& subject) const;
  bool breaks(std::uint16_t check, StateId vc, StateId party, std::uint32_t census,
              EventClass event);
  const PastStep* cause_in_others(std::uint16_t check, const Subject& subject, StateId vc,
                                  StateId party);
  const PastStep* cause_of(std::uint16_t check, const Subject& subject, StateId vc,
                           StateId party, std::uint32_t census);
  std::string message_of(const std::string& pattern, const Subject& subject,
                         const Finding& finding) const;
  void doubt_since(std::uint64_t number);
  void doubt_ties(std::uint32_t vc);
  void link(Finding& finding);
  void note_life(const Subject& subject, Finding& finding);
  [[gnu::cold]] void show(const Subject& subject, StateId vc, StateId party,
                          const Transition& transition) const;

  // engine_surroundings.cpp
  std::vector<Event> surroundings_of(const Subject& subject, const Event& breaking,
                                     StateId vc) const;
  static States known_states(const Subject& subject, StateId vc, StateId party);
  static void tell_states(Event& event, const std::vector<Event>& around);
  States states_before(const Subject& subject, StateId vc, StateId party) const;

  void warn(std::string what, std::string why, std::string help);

  const Specification& specification_;
  TransitionTable& table_;
  World world_;
  Binder binder_;
  Journal journal_;
  bool medium_fixed_;
  bool notes_lives_;
  bool finds_reasons_;
  std::function<void(const WatchedStep&)> watcher_;
  Mode mode_ = Mode::Certain;
  const Record* record_ = nullptr;  // the one in process
  TraceResult result_;
  std::vector<std::uint64_t> outcome_counts_;
  std::vector<Newest> newest_;  // by provider
  std::int64_t newest_time_ = std::numeric_limits<std::int64_t>::min();
  bool same_time_ = false;  // as the record before
  std::uint64_t calls_ = 0;
  int searches_ = 0;  // for causes, which may need the solver
  struct Noted {
    int finding = -1;          // the newest one with this life
    std::uint64_t newest = 0;  // Record::number of its newest step
  };
  std::unordered_map<std::uint64_t, Noted> lives_;  // by serial of VC, or of party
};

}  // namespace condis
