#include "checker/engine.h"

#include <fmt/format.h>

#include <algorithm>

namespace condis {
namespace {

// A search for the cause of a finding looks at a dozen earlier states; past this many
// searches in one recording, findings are reported without.
constexpr int kMostSearches = 400;
constexpr std::size_t kMostWarnings = 20;

}  // namespace

Engine::Engine(const Specification& specification, TransitionTable& table,
               const CheckOptions& options)
    : specification_(specification),
      table_(table),
      binder_(world_, table),
      medium_(options.close_data_given ? options.close_data : Support::Unknown),
      medium_fixed_(options.close_data_given) {
  result_.rules.resize(specification.rules().size());
}

void Engine::process(const Record& record, const SourceLocation* source) {
  record_ = &record;
  source_ = source;
  ++result_.events;
  switch (record.function) {
    case Function::TraceBegin: begin(record); return;
    case Function::TraceEnd: binder_.provider(record.provider).ended = true; return;
    case Function::EventsLost:
      lose(record.count == 0 ? "events were lost here"
                             : fmt::format("{} events were lost here", record.count),
           "the recording says so");
      return;
    case Function::Rundown:
      if (check_order(record)) step(binder_.rundown(record));
      return;
    default: break;
  }
  ++calls_;
  check_order(record);
  binder_.note(record);
  if (record.phase == Phase::Enter) {
    enter(record);
  } else {
    leave(record);
  }
}

void Engine::begin(const Record& record) {
  Provider& provider = binder_.provider(record.provider);
  provider.begun = true;
  provider.ended = false;
  if (record.role != Role::Unknown) {
    provider.role = record.role;
    provider.declared = true;
  }
  if (!medium_fixed_ && record.close_data != Support::Unknown)
    medium_ = record.close_data;
}

// Sequence numbers and times tell whether the order of the records can be relied upon.
// Returns false, having forgotten everything, if it cannot.
bool Engine::check_order(const Record& record) {
  bool in_order = true;
  if (record.has(Field::Seq)) {
    if (record.provider >= sequence_.size()) sequence_.resize(record.provider + 1u);
    std::uint64_t& newest = sequence_[record.provider];
    if (newest != 0 && record.seq != newest + 1) {
      in_order = false;
      lose(record.seq > newest
               ? fmt::format("{} events are missing here", record.seq - newest - 1)
               : std::string("the sequence numbers go back here"),
           fmt::format("Seq is {} after {}", record.seq, newest));
    }
    newest = record.seq;
  }
  if (record.has(Field::Time)) {
    if (has_time_ && record.time < newest_time_) {
      in_order = false;
      lose("the time goes back here",
           fmt::format("by {} ns; the order of the events is unknown",
                       newest_time_ - record.time));
    }
    newest_time_ = record.time;
    has_time_ = true;
  }
  return in_order;
}

void Engine::lose(const std::string& what, const std::string& why) {
  warn(what, why,
       "what was known before is set aside: nothing that depends on it is judged, and "
       "duties "
       "open at this point are reported as open");
  mode_ = Mode::Unended;
  end_recording();
  mode_ = Mode::Certain;
  binder_.forget();
}

void Engine::enter(const Record& record) {
  for (Frame frame : binder_.overdue(record)) step_return(frame, nullptr);
  Frame& frame = binder_.enter(record, medium_);
  // A step may grow what the frame stands on; what is needed of it is copied.
  const Subject subject = frame.subject;
  const auto derived = binder_.derived();
  for (const Subject& other : derived) step(other);
  const StateId vc = subject.vc == kNone ? 0 : world_.vc(subject.vc).state;
  const StateId party = subject.party == kNone ? 0 : world_.party(subject.party).state;
  step(subject);
  frame.inert = (subject.vc == kNone || world_.vc(subject.vc).state == vc) &&
                (subject.party == kNone || world_.party(subject.party).state == party);
  if (!frame.inert) binder_.make_newest(frame);
}

void Engine::leave(const Record& record) {
  const Binder::Leaving leaving = binder_.leave(record);
  if (leaving.matched) {
    for (std::size_t i = 0; i + 1 < leaving.frames.size(); ++i) {
      Frame unfinished = leaving.frames[i];
      step_return(unfinished, nullptr);
    }
    Frame own = leaving.frames.back();
    step_return(own, &record);
    return;
  }
  // An exit whose entry is not in the recording. If it repeats the arguments, it stands
  // for both; but then the order of entries is unknown, and so is all that hangs on it.
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
  enter(entry);
  record_ = &record;
  for (Frame frame : binder_.leave(record).frames) step_return(frame, &record);
  mode_ = before;
}

void Engine::step_return(Frame& frame, const Record* record) {
  const bool newest = binder_.is_newest(frame);
  const Subject subject = binder_.returned(frame, record, medium_);
  const auto derived = binder_.derived();
  for (const Subject& other : derived) step(other);
  if (newest) step(subject);
  if (record != nullptr) learn_medium(frame, *record);
  const auto status = static_cast<Status>(subject.event.get(EventField::Status));
  const bool failed = status != Status::Unlogged && status != Status::Success;
  if (frame.creates_vc && failed && subject.vc != kNone) world_.retire_vc(subject.vc);
}

void Engine::learn_medium(const Frame& frame, const Record& record) {
  if (medium_ != Support::Unknown || !record.has(Field::Status)) return;
  const Function f = frame.function;
  if (f != Function::NdisClDropParty && f != Function::NdisClCloseCall &&
      f != Function::ProtocolCmDropParty && f != Function::ProtocolCmCloseCall) {
    return;
  }
  if (frame.subject.event.get(EventField::Data) !=
      static_cast<unsigned>(Presence::Present)) {
    return;
  }
  const Status status = classify_status(record.status);
  if (status == Status::Success) medium_ = Support::Yes;
  if (status == Status::InvalidData) medium_ = Support::No;
}

void Engine::step(const Subject& subject) {
  const StateId vc =
      subject.vc == kNone ? table_.initial_vc() : world_.vc(subject.vc).state;
  const StateId party =
      subject.party == kNone ? table_.initial_party() : world_.party(subject.party).state;
  const std::uint32_t census = world_.census_of_others(subject.vc, subject.party);
  const Transition transition = table_.step(vc, party, census, subject.event);
  if (transition.outcome >= outcome_counts_.size()) {
    outcome_counts_.resize(table_.outcomes().size());
  }
  ++outcome_counts_[transition.outcome];
  if (transition.broken) {
    report(subject, vc, party, census, table_.outcomes()[transition.outcome]);
  }
  if (mode_ == Mode::Unended) return;
  HistoryEntry entry = entry_of(subject, vc, party, census);
  entry.changed_vc = transition.vc != vc;
  if (subject.party != kNone) {
    if (transition.party != party) {
      world_.party(subject.party).history.add(entry);
      world_.set_state(subject.party, transition.party,
                       table_.census_of(transition.party));
    }
  }
  if (subject.vc != kNone) {
    VcRecord& record = world_.vc(subject.vc);
    record.history.add(entry);
    record.state = transition.vc;
    if (transition.call_ends) end_call(subject.vc);
    if (transition.vc_ends) end_vc(subject.vc);
  }
  if (subject.party != kNone && transition.party != party &&
      table_.ended(transition.party)) {
    world_.retire_party(subject.party);
  }
}

void Engine::end_call(std::uint32_t vc) {
  EventClass event;
  event.set(EventField::Function, Derived::CallClosed)
      .set(EventField::ReturnsLogged, true);
  for (std::uint32_t party = world_.vc(vc).first_party; party != kNone;) {
    const std::uint32_t next = world_.party(party).next;
    step({vc, party, event});
    party = next;
  }
  step({vc, kNone, event});
}

void Engine::end_vc(std::uint32_t vc) {
  if (!world_.vc(vc).alive) return;
  EventClass event;
  event.set(EventField::Function, Derived::VcDeleted)
      .set(EventField::ReturnsLogged, true);
  for (std::uint32_t party = world_.vc(vc).first_party; party != kNone;) {
    const std::uint32_t next = world_.party(party).next;
    step({vc, party, event});
    party = next;
  }
  step({vc, kNone, event});
  world_.retire_vc(vc);
}

void Engine::end_recording() {
  EventClass event;
  event.set(EventField::Function, Derived::RecordingEnds)
      .set(EventField::ReturnsLogged, true);
  for (const std::uint32_t vc : world_.living_vcs()) {
    std::vector<std::uint32_t> parties;
    for (std::uint32_t party = world_.vc(vc).first_party; party != kNone;
         party = world_.party(party).next) {
      parties.push_back(party);
    }
    std::reverse(parties.begin(), parties.end());  // the list has the newest first
    for (const std::uint32_t party : parties) step({vc, party, event});
    step({vc, kNone, event});
  }
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
  result_.vcs = world_.vcs_seen();
  result_.parties = world_.parties_seen();
  const auto& outcomes = table_.outcomes();
  for (std::size_t i = 0; i < outcome_counts_.size(); ++i) {
    std::uint32_t previous = ~0u;
    for (const std::uint16_t check : outcomes[i].exercised) {
      // The graded parts of a rule follow it: one step exercises the rule once.
      const std::uint32_t rule = specification_.checks()[check].rule;
      if (rule != previous) result_.rules[rule].exercised += outcome_counts_[i];
      previous = rule;
    }
  }
  for (RuleResult& rule : result_.rules) {
    if (rule.exercised > 0) rule.verdict = std::max(rule.verdict, Verdict::Holds);
  }
  return std::move(result_);
}

// -------------------------------------------------------------------------------
// findings

HistoryEntry Engine::entry_of(const Subject& subject, StateId vc, StateId party,
                              std::uint32_t census) const {
  HistoryEntry entry;
  entry.number = record_->number;
  entry.time = record_->time;
  entry.event = subject.event;
  entry.vc = vc;
  entry.party = party;
  entry.census = census;
  entry.status = record_->status;
  entry.thread_id = record_->thread_id;
  entry.party_index = subject.party;
  entry.cpu = record_->cpu;
  entry.provider = record_->provider;
  entry.has_time = record_->has(Field::Time);
  entry.has_status = record_->has(Field::Status);
  return entry;
}

Event Engine::event_of(const HistoryEntry& entry) const {
  Event event;
  event.number = entry.number;
  event.time = entry.time;
  event.has_time = entry.has_time;
  const unsigned function = entry.event.get(EventField::Function);
  event.function =
      function < kCallCount ? static_cast<Function>(function) : Function::Unknown;
  event.spelling = static_cast<Spelling>(entry.event.get(EventField::Spelling));
  event.phase = entry.event.get(EventField::Edge) == 0 ? Phase::Enter : Phase::Exit;
  event.has_status = entry.has_status;
  event.status = entry.status;
  event.thread_id = entry.thread_id;
  event.cpu = entry.cpu;
  event.provider = entry.provider;
  return event;
}

bool Engine::breaks(std::uint16_t check, StateId vc, StateId party, std::uint32_t census,
                    EventClass event) {
  const auto& broken =
      table_.outcomes()[table_.step(vc, party, census, event).outcome].broken;
  return std::find(broken.begin(), broken.end(), check) != broken.end();
}

// The step that made the difference: with the state of before it, the check would have
// held.
const HistoryEntry* Engine::cause_of(std::uint16_t check, const Subject& subject,
                                     StateId vc, StateId party, std::uint32_t census) {
  if (++searches_ > kMostSearches) return nullptr;
  const auto is_now = [this](const HistoryEntry& entry) {
    return record_ != nullptr && entry.number == record_->number;
  };
  if (subject.party != kNone) {
    const auto& history = world_.party(subject.party).history;
    for (std::size_t i = 0; i < history.size(); ++i) {
      const HistoryEntry& entry = history.back(i);
      if (!is_now(entry) && !breaks(check, vc, entry.party, census, subject.event)) {
        return &entry;
      }
    }
  }
  if (subject.vc != kNone) {
    const auto& history = world_.vc(subject.vc).history;
    for (std::size_t i = 0; i < history.size(); ++i) {
      const HistoryEntry& entry = history.back(i);
      if (entry.changed_vc && !is_now(entry) &&
          !breaks(check, entry.vc, party, census, subject.event)) {
        return &entry;
      }
    }
  }
  return nullptr;
}

std::string Engine::message_of(const std::string& pattern, const Subject& subject,
                               const Finding& finding) const {
  const auto hex = [](std::uint64_t value) {
    return value == 0 ? std::string("(unknown)") : fmt::format("0x{:x}", value);
  };
  const unsigned function = subject.event.get(EventField::Function);
  std::string event;
  if (function < kCallCount) {
    event = name_of(static_cast<Function>(function),
                    static_cast<Spelling>(subject.event.get(EventField::Spelling)));
  } else if (function == static_cast<unsigned>(Derived::CallClosed)) {
    event = "the call was closed";
  } else if (function == static_cast<unsigned>(Derived::VcDeleted)) {
    event = "the VC was deleted";
  } else if (function == static_cast<unsigned>(Derived::RecordingEnds)) {
    event = "the recording ends";
  } else {
    event = name_of(record_->function, record_->spelling);
  }
  const std::string because =
      finding.because.empty()
          ? "an earlier event"
          : fmt::format("{} {}", result_.unit, finding.because.front().number);
  const std::string status = record_->has(Field::Status)
                                 ? std::string(name_of_status(record_->status))
                                 : "no status";
  std::string text;
  for (std::size_t i = 0; i < pattern.size();) {
    const std::size_t close =
        pattern[i] == '{' ? pattern.find('}', i) : std::string::npos;
    if (close == std::string::npos) {
      text += pattern[i++];
      continue;
    }
    const std::string key = pattern.substr(i + 1, close - i - 1);
    text += key == "event"     ? event
            : key == "party"   ? hex(finding.event.party)
            : key == "vc"      ? hex(finding.event.vc)
            : key == "status"  ? status
            : key == "because" ? because
                               : "{" + key + "}";
    i = close + 1;
  }
  return text;
}

void Engine::report(const Subject& subject, StateId vc, StateId party,
                    std::uint32_t census, const Outcome& outcome) {
  const std::vector<std::uint16_t> broken = outcome.broken;
  for (const std::uint16_t number : broken) {
    const Check& check = specification_.checks()[number];
    Finding finding;
    finding.rule = check.rule;
    finding.severity = check.severity;
    finding.verdict = mode_ == Mode::Certain     ? Verdict::Violated
                      : mode_ == Mode::Uncertain ? Verdict::Possible
                                                 : Verdict::Open;
    RuleResult& rule = result_.rules[check.rule];
    rule.verdict = std::max(rule.verdict, finding.verdict);
    if (result_.findings.size() >= kMostFindings) {
      ++result_.findings_left_out;
      continue;
    }
    HistoryEntry here = entry_of(subject, vc, party, census);
    const bool ends = subject.event.get(EventField::Function) >=
                      static_cast<unsigned>(Derived::CallClosed);
    if (mode_ == Mode::Unended && subject.vc != kNone) {
      const auto& history = world_.vc(subject.vc).history;
      if (history.size() > 0) here = history.back(0);
      if (subject.party != kNone) {
        const auto& own = world_.party(subject.party).history;
        if (own.size() > 0) here = own.back(0);
      }
    }
    finding.event = event_of(here);
    if (ends || finding.event.function == Function::Unknown) {
      if (mode_ != Mode::Unended) {
        finding.event.function = record_->function;
        finding.event.spelling = record_->spelling;
        finding.event.phase = record_->phase;
      }
    }
    if (subject.vc != kNone) {
      const VcRecord& its = world_.vc(subject.vc);
      finding.event.vc = its.handle != 0           ? its.handle
                         : its.client_context != 0 ? its.client_context
                                                   : its.manager_context;
    } else if (record_->has(Field::VcHandle)) {
      finding.event.vc = record_->vc_handle;
    }
    if (subject.party != kNone) {
      const PartyRecord& its = world_.party(subject.party);
      finding.event.party = its.client_handle != 0    ? its.client_handle
                            : its.manager_handle != 0 ? its.manager_handle
                            : its.client_context != 0 ? its.client_context
                                                      : its.manager_context;
    } else if (record_->has(Field::PartyHandle)) {
      finding.event.party = record_->party_handle;
    }
    if (const HistoryEntry* cause = cause_of(number, subject, vc, party, census)) {
      finding.because.push_back(event_of(*cause));
      finding.because.back().vc = finding.event.vc;
      finding.because.back().party = finding.event.party;
    }
    finding.message = message_of(check.message, subject, finding);
    if (subject.vc != kNone) {
      const auto& history = world_.vc(subject.vc).history;
      for (std::size_t i = history.size(); i-- > 0;) {
        const HistoryEntry& entry = history.back(i);
        if (entry.event.get(EventField::Function) >= kCallCount) continue;
        finding.around.push_back(event_of(entry));
        finding.around.back().vc = finding.event.vc;
        if (entry.party_index != kNone) {
          const PartyRecord& its = world_.party(entry.party_index);
          finding.around.back().party =
              its.client_handle != 0 ? its.client_handle : its.manager_handle;
        }
      }
    }
    if (mode_ != Mode::Unended && finding.event.function != Function::Unknown &&
        (finding.around.empty() ||
         finding.around.back().number != finding.event.number)) {
      finding.around.push_back(finding.event);
    }
    if (finding.around.size() > kAround) {
      finding.around.erase(finding.around.begin(),
                           finding.around.end() - static_cast<std::ptrdiff_t>(kAround));
    }
    if (source_ != nullptr) finding.source = *source_;
    link(finding);
    result_.findings.push_back(std::move(finding));
  }
}

// One cause is reported once: a finding follows from an earlier one if the same record
// broke both for the same party, or if the record that made it a violation was one
// itself.
void Engine::link(Finding& finding) {
  const auto& findings = result_.findings;
  for (std::size_t i = 0; i < findings.size(); ++i) {
    const Finding& earlier = findings[findings.size() - 1 - i];
    if (earlier.verdict != finding.verdict || earlier.event.vc != finding.event.vc)
      continue;
    const bool same_record = earlier.event.number == finding.event.number &&
                             earlier.event.party == finding.event.party;
    const bool caused = !finding.because.empty() &&
                        finding.because.front().number == earlier.event.number;
    if (!same_record && !caused) continue;
    int root = static_cast<int>(findings.size() - 1 - i);
    while (findings[static_cast<std::size_t>(root)].follows >= 0) {
      root = findings[static_cast<std::size_t>(root)].follows;
    }
    // The graver one leads.
    if (findings[static_cast<std::size_t>(root)].severity < finding.severity) continue;
    finding.follows = root;
    return;
  }
}

void Engine::warn(std::string what, std::string why, std::string help) {
  if (result_.warnings.size() >= kMostWarnings) {
    ++result_.warnings_left_out;
    return;
  }
  result_.warnings.push_back({fmt::format("{}", record_->number), std::move(what),
                              std::move(why), std::move(help)});
}

}  // namespace condis
