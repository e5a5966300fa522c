// A run that breaks a rule, as the checker itself sees it: recorded, read back and judged
// before anybody is shown it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "checker/explore.h"
#include "checker/finding.h"

namespace condis {

struct Counterexample {
  std::uint32_t rule = 0;  // index into Specification::rules()
  Severity severity = Severity::Error;
  Run run;
  std::string recording;      // JSON lines
  std::vector<Event> events;  // its records, framing ones left out
  Finding finding;            // the checker's
  // Who is at fault conforms, and another has a behaviour of its own: it is what that one
  // does that leaves no other way.
  bool follows = false;
};

// The breach's run as the checker judges it. If the checker does not find the same rule
// broken by the same record (or overdue at the recording's end), exploration and checker
// disagree, which is a bug of this program and no counterexample: a Diagnostic.
Result<Counterexample> replay(const Breach& breach, const Specification& specification,
                              TransitionTable& table, const Stage& stage);

// What the checker says of a recording, which is one that can be read.
TraceResult judge(const std::string& recording, const Specification& specification,
                  TransitionTable& table);

// The records of a recording, framing ones left out.
std::vector<Event> events_of(const std::string& recording);

}  // namespace condis
