// Recordings in a line of text, and what the engine says of them.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <sstream>
#include <string>
#include <type_traits>
#include <vector>

#include "checker/engine.h"
#include "tests/whole_specification.h"

namespace condis::test {

// Reads "> NdisClAddParty vc=100 ctx=20" for an entry and "<" for an exit: handles and
// contexts of VC and party in hexadecimal. What is not there was not logged.
inline Record record_of(const std::string& line) {
  std::istringstream words(line);
  std::string word;
  Record r;
  r.provider = 1;
  r.thread_id = 1;
  r.set(Field::ThreadId);
  while (words >> word) {
    const std::string key = word.substr(0, word.find('='));
    const std::string shown = word.substr(std::min(word.find('=') + 1, word.size()));
    const auto give = [&](Field field, auto& place) {
      place = static_cast<std::remove_reference_t<decltype(place)>>(
          field == Field::Status ? *find_status("NDIS_STATUS_" + shown)
                                 : std::stoull(shown, nullptr, 16));
      r.set(field);
    };
    if (word == ">" || word == "<") {
      r.phase = word == ">" ? Phase::Enter : Phase::Exit;
    } else if (r.function == Function::Unknown) {
      r.function = find_function(word).function;
      REQUIRE(r.function != Function::Unknown);
    }
    if (key == "vc") give(Field::VcHandle, r.vc_handle);
    if (key == "vcctx") give(Field::VcContext, r.vc_context);
    if (key == "party") give(Field::PartyHandle, r.party_handle);
    if (key == "ctx") give(Field::PartyContext, r.party_context);
    if (key == "status") give(Field::Status, r.status);
    if (key == "thread") give(Field::ThreadId, r.thread_id);
    if (key == "cpu") r.cpu = static_cast<std::uint16_t>(shown[0] - '0');
    if (key == "call") give(Field::CallId, r.call_id);
    if (word == "threadless") r.fields &= ~static_cast<std::uint32_t>(Field::ThreadId);
    if (key == "by") r.provider = static_cast<std::uint16_t>(shown[0] - '0');
    if (key == "seq") give(Field::Seq, r.seq);
    if (key == "time") give(Field::Time, r.time);
    if (key == "source") r.source = static_cast<std::uint32_t>(shown[0] - '0');
    if (key == "count") give(Field::Count, r.count);
    if (key == "size") give(Field::DataSize, r.data_size);
    if (key == "size") give(Field::HasData, r.has_data);
    if (word == "client") r.role = Role::Client;
    if (word == "manager") r.role = Role::CallManager;
    if (word == "no-data") r.close_data = Support::No;
    if (word == "is-up") r.state = RundownState::Up;
    if (word == "is-told") r.state = RundownState::Told;
  }
  return r;
}

// What the engine says of the records so far.
class Play {
 public:
  explicit Play(const std::string& lines, const CheckOptions& options = {})
      : engine_(whole_specification(), whole_table(), options) {
    (*this)(lines);
  }
  // Returns the number of the last record.
  std::uint64_t operator()(const std::string& lines) {
    std::istringstream text(lines);
    for (std::string line; std::getline(text, line, ';');) {
      last_ = record_of(line);
      last_.number = ++number_;
      engine_.process(last_);
    }
    return number_;
  }
  const TraceResult& result() {
    if (!done_) result_ = engine_.finish();
    done_ = true;
    return result_;
  }
  std::vector<Finding> of(const std::string& rule) {
    std::vector<Finding> found;
    for (const Finding& finding : result().findings) {
      if (whole_specification().rules()[finding.rule].id == rule)
        found.push_back(finding);
    }
    return found;
  }
  // The only finding of that rule.
  Finding one(const std::string& rule) {
    INFO(rule);
    REQUIRE(of(rule).size() == 1);
    return of(rule)[0];
  }
  RuleResult rule(const std::string& id) {
    const auto& rules = whole_specification().rules();
    const auto found = std::find_if(rules.begin(), rules.end(),
                                    [&](const Rule& rule) { return rule.id == id; });
    REQUIRE(found != rules.end());
    return result().rules[static_cast<std::size_t>(found - rules.begin())];
  }
  std::uint64_t calls() const { return engine_.calls(); }

 private:
  Engine engine_;
  Record last_;  // finish() looks back at it
  std::uint64_t number_ = 0;
  TraceResult result_;
  bool done_ = false;
};

// A client's call with two parties that are up; it may begin before or with the
// recording.
inline const std::string kCalls =
    "> NdisCoCreateVc vcctx=200;< NdisCoCreateVc vc=100 status=SUCCESS;"
    "> NdisClMakeCall vc=100 ctx=20;< NdisClMakeCall party=10 status=SUCCESS;"
    "> NdisClAddParty vc=100 ctx=21;< NdisClAddParty party=11 status=SUCCESS;";
inline const std::string kConnected = "TraceBegin client no-data;" + kCalls;
inline constexpr std::uint64_t kMade = 5;
inline constexpr std::uint64_t kAdds = 6;
inline constexpr std::uint64_t kAdded = 7;
// Records 8 and 9.
inline const std::string kPendedDrop =
    "> NdisClDropParty party=10;< NdisClDropParty status=PENDING;";

inline Verdict verdict_of(const std::string& rule, const std::string& lines,
                          const CheckOptions& options = {}) {
  return Play(lines, options).rule(rule).verdict;
}

}  // namespace condis::test
