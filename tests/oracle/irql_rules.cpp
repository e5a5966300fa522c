// C12, the IRQL of calls.
#include "tests/oracle/rules.h"

namespace condis::oracle {
namespace {

// irql-client-function: "NdisCl functions (SDV rule Irql_Protocol_Driver_Function) are
// called at IRQL <= DISPATCH_LEVEL."
bool irql_client_function(const History& h, int i) {
  const Record& r = h.at(i);
  return r.phase == Phase::Enter && r.irql > kDispatchLevel &&
         r.function >= Function::NdisClMakeCall &&
         r.function <= Function::NdisClNotifyCloseAddressFamilyComplete;
}

// irql-callback: "NDIS calls all the ProtocolCl, ProtocolCm, ProtocolCo and MiniportCo
// functions listed here at IRQL <= DISPATCH_LEVEL."
bool irql_callback(const History& h, int i) {
  const Record& r = h.at(i);
  bool callback = (r.function >= Function::ProtocolClMakeCallComplete &&
                   r.function <= Function::ProtocolCoReceiveNetBufferLists) ||
                  (r.function >= Function::ProtocolCmMakeCall &&
                   r.function <= Function::ProtocolCmNotifyCloseAfComplete) ||
                  (r.function >= Function::MiniportCoCreateVc &&
                   r.function <= Function::MiniportCoSendNetBufferLists);
  return callback && r.phase == Phase::Enter && r.irql > kDispatchLevel;
}

}  // namespace

const std::vector<Rule>& irql_rules() {
  static const std::vector<Rule> rules = {
      {"irql-client-function", irql_client_function},
      {"irql-callback", irql_callback},
  };
  return rules;
}

}  // namespace condis::oracle
