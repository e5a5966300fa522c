// Which events a report shows for a finding: the breaking one, its reasons, what else
// concerns the same party, and a little of what came just before. The rest of the VC is
// left out.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "checker/event_table.h"
#include "checker/finding.h"
#include "model/rule.h"

namespace condis {

struct Evidence {
  std::vector<MarkedEvent> events;  // in no order
  bool shortened = false;           // not all of Finding::around are among them
};

// What the finding says of its record: "breaks the rule", or that this is not certain.
std::string_view role_of_culprit(const Finding& finding);

Evidence evidence_of(const Finding& finding);

}  // namespace condis
