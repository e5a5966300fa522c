// The records around findings, kept while the recording is checked.
//
// The newest records stand in a ring. When there is a finding, those of its VC's life are
// marked, with what belongs to them: the calls around them on their threads, and their
// returns. Marked records are kept when the ring moves on, and so are those that frame
// the recording. Cost: a copy and a look-up of the thread per record. Memory: kCapacity
// records while checking, at most kMostExtracted afterwards, whatever the size of the
// recording. Tested by tests/checker/extract_test.cpp and tests/checker/shrink_test.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "checker/finding.h"
#include "checker/identity_map.h"
#include "checker/journal.h"
#include "model/record.h"
#include "traces/reader.h"

namespace condis {

inline constexpr std::size_t kMostExtracted = 200'000;
// A recording of no more records is kept whole.
inline constexpr std::size_t kKeptWhole = 4096;

// Whether the record can be the return from the call that `entry` entered, as far as
// function, provider and CallId tell.
bool is_return_of(const Record& record, const Record& entry);

class Extract {
 public:
  // How far back lives reach: as far as the engine knows them.
  static constexpr std::size_t kCapacity = Journal::kCapacity;

  // The recording's next record. Numbers ascend, but for those of losses, which may point
  // back.
  void add(const Record& record);
  // Marks what the findings need that were not among them the last time. They have lives
  // (CheckOptions::lives).
  void want(const std::vector<Finding>& findings);
  // After the last record. The reader knows the texts behind the records' numbers.
  void finish(const Reader& reader);

  // Records of the finding's VC and what belongs to them, ascending.
  std::vector<Record> records_of(const TraceResult& result, std::size_t finding) const;
  // Whether earlier records of that life are not known any more.
  bool is_cut(const TraceResult& result, std::size_t finding) const;
  // All records, or nothing if there are more than kKeptWhole.
  const std::vector<Record>& whole() const { return whole_; }
  // Whether the recording has a finding for this rule at this record.
  bool has_finding(std::uint32_t rule, std::uint64_t number) const {
    return findings_.contains({rule, number});
  }

  // The texts behind a record's numbers.
  const std::string& provider(std::uint16_t index) const;
  const SourceLocation& source(std::uint32_t index) const;

 private:
  // Of the ring: two cache lines, since every record of the recording passes through.
  struct alignas(64) Place {
    Record record;
    std::uint64_t newest = 0;  // the highest Record::number up to here
    std::uint32_t outer = 0;   // so many records back: of a return, its entry; else the
                               // call around it; 0: none is known
    std::uint32_t exit = 0;    // so many on: of an entry, its return; 0: likewise
  };
  // One that was wanted. Records are counted from 1 on; 0 is none.
  struct Kept {
    Record record;
    std::uint64_t newest = 0;
    std::uint64_t count = 0;
    std::uint64_t outer = 0;
    std::uint64_t exit = 0;
  };

  bool holds(std::uint64_t count) const {
    return count != 0 && count <= count_ && count_ - count < kCapacity;
  }
  static std::size_t index_of(std::uint64_t count) { return (count - 1) % kCapacity; }
  Place& at(std::uint64_t count) { return ring_[index_of(count)]; }
  const Place& at(std::uint64_t count) const { return ring_[index_of(count)]; }
  std::uint64_t outer_of(std::uint64_t count) const {
    return at(count).outer == 0 ? 0 : count - at(count).outer;
  }
  std::uint64_t oldest() const { return count_ < kCapacity ? 1 : count_ - kCapacity + 1; }
  std::uint64_t count_of(std::uint64_t number) const;
  const Kept* kept_with(std::uint64_t number) const;
  const Kept* kept(std::uint64_t count) const;
  void keep(std::uint64_t count);
  void mark(std::uint64_t number);
  void note_texts(const Reader& reader, const Record& record);
  void follow_calls(std::uint64_t count);
  std::uint64_t& innermost_of(std::uint32_t thread);

  std::vector<Place> ring_;      // grows up to kCapacity
  std::vector<bool> is_wanted_;  // by place in the ring
  std::uint64_t count_ = 0;      // of records so far
  std::uint64_t newest_ = 0;     // the highest Record::number
  std::size_t seen_ = 0;         // findings
  std::vector<std::uint64_t> framing_;
  IdentityMap threads_;
  // By thread, from 1: the newest call in progress.
  std::vector<std::uint64_t> innermost_ = std::vector<std::uint64_t>(1);
  std::vector<Kept> kept_;  // ascending
  std::vector<Record> whole_;
  std::set<std::pair<std::uint32_t, std::uint64_t>> findings_;  // rule, record
  std::map<std::uint16_t, std::string> providers_;
  std::map<std::uint32_t, SourceLocation> sources_;
};

}  // namespace condis
