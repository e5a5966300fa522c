// A deliberately simple checker for recordings without holes, written from the sentences
// of the rule catalogue and from nothing else. The product's checker is compared with it.
//
// Every rule is a function of (history, record) that says whether the rule breaks at that
// record. Where the catalogue leaves a corner open, the reading is the weakest one, and a
// comment that starts with "Corner:" says which. Cost: rules * records * parties.
// Tested by tests/oracle/reference_test.cpp.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/record.h"

namespace condis::oracle {

struct ReferenceBreak {
  std::string rule;
  std::uint64_t number = 0;  // Record::number of the record that breaks it

  friend bool operator==(const ReferenceBreak&, const ReferenceBreak&) = default;
  friend auto operator<=>(const ReferenceBreak&, const ReferenceBreak&) = default;
};

struct ReferenceOptions {
  Support close_data = Support::Unknown;  // Unknown: what TraceBegin says, else learn
  bool two_sided = false;                 // provider 2 is the call manager
};

// The ids of the rules that reference_check judges.
std::vector<std::string> reference_rules(bool two_sided);

// The number of the first record that hands out a handle to nobody: a completion that no
// request waits for, a return after the completion. Whom the handle means is undefined
// from there on. The largest number if there is none.
std::uint64_t undefined_from(const std::vector<Record>& records,
                             const ReferenceOptions& options);

// The broken rules in the order of the catalogue; for each rule, in the order of the
// records. A rule that breaks twice at one record (for two parties) is named once.
std::vector<ReferenceBreak> reference_check(const std::vector<Record>& records,
                                            const ReferenceOptions& options);

}  // namespace condis::oracle
