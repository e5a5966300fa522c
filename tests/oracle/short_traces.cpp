// All short continuations of one beginning. Letters are calls of the client and callbacks
// of NDIS, whether or not they make sense where they stand.
#include "tests/oracle/history.h"
#include "tests/oracle/random_traces.h"

namespace condis::oracle {
namespace {

constexpr std::uint64_t kVc = 0x5000, kVcContext = 0x6000;
constexpr std::uint64_t kA = 0xA000, kB = 0xB000, kC = 0xC000;     // handles
constexpr std::uint64_t kXa = 0xA001, kXb = 0xB001, kXc = 0xC001;  // contexts
constexpr std::uint32_t kMain = 1, kOther = 2;                     // threads

class Tape {
 public:
  std::vector<Record> records;

  Record& add(Function function, Phase phase, std::uint32_t thread, std::uint64_t id) {
    Record r;
    r.function = function;
    r.phase = phase;
    r.number = records.size() + 1;
    r.time = static_cast<std::int64_t>(100 * r.number);
    r.provider = 1;
    r.seq = r.number;
    r.thread_id = thread;
    r.cpu = static_cast<std::uint16_t>(thread);
    r.call_id = id;
    for (Field f : {Field::Time, Field::Seq}) r.set(f);
    if (phase != Phase::None) {
      for (Field f : {Field::ThreadId, Field::Cpu, Field::CallId}) r.set(f);
    }
    if (phase == Phase::Enter) r.set(Field::Irql);
    records.push_back(r);
    return records.back();
  }

  Record& enter(Function function, std::uint32_t thread = kMain) {
    open_.push_back({function, thread, next_});
    return add(function, Phase::Enter, thread, next_++);
  }

  bool inside_call(std::uint32_t thread) const {
    return std::any_of(open_.begin(), open_.end(),
                       [&](const auto& call) { return call.thread == thread; });
  }

  // Returns from the innermost open call of the thread; false if there is none.
  bool leave(std::uint32_t thread = kMain) {
    for (std::size_t k = open_.size(); k-- > 0;) {
      if (open_[k].thread != thread) continue;
      Open call = open_[k];
      open_.erase(open_.begin() + static_cast<std::ptrdiff_t>(k));
      add(call.function, Phase::Exit, thread, call.id);
      return true;
    }
    return false;
  }

  void leave_with(std::uint32_t status, std::uint32_t thread = kMain) {
    if (leave(thread)) with_status(records.back(), status);
  }

  static void with_status(Record& r, std::uint32_t status) {
    r.status = status;
    r.set(Field::Status);
  }
  static void with_vc(Record& r) {
    r.vc_handle = kVc;
    r.set(Field::VcHandle);
  }
  static void with_vc_context(Record& r) {
    r.vc_context = kVcContext;
    r.set(Field::VcContext);
  }
  static void with_handle(Record& r, std::uint64_t handle) {
    r.party_handle = handle;
    r.set(Field::PartyHandle);
  }
  static void with_context(Record& r, std::uint64_t context) {
    r.party_context = context;
    r.set(Field::PartyContext);
  }
  static void with_data(Record& r, bool has_data) {
    r.has_data = has_data;
    r.data_size = has_data ? 16 : 0;
    r.set(Field::HasData);
    r.set(Field::DataSize);
  }

  void drop(std::uint64_t handle, bool has_data, std::uint32_t thread = kMain) {
    Record& r = enter(Function::NdisClDropParty, thread);
    with_handle(r, handle);
    with_data(r, has_data);
  }
  void add_party(std::uint64_t context) {
    Record& r = enter(Function::NdisClAddParty);
    with_vc(r);
    with_context(r, context);
    r.flags = kFlagMultipointVc;
    r.set(Field::Flags);
    leave_with(kPending);
  }
  void added(std::uint64_t context, std::uint64_t handle) {
    Record& r = enter(Function::ProtocolClAddPartyComplete);
    with_status(r, kSuccess);
    with_context(r, context);
    with_handle(r, handle);
    leave();
  }
  void dropped(std::uint64_t context, std::uint32_t status) {
    Record& r = enter(Function::ProtocolClDropPartyComplete);
    with_status(r, status);
    with_context(r, context);
  }
  void indicated(std::uint64_t context) {
    Record& r = enter(Function::ProtocolClIncomingDropParty);
    with_status(r, kSuccess);
    with_context(r, context);
    with_data(r, false);
  }

