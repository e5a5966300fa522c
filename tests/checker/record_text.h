// Records in a few words, for tests.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <sstream>
#include <string>
#include <type_traits>

#include "model/record.h"

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
    const auto number = [&] { return std::stoul(shown, nullptr, 16); };
    if (key == "cpu") r.cpu = static_cast<std::uint16_t>(number());
    if (key == "process") r.process_id = static_cast<std::uint32_t>(number());
    if (key == "irql") give(Field::Irql, r.irql);
    if (key == "call") give(Field::CallId, r.call_id);
    if (word == "threadless") r.fields &= ~static_cast<std::uint32_t>(Field::ThreadId);
    if (key == "by") r.provider = static_cast<std::uint16_t>(number());
    if (key == "seq") give(Field::Seq, r.seq);
    if (key == "time") give(Field::Time, r.time);
    if (key == "source") r.source = static_cast<std::uint32_t>(number());
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

}  // namespace condis::test
