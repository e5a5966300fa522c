// Events as lines of JSON: those of schema 1 in the form that is read as a recording,
// others with whatever they carry.
#pragma once

#include <string>

#include "traces/decoded_event.h"
#include "traces/reader.h"

namespace condis {

// One line of a recording in JSON lines. `reader` gives the names behind the record's
// numbers.
void append_record_line(const Record& record, const Reader& reader, std::string& out);
void append_record_line(const Record& record, std::string_view provider,
                        const SourceLocation& source, std::string& out);

// One line with the event's header as of schema 1, its id, level, opcode and keyword, and
// its payload as an object called Fields.
void append_event_line(const DecodedEvent& event, std::string& out);

}  // namespace condis
