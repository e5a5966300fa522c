#include "checker/recorder.h"

#include <fmt/format.h>

#include <array>
#include <optional>

#include "checker/functions.h"

namespace condis {
namespace {

constexpr std::uint64_t kVc = 0xffffa80b10a40010;
constexpr std::uint64_t kVcContext = 0xffffa80b0e6b1a40;
constexpr std::uint64_t kManagerVcContext = 0xffffa80b0d7a4c20;
// Of the first party; each further one is this much higher.
constexpr std::uint64_t kParty = 0xffffa80b10c20040;
constexpr std::uint64_t kContext = 0xffffa80b0f1d5c00;
constexpr std::uint64_t kManagerContext = 0xffffa80b0d8812f0;
constexpr std::uint64_t kApart = 0x90;

constexpr unsigned kDataSize = 24;  // bytes of close data
constexpr std::uint32_t kFirstThread = 312;

std::string_view symbol(Status status) {
  switch (status) {
    case Status::Success: return "NDIS_STATUS_SUCCESS";
    case Status::Pending: return "NDIS_STATUS_PENDING";
    case Status::Failure: return "NDIS_STATUS_FAILURE";
    case Status::InvalidData: return "NDIS_STATUS_INVALID_DATA";
    case Status::Resources: return "NDIS_STATUS_RESOURCES";
    case Status::NotSupported: return "NDIS_STATUS_NOT_SUPPORTED";
    case Status::NotAccepted: return "NDIS_STATUS_NOT_ACCEPTED";
    case Status::Closing: return "NDIS_STATUS_CLOSING";
    default: return "0xc0010001";  // one that has no symbol in the documents
  }
}

class Recorder {
 public:
  Recorder(const Run& run, const Stage& stage) : run_(run), stage_(stage) {}

  std::string record(const std::string& story) {
    if (!story.empty()) out_ = "# " + story + "\n";
    frame("TraceBegin");
    for (const RunStep& step : run_.steps) take(step);
    if (run_.ends) frame("TraceEnd");
    return std::move(out_);
  }

 private:
  struct Open {
    Function function;
    std::uint64_t call_id;
    int party;  // number; -1: none
  };

  static bool is_client(Function f) {
    return is_client_call(f) || f == Function::NdisCoCreateVc ||
           f == Function::NdisCoDeleteVc;
  }
  void frame(const char* event) {
    for (const bool client : {true, false}) {
      out_ += fmt::format(R"({{"Event":"{}","Time":{},"Provider":"{}")", event,
                          time_ += 500, provider(client));
      if (event == std::string_view("TraceBegin")) {
        const char* manager = stage_.options().integrated ? "mcm" : "call-manager";
        const char* data = !run_.known ? "unknown" : run_.carries ? "yes" : "no";
        out_ += fmt::format(R"(,"Role":"{}","CloseData":"{}")",
                            client ? "client" : manager, data);
      }
      out_ += "}\n";
    }
  }
  const char* provider(bool client) const {
    return client ? "Client" : stage_.options().integrated ? "Mcm" : "CallManager";
  }

  void take(const RunStep& step) {
    const Act& act = stage_.acts()[step.act];
    auto& stack = threads_[step.thread];
    if (act.edge == Edge::Enter) {
      int party = -1;
      if (step.place != kMostPlaces) {
        // Whoever comes gets a handle and contexts of its own.
        if (act.brings_party) parties_[step.place] = next_party_++;
        party = parties_[step.place];
      }
      stack.push_back({act.function, next_call_[is_client(act.function)]++, party});
      line(act, step.thread, stack.back());
    } else {
      line(act, step.thread, stack.back());
      stack.pop_back();
    }
  }

  // The argument fields follow the header ones; see the table of fields in the format.
  void line(const Act& act, unsigned thread, const Open& open) {
    const bool enters = act.edge == Edge::Enter;
    const bool client = is_client(act.function);
    const bool manager_function = !client && !is_callback(act.function);
    const auto spelling = stage_.options().integrated && manager_function
                              ? Spelling::NdisMCm
                              : Spelling::NdisCm;
    time_ += 350 + 61 * (out_.size() % 13);
    out_ += fmt::format(
        R"({{"Event":"{}","Phase":"{}","Time":{},"Cpu":{},"ThreadId":{},"Provider":"{}","CallId":{})",
        name_of(act.function, spelling), enters ? "enter" : "exit", time_, thread,
        kFirstThread + 4 * thread, provider(client), open.call_id);
    if (enters) out_ += R"(,"Irql":0)";
    if (enters) {
      entry_arguments(act, open.party);
    } else {
      exit_arguments(act, open.party);
    }
    if (act.status != Status::Unlogged) {
      out_ += fmt::format(R"(,"Status":"{}")", symbol(act.status));
    }
    if (enters && act.data != Presence::Unlogged) {
      const bool given = act.data == Presence::Present;
      out_ += fmt::format(R"(,"HasData":{},"DataSize":{})", given, given ? kDataSize : 0);
    }
    out_ += "}\n";
  }

