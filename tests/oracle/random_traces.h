// Recordings to compare two checkers on, and what to do with one on which they differ.
//
// The recordings have no holes, may break any rule, and are the same for the same seed.
// Tested by tests/oracle/random_traces_test.cpp.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "model/record.h"

namespace condis::oracle {

// Every sequence of up to `length` letters after one conforming beginning: a client-only
// recording of a VC with a multipoint call, parties A and B up, close data not supported.
// A letter is a call with its return, or one record, so that calls nest and overlap.
std::vector<std::vector<Record>> all_short_traces(int length);

// A recording of 10 to about 110 records, with or without the call manager's side. Most
// have one to three kinds of fault; without faults nobody breaks a rule.
std::vector<Record> random_trace(std::uint64_t seed, bool two_sided);
std::vector<Record> conforming_trace(std::uint64_t seed, bool two_sided);

// The recording as JSON lines of schema 1; record number N is line N.
std::string to_jsonl(const std::vector<Record>& records);

// Leaves out whole calls, and the TraceEnds, as long as `still` holds for what is left.
// What is left is numbered anew, from 1.
std::vector<Record> shrink(std::vector<Record> records,
                           const std::function<bool(const std::vector<Record>&)>& still);

}  // namespace condis::oracle
