// What a check found out: the currency between the engine and the reports.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "model/record.h"
#include "model/result.h"
#include "model/rule.h"
#include "model/transition_table.h"

namespace condis {

// Ordered from good to bad, so that the worst of several is their maximum.
enum class Verdict : std::uint8_t { NotExercised, Holds, Open, Possible, Violated };

const char* name_of(Verdict verdict);  // "not exercised", "holds", "open", ...

// Of a VC and a party, by the ids of the table that the recording was checked with.
struct States {
  static constexpr StateId kNotKnown = ~StateId{0};
  StateId vc = kNotKnown;
  StateId party = kNotKnown;
};

// A record that a finding mentions, as much of it as a report needs.
struct Event {
  std::uint64_t number = 0;  // Record::number
  std::int64_t time = 0;     // ns; meaningful if has_time
  bool has_time = false;
  Function function = Function::Unknown;
  Spelling spelling = Spelling::NdisCm;
  Phase phase = Phase::None;
  bool has_status = false;
  std::uint32_t status = 0;
  std::uint32_t thread_id = 0;
  std::uint16_t cpu = 0;
  std::uint16_t provider = 0;
  std::uint32_t source = 0;  // Record::source, for the breaking record; else 0
  std::uint64_t vc = 0;      // handle, else context of the VC concerned; 0: none known
  std::uint64_t party = 0;   // handle, else context of the party concerned; 0: none
  States before;             // of these two; see TraceResult::vc_states
  States after;              // as far as known: the record may be the last one looked at
};
// Without source and names.
Event event_of(const RecordHead& record);

struct Finding {
  std::uint32_t rule = 0;               // index into Specification::rules()
  std::uint32_t check = 0;              // and into checks(): which part of the rule
  Verdict verdict = Verdict::Violated;  // Violated, Possible or Open
  Severity severity = Severity::Error;  // the rule's, or lower where it is graded
  bool overdue = false;                 // a duty that ran out, or may have
  Event event;                          // the record that breaks the rule; of a duty that
                                        // ran out the one that ended its life, of an open
                                        // one the last one of its party or VC
  std::string message;                  // what happened, in the user's words
  std::vector<Event> because;           // earlier records that make it a violation
  std::vector<Event> around;            // last records of the same VC, oldest first, the
                                        // breaking one included; at most kAround
  int follows = -1;                     // index of the finding this one follows from
  SourceLocation source;                // of the breaking record; line 0: not logged
  std::string accepted;                 // why it does not count; empty: it counts
  // With CheckOptions::lives: the records of the VC (of the party, where the VC is not
  // known) up to this finding; see life_of().
  std::vector<std::uint64_t> life;  // since the finding `life_before`
  int life_before = -1;             // index of the finding of the same VC before this one
  bool life_cut = false;            // earlier records of that life are not known any more
};

struct RuleResult {
  Verdict verdict = Verdict::NotExercised;
  std::uint64_t exercised = 0;  // how often a step put the rule to the test
};

// Everything about one recording. Findings stand in the order of their records.
struct TraceResult {
  std::string path;
  std::uint64_t events = 0;  // records taken into account, framing ones included
  std::uint64_t vcs = 0;     // VCs seen, reused handles counted anew
  std::uint64_t parties = 0;
  std::vector<Finding> findings;  // at most kMostFindings
  std::uint64_t findings_left_out = 0;
  std::vector<RuleResult> rules;     // parallel to Specification::rules()
  std::uint64_t losses = 0;          // places where the recording has a gap
  std::vector<Diagnostic> warnings;  // of the reader and of the engine
  std::uint64_t warnings_left_out = 0;
  std::string unit = "line";  // what Event::number counts
  // "FILE:LINE" of the numbers above, where several files were merged; else empty.
  std::map<std::uint64_t, std::string> places;
  // What the events' states are: see StateNames.
  std::map<StateId, StateBytes> vc_states;
  std::map<StateId, StateBytes> party_states;
};

inline constexpr int kAround = 12;
inline constexpr std::size_t kLongestLife = 10000;  // records that are noted of a VC
inline constexpr std::size_t kMostFindings = 1000;

// The numbers of the records that made up the life of the finding's VC so far, ascending;
// the breaking record may be missing. At most kLongestLife, the newest.
std::vector<std::uint64_t> life_of(const TraceResult& result, std::size_t finding);

// Whether a rule counts towards the verdict over the recording: those do whose severity
// is at least `least`.
bool counts(const Rule& rule, Severity least);

// What rule `index` contributes to that verdict. A finding that was graded below
// `least`, or is accepted, contributes nothing; the rule then holds.
Verdict counted_verdict(const TraceResult& result, const std::vector<Rule>& rules,
                        std::uint32_t index, Severity least);

// The verdict over the whole recording: the worst over the rules that count. NotExercised
// when none of them was put to the test.
Verdict overall(const TraceResult& result, const std::vector<Rule>& rules,
                Severity least);

}  // namespace condis
