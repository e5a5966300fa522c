// The words of the protocol: the documented functions and callbacks, and the values that
// their arguments fall into. Names are those of ndis.h and of the documentation.
//
// NdisMCmXxx is the name under which an integrated call manager (MCM) reaches NdisCmXxx:
// both are one Function here, and the Spelling keeps which of the two was logged.
// NdisMCmCreateVc and NdisMCmDeleteVc are the MCM's NdisCoCreateVc and NdisCoDeleteVc.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace condis {

// One entry per documented function or callback, in the order of their tables in
// vocabulary.cpp, then the records that frame a recording.
enum class Function : std::uint8_t {
  // A client (or, for NdisCo, a stand-alone call manager) calls NDIS.
  NdisCoCreateVc,
  NdisCoDeleteVc,
  NdisClMakeCall,
  NdisClAddParty,
  NdisClDropParty,
  NdisClCloseCall,
  NdisClModifyCallQoS,
  NdisClIncomingCallComplete,
  NdisClCloseAddressFamily,
  NdisClNotifyCloseAddressFamilyComplete,
  NdisCoSendNetBufferLists,
  NdisCoOidRequest,
  // NDIS calls a client.
  ProtocolClMakeCallComplete,
  ProtocolClAddPartyComplete,
  ProtocolClDropPartyComplete,
  ProtocolClCloseCallComplete,
  ProtocolClIncomingDropParty,
  ProtocolClIncomingCloseCall,
  ProtocolClIncomingCall,
  ProtocolClCallConnected,
  ProtocolClNotifyCloseAf,
  ProtocolClCloseAfComplete,
  ProtocolClIncomingCallQoSChange,
  ProtocolClModifyCallQoSComplete,
  // NDIS calls a client or a call manager.
  ProtocolCoCreateVc,
  ProtocolCoDeleteVc,
  ProtocolCoSendNetBufferListsComplete,
  ProtocolCoReceiveNetBufferLists,
  ProtocolBindAdapterEx,
  // NDIS calls a call manager.
  ProtocolCmMakeCall,
  ProtocolCmAddParty,
  ProtocolCmDropParty,
  ProtocolCmCloseCall,
  ProtocolCmModifyCallQoS,
  ProtocolCmIncomingCallComplete,
  ProtocolCmActivateVcComplete,
  ProtocolCmDeactivateVcComplete,
  ProtocolCmCloseAf,
  ProtocolCmNotifyCloseAfComplete,
  // A call manager calls NDIS.
  NdisCmActivateVc,
  NdisCmDeactivateVc,
  NdisCmMakeCallComplete,
  NdisCmAddPartyComplete,
  NdisCmDropPartyComplete,
  NdisCmCloseCallComplete,
  NdisCmModifyCallQoSComplete,
  NdisCmDispatchIncomingDropParty,
  NdisCmDispatchIncomingCloseCall,
  NdisCmDispatchIncomingCall,
  NdisCmDispatchCallConnected,
  NdisCmDispatchIncomingCallQoSChange,
  NdisCmNotifyCloseAddressFamily,
  NdisCmCloseAddressFamilyComplete,
  // NDIS and the miniport below a stand-alone call manager.
  MiniportCoCreateVc,
  MiniportCoActivateVc,
  MiniportCoDeactivateVc,
  MiniportCoDeleteVc,
  MiniportCoSendNetBufferLists,
  NdisMCoActivateVcComplete,
  NdisMCoDeactivateVcComplete,
  // Records that frame a recording.
  TraceBegin,
  Rundown,
  TraceEnd,
  EventsLost,
  // A name that is none of the above.
  Unknown,
};
inline constexpr int kFunctionCount = static_cast<int>(Function::Unknown) + 1;
// Functions before this one are calls; TraceBegin and what follows are not.
inline constexpr int kCallCount = static_cast<int>(Function::TraceBegin);

enum class Spelling : std::uint8_t { NdisCm, NdisMCm };

struct NamedFunction {
  Function function;
  Spelling spelling;
};

// The function a logged name stands for; Function::Unknown for any other name.
// About 10 ns: it runs once per record.
NamedFunction find_function(std::string_view name);

// The documented name, as it was spelled. "unknown event" for Function::Unknown.
std::string_view name_of(Function function, Spelling spelling = Spelling::NdisCm);

// What a status means to the rules. A status is compared for equality, never by sign:
// NDIS_STATUS_PENDING and NDIS_STATUS_NOT_ACCEPTED are not negative.
enum class Status : std::uint8_t {
  Unlogged,
  Success,
  Pending,
  Failure,
  InvalidData,
  Resources,
  NotSupported,
  NotAccepted,
  Closing,
  Other,
};

inline Status classify_status(std::uint32_t ntstatus) {
  switch (ntstatus) {
    case 0: return Status::Success;
    case 0x00000103: return Status::Pending;
    case 0xC0000001: return Status::Failure;
    case 0xC0010015: return Status::InvalidData;
    case 0xC000009A: return Status::Resources;
    case 0xC00000BB: return Status::NotSupported;
    case 0x00010003: return Status::NotAccepted;
    case 0xC0010002: return Status::Closing;
    default: return Status::Other;
  }
}
// The value of a symbolic name: "NDIS_STATUS_PENDING", "STATUS_PENDING" and the like.
std::optional<std::uint32_t> find_status(std::string_view name);
// "NDIS_STATUS_PENDING" for the values above, otherwise "0xC0012345".
// The result is valid until the next call on the same thread.
std::string_view name_of_status(std::uint32_t ntstatus);

enum class Role : std::uint8_t { Unknown, Client, CallManager, Mcm };
enum class Support : std::uint8_t { Unknown, Yes, No };
enum class Phase : std::uint8_t { None, Enter, Exit };
// State field of a Rundown record.
enum class RundownState : std::uint8_t {
  None,
  Adding,
  Up,
  Dropping,
  Told,
  Idle,
  Setup,
  Closing
};

inline constexpr std::uint8_t kDispatchLevel = 2;
inline constexpr std::uint8_t kHighestIrql = 31;
inline constexpr std::uint32_t kFlagMultipointVc = 0x10;

}  // namespace condis
