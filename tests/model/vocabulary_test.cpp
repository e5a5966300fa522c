#include "model/vocabulary.h"

#include <doctest/doctest.h>

#include <set>
#include <string>

using namespace condis;

TEST_CASE("every function is found by its name") {
  std::set<std::string_view> names;
  for (int i = 0; i < kFunctionCount - 1; ++i) {
    const auto function = static_cast<Function>(i);
    const std::string_view name = name_of(function);
    CAPTURE(name);
    CHECK(names.insert(name).second);
    CHECK(find_function(name).function == function);
    CHECK(find_function(name).spelling == Spelling::NdisCm);
  }
  CHECK(name_of(Function::NdisCoCreateVc) == "NdisCoCreateVc");
  CHECK(name_of(Function::NdisCoOidRequest) == "NdisCoOidRequest");
  CHECK(name_of(Function::ProtocolClModifyCallQoSComplete) ==
        "ProtocolClModifyCallQoSComplete");
  CHECK(name_of(Function::ProtocolCoCreateVc) == "ProtocolCoCreateVc");
  CHECK(name_of(Function::ProtocolBindAdapterEx) == "ProtocolBindAdapterEx");
  CHECK(name_of(Function::ProtocolCmMakeCall) == "ProtocolCmMakeCall");
  CHECK(name_of(Function::NdisCmActivateVc) == "NdisCmActivateVc");
  CHECK(name_of(Function::MiniportCoCreateVc) == "MiniportCoCreateVc");
  CHECK(name_of(Function::NdisMCoDeactivateVcComplete) == "NdisMCoDeactivateVcComplete");
  CHECK(name_of(Function::TraceBegin) == "TraceBegin");
  CHECK(name_of(Function::EventsLost) == "EventsLost");
  CHECK(name_of(Function::Unknown) == "unknown event");
}

TEST_CASE("the MCM's names stand for the same functions") {
  for (int i = 0; i < kFunctionCount - 1; ++i) {
    const auto function = static_cast<Function>(i);
    const std::string plain(name_of(function));
    const std::string mcm(name_of(function, Spelling::NdisMCm));
    CAPTURE(plain);
    const NamedFunction found = find_function(mcm);
    CHECK(found.function == function);
    if (plain.starts_with("NdisCm")) {
      CHECK(mcm == "NdisMCm" + plain.substr(6));
      CHECK(found.spelling == Spelling::NdisMCm);
    }
  }
  CHECK(find_function("NdisMCmCreateVc").function == Function::NdisCoCreateVc);
  CHECK(find_function("NdisMCmCreateVc").spelling == Spelling::NdisMCm);
  CHECK(name_of(Function::NdisCoCreateVc, Spelling::NdisMCm) == "NdisMCmCreateVc");
  CHECK(name_of(Function::NdisCoDeleteVc, Spelling::NdisMCm) == "NdisMCmDeleteVc");
  CHECK(name_of(Function::NdisClDropParty, Spelling::NdisMCm) == "NdisClDropParty");
}

TEST_CASE("other names are unknown") {
  for (const std::string name :
       {"", "N", "NdisClDropPart", "NdisClDropPartyX", "ndiscldropparty", "unknown event",
        "NdisMCmMakeCall", " NdisClDropParty", "TraceEnds", "Unknown"}) {
    CAPTURE(name);
    CHECK(find_function(name).function == Function::Unknown);
  }
  CHECK(find_function(std::string(1000, 'x')).function == Function::Unknown);
  // One wrong letter anywhere in any name.
  for (int i = 0; i < kFunctionCount - 1; ++i) {
    std::string name(name_of(static_cast<Function>(i)));
    for (char& letter : name) {
      ++letter;
      CHECK(find_function(name).function != static_cast<Function>(i));
      --letter;
    }
  }
}

TEST_CASE("statuses have values, classes and names") {
  const auto check = [](std::string_view name, std::uint32_t value, Status status) {
    CAPTURE(name);
    CHECK(find_status(name) == value);
    CHECK(classify_status(value) == status);
    CHECK(name_of_status(value) == name);
  };
  check("NDIS_STATUS_SUCCESS", 0, Status::Success);
  check("NDIS_STATUS_PENDING", 0x103, Status::Pending);
  check("NDIS_STATUS_FAILURE", 0xC0000001, Status::Failure);
  check("NDIS_STATUS_INVALID_DATA", 0xC0010015, Status::InvalidData);
  check("NDIS_STATUS_RESOURCES", 0xC000009A, Status::Resources);
  check("NDIS_STATUS_NOT_SUPPORTED", 0xC00000BB, Status::NotSupported);
  check("NDIS_STATUS_NOT_ACCEPTED", 0x00010003, Status::NotAccepted);
  check("NDIS_STATUS_CLOSING", 0xC0010002, Status::Closing);
  check("NDIS_STATUS_CALL_ACTIVE", 0x00010007, Status::Other);

  CHECK(find_status("STATUS_PENDING") == 0x103);
  CHECK(find_status("STATUS_UNSUCCESSFUL") == 0xC0000001);
  CHECK(find_status("STATUS_INSUFFICIENT_RESOURCES") == 0xC000009A);
  CHECK(find_status("STATUS_NOT_SUPPORTED") == 0xC00000BB);
  CHECK(find_status("NDIS_STATUS_NOT_ACCEPTED") == 0x00010003);
  CHECK_FALSE(find_status("NDIS_STATUS_BANANA").has_value());
  CHECK_FALSE(find_status("").has_value());
  CHECK(classify_status(0xC0012345) == Status::Other);
  CHECK(name_of_status(0xC0012345) == "0xC0012345");
  CHECK(name_of_status(0x12) == "0x00000012");
}
