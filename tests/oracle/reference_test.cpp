// The reference judges flows that real drivers show, and mutants of them with the rule
// that each must break.
#include "tests/oracle/reference.h"

#include <doctest/doctest.h>

#include <map>
#include <set>
#include <sstream>
#include <string>

#include "tests/oracle/history.h"

namespace condis::oracle {
namespace {

struct Rules : std::set<std::string> {
  using std::set<std::string>::set;
  friend std::ostream& operator<<(std::ostream& out, const Rules& rules) {
    for (const std::string& rule : rules) out << rule << ' ';
    return out;
  }
};

// Reads "thread > Name key=value ..." for an entry and "thread < key=value ..." for the
// return from the thread's innermost open call, separated by semicolons. Keys: v and x
// for a VC's handle and context, h and m for a party's, s for the status (OK, P, F, R,
// D), d for a size with data, n for a size without, i for the IRQL.
class Script {
 public:
  std::vector<Record> records;
  Support close_data = Support::No;
  Role manager = Role::Unknown;

  explicit Script(Role call_manager = Role::Unknown) : manager(call_manager) {
    frame(Function::TraceBegin, 1, Role::Client);
    if (manager != Role::Unknown) frame(Function::TraceBegin, 2, manager);
  }

  Script& operator+=(const std::string& text) {
    std::stringstream lines(text);
    for (std::string line; std::getline(lines, line, ';');) add(line);
    return *this;
  }

  Script& end() {
    frame(Function::TraceEnd, 1, Role::Unknown);
    if (manager != Role::Unknown) frame(Function::TraceEnd, 2, Role::Unknown);
    return *this;
  }

  Rules broken() const {
    Rules found;
    ReferenceOptions options{close_data, manager != Role::Unknown};
    for (const ReferenceBreak& b : reference_check(records, options))
      found.insert(b.rule);
    return found;
  }

  // The number of the first record that breaks the rule, or 0.
  std::uint64_t where(const std::string& rule) const {
    ReferenceOptions options{close_data, manager != Role::Unknown};
    for (const ReferenceBreak& b : reference_check(records, options)) {
      if (b.rule == rule) return b.number;
    }
    return 0;
  }

  std::uint64_t last() const { return records.size(); }

 private:
  struct Open {
    std::string thread;
    Record entry;
  };

  void frame(Function function, std::uint16_t provider, Role role) {
    Record r;
    r.function = function;
    r.provider = provider;
    r.role = role;
    append(r);
  }

  void append(Record r) {
    r.number = records.size() + 1;
    r.time = static_cast<std::int64_t>(r.number);
    records.push_back(r);
  }

  static std::uint64_t value(const std::string& text) {
    std::uint64_t sum = 0;
    for (char c : text) sum = sum * 256 + static_cast<unsigned char>(c);
    return text == "0" ? 0 : sum;
  }

  static std::uint32_t status(const std::string& text) {
    static const std::map<std::string, std::uint32_t> names = {
        {"OK", kSuccess},  {"P", kPending},     {"F", kFailure},
        {"R", kResources}, {"D", kInvalidData},
    };
    return names.at(text);
  }

  void add(const std::string& line) {
    std::stringstream words(line);
    std::string thread, mark, word;
    if (!(words >> thread >> mark)) return;
    Record r;
    if (mark == ">") {
      words >> word;
      NamedFunction named = find_function(word);
      REQUIRE(named.function != Function::Unknown);
      r.function = named.function;
      r.spelling = named.spelling;
      r.phase = Phase::Enter;
      r.call_id = ++calls_;
      bool of_manager = word.find("Cm") != std::string::npos ||
                        word.find("ProtocolCo") != std::string::npos;
      r.provider = of_manager && manager != Role::Unknown ? 2 : 1;
      r.thread_id = static_cast<std::uint32_t>(value(thread));
      r.set(Field::Irql);
      r.set(Field::HasData);
      r.set(Field::DataSize);
    } else {
      std::size_t k = open_.size();
      while (k > 0 && open_[k - 1].thread != thread) --k;
      REQUIRE(k > 0);
      const Record& entry = open_[k - 1].entry;
      r.function = entry.function;
      r.spelling = entry.spelling;
      r.phase = Phase::Exit;
      r.call_id = entry.call_id;
      r.provider = entry.provider;
      r.thread_id = entry.thread_id;
      open_.erase(open_.begin() + static_cast<std::ptrdiff_t>(k - 1));
    }
    r.set(Field::CallId);
    while (words >> word) set(r, word.substr(0, 1), word.substr(2));
    if (mark == ">") open_.push_back({thread, r});
    append(r);
  }

