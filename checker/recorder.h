// Writes a run down as the recording that client and call manager would have made of it:
// schema-1 JSON lines with handles, threads and times, which `check` reads back.
#pragma once

#include <string>
#include <vector>

#include "checker/explore.h"
#include "checker/stage.h"
#include "model/record.h"

namespace condis {

// One text line per record, each ending in a line break. The first line is `story` as a
// comment, unless it is empty.
std::string record_run(const Run& run, const Stage& stage, const std::string& story);

}  // namespace condis
