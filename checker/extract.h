// The records around findings, fetched from the recording in a second pass.
//
// The engine has noted which records made up the life of a finding's VC. They are read
// again and kept, with what belongs to them: the calls around them on their threads,
// their returns, and the records that frame the recording. Memory: at most kMostExtracted
// records, whatever the size of the recording. Tested by tests/checker/shrink_test.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "checker/finding.h"
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
  // Reads what the findings with these indices need; `result` comes from a check with
  // CheckOptions::lives of the same recording.
  Extract(Reader& reader, const TraceResult& result,
          const std::vector<std::size_t>& findings);

  // Records of the finding's VC and what belongs to them, ascending. Empty if there was
  // no room for them.
  std::vector<Record> records_of(const TraceResult& result, std::size_t finding) const;
  // All records, or nothing if there are more than kKeptWhole.
  const std::vector<Record>& whole() const { return whole_; }

  // The texts behind a record's numbers.
  const std::string& provider(std::uint16_t index) const;
  const SourceLocation& source(std::uint32_t index) const;

 private:
  struct Open {  // a call in progress on a thread
    Record entry;
    bool kept = false;
  };

  void read(Reader& reader, const std::vector<std::uint64_t>& wanted,
            std::uint64_t last_needed);
  void take(Reader& reader, const Record& record, bool wanted);
  void keep(Reader& reader, const Record& record);
  void note_texts(Reader& reader, const Record& record);
  void follow_calls(Reader& reader, const Record& record, bool wanted);
  void join(std::uint64_t number, std::uint64_t companion);

  std::map<std::uint64_t, Record> kept_;
  std::vector<std::uint64_t> framing_;
  // Records that a record is not understood without: the calls around it, its return.
  std::unordered_map<std::uint64_t, std::vector<std::uint64_t>> companions_;
  std::unordered_map<std::uint32_t, std::vector<Open>> threads_;
  std::vector<Record> whole_;
  bool is_small_ = true;
  std::map<std::uint16_t, std::string> providers_;
  std::map<std::uint32_t, SourceLocation> sources_;
};

}  // namespace condis
