// The documented names, and the values of the status codes.
//
// One list per kind of name, in the order of the enumeration; a hash table filled by the
// compiler finds a name in about 10 ns. Tested by tests/model/vocabulary_test.cpp.
#include "model/vocabulary.h"

#include <array>
#include <cstdio>

#include "model/name_table.h"

namespace condis {
namespace {

constexpr std::array<std::string_view, kFunctionCount - 1> kFunctionNames = {
    "NdisCoCreateVc",
    "NdisCoDeleteVc",
    "NdisClMakeCall",
    "NdisClAddParty",
    "NdisClDropParty",
    "NdisClCloseCall",
    "NdisClModifyCallQoS",
    "NdisClIncomingCallComplete",
    "NdisClCloseAddressFamily",
    "NdisClNotifyCloseAddressFamilyComplete",
    "NdisCoSendNetBufferLists",
    "NdisCoOidRequest",
    "ProtocolClMakeCallComplete",
    "ProtocolClAddPartyComplete",
    "ProtocolClDropPartyComplete",
    "ProtocolClCloseCallComplete",
    "ProtocolClIncomingDropParty",
    "ProtocolClIncomingCloseCall",
    "ProtocolClIncomingCall",
    "ProtocolClCallConnected",
    "ProtocolClNotifyCloseAf",
    "ProtocolClCloseAfComplete",
    "ProtocolClIncomingCallQoSChange",
    "ProtocolClModifyCallQoSComplete",
    "ProtocolCoCreateVc",
    "ProtocolCoDeleteVc",
    "ProtocolCoSendNetBufferListsComplete",
    "ProtocolCoReceiveNetBufferLists",
    "ProtocolBindAdapterEx",
    "ProtocolCmMakeCall",
    "ProtocolCmAddParty",
    "ProtocolCmDropParty",
    "ProtocolCmCloseCall",
    "ProtocolCmModifyCallQoS",
    "ProtocolCmIncomingCallComplete",
    "ProtocolCmActivateVcComplete",
    "ProtocolCmDeactivateVcComplete",
    "ProtocolCmCloseAf",
    "ProtocolCmNotifyCloseAfComplete",
    "NdisCmActivateVc",
    "NdisCmDeactivateVc",
    "NdisCmMakeCallComplete",
    "NdisCmAddPartyComplete",
    "NdisCmDropPartyComplete",
    "NdisCmCloseCallComplete",
    "NdisCmModifyCallQoSComplete",
    "NdisCmDispatchIncomingDropParty",
    "NdisCmDispatchIncomingCloseCall",
    "NdisCmDispatchIncomingCall",
    "NdisCmDispatchCallConnected",
    "NdisCmDispatchIncomingCallQoSChange",
    "NdisCmNotifyCloseAddressFamily",
    "NdisCmCloseAddressFamilyComplete",
    "MiniportCoCreateVc",
    "MiniportCoActivateVc",
    "MiniportCoDeactivateVc",
    "MiniportCoDeleteVc",
    "MiniportCoSendNetBufferLists",
    "NdisMCoActivateVcComplete",
    "NdisMCoDeactivateVcComplete",
    "TraceBegin",
    "Rundown",
    "TraceEnd",
    "EventsLost",
};

// What an integrated call manager writes instead.
struct McmName {
  std::string_view name;
  Function function;
};
constexpr std::array kMcmNames = {
    McmName{"NdisMCmCreateVc", Function::NdisCoCreateVc},
    McmName{"NdisMCmDeleteVc", Function::NdisCoDeleteVc},
    McmName{"NdisMCmActivateVc", Function::NdisCmActivateVc},
    McmName{"NdisMCmDeactivateVc", Function::NdisCmDeactivateVc},
    McmName{"NdisMCmMakeCallComplete", Function::NdisCmMakeCallComplete},
    McmName{"NdisMCmAddPartyComplete", Function::NdisCmAddPartyComplete},
    McmName{"NdisMCmDropPartyComplete", Function::NdisCmDropPartyComplete},
    McmName{"NdisMCmCloseCallComplete", Function::NdisCmCloseCallComplete},
    McmName{"NdisMCmModifyCallQoSComplete", Function::NdisCmModifyCallQoSComplete},
    McmName{"NdisMCmDispatchIncomingDropParty",
            Function::NdisCmDispatchIncomingDropParty},
    McmName{"NdisMCmDispatchIncomingCloseCall",
            Function::NdisCmDispatchIncomingCloseCall},
    McmName{"NdisMCmDispatchIncomingCall", Function::NdisCmDispatchIncomingCall},
    McmName{"NdisMCmDispatchCallConnected", Function::NdisCmDispatchCallConnected},
    McmName{"NdisMCmDispatchIncomingCallQoSChange",
            Function::NdisCmDispatchIncomingCallQoSChange},
    McmName{"NdisMCmNotifyCloseAddressFamily", Function::NdisCmNotifyCloseAddressFamily},
    McmName{"NdisMCmCloseAddressFamilyComplete",
            Function::NdisCmCloseAddressFamilyComplete},
};

constexpr std::size_t kPlainCount = kFunctionNames.size();
constexpr std::size_t kNameCount = kPlainCount + kMcmNames.size();

constexpr auto kFunctionTable = [] {
  std::array<std::string_view, kNameCount> names;
  for (std::size_t i = 0; i < kPlainCount; ++i) {
    names[i] = kFunctionNames[i];
  }
  for (std::size_t i = 0; i < kMcmNames.size(); ++i) {
    names[kPlainCount + i] = kMcmNames[i].name;
  }
  return make_name_table<1024>(names);
}();

// Where one value has several names, the first is the one that messages use.
struct StatusName {
  std::string_view name;
  std::uint32_t value;
};
constexpr std::array kStatusNames = {
    StatusName{"NDIS_STATUS_SUCCESS", 0},
    StatusName{"NDIS_STATUS_PENDING", 0x00000103},
    StatusName{"NDIS_STATUS_FAILURE", 0xC0000001},
    StatusName{"NDIS_STATUS_INVALID_DATA", 0xC0010015},
    StatusName{"NDIS_STATUS_RESOURCES", 0xC000009A},
    StatusName{"NDIS_STATUS_NOT_SUPPORTED", 0xC00000BB},
    StatusName{"NDIS_STATUS_NOT_ACCEPTED", 0x00010003},
    StatusName{"NDIS_STATUS_CLOSING", 0xC0010002},
    StatusName{"NDIS_STATUS_NOT_RECOGNIZED", 0x00010001},
    StatusName{"NDIS_STATUS_NOT_COPIED", 0x00010002},
    StatusName{"NDIS_STATUS_CALL_ACTIVE", 0x00010007},
    StatusName{"NDIS_STATUS_BAD_VERSION", 0xC0010004},
    StatusName{"NDIS_STATUS_BAD_CHARACTERISTICS", 0xC0010005},
    StatusName{"NDIS_STATUS_ADAPTER_NOT_FOUND", 0xC0010006},
    StatusName{"NDIS_STATUS_OPEN_FAILED", 0xC0010007},
    StatusName{"NDIS_STATUS_DEVICE_FAILED", 0xC0010008},
    StatusName{"NDIS_STATUS_REQUEST_ABORTED", 0xC001000C},
    StatusName{"NDIS_STATUS_RESET_IN_PROGRESS", 0xC001000D},
    StatusName{"NDIS_STATUS_CLOSING_INDICATING", 0xC001000E},
    StatusName{"NDIS_STATUS_INVALID_PACKET", 0xC001000F},
    StatusName{"NDIS_STATUS_ADAPTER_NOT_READY", 0xC0010011},
    StatusName{"NDIS_STATUS_ADAPTER_NOT_OPEN", 0xC0010012},
    StatusName{"NDIS_STATUS_INVALID_LENGTH", 0xC0010014},
    StatusName{"NDIS_STATUS_BUFFER_TOO_SHORT", 0xC0010016},
    StatusName{"NDIS_STATUS_INVALID_OID", 0xC0010017},
    StatusName{"NDIS_STATUS_ADAPTER_REMOVED", 0xC0010018},
    StatusName{"NDIS_STATUS_UNSUPPORTED_MEDIA", 0xC0010019},
    StatusName{"NDIS_STATUS_INVALID_SAP", 0xC0010020},
    StatusName{"NDIS_STATUS_SAP_IN_USE", 0xC0010021},
    StatusName{"NDIS_STATUS_INVALID_ADDRESS", 0xC0010022},
    StatusName{"NDIS_STATUS_VC_NOT_ACTIVATED", 0xC0010023},
    StatusName{"NDIS_STATUS_DEST_OUT_OF_ORDER", 0xC0010024},
    StatusName{"NDIS_STATUS_VC_NOT_AVAILABLE", 0xC0010025},
    StatusName{"NDIS_STATUS_CELLRATE_NOT_AVAILABLE", 0xC0010026},
    StatusName{"NDIS_STATUS_INCOMPATABLE_QOS", 0xC0010027},
    StatusName{"NDIS_STATUS_AAL_PARAMS_UNSUPPORTED", 0xC0010028},
    StatusName{"NDIS_STATUS_NO_ROUTE_TO_DESTINATION", 0xC0010029},
    StatusName{"STATUS_SUCCESS", 0},
    StatusName{"STATUS_PENDING", 0x00000103},
    StatusName{"STATUS_UNSUCCESSFUL", 0xC0000001},
    StatusName{"STATUS_INSUFFICIENT_RESOURCES", 0xC000009A},
    StatusName{"STATUS_NOT_SUPPORTED", 0xC00000BB},
    StatusName{"STATUS_TIMEOUT", 0x00000102},
    StatusName{"STATUS_INVALID_HANDLE", 0xC0000008},
    StatusName{"STATUS_INVALID_PARAMETER", 0xC000000D},
    StatusName{"STATUS_INVALID_DEVICE_REQUEST", 0xC0000010},
    StatusName{"STATUS_DEVICE_NOT_READY", 0xC00000A3},
    StatusName{"STATUS_IO_TIMEOUT", 0xC00000B5},
    StatusName{"STATUS_CANCELLED", 0xC0000120},
    StatusName{"STATUS_INVALID_DEVICE_STATE", 0xC0000184},
    // The documentation's short forms, with the prefix of the other family.
    StatusName{"STATUS_FAILURE", 0xC0000001},
    StatusName{"STATUS_RESOURCES", 0xC000009A},
    StatusName{"STATUS_INVALID_DATA", 0xC0010015},
    StatusName{"STATUS_NOT_ACCEPTED", 0x00010003},
    StatusName{"STATUS_CLOSING", 0xC0010002},
};

constexpr auto kStatusTable = [] {
  std::array<std::string_view, kStatusNames.size()> names;
  for (std::size_t i = 0; i < names.size(); ++i) {
    names[i] = kStatusNames[i].name;
  }
  return make_name_table<1024>(names);
}();

}  // namespace

NamedFunction find_function(std::string_view name) {
  const std::size_t index = kFunctionTable.find(name);
  if (index < kPlainCount) {
    return {static_cast<Function>(index), Spelling::NdisCm};
  }
  if (index < kNameCount) {
    return {kMcmNames[index - kPlainCount].function, Spelling::NdisMCm};
  }
  return {Function::Unknown, Spelling::NdisCm};
}

std::string_view name_of(Function function, Spelling spelling) {
  if (spelling == Spelling::NdisMCm) {
    for (const McmName& mcm : kMcmNames) {
      if (mcm.function == function) {
        return mcm.name;
      }
    }
  }
  const auto index = static_cast<std::size_t>(function);
  return index < kPlainCount ? kFunctionNames[index] : "unknown event";
}

std::optional<std::uint32_t> find_status(std::string_view name) {
  const std::size_t index = kStatusTable.find(name);
  if (index == kStatusNames.size()) {
    return std::nullopt;
  }
  return kStatusNames[index].value;
}

std::string_view name_of_status(std::uint32_t ntstatus) {
  for (const StatusName& status : kStatusNames) {
    if (status.value == ntstatus) {
      return status.name;
    }
  }
  thread_local std::array<char, 16> text;
  const int size =
      std::snprintf(text.data(), text.size(), "0x%08X", static_cast<unsigned>(ntstatus));
  return {text.data(), static_cast<std::size_t>(size)};
}

}  // namespace condis
