// The Engine's part that reports: where, about whom, in which words, because of what.
#include <fmt/format.h>

#include <algorithm>

#include "checker/engine.h"

namespace condis {
namespace {

// A search for the cause of a finding looks at many earlier states; past this many
// searches in one recording, findings are reported without.
constexpr int kMostSearches = 400;
constexpr std::size_t kLookedAt = 1000;  // earlier steps

std::uint64_t first_known(std::initializer_list<std::uint64_t> names) {
  const auto known = std::find_if(names.begin(), names.end(),
                                  [](std::uint64_t name) { return name != 0; });
  return known == names.end() ? 0 : *known;
}

std::uint64_t name_for(const VcRecord& vc) {
  return first_known({vc.handle, vc.client_context, vc.manager_context});
}
std::uint64_t name_for(const PartyRecord& party) {
  return first_known({party.client_handle, party.manager_handle, party.client_context,
                      party.manager_context});
}

std::string hex(std::uint64_t value) {
  return value == 0 ? std::string("(unknown)") : fmt::format("0x{:x}", value);
}

Derived derived_of(EventClass event) {
  return static_cast<Derived>(event.get(EventField::Function));
}

// Does the event make duties fall due, rather than break a rule by itself?
bool ends_a_life(EventClass event) {
  return event.get(EventField::Function) >= static_cast<unsigned>(Derived::CallClosed);
}

// Puts values for the {words} of a rule's message.
std::string fill_in(
    const std::string& pattern,
    std::initializer_list<std::pair<std::string_view, std::string>> values) {
  std::string text;
  for (std::size_t i = 0; i < pattern.size();) {
    const std::size_t close =
        pattern[i] == '{' ? pattern.find('}', i) : std::string::npos;
    const auto value =
        close == std::string::npos
            ? values.end()
            : std::find_if(values.begin(), values.end(), [&](const auto& candidate) {
                return pattern.compare(i + 1, close - i - 1, candidate.first) == 0;
              });
    if (value == values.end()) {
      text += pattern[i++];
    } else {
      text += value->second;
      i = close + 1;
    }
  }
  return text;
}

}  // namespace

Event Engine::event_of(const PastStep& step, const Subject& subject) const {
  Event event = condis::event_of(step);
  if (subject.vc != kNone) event.before.vc = step.vc_state;
  if (step.party.index != kNone) event.before.party = step.party_state;
  if (step.is_call()) {
    event.function = static_cast<Function>(step.event.get(EventField::Function));
    event.spelling = static_cast<Spelling>(step.event.get(EventField::Spelling));
    event.phase = step.event.get(EventField::Edge) == 0 ? Phase::Enter : Phase::Exit;
  }
  if (step.implied()) event.has_status = false;
  const std::uint32_t party = world_.party_at(step.party);
  if (party != kNone) event.party = name_for(world_.party(party));
  return event;
}

bool Engine::breaks(std::uint16_t check, StateId vc, StateId party, std::uint32_t census,
                    EventClass event) {
  const auto& broken =
      table_.outcomes()[table_.step(vc, party, census, event).outcome].broken;
  return std::find(broken.begin(), broken.end(), check) != broken.end();
}

// The step of another party that made the difference, where it is the number of the
// others that breaks the check. If it takes several of them, the newest step of one.
const PastStep* Engine::cause_in_others(std::uint16_t check, const Subject& subject,
                                        StateId vc, StateId party) {
  const PastStep* newest = nullptr;
  for (const PastStep& step :
       journal_.back_from(world_.vc(subject.vc).last_step, kLookedAt)) {
    const std::uint32_t other = world_.party_at(step.party);
    if (other == kNone || other == subject.party || step.number == record_->number) {
      continue;
    }
    const std::uint32_t others = world_.census_of_others(
        subject.vc, subject.party, other, table_.census_of(step.party_state));
    if (!breaks(check, vc, party, others, subject.event)) return &step;
    const std::uint32_t now = table_.census_of(world_.party(other).state);
    if (newest == nullptr && now != 0 && now != table_.census_of(step.party_state)) {
      newest = &step;
    }
  }
  return breaks(check, vc, party, 0, subject.event) ? nullptr : newest;
}

// The step that made the difference: with the state of before it, the check would have
// held.
const PastStep* Engine::cause_of(std::uint16_t check, const Subject& subject, StateId vc,
                                 StateId party, std::uint32_t census) {
  if (!finds_reasons_ || ++searches_ > kMostSearches) return nullptr;
  if (subject.vc != kNone) {
    const PastStep* cause = cause_in_others(check, subject, vc, party);
    if (cause != nullptr) return cause;
  }
  // From the newest step on, `after` is what the step led to.
  if (subject.party != kNone) {
    const PartyReference own = world_.reference_to(subject.party);
    StateId after = party;
    for (const PastStep& step :
         journal_.back_from(world_.party(subject.party).last_step, kLookedAt)) {
      if (step.party != own) continue;
      if (step.number != record_->number && step.party_state != after &&
          !breaks(check, vc, step.party_state, census, subject.event)) {
        return &step;
      }
      after = step.party_state;
    }
  }
  if (subject.vc == kNone) return nullptr;
  StateId after = vc;
  for (const PastStep& step :
       journal_.back_from(world_.vc(subject.vc).last_step, kLookedAt)) {
    if (step.number != record_->number && step.vc_state != after &&
        !breaks(check, step.vc_state, party, census, subject.event)) {
      return &step;
    }
    after = step.vc_state;
  }
  return nullptr;
}

// The record that breaks the rule. A duty that ran out is told at the record that ended
// the life it belonged to, or, when nothing did, at the last one of its party or VC.
Event Engine::place_of(const Subject& subject) const {
  if (mode_ == Mode::Unended) {
    const PastStep* last = nullptr;
    if (subject.party != kNone) last = journal_.at(world_.party(subject.party).last_step);
    if (last == nullptr && subject.vc != kNone) {
      last = journal_.at(world_.vc(subject.vc).last_step);
    }
    if (last != nullptr) return event_of(*last, subject);
  }
  PastStep step;
  write_down(subject, world_.party(subject.party), 0, 0, step);
  return event_of(step, subject);
}

std::string Engine::message_of(const std::string& pattern, const Subject& subject,
                               const Finding& finding) const {
  std::string event;
  const unsigned function = subject.event.get(EventField::Function);
  if (function < kCallCount) {
    event = name_of(static_cast<Function>(function),
                    static_cast<Spelling>(subject.event.get(EventField::Spelling)));
  } else {
    switch (derived_of(subject.event)) {
      case Derived::CallClosed: event = "the call was closed"; break;
      case Derived::VcDeleted: event = "the VC was deleted"; break;
      case Derived::RecordingEnds: event = "the recording ends"; break;
      default: event = name_of(record_->function, record_->spelling); break;
    }
  }
  return fill_in(pattern,
                 {{"event", event},
                  {"party", hex(finding.event.party)},
                  {"vc", hex(finding.event.vc)},
                  {"status", record_->has(Field::Status)
                                 ? std::string(name_of_status(record_->status))
                                 : "no status"},
                  {"because", finding.because.empty()
                                  ? "an earlier event"
                                  : fmt::format("{} {}", result_.unit,
                                                finding.because.front().number)}});
}

void Engine::report(const Subject& subject, StateId vc, StateId party,
                    std::uint32_t census, const Transition& transition) {
  // Looking for a cause may grow the table, and with it where the outcome stands.
  const std::vector<std::uint16_t> broken = table_.outcomes()[transition.outcome].broken;
  for (const std::uint16_t number : broken) {
    const Check& check = specification_.checks()[number];
    Finding finding;
    finding.rule = check.rule;
    finding.check = number;
    finding.severity = check.severity;
    const bool sure = mode_ == Mode::Certain && !binder_.in_doubt() &&
                      !world_.is_guess(subject.vc, subject.party);
    finding.verdict = sure                       ? Verdict::Violated
                      : mode_ == Mode::Certain   ? Verdict::Possible
                      : mode_ == Mode::Uncertain ? Verdict::Possible
                                                 : Verdict::Open;
    if (result_.findings.size() >= kMostFindings) {
      RuleResult& rule = result_.rules[check.rule];
      rule.verdict = std::max(rule.verdict, finding.verdict);
      ++result_.findings_left_out;
      continue;
    }
    finding.overdue = ends_a_life(subject.event);
    finding.event = place_of(subject);
    if (mode_ != Mode::Unended) {
      finding.event.before = states_before(subject, vc, party);
      finding.event.after = known_states(subject, transition.vc, transition.party);
    }
    finding.event.vc =
        subject.vc != kNone ? name_for(world_.vc(subject.vc)) : record_->vc_handle;
    finding.event.party = subject.party != kNone ? name_for(world_.party(subject.party))
                                                 : record_->party_handle;
    if (const PastStep* cause = cause_of(number, subject, vc, party, census)) {
      finding.because.push_back(event_of(*cause, subject));
      finding.because.back().vc = finding.event.vc;
    }
    finding.message = message_of(check.message, subject, finding);
    if (finds_reasons_) {
      finding.around = surroundings_of(subject, finding.event, vc);
      tell_states(finding.event, finding.around);
      for (Event& reason : finding.because) tell_states(reason, finding.around);
    }
    if (mode_ != Mode::Unended) finding.event.source = record_->source;
    if (notes_lives_) note_life(subject, finding);
    link(finding);
    result_.findings.push_back(std::move(finding));
  }
}

// The life begins where that of the finding before ends, so that a step is noted once
// however many findings it leads to.
void Engine::note_life(const Subject& subject, Finding& finding) {
  const bool of_vc = subject.vc != kNone;
  if (!of_vc && subject.party == kNone) return;
  const std::uint64_t last =
      of_vc ? world_.vc(subject.vc).last_step : world_.party(subject.party).last_step;
  const std::uint64_t serial = of_vc ? world_.vc(subject.vc).serial * 2
                                     : world_.party(subject.party).serial * 2 + 1;
  Noted& noted = lives_[serial];
  const PastStep* oldest = nullptr;
  bool joined = false;  // with what was noted for the finding before
  // One record may be several steps.
  for (const PastStep& step : journal_.back_from(last, 2 * kLongestLife)) {
    joined = step.number <= noted.newest;
    if (joined || finding.life.size() == kLongestLife) break;
    oldest = &step;
    if (finding.life.empty() || finding.life.back() != step.number) {
      finding.life.push_back(step.number);
    }
  }
  std::reverse(finding.life.begin(), finding.life.end());
  finding.life.shrink_to_fit();
  if (!finding.life.empty()) noted.newest = finding.life.back();
  const StateId first = oldest == nullptr ? 0
                        : of_vc           ? oldest->vc_state
                                          : oldest->party_state;
  finding.life_cut =
      joined ? result_.findings[static_cast<std::size_t>(noted.finding)].life_cut
             : oldest != nullptr && first != 0;
  finding.life_before = noted.finding;
  noted.finding = static_cast<int>(result_.findings.size());
}

void Engine::show(const Subject& subject, StateId vc, StateId party,
                  const Transition& transition) const {
  WatchedStep step;
  step.number = record_->number;
  step.event = subject.event;
  if (subject.vc != kNone) {
    step.vc_serial = world_.vc(subject.vc).serial;
    step.vc = name_for(world_.vc(subject.vc));
    step.vc_before = vc;
    step.vc_after = transition.vc;
  }
  if (subject.party != kNone) {
    step.party_serial = world_.party(subject.party).serial;
    step.party = name_for(world_.party(subject.party));
    step.party_before = party;
    step.party_after = transition.party;
  }
  watcher_(step);
}

// What was found since a record is certain no more: others were lost there.
void Engine::doubt_since(std::uint64_t number) {
  for (Finding& finding : result_.findings) {
    if (finding.event.number > number && finding.verdict == Verdict::Violated) {
      finding.verdict = Verdict::Possible;
    }
  }
}

// What was found at the time of the current record is certain no more.
void Engine::doubt_ties(std::uint32_t vc) {
  const std::uint64_t name = name_for(world_.vc(vc));
  for (std::size_t i = result_.findings.size(); i-- > 0;) {
    Finding& finding = result_.findings[i];
    if (!finding.event.has_time || finding.event.time != record_->time) return;
    if (finding.event.vc == name && finding.verdict == Verdict::Violated) {
      finding.verdict = Verdict::Possible;
    }
  }
}

// One cause is reported once: a finding follows from an earlier one if the same record
// broke both for the same party, or if the record that made it a violation was one
// itself. Of those that one record breaks the gravest leads.
void Engine::link(Finding& finding) {
  auto& findings = result_.findings;
  const int leads = static_cast<int>(findings.size());  // where this one will stand
  for (std::size_t i = findings.size(); i-- > 0;) {
    const Finding& earlier = findings[i];
    if (earlier.verdict != finding.verdict || earlier.event.vc != finding.event.vc) {
      continue;
    }
    const bool same_record = earlier.event.number == finding.event.number &&
                             earlier.event.party == finding.event.party;
    const bool caused = !finding.because.empty() &&
                        finding.because.front().number == earlier.event.number;
    if (!same_record && !caused) continue;
    int root = static_cast<int>(i);
    while (root != leads && findings[static_cast<std::size_t>(root)].follows >= 0) {
      root = findings[static_cast<std::size_t>(root)].follows;
    }
    if (root == leads) continue;  // it is under this finding already
    if (findings[static_cast<std::size_t>(root)].severity >= finding.severity) {
      finding.follows = root;
      return;
    }
    if (!same_record) continue;
    for (Finding& other : findings) {
      if (other.follows == root) other.follows = leads;
    }
    findings[static_cast<std::size_t>(root)].follows = leads;
  }
}

}  // namespace condis
