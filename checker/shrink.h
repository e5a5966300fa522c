// The smallest part of a recording that still shows a finding.
//
// Delta debugging (Zeller, Hildebrandt 2002) over the records of the finding's VC: the
// other parties, then calls, then records are left out as long as the engine finds the
// same rule broken by the same record, with the same verdict. Each step is a run of the
// engine over what is left, so what is shown was replayed; the number of runs is limited.
//
// Twice: first nothing may seem broken that is not broken in the recording, as a party
// that is used and never added; the result is a recording to hand on. Then that does not
// matter, and what is left is the core, of which no record can be left out.
//
// Findings of the same kind tend to have the same evidence but for names. So what was
// found for some is looked for in the records of the next (renaming.h), and replayed.
// Tested by tests/checker/shrink_test.cpp, on every sample.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "checker/check.h"
#include "checker/engine.h"
#include "checker/extract.h"
#include "checker/finding.h"
#include "model/record.h"
#include "model/specification.h"
#include "model/transition_table.h"

namespace condis {

struct Proof {
  std::size_t finding = 0;      // index into TraceResult::findings
  std::vector<Record> records;  // ascending; Record::number is that of the recording
  std::vector<Record> core;     // of these
  std::vector<Record> context;  // everything of the VC that is known
  bool cut = false;             // which is not all of it
  bool replayed = false;        // records and core show the finding by themselves
  bool minimal = false;         // and none of the core can be left out
};

class Shrinker {
 public:
  // Both must outlive it. `close_data` is as in CheckOptions.
  Shrinker(const Specification& specification, TransitionTable& table,
           Support close_data);

  Proof shrink(const Extract& extract, const TraceResult& result, std::size_t finding);

  // Everything that these records lead to, but for Finding::because. `watcher` sees each
  // step, if there is one.
  TraceResult replay(const std::vector<Record>& records,
                     std::function<void(const WatchedStep&)> watcher = nullptr);

 private:
  // For one finding, which takes a few seconds at most.
  static constexpr std::uint64_t kMostReplayed = 3'000'000;

  // What has to be shown.
  struct Goal {
    const Finding& finding;
    // Knows what may be broken besides; null: anything may.
    const Extract* recording = nullptr;
    std::vector<std::uint64_t> last = {};  // the guilty pair: left out last, if at all
  };

  // Evidence that was found, to be found again with other names.
  struct Known {
    std::uint32_t check = 0;
    Verdict verdict = Verdict::Violated;
    std::vector<Record> records;
    std::size_t culprit = 0;        // its place among them
    std::vector<std::size_t> core;  // likewise
  };
  static constexpr std::size_t kMostKnown = 8;  // of one kind
  // What is smaller is left out call by call. Arbitrary parts make for states that the
  // transition table does not know.
  static constexpr std::size_t kSmallChunk = 8;  // records

  bool find_again(Proof& proof, const Goal& goal);
  void remember(const Proof& proof, const Finding& finding);
  bool shows(const std::vector<Record>& records, const Goal& goal);
  std::vector<Record> reduce(std::vector<Record> records, const Goal& goal);
  std::vector<std::uint64_t> parties_of(const std::vector<Record>& records);
  void remove_parties(std::vector<Record>& records, const Goal& goal);
  void remove_chunks(std::vector<Record>& records, const Goal& goal);
  void remove_calls(std::vector<Record>& records, const Goal& goal);
  bool remove_singly(std::vector<Record>& records, const Goal& goal);
  bool leave_out(std::vector<Record>& records,
                 const std::function<bool(std::size_t)>& in_part, const Goal& goal);
  bool spent() const { return replayed_ > kMostReplayed; }
  bool find_start(Proof& proof, const Extract& extract, Goal& goal);

  const Specification& specification_;
  TransitionTable& table_;
  CheckOptions options_;
  bool counts_anew_ = true;     // Seq, in the records to be replayed: see renumbered()
  std::uint64_t replayed_ = 0;  // records so far
  std::vector<Known> known_;
};

// The finding for the same part of a rule, record and verdict as `wanted`, or nullptr.
const Finding* find_same(const std::vector<Finding>& findings, const Finding& wanted);

// Gaps in Seq that come of leaving records out are no loss: each provider counts anew.
std::vector<Record> renumbered(std::vector<Record> records);

}  // namespace condis
