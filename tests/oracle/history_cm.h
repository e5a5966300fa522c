// The part of reading a recording that is about the call manager's own records.
#pragma once

#include <cstdint>
#include <vector>

#include "tests/oracle/history.h"

namespace condis::oracle {

template <class T>
T& item(std::vector<T>& items, int i) {
  return items[static_cast<std::size_t>(i)];
}

template <class T>
int last(const std::vector<T>& items) {
  return static_cast<int>(items.size()) - 1;
}

// NdisClMakeCall, NdisClAddParty, NdisClDropParty, NdisClCloseCall.
bool is_request(Function function);

// Notes what the return at record i says about close data.
void learn(History& h, int i);

class CmSide {
 public:
  explicit CmSide(History& history) : h_(history) {}
  void enters(int i);
  void exits(int i);

 private:
  int vc_by_context(std::uint64_t context) const;
  int vc_by_handle(std::uint64_t handle) const;
  int party_by_context(std::uint64_t context, int i) const;
  void enter_request(int i);
  void exit_request(int i);
  void enter_completion(int i);
  int completed_request(int i) const;
  void end_request(CmRequest& request, int i);

  History& h_;
};

}  // namespace condis::oracle