  void pointer(const char* field, std::uint64_t value) {
    if (value == 0) {
      out_ += fmt::format(R"(,"{}":0)", field);
    } else {
      out_ += fmt::format(R"(,"{}":"{:#018x}")", field, value);
    }
  }
  static std::uint64_t of(std::uint64_t first, int party) {
    return party < 0 ? 0 : first + kApart * static_cast<unsigned>(party);
  }

  void entry_arguments(const Act& act, int party) {
    using enum Function;
    const bool good = act.status == Status::Success;
    const auto vc = [&] { pointer("VcHandle", kVc); };
    const auto handle = [&] { pointer("PartyHandle", of(kParty, party)); };
    const auto context = [&] { pointer("PartyContext", of(kContext, party)); };
    const auto client_vc = [&] { pointer("VcContext", kVcContext); };
    const auto manager_vc = [&] { pointer("VcContext", kManagerVcContext); };
    const auto manager_context = [&](bool given) {
      pointer("PartyContext", given ? of(kManagerContext, party) : 0);
    };
    switch (act.function) {
      case NdisCoCreateVc: client_vc(); break;
      case ProtocolCoDeleteVc:
      case ProtocolCmActivateVcComplete:
      case ProtocolCmDeactivateVcComplete: manager_vc(); break;
      case NdisClMakeCall:
      case NdisClAddParty:
        vc(), context();
        out_ += fmt::format(R"(,"Flags":{})", kFlagMultipointVc);
        break;
      case NdisClDropParty: handle(); break;
      case NdisClCloseCall: vc(), handle(); break;
      case ProtocolCmMakeCall:
      case ProtocolCmAddParty: manager_vc(), handle(); break;
      case ProtocolCmDropParty: manager_context(true); break;
      case ProtocolCmCloseCall: manager_vc(), manager_context(true); break;
      case NdisCmMakeCallComplete: vc(), handle(), manager_context(good); break;
      case NdisCmAddPartyComplete: handle(), manager_context(good); break;
      case NdisCmDropPartyComplete:
      case NdisCmDispatchIncomingDropParty: handle(); break;
      case NdisCmCloseCallComplete: vc(), handle(); break;
      case ProtocolClMakeCallComplete:
        client_vc(), pointer("PartyHandle", good ? of(kParty, party) : 0);
        break;
      case ProtocolClAddPartyComplete:
        context(), pointer("PartyHandle", good ? of(kParty, party) : 0);
        break;
      case ProtocolClDropPartyComplete:
      case ProtocolClIncomingDropParty: context(); break;
      case ProtocolClCloseCallComplete: client_vc(), context(); break;
      case ProtocolClIncomingCloseCall: client_vc(); break;
      default: vc(); break;
    }
  }

  void exit_arguments(const Act& act, int party) {
    using enum Function;
    const bool good = act.status == Status::Success;
    switch (act.function) {
      case NdisCoCreateVc:
        if (good) pointer("VcHandle", kVc);
        break;
      case ProtocolCoCreateVc:
        if (good) pointer("VcContext", kManagerVcContext);
        break;
      case NdisClMakeCall:
      case NdisClAddParty:
        if (good) pointer("PartyHandle", of(kParty, party));
        break;
      case ProtocolCmMakeCall:
      case ProtocolCmAddParty:
        if (good || act.status == Status::Pending) {
          pointer("PartyContext", of(kManagerContext, party));
        }
        break;
      default: break;
    }
  }

  const Run& run_;
  const Stage& stage_;
  std::string out_;
  std::uint64_t time_ = 0;
  std::array<std::uint64_t, 2> next_call_{1, 1};  // call manager's, client's
  std::array<std::vector<Open>, kMostThreads> threads_;
  std::array<int, kMostPlaces> parties_{};
  int next_party_ = 0;
};

}  // namespace

std::string record_run(const Run& run, const Stage& stage, const std::string& story) {
  return Recorder(run, stage).record(story);
}

}  // namespace condis
