// The example on a rule's page: a sample trace that breaks the rule, and the one that
// mends it.
#pragma once

#include <span>
#include <string>

#include "checker/embedded.h"
#include "model/record.h"

namespace condis {

// The shortest violated-* sample of a rule, and the holds-* sample most like it; null:
// there is none.
struct SamplePair {
  const SampleFile* violated = nullptr;
  const SampleFile* holds = nullptr;
};
SamplePair nearest_samples(std::span<const SampleFile> samples, const std::string& rule);

// The same as text; "" if the rule has none.
std::string example_of(std::span<const SampleFile> samples, const std::string& rule);

// A record on one line, without time, processor, thread and provider:
// "NdisClDropParty => Irql 0 PartyHandle 0xffffa80b10c20040 HasData no DataSize 0".
std::string record_text(const Record& record);

}  // namespace condis
