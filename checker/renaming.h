// Sub-recordings that differ in names only.
//
// Handles, contexts, threads, processors, CallIds and times are names: the engine asks
// whether they are equal, and of times which is the later one. So it makes the same of
// two recordings of which one becomes the other by renaming, and whatever holds of the
// evidence for one finding, as that it is minimal, holds of that for another one.
// Tested by tests/checker/renaming_test.cpp.
#pragma once

#include <cstddef>
#include <vector>

#include "model/record.h"

namespace condis {

// Places in `records`, ascending, of some that are the `model` renamed, where model[key]
// becomes records[place]; nothing if none are found. Of several, those nearest to `place`
// are looked at, and no others. Seq is not looked at, nor where a record was logged.
std::vector<std::size_t> find_renamed(const std::vector<Record>& model, std::size_t key,
                                      const std::vector<Record>& records,
                                      std::size_t place);

}  // namespace condis
