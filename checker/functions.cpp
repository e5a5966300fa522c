#include "checker/functions.h"

namespace condis {
namespace {

bool in(Function f, Function first, Function last) {
  return f >= first && f <= last;
}

}  // namespace

bool is_client_call(Function f) {
  return in(f, Function::NdisClMakeCall,
            Function::NdisClNotifyCloseAddressFamilyComplete) ||
         in(f, Function::ProtocolClMakeCallComplete,
            Function::ProtocolClModifyCallQoSComplete);
}
bool is_manager_call(Function f) {
  return in(f, Function::ProtocolCmMakeCall, Function::ProtocolCmNotifyCloseAfComplete) ||
         in(f, Function::NdisCmActivateVc, Function::NdisCmCloseAddressFamilyComplete);
}
bool lacks_arguments(const Record& record) {
  using enum Function;
  const bool enters = record.phase == Phase::Enter;
  const bool succeeds = record.has(Field::Status) && record.status == 0;
  switch (record.function) {
    case NdisCoCreateVc:
      return !enters &&
             (!record.has(Field::Status) || (succeeds && !record.has(Field::VcHandle)));
    case NdisCoDeleteVc:
    case NdisClMakeCall:
    case NdisClCloseCall: return !record.has(enters ? Field::VcHandle : Field::Status);
    case NdisClAddParty:
      return !record.has(enters ? Field::VcHandle : Field::Status) ||
             (enters && !record.has(Field::PartyContext));
    case NdisClDropParty: return !record.has(enters ? Field::PartyHandle : Field::Status);
    case ProtocolCmMakeCall:
    case ProtocolCmCloseCall:
      return !record.has(enters ? Field::VcContext : Field::Status);
    case ProtocolCmAddParty:
      return !record.has(enters ? Field::VcContext : Field::Status) ||
             (enters && !record.has(Field::PartyHandle));
    case ProtocolCmDropParty:
      return !record.has(enters ? Field::PartyContext : Field::Status);
    case ProtocolClAddPartyComplete:
    case ProtocolClDropPartyComplete:
    case ProtocolClIncomingDropParty: return enters && !record.has(Field::PartyContext);
    case ProtocolClMakeCallComplete:
    case ProtocolClCloseCallComplete:
    case ProtocolClIncomingCloseCall: return enters && !record.has(Field::VcContext);
    case NdisCmMakeCallComplete:
    case NdisCmCloseCallComplete:
    case NdisCmDispatchIncomingCloseCall: return enters && !record.has(Field::VcHandle);
    case NdisCmAddPartyComplete:
    case NdisCmDropPartyComplete:
    case NdisCmDispatchIncomingDropParty:
      return enters && !record.has(Field::PartyHandle);
    default: return false;
  }
}

bool is_callback(Function f) {
  return in(f, Function::ProtocolClMakeCallComplete,
            Function::ProtocolCmNotifyCloseAfComplete) ||
         in(f, Function::MiniportCoCreateVc, Function::MiniportCoSendNetBufferLists);
}

Function cause_of(Function callback) {
  switch (callback) {
    case Function::ProtocolCmMakeCall: return Function::NdisClMakeCall;
    case Function::ProtocolCmAddParty: return Function::NdisClAddParty;
    case Function::ProtocolCmDropParty: return Function::NdisClDropParty;
    case Function::ProtocolCmCloseCall: return Function::NdisClCloseCall;
    case Function::ProtocolCmIncomingCallComplete:
      return Function::NdisClIncomingCallComplete;
    case Function::ProtocolClMakeCallComplete: return Function::NdisCmMakeCallComplete;
    case Function::ProtocolClAddPartyComplete: return Function::NdisCmAddPartyComplete;
    case Function::ProtocolClDropPartyComplete: return Function::NdisCmDropPartyComplete;
    case Function::ProtocolClCloseCallComplete: return Function::NdisCmCloseCallComplete;
    case Function::ProtocolClIncomingDropParty:
      return Function::NdisCmDispatchIncomingDropParty;
    case Function::ProtocolClIncomingCloseCall:
      return Function::NdisCmDispatchIncomingCloseCall;
    case Function::ProtocolClIncomingCall: return Function::NdisCmDispatchIncomingCall;
    case Function::ProtocolClCallConnected: return Function::NdisCmDispatchCallConnected;
    case Function::ProtocolCoCreateVc:
    case Function::MiniportCoCreateVc: return Function::NdisCoCreateVc;
    case Function::ProtocolCoDeleteVc:
    case Function::MiniportCoDeleteVc: return Function::NdisCoDeleteVc;
    case Function::MiniportCoActivateVc: return Function::NdisCmActivateVc;
    case Function::MiniportCoDeactivateVc: return Function::NdisCmDeactivateVc;
    default: return Function::Unknown;
  }
}

bool echoes_status(Function callback) {
  return in(callback, Function::ProtocolClMakeCallComplete,
            Function::ProtocolClIncomingCloseCall);
}

Inside inside_of(Function callback) {
  switch (callback) {
    case Function::ProtocolClIncomingDropParty: return Inside::IncomingDrop;
    case Function::ProtocolClIncomingCloseCall: return Inside::IncomingClose;
    case Function::ProtocolClDropPartyComplete: return Inside::DropComplete;
    case Function::ProtocolClAddPartyComplete: return Inside::AddComplete;
    case Function::ProtocolClMakeCallComplete: return Inside::MakeComplete;
    case Function::ProtocolClCloseCallComplete: return Inside::CloseComplete;
    case Function::ProtocolCoReceiveNetBufferLists: return Inside::Receive;
    case Function::ProtocolBindAdapterEx: return Inside::Bind;
    case Function::ProtocolCmMakeCall:
    case Function::ProtocolCmAddParty:
    case Function::ProtocolCmDropParty:
    case Function::ProtocolCmCloseCall: return Inside::Manager;
    default: return Inside::Other;
  }
}

}  // namespace condis
