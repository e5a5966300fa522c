// Plays a client, NDIS and a call manager on a few threads and records what they call.
//
// Each step lets one thread do one thing: enter a call, enter what that call leads to, or
// return. So calls overlap between threads and nest on one, and every recording is well
// formed. Without faults everybody keeps the documented rules; a fault is a wrong
// decision of the client, of NDIS or of the call manager, never an edit of the records.
// Tested by tests/oracle/random_traces_test.cpp.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

#include "model/record.h"

namespace condis::oracle {

enum class Fault : std::uint8_t {
  // the client's
  DropAgain,
  DropLast,
  DropUnknown,
  DropFailed,
  DropOther,
  CloseEarly,
  CloseBadHandle,
  CloseAgain,
  SizeWithoutData,
  DataUnsupported,
  ReuseContext,
  NullContext,
  AddWithoutCall,
  DeleteEarly,
  MakeWhileClosing,
  Abandon,
  // NDIS's
  SkipForward,
  SwallowCompletion,
  DuplicateCompletion,
  WrongContext,
  WrongStatus,
  SkipIndication,
  DuplicateIndication,
  HighIrql,
  // the call manager's
  NeverComplete,
  CompleteTwice,
  CompletePending,
  CompleteThenReturn,
  CompleteOther,
  BadReturn,
  InvalidDataUnjustified,
  AcceptData,
  FailNotLast,
  DispatchLast,
  DispatchUnestablished,
  WrongSpelling,
};
inline constexpr int kFaultCount = static_cast<int>(Fault::WrongSpelling) + 1;

class Simulator {
 public:
  Simulator(std::uint64_t seed, bool two_sided, bool faults);
  std::vector<Record> run();

 private:
  enum class Life : std::uint8_t { None, Adding, Up, Dropping, Closing, Gone };
  enum class CallLife : std::uint8_t { Idle, Setup, Up, Closing };

  struct SimParty {
    std::uint64_t context = 0, handle = 0, cm_context = 0;
    int vc = -1;
    Life client = Life::None, cm = Life::None;
    bool was_up = false, orphan = false;
    bool told = false, cm_told = false;
    bool owes_add = false, owes_drop = false;  // the call manager's completions
    bool drop_fails = false;
    int dispatcher = -1;  // thread inside the dispatch of its incoming drop
  };

  struct SimVc {
    std::uint64_t handle = 0, context = 0, cm_context = 0;
    CallLife client = CallLife::Idle, cm = CallLife::Idle;
    bool exists = false, deleting = false, multipoint = false, used = false;
    bool tearing = false, must_delete = false, abandoned = false, active = false;
    bool indicated = false, owes_make = false, owes_close = false, close_fails = false;
    int dispatcher = -1;
    int last = -1;  // party of the pending close
  };

  struct Call {
    Function function = Function::Unknown;
    bool cm = false;        // the call manager logs it
    bool internal = false;  // the client's own run of a completion routine
    bool rejected = false;  // NDIS refuses it at once
    bool has_data = false;
    bool finished = false;  // a completion was delivered already
    Spelling spelling = Spelling::NdisCm;
    int stage = 0;
    int vc = -1, party = -1;
    std::uint32_t data_size = 0;
    std::uint32_t status = 0;
    std::uint64_t call_id = 0;
    std::uint64_t context = 0;  // party context as passed, if not the party's own
    std::uint64_t handle = 0;   // party handle as passed, if there is no party
  };

  using Stack = std::vector<Call>;

  // simulator.cpp: the machinery
  std::uint64_t below(std::uint64_t n);
  bool chance(int percent);
  bool fault(Fault fault);
  void step(int thread);
  void enter(int thread, Call call);
  void leave(int thread, std::uint32_t status);
  void emit(int thread, const Call& call, Phase phase, std::uint32_t status);
  void frame(Function function, bool cm);
  void fill_enter(Record& r, const Call& call) const;
  void fill_exit(Record& r, const Call& call, std::uint32_t status) const;
  bool on_stack(int party, int vc, int except_thread) const;
  bool quiet() const;
  SimParty& party(int id) { return parties_[static_cast<std::size_t>(id)]; }
  SimVc& vc(int id) { return vcs_[static_cast<std::size_t>(id)]; }
  int parties_of(int vc, Life life) const;
  int pick_party(int vc, Life life);
  bool handle_reissued(int party) const;
  bool adding_in_vain(int vc) const;
  Stack& stack(int thread) { return stacks_[static_cast<std::size_t>(thread)]; }

  // simulator_client.cpp
  bool client_acts(int thread, int vc);
  bool client_errs(int thread, int vc);
  bool client_answers(int thread, int party);
  bool client_creates(int thread);
  void client_makes(int thread, int vc);
  void client_adds(int thread, int vc, std::uint64_t context, bool rejected);
  void client_drops(int thread, int party, bool rejected);
  void client_closes(int thread, int vc, int party, std::uint64_t handle, bool rejected);
  void client_deletes(int thread, int vc, bool rejected);
  void give_data(Call& call);
  void completed(const Call& call, std::uint32_t status);
  void run_callback(int thread);
  std::uint64_t fresh_context();
  std::uint64_t fresh_handle();

  // simulator_cm.cpp: NDIS and the call manager
  void run_request(int thread);
  void run_handler(int thread);
  void run_completion(int thread);
  void run_dispatch(int thread);
  void answer(const Call& call, std::uint32_t status);
  std::uint32_t decide(const Call& call);
  bool cm_acts(int thread);
  bool cm_completes(int thread);
  bool cm_dispatches(int thread);
  int cm_others(int party, bool told) const;

  std::mt19937_64 random_;
  bool two_sided_ = false;
  bool mcm_ = false;
  bool draining_ = false;
  bool carries_ = false;  // the medium carries close data
  bool tried_ = false;    // the client has given close data, to see what comes of it
  bool learned_ = false;  // the client has seen it accepted
  Support said_ = Support::Unknown;
  struct Enabled {
    Fault fault;
    int left;  // how often it may still happen
  };
  std::vector<Enabled> enabled_;
  int fault_percent_ = 0;
  std::vector<Record> records_;
  std::vector<SimParty> parties_;
  std::vector<SimVc> vcs_;
  std::array<Stack, 3> stacks_;
  std::int64_t time_ = 0;
  std::array<std::uint64_t, 3> next_call_{1, 1, 1};
  std::array<std::uint64_t, 3> next_seq_{1, 1, 1};
  std::uint64_t next_value_ = 1;
};

// The function of the client's callback, of the call manager's handler and of its
// completion call, for a request of the client.
Function handler_of(Function request);
Function completion_of(Function request);
Function callback_of_request(Function request);
Function request_of_handler(Function handler);

}  // namespace condis::oracle
