#include "checker/event_table.h"

#include <doctest/doctest.h>

#include <limits>

#include "tests/checker/sample_result.h"

namespace condis {
namespace {

using test::event;

TEST_CASE("columns that nothing was logged for are left out") {
  Event bare;
  bare.number = 3;
  bare.function = Function::NdisClCloseCall;
  bare.phase = Phase::Enter;
  CHECK(event_table({{bare, ""}}, "event") ==
        "  event  caller  event\n"
        "      3  client  NdisClCloseCall =>\n");
  CHECK(event_table({}, "line").empty());
}

TEST_CASE("in a recording of entries only nothing is indented") {
  const Event outer = event(1, 0, Function::NdisClDropParty, Phase::Enter);
  const Event next = event(2, 10, Function::NdisClAddParty, Phase::Enter);
  CHECK(event_table({{outer, ""}, {next, ""}}, "line").find("  client    Ndis") ==
        std::string::npos);
}

TEST_CASE("only what runs on the thread of a call is inside it") {
  const Event outer = event(1, 0, Function::NdisClDropParty, Phase::Enter);
  Event other = event(2, 10, Function::ProtocolCmDropParty, Phase::Enter);
  other.thread_id = 7;
  const Event end = event(3, 20, Function::NdisClDropParty, Phase::Exit);
  CHECK(event_table({{outer, ""}, {other, ""}, {end, ""}}, "line") ==
        "  line       time  thread  caller  event\n"
        "     1  +0.0000ms     312  client  NdisClDropParty party 0x..0040 =>\n"
        "     2  +0.0000ms       7  NDIS    ProtocolCmDropParty party 0x..0040 =>\n"
        "     3  +0.0000ms     312  client  NdisClDropParty party 0x..0040 returns\n");
}

TEST_CASE("handles with the same end are written in full") {
  const Event one = event(1, 0, Function::NdisClDropParty, Phase::Enter);
  Event two = event(2, 0, Function::NdisClDropParty, Phase::Enter);
  two.party = 0xffffa80b10c30040;
  const std::string table = event_table({{one, ""}, {two, ""}}, "line");
  CHECK(table.find("party 0xffffa80b10c20040") != std::string::npos);
  CHECK(table.find("party 0xffffa80b10c30040") != std::string::npos);
}

TEST_CASE("the VC is named where it is not the usual one, or where there is no party") {
  Event close = event(2, 0, Function::NdisClCloseCall, Phase::Enter);
  close.party = 0;
  Event elsewhere = event(1, 0, Function::NdisClDropParty, Phase::Enter);
  elsewhere.vc = 0xffffa80b10c1f000;
  const std::string table = event_table({{elsewhere, ""}, {close, ""}}, "line");
  CHECK(table.find("NdisClDropParty party 0x..0040 VC 0x..f000 =>") != std::string::npos);
  CHECK(table.find("NdisClCloseCall VC 0x..0000 =>") != std::string::npos);
}

TEST_CASE("times at the ends of the range do not overflow") {
  const Event first = event(1, std::numeric_limits<std::int64_t>::min(),
                            Function::NdisClDropParty, Phase::Enter);
  const Event last = event(2, std::numeric_limits<std::int64_t>::max(),
                           Function::NdisClDropParty, Phase::Exit);
  CHECK(event_table({{first, ""}, {last, ""}}, "line").find("+18446744073709.5") !=
        std::string::npos);
}

TEST_CASE("the caller follows from the name") {
  CHECK(caller_of(Function::NdisClDropParty, Spelling::NdisCm) == "client");
  CHECK(caller_of(Function::NdisCmDropPartyComplete, Spelling::NdisCm) == "call manager");
  CHECK(caller_of(Function::NdisCmDropPartyComplete, Spelling::NdisMCm) == "MCM");
  CHECK(caller_of(Function::ProtocolClIncomingDropParty, Spelling::NdisCm) == "NDIS");
  CHECK(caller_of(Function::MiniportCoCreateVc, Spelling::NdisCm) == "NDIS");
  CHECK(caller_of(Function::NdisMCoActivateVcComplete, Spelling::NdisCm) == "miniport");
  CHECK(caller_of(Function::NdisCoCreateVc, Spelling::NdisCm) == "driver");
  CHECK(caller_of(Function::TraceEnd, Spelling::NdisCm).empty());
}

TEST_CASE("a completion says its status, a return what it returns") {
  Event completion = event(1, 0, Function::ProtocolClDropPartyComplete, Phase::Enter);
  completion.has_status = true;
  completion.status = 0;
  CHECK(event_table({{completion, ""}}, "line")
            .find("ProtocolClDropPartyComplete SUCCESS party 0x..0040 =>") !=
        std::string::npos);
  completion.phase = Phase::Exit;
  CHECK(event_table({{completion, ""}}, "line")
            .find("ProtocolClDropPartyComplete party 0x..0040 = SUCCESS") !=
        std::string::npos);
}

}  // namespace
}  // namespace condis