 private:
  struct Open {
    Function function;
    std::uint32_t thread;
    std::uint64_t id;
  };
  std::vector<Open> open_;
  std::uint64_t next_ = 1;
};

Tape beginning() {
  Tape t;
  Record& begin = t.add(Function::TraceBegin, Phase::None, kMain, 0);
  begin.role = Role::Client;
  begin.close_data = Support::No;
  Tape::with_vc_context(t.enter(Function::NdisCoCreateVc));
  t.leave_with(kSuccess);
  Tape::with_vc(t.records.back());
  Record& make = t.enter(Function::NdisClMakeCall);
  Tape::with_vc(make);
  Tape::with_context(make, kXa);
  make.flags = kFlagMultipointVc;
  make.set(Field::Flags);
  t.leave_with(kPending);
  Record& made = t.enter(Function::ProtocolClMakeCallComplete);
  Tape::with_status(made, kSuccess);
  Tape::with_vc_context(made);
  Tape::with_handle(made, kA);
  t.leave();
  t.add_party(kXb);
  t.added(kXb, kB);
  return t;
}

constexpr int kLetters = 17;
constexpr int kTraceEndLetter = 16;

// Writes one letter; false if it cannot stand here.
bool write(Tape& t, int letter) {
  switch (letter) {
    case 0:
      t.drop(kA, false);
      t.leave_with(kPending);
      return true;
    case 1:
      t.drop(kA, false);
      t.leave_with(kSuccess);
      return true;
    case 2:
      t.drop(kB, true);
      t.leave_with(kPending);
      return true;
    case 3: t.dropped(kXa, kSuccess); return t.leave();
    case 4: t.dropped(kXa, kFailure); return t.leave();
    case 5: t.indicated(kXa); return t.leave();
    case 6: {
      Record& r = t.enter(Function::NdisClCloseCall);
      Tape::with_vc(r);
      Tape::with_handle(r, kB);
      Tape::with_data(r, false);
      t.leave_with(kPending);
      return true;
    }
    case 7: {
      Record& r = t.enter(Function::ProtocolClCloseCallComplete);
      Tape::with_status(r, kSuccess);
      Tape::with_vc_context(r);
      Tape::with_context(r, kXb);
      return t.leave();
    }
    case 8: t.add_party(kXc); return true;
    case 9: t.added(kXc, kC); return true;
    case 10: {
      Record& r = t.enter(Function::ProtocolClIncomingCloseCall);
      Tape::with_status(r, kSuccess);
      Tape::with_vc_context(r);
      Tape::with_data(r, false);
      return t.leave();
    }
    case 11:
      Tape::with_vc(t.enter(Function::NdisCoDeleteVc));
      t.leave_with(kSuccess);
      return true;
    // Entries and returns alone. What follows on the main thread nests in 13 or 14.
    case 12:
      if (t.inside_call(kOther)) return false;  // it cannot make another call meanwhile
      t.drop(kA, false, kOther);
      return true;
    case 13: t.dropped(kXa, kSuccess); return true;
    case 14: t.indicated(kXa); return true;
    case 15:
      if (t.leave(kMain)) return true;
      if (!t.leave(kOther)) return false;
      Tape::with_status(t.records.back(), kPending);
      return true;
    default: t.add(Function::TraceEnd, Phase::None, kMain, 0); return true;
  }
}

void extend(const Tape& so_far, int letters_left, std::vector<std::vector<Record>>& all) {
  all.push_back(so_far.records);
  if (letters_left == 0) return;
  for (int letter = 0; letter < kLetters; ++letter) {
    Tape next = so_far;
    if (!write(next, letter)) continue;
    if (letter == kTraceEndLetter) {
      all.push_back(next.records);  // nothing follows the end
    } else {
      extend(next, letters_left - 1, all);
    }
  }
}

}  // namespace

std::vector<std::vector<Record>> all_short_traces(int length) {
  std::vector<std::vector<Record>> all;
  extend(beginning(), length, all);
  return all;
}

}  // namespace condis::oracle
