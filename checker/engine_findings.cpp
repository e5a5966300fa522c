// The Engine's part that reports: where, about whom, in which words, because of what.
#include <fmt/format.h>

#include <algorithm>

#include "checker/engine.h"

namespace condis {
namespace {

// A search for the cause of a finding looks at a dozen earlier states; past this many
// searches in one recording, findings are reported without.
constexpr int kMostSearches = 400;
constexpr std::size_t kMostOthers = 64;  // other parties looked at in a search

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

Event Engine::event_of(const HistoryEntry& entry) const {
  const RecordHead& record = entry.record;
  Event event;
  event.number = record.number;
  event.time = record.time;
  event.has_time = record.has(Field::Time);
  event.function = entry.is_call()
                       ? static_cast<Function>(entry.event.get(EventField::Function))
                       : Function::Unknown;
  event.spelling = static_cast<Spelling>(entry.event.get(EventField::Spelling));
  event.phase = entry.event.get(EventField::Edge) == 0 ? Phase::Enter : Phase::Exit;
  event.has_status = !entry.implied() && record.has(Field::Status);
  event.status = record.status;
  event.thread_id = record.thread_id;
  event.cpu = record.cpu;
  event.provider = record.provider;
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
const HistoryEntry* Engine::cause_in_others(std::uint16_t check, const Subject& subject,
                                            StateId vc, StateId party) {
  const auto held = [&](const HistoryEntry& entry) {
    return entry.party_index != kNone && entry.party_index != subject.party &&
           entry.record.number != record_->number &&
           !breaks(check, vc, party,
                   world_.census_of_others(subject.vc, subject.party, entry.party_index,
                                           table_.census_of(entry.party)),
                   subject.event);
  };
  const auto history = world_.history_of_vc(subject.vc);
  for (std::size_t i = 0; i < history.size(); ++i) {
    if (held(history[i])) return &history[i];
  }
  const HistoryEntry* newest = nullptr;
  const HistoryEntry* cause = nullptr;
  std::size_t looked_at = 0;
  for (std::uint32_t other = world_.vc(subject.vc).first_party;
       other != kNone && looked_at < kMostOthers; other = world_.party(other).next) {
    if (other == subject.party || world_.party(other).census == 0) continue;
    ++looked_at;
    const auto steps = world_.history_of_party(other);
    for (std::size_t i = 0; i < steps.size(); ++i) {
      const HistoryEntry& entry = steps[i];
      if (newest == nullptr || newest->record.number < entry.record.number)
        newest = &entry;
      if ((cause == nullptr || cause->record.number < entry.record.number) && held(entry))
        cause = &entry;
    }
  }
  if (cause != nullptr) return cause;
  return breaks(check, vc, party, 0, subject.event) ? nullptr : newest;
}

// The step that made the difference: with the state of before it, the check would have
// held.
const HistoryEntry* Engine::cause_of(std::uint16_t check, const Subject& subject,
                                     StateId vc, StateId party, std::uint32_t census) {
  if (++searches_ > kMostSearches) return nullptr;
  if (subject.vc != kNone) {
    const HistoryEntry* cause = cause_in_others(check, subject, vc, party);
    if (cause != nullptr) return cause;
  }
  const auto is_now = [this](const HistoryEntry& entry) {
    return entry.record.number == record_->number;
  };
  if (subject.party != kNone) {
    const auto history = world_.history_of_party(subject.party);
    for (std::size_t i = 0; i < history.size(); ++i) {
      const HistoryEntry& entry = history[i];
      if (!is_now(entry) && !breaks(check, vc, entry.party, census, subject.event)) {
        return &entry;
      }
    }
  }
  if (subject.vc != kNone) {
    const auto history = world_.history_of_vc(subject.vc);
    StateId after = vc;
    for (std::size_t i = 0; i < history.size(); ++i) {
      const HistoryEntry& entry = history[i];
      if (entry.vc != after && !is_now(entry) &&
          !breaks(check, entry.vc, party, census, subject.event)) {
        return &entry;
      }
      after = entry.vc;
    }
  }
  return nullptr;
}

// The record that breaks the rule. A duty that ran out is told at the record that ended
// the life it belonged to, or, when nothing did, at the last one of its party or VC.
Event Engine::place_of(const Subject& subject) const {
  if (mode_ == Mode::Unended) {
    if (subject.party != kNone && world_.party(subject.party).changes > 0) {
      return event_of(world_.history_of_party(subject.party)[0]);
    }
    if (subject.vc != kNone && world_.vc(subject.vc).steps > 0) {
      return event_of(world_.history_of_vc(subject.vc)[0]);
    }
  }
  Event event = event_of({*record_, subject.event, 0, 0, 0, subject.party});
  if (event.function == Function::Unknown) {
    event.function = record_->function;
    event.spelling = record_->spelling;
    event.phase = record_->phase;
  }
  return event;
}

// The last records of the VC, the breaking one included.
std::vector<Event> Engine::surroundings_of(const Subject& subject,
                                           const Event& breaking) const {
  std::vector<Event> around;
  if (subject.vc != kNone) {
    const auto history = world_.history_of_vc(subject.vc);
    for (std::size_t i = history.size(); i-- > 0;) {
      const HistoryEntry& entry = history[i];
      if (!entry.is_call() || entry.implied()) continue;
      around.push_back(event_of(entry));
      around.back().vc = breaking.vc;
      if (entry.party_index != kNone) {
        around.back().party = name_for(world_.party(entry.party_index));
      }
    }
  }
  if (mode_ != Mode::Unended &&
      (around.empty() || around.back().number != breaking.number)) {
    around.push_back(breaking);
  }
  if (around.size() > kAround) {
    around.erase(around.begin(), around.end() - static_cast<std::ptrdiff_t>(kAround));
  }
  return around;
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
                    std::uint32_t census, const Outcome& outcome) {
  // Looking for a cause may grow the table, and with it where the outcome stands.
  const std::vector<std::uint16_t> broken = outcome.broken;
  for (const std::uint16_t number : broken) {
    const Check& check = specification_.checks()[number];
    Finding finding;
    finding.rule = check.rule;
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
    finding.event.vc =
        subject.vc != kNone ? name_for(world_.vc(subject.vc)) : record_->vc_handle;
    finding.event.party = subject.party != kNone ? name_for(world_.party(subject.party))
                                                 : record_->party_handle;
    if (const HistoryEntry* cause = cause_of(number, subject, vc, party, census)) {
      finding.because.push_back(event_of(*cause));
      finding.because.back().vc = finding.event.vc;
      if (cause->party_index != kNone) {
        finding.because.back().party = name_for(world_.party(cause->party_index));
      }
    }
    finding.message = message_of(check.message, subject, finding);
    finding.around = surroundings_of(subject, finding.event);
    if (mode_ != Mode::Unended) finding.event.source = record_->source;
    link(finding);
    result_.findings.push_back(std::move(finding));
  }
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
