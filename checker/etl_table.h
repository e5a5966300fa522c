// One line of a table for each event of an .etl file, as it stands there: for those who
// look for what a reader made of it, and to compare it with what others read.
#pragma once

#include <cstdint>
#include <string>

#include "traces/etl_decoder.h"

namespace condis {

// The names of the columns, in a line that begins with '#'.
extern const char* const kEtlTableHead;

// Tab-separated: ordinal from 0, offset of the buffer, offset in it, kind of header,
// processor, raw time stamp, FILETIME, process, thread, provider (or "group" and the
// number of a kernel group), id, version, channel, level, opcode, task, keyword, flags,
// number of extended data items, length and CRC-32 of the payload; "-" where the kind of
// header has no such field. Ends in a line feed.
void append_etl_row(std::uint64_t ordinal, const EtlEvent& event, const EtlHeader& header,
                    const EtlClock& clock, std::string& out);

}  // namespace condis
