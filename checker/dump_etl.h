// The part of dump_trace for .etl files: all of their events, and what the file says of
// itself.
#pragma once

#include "checker/dump.h"
#include "checker/trace_summary.h"
#include "traces/etl_file.h"

namespace condis {

// Fills in all of the summary but its path.
void summarise_etl(EtlFile& file, const DumpOptions& options, TraceSummary& summary);
// In the order of time, as lines of JSON.
void dump_etl_events(EtlFile& file, const DumpOptions& options, const Sink& out);
// In the order of the file, as a table.
void dump_etl_table(EtlFile& file, const DumpOptions& options, const Sink& out);

}  // namespace condis
