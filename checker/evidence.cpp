#include "checker/evidence.h"

#include <algorithm>
#include <cstddef>
#include <set>

namespace condis {
namespace {

// Events shown besides the breaking one and its reasons: at most so many of the same
// party, and with others just before the breaking one filled up to so many in all.
constexpr std::size_t kMostOfParty = 8;
constexpr std::size_t kFillUpTo = 6;

}  // namespace

std::string_view role_of_culprit(const Finding& finding) {
  switch (finding.verdict) {
    case Verdict::Open: return "the last that is seen of it";
    case Verdict::Possible: return "may break the rule";
    default: break;
  }
  return finding.overdue ? "duty not met" : "breaks the rule";
}

Evidence evidence_of(const Finding& finding) {
  Evidence evidence;
  std::set<std::uint64_t> shown;
  const auto show = [&](const Event& event, const std::string& mark) {
    if (shown.insert(event.number).second) {
      evidence.events.push_back({event, mark});
    }
  };
  show(finding.event, "<- " + std::string(role_of_culprit(finding)));
  for (const Event& event : finding.because) show(event, "<- reason");

  std::vector<const Event*> latest_first;
  for (const Event& event : finding.around) latest_first.push_back(&event);
  std::reverse(latest_first.begin(), latest_first.end());
  std::size_t of_party = 0;
  for (const Event* event : latest_first) {
    const bool same = finding.event.party != 0 && event->party == finding.event.party;
    if (same && of_party < kMostOfParty) {
      ++of_party;
      show(*event, "");
    }
  }
  for (const Event* event : latest_first) {
    if (evidence.events.size() >= kFillUpTo) break;
    if (event->number < finding.event.number) show(*event, "");
  }
  for (const Event* event : latest_first) {
    if (!shown.contains(event->number)) evidence.shortened = true;
  }
  return evidence;
}

}  // namespace condis
