// Reads the schema that a TraceLogging event carries with it, and the traits of its
// provider.
//
// The schema is a list of names and types, all in UTF-8. Tested by
// tests/traces/tracelogging_test.cpp.
#pragma once

#include <optional>
#include <string_view>

#include "traces/event_schema.h"

namespace condis {

// `metadata` is the extended data item of the event, its size in front included. Nothing
// if it makes no sense.
std::optional<EventSchema> parse_tracelogging(std::string_view metadata);

// The provider's name, from the extended data item with its traits; "" if it has none.
std::string_view provider_name_of_traits(std::string_view traits);

}  // namespace condis