  static void set(Record& r, const std::string& key, const std::string& text) {
    if (key == "v") r.vc_handle = value(text), r.set(Field::VcHandle);
    if (key == "x") r.vc_context = value(text), r.set(Field::VcContext);
    if (key == "h") r.party_handle = value(text), r.set(Field::PartyHandle);
    if (key == "m") r.party_context = value(text), r.set(Field::PartyContext);
    if (key == "s") r.status = status(text), r.set(Field::Status);
    if (key == "i") r.irql = static_cast<std::uint8_t>(std::stoi(text));
    if (key == "d") r.has_data = true;
    if (key == "d" || key == "n") {
      r.data_size = static_cast<std::uint32_t>(std::stoi(text));
    }
  }

  std::vector<Open> open_;
  std::uint64_t calls_ = 0;
};

const std::string kCreate = "A > NdisCoCreateVc x=v1; A < s=OK v=V1;";
const std::string kMake2 =
    "A > NdisClMakeCall v=V1 m=M2; A < s=P;"
    "D > ProtocolClMakeCallComplete s=OK x=v1 h=H2;"
    "D > NdisClAddParty v=V1 m=M1; D < s=P; D <;"
    "D > ProtocolClAddPartyComplete s=OK m=M1 h=H1; D <;";
const std::string kAdd3 =
    "A > NdisClAddParty v=V1 m=M3; A < s=P;"
    "D > ProtocolClAddPartyComplete s=OK m=M3 h=H3; D <;";
const std::string kCloseAndDelete =
    "D > NdisClCloseCall v=V1 h=H1; D < s=P;"
    "D > ProtocolClCloseCallComplete s=OK x=v1 m=M1;"
    "D > NdisCoDeleteVc v=V1; D < s=OK; D <;";

Script two_parties() {
  Script s;
  s += kCreate + kMake2;
  return s;
}

Script three_parties() {
  Script s = two_parties();
  s += kAdd3;
  return s;
}

TEST_CASE("T1: two parties, orderly tear-down") {
  Script s = two_parties();
  s += "A > NdisClDropParty h=H2; A < s=P;"
       "D > ProtocolClDropPartyComplete s=OK m=M2;"
       "D > NdisClCloseCall v=V1 h=H1; D < s=P; D <;"
       "D > ProtocolClCloseCallComplete s=OK x=v1 m=M1;"
       "D > NdisCoDeleteVc v=V1; D < s=OK; D <;";
  CHECK(s.broken() == Rules{});
  CHECK(s.end().broken() == Rules{});
}

TEST_CASE("T1s: everything synchronous, the client completes internally") {
  Script s;
  s += kCreate +
       "A > NdisClMakeCall v=V1 m=M2; A < s=OK h=H2;"
       "A > ProtocolClMakeCallComplete s=OK x=v1 h=H2;"
       "A > NdisClAddParty v=V1 m=M1; A < s=OK h=H1;"
       "A > ProtocolClAddPartyComplete s=OK m=M1 h=H1; A <; A <;"
       "A > NdisClDropParty h=H2; A < s=OK;"
       "A > ProtocolClDropPartyComplete s=OK m=M2; A <;"
       "A > NdisClCloseCall v=V1 h=H1; A < s=OK;"
       "A > ProtocolClCloseCallComplete s=OK x=v1 m=M1; A <;"
       "A > NdisCoDeleteVc v=V1; A < s=OK";
  CHECK(s.end().broken() == Rules{});
}

TEST_CASE("T2: incoming drop of one of three, then T3: incoming close") {
  Script s = three_parties();
  s += "D > ProtocolClIncomingDropParty s=OK m=M2;"
       "D > NdisClDropParty h=H2; D < s=P; D <;"
       "D > ProtocolClDropPartyComplete s=OK m=M2; D <;";
  CHECK(s.broken() == Rules{});
  s += "A > NdisClDropParty h=H3; A < s=OK;"
       "D > ProtocolClIncomingCloseCall s=OK x=v1;"
       "D > NdisClCloseCall v=V1 h=H1; D < s=P; D <;"
       "D > ProtocolClCloseCallComplete s=OK x=v1 m=M1;"
       "D > NdisCoDeleteVc v=V1; D < s=OK; D <;";
  CHECK(s.end().broken() == Rules{});
}

TEST_CASE("T2b: all leave back to back, the last answer is deferred") {
  Script s = three_parties();
  s += "D > ProtocolClIncomingDropParty s=OK m=M3;"
       "D > NdisClDropParty h=H3; D < s=P; D <;"
       "D > ProtocolClIncomingDropParty s=OK m=M2;"
       "D > NdisClDropParty h=H2; D < s=P; D <;"
       "D > ProtocolClIncomingDropParty s=OK m=M1; D <;"
       "D > ProtocolClDropPartyComplete s=OK m=M3; D <;"
       "D > ProtocolClDropPartyComplete s=OK m=M2;"
       "D > NdisClCloseCall v=V1 h=H1; D < s=P; D <;"
       "D > ProtocolClCloseCallComplete s=OK x=v1 m=M1; D <;"
       "A > NdisCoDeleteVc v=V1; A < s=OK;";
  CHECK(s.end().broken() == Rules{});
}

TEST_CASE("T4: a failed add, pended or not") {
  Script s = two_parties();
  s += "A > NdisClAddParty v=V1 m=M4; A < s=P;"
       "D > ProtocolClAddPartyComplete s=F m=M4 h=H4;"
       "D > NdisClAddParty v=V1 m=M4; D < s=R; D <;"
       "A > NdisClDropParty h=H2; A < s=OK;" +
       kCloseAndDelete;
  CHECK(Script(s).end().broken() == Rules{});

  Script mutant = two_parties();
  mutant +=
      "A > NdisClAddParty v=V1 m=M4; A < s=P;"
      "D > ProtocolClAddPartyComplete s=F m=M4 h=H4; D <;"
      "A > NdisClDropParty h=H4; A < s=F;";
  CHECK(mutant.broken() == Rules{"add-failed-handle-invalid", "drop-known-handle"});
}

TEST_CASE("T5: a pending drop crosses an incoming drop") {
  Script s = three_parties();
  s += "A > NdisClDropParty h=H3; A < s=P;"
       "A > NdisClDropParty h=H2;"
       "D > ProtocolClIncomingDropParty s=OK m=M2;"
       "A < s=P; D <;"
       "D > ProtocolClDropPartyComplete s=OK m=M3; D <;"
       "D > ProtocolClDropPartyComplete s=OK m=M2;"
       "D > NdisClCloseCall v=V1 h=H1; D < s=P; D <;"
       "D > ProtocolClCloseCallComplete s=OK x=v1 m=M1;"
       "D > NdisCoDeleteVc v=V1; D < s=OK; D <;";
  CHECK(s.end().broken() == Rules{});

  Script mutant = three_parties();
  mutant +=
      "A > NdisClDropParty h=H2; A < s=P;"
      "D > ProtocolClIncomingDropParty s=OK m=M2;"
      "D > NdisClDropParty h=H2; D < s=F; D <;";
  CHECK(mutant.broken() == Rules{"drop-handle-dead-at-call"});
}

TEST_CASE("the last party must not be dropped") {
  Script s = two_parties();
  s += "A > NdisClDropParty h=H2; A < s=P; A > NdisClDropParty h=H1;";
  CHECK(s.broken() == Rules{"drop-not-the-last"});
  CHECK(s.where("drop-not-the-last") == s.last());
  s += "A < s=P; D > ProtocolClDropPartyComplete s=OK m=M2; D <;"
       "D > ProtocolClDropPartyComplete s=F m=M1; D <;";
  CHECK(s.broken() == Rules{"drop-not-the-last"});
  Script closed = s;
  closed += kCloseAndDelete;
  CHECK(closed.end().broken() == Rules{"drop-not-the-last"});
  CHECK(s.end().broken() == Rules{"drop-not-the-last", "drop-failure-then-close",
                                  "drop-any-order-all-released"});
  CHECK(s.where("drop-failure-then-close") == s.last());
}

TEST_CASE("FAILURE for a party that was not the last") {
  Script s = two_parties();
  s += "A > NdisClDropParty h=H2; A < s=F;";
  CHECK(s.broken() == Rules{"drop-failure-only-last"});
}

TEST_CASE("parameters of drop and close") {
  Script s = three_parties();
  s += "A > NdisClDropParty h=H2 d=4 i=3; A < s=D;"
       "A > NdisClDropParty h=H2 n=4; A < s=OK; A > NdisClCloseCall v=V1 h=0 n=4;";
  CHECK(s.broken() == Rules{"drop-data-null-if-unsupported", "irql-client-function",
                            "drop-size-null", "close-final-with-last-handle",
                            "close-others-dropped-first", "close-size-null"});
  s.close_data = Support::Yes;
  CHECK(s.broken().count("drop-data-null-if-unsupported") == 0);
}

TEST_CASE("an incoming drop nobody answers is due at the end") {
  Script s = three_parties();
  s += "D > ProtocolClIncomingDropParty s=OK m=M2; D <;";
  CHECK(s.broken() == Rules{});
  Script closed = s;
  closed +=
      "A > NdisClDropParty h=H3; A < s=OK; A > NdisClCloseCall v=V1 h=H1; A < s=OK;";
  CHECK(closed.broken() == Rules{"close-others-dropped-first", "indrop-client-drops",
                                 "drop-any-order-all-released"});
  CHECK(closed.where("indrop-client-drops") == closed.last());
  CHECK(s.end().broken() == Rules{"indrop-client-drops", "drop-any-order-all-released"});
}

TEST_CASE("an indication is answered with the party that was indicated") {
  Script s = three_parties();
  s += "D > ProtocolClIncomingDropParty s=OK m=M2; D > NdisClDropParty h=H3;";
  CHECK(s.broken() == Rules{"indrop-drops-given-party"});
  Script twice = three_parties();
  twice +=
      "D > ProtocolClIncomingDropParty s=OK m=M2; D > NdisClDropParty h=H2; D < s=P;"
      "D > NdisClDropParty h=H2; D < s=F;";
  CHECK(twice.broken() == Rules{"indrop-handle-invalid", "drop-handle-dead-at-call"});
}

TEST_CASE("an incoming close asks for drops and a close") {
  Script s = three_parties();
  s += "D > ProtocolClIncomingCloseCall s=F x=v1; D <;";
  CHECK(s.broken() == Rules{});
  CHECK(Script(s).end().broken() ==
        Rules{"inclose-client-closes", "drop-any-order-all-released"});
  s += "A > NdisClDropParty h=H2; A < s=OK; A > NdisClCloseCall v=V1 h=H1;";
  CHECK(s.broken() == Rules{"inclose-client-drops-others", "close-others-dropped-first"});
}

TEST_CASE("contexts and VCs that are still in use") {
  Script s = three_parties();
  s += "A > NdisClDropParty h=H2; A < s=P; A > NdisClAddParty v=V1 m=M2;";
  CHECK(s.broken() ==
        Rules{"drop-context-release", "drop-no-early-release", "add-context-ready"});
  Script closing = two_parties();
  closing +=
      "A > NdisClDropParty h=H2; A < s=OK; A > NdisClCloseCall v=V1 h=H1; A < s=P;";
  CHECK(closing.broken() == Rules{});
  closing +=
      "A > NdisClMakeCall v=V1 m=M5; A < s=F; A > NdisClAddParty v=V1 m=M6; A < s=F;"
      "A > NdisCoDeleteVc v=V1; A < s=F; A > NdisClCloseCall v=V1 h=H1;";
  CHECK(closing.broken() == Rules{"closing-vc-no-new-call", "add-needs-multipoint-call",
                                  "delete-after-close", "close-needs-call",
                                  "close-final-with-last-handle",
                                  "drop-any-order-all-released"});
}

TEST_CASE("a point-to-point call has no party") {
  Script s;
  s += kCreate +
       "A > NdisClMakeCall v=V1 m=0; A < s=P;"
       "D > ProtocolClMakeCallComplete s=OK x=v1 h=0; D <;"
       "A > NdisClAddParty v=V1 m=M1; A < s=F; A > NdisClCloseCall v=V1 h=H9; A < s=F;"
       "A > NdisClCloseCall v=V1 h=0; A < s=OK; A > NdisCoDeleteVc v=V1; A < s=OK;";
  CHECK(s.end().broken() ==
        Rules{"add-needs-multipoint-call", "close-null-party-if-p2p"});
}

TEST_CASE("an incoming call has no party either") {
  const std::string offered =
      "D > ProtocolCoCreateVc v=V2; D < s=OK x=v2; D > ProtocolClIncomingCall x=v2; D < "
      "s=P;";
  const std::string indicated = "D > ProtocolClIncomingCloseCall s=OK x=v2;";
  Script early;
  early += offered + "A > NdisClCloseCall v=V2 h=0;";
  CHECK(early.broken() == Rules{"close-needs-call"});
  Script s;
  s += offered + "A > NdisClIncomingCallComplete s=OK v=V2; A <;" + indicated;
  CHECK(Script(s).end().broken() == Rules{"inclose-client-closes"});
  Script party = s;
  party += "D > NdisClCloseCall v=V2 h=H9; D < s=P;";
  CHECK(party.broken() == Rules{"close-null-party-if-p2p"});
  s += "D > NdisClCloseCall v=V2 h=0; D < s=P; D <;"
       "D > ProtocolClCloseCallComplete s=OK x=v2 m=0; D <;"
       "D > ProtocolCoDeleteVc x=v2; D < s=OK;";
  CHECK(s.end().broken() == Rules{});
}

TEST_CASE("completions that nobody asked for, or that never come") {
  Script s = two_parties();
  s += "D > ProtocolClDropPartyComplete s=D m=M2 i=3; D <;";
  CHECK(s.broken() ==
        Rules{"drop-complete-caused", "drop-complete-status", "irql-callback"});
  Script lost = three_parties();
  lost += "A > NdisClDropParty h=H3; A < s=P; A > NdisClDropParty h=H2; A < s=OK;";
  lost += kCloseAndDelete;
  CHECK(lost.broken() == Rules{"close-others-dropped-first", "drop-pending-delivered"});
}

TEST_CASE("a chained drop names a party that remains") {
  Script s = three_parties();
  s += "A > NdisClDropParty h=H2; A < s=P;"
       "D > ProtocolClDropPartyComplete s=OK m=M2; D > NdisClDropParty h=H2;";
  CHECK(s.broken() == Rules{"drop-chain-valid-handle", "drop-handle-dead-at-call"});
}

const std::string kCreateBoth =
    "A > NdisCoCreateVc x=v1; A > ProtocolCoCreateVc v=V1; A < s=OK x=c1; A < s=OK v=V1;"
    "A > NdisClMakeCall v=V1 m=M2; A > ProtocolCmMakeCall x=c1 h=H2; A < s=OK m=K2;"
    "A < s=OK h=H2;"
    "A > NdisClAddParty v=V1 m=M1; A > ProtocolCmAddParty x=c1 h=H1; A < s=P; A < s=P;"
    "D > NdisCmAddPartyComplete s=OK h=H1 m=K1;"
    "D > ProtocolClAddPartyComplete s=OK m=M1 h=H1; D <; D <;";

Script both_sides() {
  Script s(Role::CallManager);
  s += kCreateBoth;
  return s;
}

TEST_CASE("both sides: a pended drop, then the close") {
  Script s = both_sides();
  s += "A > NdisClDropParty h=H2; A > ProtocolCmDropParty m=K2; A < s=P; A < s=P;"
       "D > NdisCmDropPartyComplete s=OK h=H2;"
       "D > ProtocolClDropPartyComplete s=OK m=M2;"
       "D > NdisClCloseCall v=V1 h=H1; D > ProtocolCmCloseCall x=c1 m=K1; D < s=P; D < "
       "s=P;"
       "D <; D <;"
       "D > NdisCmCloseCallComplete s=OK v=V1 h=H1;"
       "D > ProtocolClCloseCallComplete s=OK x=v1 m=M1; D <; D <;"
       "A > NdisCoDeleteVc v=V1; A > ProtocolCoDeleteVc x=c1; A < s=OK; A < s=OK;";
  CHECK(s.end().broken() == Rules{});
}

TEST_CASE("both sides: what NDIS owes") {
  Script s = both_sides();
  s += "A > NdisClDropParty h=H2; A < s=OK;";
  CHECK(s.broken() == Rules{"drop-forwarded"});
  Script lost = both_sides();
  lost +=
      "A > NdisClDropParty h=H2; A > ProtocolCmDropParty m=K2; A < s=P; A < s=P;"
      "D > NdisCmDropPartyComplete s=OK h=H2; D <;";
  CHECK(lost.broken() == Rules{"cm-complete-forwarded"});
  Script untold = both_sides();
  untold += "D > NdisCmDispatchIncomingDropParty s=OK h=H2; D <;";
  CHECK(untold.broken() == Rules{"indrop-delivered"});
}

TEST_CASE("both sides: what the call manager owes") {
  Script s = both_sides();
  s += "A > NdisClDropParty h=H2; A > ProtocolCmDropParty m=K2; A < s=P; A < s=P;";
  CHECK(s.broken() == Rules{});
  CHECK(Script(s).end().broken() ==
        Rules{"drop-cm-pending-completed", "drop-any-order-all-released"});
  s += "D > NdisCmDropPartyComplete s=OK h=H2; D > ProtocolClDropPartyComplete s=OK m=M2;"
       "D <; D <; D > NdisMCmDropPartyComplete s=P h=H2;";
  CHECK(s.broken() == Rules{"complete-only-if-pended", "drop-cm-handle-dead-at-complete",
                            "complete-status-final", "ndismcm-only-mcm"});
  Script data = both_sides();
  data +=
      "A > NdisClDropParty h=H2; A > ProtocolCmDropParty m=K2; A < s=D; A < s=D;"
      "A > NdisClDropParty h=H2 d=3; A > ProtocolCmDropParty m=K2 d=3; A < s=R; A < s=R;";
  CHECK(data.broken() == Rules{"drop-cm-invalid-data-justified",
                               "drop-data-null-if-unsupported",
                               "drop-cm-data-unsupported", "drop-cm-return-set"});
}

TEST_CASE("both sides: incoming drops of the last party") {
  Script s = both_sides();
  s += "D > NdisCmDispatchIncomingDropParty s=OK h=H2;"
       "D > ProtocolClIncomingDropParty s=OK m=M2; D <; D <;"
       "D > NdisCmDispatchIncomingDropParty s=OK h=H1 n=3;";
  CHECK(s.broken() == Rules{"indrop-others-connected", "indrop-size-null"});
  Script alone = both_sides();
  alone +=
      "A > NdisClDropParty h=H2; A > ProtocolCmDropParty m=K2; A < s=OK; A < s=OK;"
      "D > NdisCmDispatchIncomingDropParty s=OK h=H1;";
  CHECK(alone.broken() == Rules{"indrop-others-connected", "indrop-last-uses-close"});
  Script gone = both_sides();
  gone +=
      "A > NdisClDropParty h=H2; A > ProtocolCmDropParty m=K2; A < s=OK; A < s=OK;"
      "D > NdisCmDispatchIncomingDropParty s=OK h=H2;";
  CHECK(gone.broken() == Rules{"indrop-party-established"});
}

}  // namespace
}  // namespace condis::oracle
