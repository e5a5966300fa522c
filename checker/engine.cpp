#include "checker/engine.h"

#include <fmt/format.h>

#include <algorithm>

namespace condis {
namespace {

constexpr std::size_t kMostWarnings = 20;

}  // namespace

Engine::Engine(const Specification& specification, TransitionTable& table,
               const CheckOptions& options, std::string_view unit)
    : specification_(specification),
      table_(table),
      binder_(world_, table),
      medium_fixed_(options.close_data != Support::Unknown),
      notes_lives_(options.lives),
      finds_reasons_(options.reasons) {
  if (medium_fixed_) binder_.learn_medium(options.close_data);
  result_.rules.resize(specification.rules().size());
  result_.unit = unit;
}

void Engine::process(const Record& record) {
  record_ = &record;
  ++result_.events;
  if (record.provider >= newest_.size()) newest_.resize(record.provider + 1u);
  if (binder_.too_many_threads() || world_.held() > kMostHeld) lose_what_is_too_much();
  if (record.function >= Function::TraceBegin) return process_frame(record);
  check_order(record);
  ++calls_;
  const Call call = binder_.note(record);
  if (record.phase == Phase::Enter) {
    enter(call);
  } else {
    leave(call);
  }
}

void Engine::lose_what_is_too_much() {
  if (binder_.too_many_threads()) {
    lose("more calls are in progress here than are kept track of",
         "the recording does not show where they end");
  }
  if (world_.held() > kMostHeld) {
    lose(fmt::format("more than {} VCs and parties at a time, up to here", kMostHeld),
         "the recording does not show where they end");
  }
}

// The records that frame a recording, and those that say what it does not show.
void Engine::process_frame(const Record& record) {
  if (record.function == Function::EventsLost) {
    // Where among the records before, it does not say: perhaps since a driver's last one.
    std::uint64_t oldest = record.number;
    for (const Newest& newest : newest_) {
      if (newest.number != 0) oldest = std::min(oldest, newest.number);
    }
    doubt_since(oldest);
  }
  if (record.function == Function::TraceBegin ||
      record.function == Function::EventsLost) {
    expect_any(record);
    newest_[record.provider].number = record.number;
  } else {
    check_order(record);
  }
  switch (record.function) {
    case Function::TraceBegin: begin(record); break;
    case Function::TraceEnd: binder_.end(record); break;
    case Function::Rundown: step(binder_.rundown(record)); break;
    default:
      lose(record.count == 0   ? "events were lost here"
           : record.count == 1 ? "an event was lost here"
                               : fmt::format("{} events were lost here", record.count),
           "the recording says so");
  }
}

void Engine::begin(const Record& record) {
  binder_.begin(record);
  if (!medium_fixed_ && record.close_data != Support::Unknown) {
    binder_.learn_medium(record.close_data);
  }
}

// Where recording begins, or goes on after a loss that is known, a gap is no news.
void Engine::expect_any(const Record& record) {
  if (record.function == Function::EventsLost) {
    for (Newest& newest : newest_) newest.seq = 0;
  } else if (record.has(Field::Seq)) {
    newest_[record.provider].seq = record.seq;
  }
}

// Sequence numbers and times tell whether the order of the records can be relied upon.
// Forgets everything if it cannot.
inline void Engine::check_order(const Record& record) {
  Newest& newest = newest_[record.provider];
  if (record.has(Field::Seq)) {
    if (newest.seq != 0 && record.seq != newest.seq + 1) lose_at_gap(newest, record);
    newest.seq = record.seq;
  }
  newest.number = record.number;
  same_time_ = false;
  if (record.has(Field::Time)) {
    same_time_ = record.time == newest_time_;
    if (record.time < newest_time_) lose_at_earlier_time(record);
    newest_time_ = record.time;
  }
}

void Engine::lose_at_gap(const Newest& newest, const Record& record) {
  doubt_since(newest.number);
  lose(record.seq > newest.seq
           ? fmt::format("{} events are missing here", record.seq - newest.seq - 1)
           : std::string("the sequence numbers go back here"),
       fmt::format("Seq is {} after {}", record.seq, newest.seq));
}

void Engine::lose_at_earlier_time(const Record& record) {
  lose("the time goes back here",
       fmt::format("by {} ns; the order of the events is unknown",
                   newest_time_ - record.time));
}

void Engine::lose(const std::string& what, const std::string& why) {
  ++result_.losses;
  warn(what, why,
       "what was known before is set aside: nothing that depends on it is judged, and "
       "duties "
       "open at this point are reported as open");
  mode_ = Mode::Unended;
  end_recording();
  mode_ = Mode::Certain;
  binder_.forget();
}

inline bool Engine::step_inlined(const Subject& subject) {
  VcRecord& vc = world_.vc(subject.vc);
  PartyRecord& party = world_.party(subject.party);
  const bool has_vc = subject.vc != kNone;
  const bool has_party = subject.party != kNone;
  const StateId vc_before = vc.state;
  const StateId party_before = party.state;
  const std::uint32_t census = world_.census_of_others(subject.vc, subject.party);
  const Transition next = table_.step(vc_before, party_before, census, subject.event);
  if (next.outcome >= outcome_counts_.size()) make_room_for_outcomes();
  ++outcome_counts_[next.outcome];
  if (same_time_ || next.broken) judge(subject, vc_before, party_before, census, next);
  if (watcher_) show(subject, vc_before, party_before, next);
  if (mode_ == Mode::Unended) return true;
  if (has_vc || has_party) {
    std::uint64_t& last = has_vc ? vc.last_step : party.last_step;
    write_down(subject, party, vc_before, party_before, journal_.add(last));
    last = journal_.newest();
  }
  // Without branches: whether a call has a party is hard to foretell.
  vc.state = has_vc ? next.vc : vc_before;
  party.state = has_party ? next.party : party_before;
  party.last_step = party.state != party_before ? journal_.newest() : party.last_step;
  if (next.census != party.census) world_.set_census(subject.party, next.census);
  if (next.ends) end_lives(subject, next);
  return next.taken_up;
}

void Engine::enter(const Call& call) {
  if (const auto& overdue = binder_.overdue(call); !overdue.empty()) end_calls(overdue);
  Frame& frame = binder_.enter(call);
  for (const Subject& other : binder_.derived()) step(other);
  frame.taken_up = step_inlined(frame.subject);
  if (frame.taken_up) {
    binder_.make_newest(frame);
  } else if (frame.function == Function::NdisClMakeCall && frame.subject.party != kNone) {
    // The VC has its call: no party comes of this one.
    world_.retire_party(frame.subject.party);
  }
}

void Engine::leave(const Call& call) {
  const Frame* own = binder_.leave(call);
  if (own == nullptr) return leave_unentered(call);
  if (!binder_.unfinished().empty()) end_calls(binder_.unfinished());
  step_return(*own, &call);
}

// An exit whose entry is not in the recording. If it repeats the arguments, it stands
// for both; but then the order of entries is unknown, and so is all that hangs on it.
void Engine::leave_unentered(const Call& call) {
  const Record& record = call.record;
  const bool tells = record.has(Field::VcHandle) || record.has(Field::VcContext) ||
                     record.has(Field::PartyHandle) || record.has(Field::PartyContext);
  if (!tells) return;
  const Mode before = mode_;
  mode_ = Mode::Uncertain;
  Record entry = record;
  entry.phase = Phase::Enter;
  entry.fields &= ~static_cast<std::uint32_t>(Field::Status);
  const bool completion = record.function >= Function::ProtocolClMakeCallComplete &&
                          record.function <= Function::ProtocolClIncomingCloseCall;
  if (completion) entry.fields = record.fields;
  record_ = &entry;
  enter(binder_.imply_entry(entry, call));
  record_ = &record;
  const Frame* own = binder_.leave(call);
  if (!binder_.unfinished().empty()) end_calls(binder_.unfinished());
  if (own != nullptr) step_return(*own, &call);
  mode_ = before;
}

// Calls whose exits the recording lacks.
void Engine::end_calls(const std::vector<Frame>& frames) {
  for (const Frame& frame : frames) step_return(frame, nullptr);
}

void Engine::step_return(const Frame& frame, const Call* exit) {
  const bool newest = binder_.is_newest(frame);
  const Subject subject = binder_.returned(frame, exit);
  for (const Subject& other : binder_.derived()) step(other);
  if (newest) step_inlined(subject);
  if (exit == nullptr) return;
  const Status status = exit->shape.status;
  if (exit->shape.teaches_medium) learn_medium(frame, status);
  const bool failed = status != Status::Unlogged && status != Status::Success;
  if (frame.creates_vc && failed && subject.vc != kNone) world_.retire_vc(subject.vc);
}

void Engine::learn_medium(const Frame& frame, Status returned) {
  if (frame.subject.event.get(EventField::Data) !=
      static_cast<unsigned>(Presence::Present)) {
    return;
  }
  if (returned == Status::Success) binder_.learn_medium(Support::Yes);
  if (returned == Status::InvalidData) binder_.learn_medium(Support::No);
}

// Records of different processors with the same time may have come the other way round,
// unless their driver has counted them.
bool Engine::ties_with_last(const Subject& subject) const {
  if (subject.vc == kNone) return false;
  const PastStep* before = journal_.at(world_.vc(subject.vc).last_step);
  if (before == nullptr) return false;
  const RecordHead& last = *before;
  const bool counted = record_->has(Field::Seq) && last.provider == record_->provider;
  return last.has(Field::Time) && last.time == record_->time &&
         last.cpu != record_->cpu && last.number != record_->number && !counted;
}

void Engine::write_down(const Subject& subject, const PartyRecord& party,
                        StateId vc_state, StateId party_state, PastStep& step) const {
  static_cast<RecordHead&>(step) = *record_;
  step.event = subject.event;
  step.party.index = subject.party;
  step.party.serial = static_cast<std::uint32_t>(party.serial);
  step.vc_state = vc_state;
  step.party_state = party_state;
}

void Engine::judge(const Subject& subject, StateId vc, StateId party,
                   std::uint32_t census, const Transition& transition) {
  const Mode before = mode_;
  if (same_time_ && ties_with_last(subject)) {
    mode_ = std::max(mode_, Mode::Uncertain);
    doubt_ties(subject.vc);
  }
  if (transition.broken) report(subject, vc, party, census, transition);
  mode_ = before;
}

bool Engine::step(const Subject& subject) {
  return step_inlined(subject);
}

void Engine::make_room_for_outcomes() {
  outcome_counts_.resize(table_.outcomes().size());
}

// Duties fall due for all parties of a call or VC that has ended; and who has
// ended is remembered for a while only.
void Engine::end_lives(const Subject& subject, const Transition& transition) {
  if (subject.vc != kNone) {
    if (transition.call_ends) step_all(subject.vc, Derived::CallClosed);
    if (transition.vc_ends && world_.vc(subject.vc).alive) {
      step_all(subject.vc, Derived::VcDeleted);
      world_.retire_vc(subject.vc);
    }
  }
  if (transition.party_ends && subject.party != kNone) world_.retire_party(subject.party);
}

// Steps every living party of the VC, oldest first, then the VC itself. The parties'
// steps name a party, so that a rule about the VC is put to the test once.
void Engine::step_all(std::uint32_t vc, Derived what) {
  EventClass event;
  event.set(EventField::Function, what).set(EventField::ReturnsLogged, true);
  std::vector<std::uint32_t> parties;
  for (std::uint32_t party = world_.vc(vc).first_party; party != kNone;
       party = world_.party(party).next) {
    parties.push_back(party);
  }
  const EventClass of_party = EventClass(event).set(EventField::Handle, Name::Named);
  for (auto party = parties.rbegin(); party != parties.rend(); ++party) {
    step({vc, *party, of_party});
  }
  step({vc, kNone, event});
}

void Engine::end_recording() {
  for (const std::uint32_t vc : world_.living_vcs()) {
    step_all(vc, Derived::RecordingEnds);
  }
  EventClass event;
  event.set(EventField::Function, Derived::RecordingEnds)
      .set(EventField::ReturnsLogged, true)
      .set(EventField::Handle, Name::Named);
  for (const std::uint32_t party : world_.stray_parties()) step({kNone, party, event});
}

TraceResult Engine::finish() {
  const auto& providers = binder_.providers();
  const auto unfinished = [](const Provider& p) { return p.logged_calls && !p.ended; };
  const bool complete = calls_ > 0 &&
                        std::none_of(providers.begin(), providers.end(), unfinished) &&
                        std::any_of(providers.begin(), providers.end(),
                                    [](const Provider& p) { return p.ended; });
  mode_ = complete ? Mode::Certain : Mode::Unended;
  if (record_ != nullptr) end_recording();
  return conclude();
}

TraceResult Engine::conclude() {
  if (binder_.hides_returns()) doubt_since(0);
  result_.vcs = world_.vcs_seen();
  result_.parties = world_.parties_seen();
  const auto& outcomes = table_.outcomes();
  for (std::size_t i = 0; i < outcome_counts_.size(); ++i) {
    if (outcome_counts_[i] == 0) continue;
    std::uint32_t previous = ~0u;
    for (const std::uint16_t check : outcomes[i].exercised) {
      // The graded parts of a rule follow it: one step exercises the rule once.
      const std::uint32_t rule = specification_.checks()[check].rule;
      if (rule != previous) result_.rules[rule].exercised += outcome_counts_[i];
      previous = rule;
    }
  }
  for (const Finding& finding : result_.findings) {
    RuleResult& rule = result_.rules[finding.rule];
    rule.verdict = std::max(rule.verdict, finding.verdict);
  }
  for (RuleResult& rule : result_.rules) {
    if (rule.exercised > 0) rule.verdict = std::max(rule.verdict, Verdict::Holds);
  }
  return std::move(result_);
}

void Engine::warn(std::string what, std::string why, std::string help) {
  Diagnostic warning{fmt::format("{}", record_->number), std::move(what), std::move(why),
                     std::move(help)};
  auto& said = result_.warnings;
  // Several losses may be noted at one place, one for each processor.
  if (std::find(said.begin(), said.end(), warning) != said.end()) return;
  if (said.size() >= kMostWarnings) {
    ++result_.warnings_left_out;
    return;
  }
  said.push_back(std::move(warning));
}

}  // namespace condis
