// C4, incoming drops.
#include "tests/oracle/rules.h"

namespace condis::oracle {
namespace {

// indrop-size-null: "The size of an incoming drop buffer is zero if the buffer is NULL."
bool indrop_size_null(const History& h, int i) {
  return (h.enters(i, Function::NdisCmDispatchIncomingDropParty) ||
          h.enters(i, Function::ProtocolClIncomingDropParty)) &&
         !h.at(i).has_data && h.at(i).data_size != 0;
}

// indrop-client-drops: "ProtocolClIncomingDropParty answers with NdisClDropParty for that
// party or, if it is the last remaining party on the client's VC, with NdisClCloseCall."
// R3: due at the end, whatever the order; the indication of a party that is being
// released already is answered.
// Corner: an answer that ended without success, before or after, is none; of a party that
// is not up at the end nothing is asked.
bool indrop_client_drops(const History& h, int i) {
  if (!is_end(h, i)) return false;
  for (int q = 0; q < static_cast<int>(h.parties.size()); ++q) {
    const Party& p = party(h, q);
    for (int told : p.indications) {
      PartyState then = h.state(q, told);
      bool alive = then == PartyState::Up || then == PartyState::Dropping ||
                   then == PartyState::Closing;
      if (!alive || !h.up(q, i) || !h.first_end(i, p.vc, p.call, told)) continue;
      bool answered = false;
      for (int use : uses_of(p)) {
        const Operation& o = operation(h, use);
        answered |=
            o.enter > told && o.enter < i && o.vc == p.vc && !ended_without_success(o, i);
      }
      if (!answered) return true;
    }
  }
  return false;
}

// indrop-drops-given-party: "The drop made in answer to an incoming drop names the party
// that was indicated and no other." R19: inside ProtocolClIncomingDropParty(p), while p
// is not answered, a drop of another party that was not indicated itself.
// Corner: while p is up, no drop or close of it was made, or none that did not fail. What
// counts is the innermost callback.
bool indrop_drops_given_party(const History& h, int i) {
  if (!client_enters(h, i, Function::NdisClDropParty)) return false;
  if (h.innermost_callback(i) != Function::ProtocolClIncomingDropParty) return false;
  int q = named_party(h, i);
  if (q == kNone || h.told(q, i)) return false;
  for (int f = h.frame_at(i).parent; f != kNone;
       f = h.frames[static_cast<std::size_t>(f)].parent) {
    int told = h.frames[static_cast<std::size_t>(f)].enter;
    if (!h.enters(told, Function::ProtocolClIncomingDropParty)) continue;
    const int p = h.party_of[static_cast<std::size_t>(told)];
    if (p != kNone && p != q && h.up(p, i)) return true;
  }
  return false;
}

// indrop-handle-invalid: "Once the party was indicated as dropped the client uses its
// handle for nothing but the one NdisClDropParty (or NdisClCloseCall) that the callback
// must make."
// Corner: a use that ended without success may be repeated; one that was a mistake, since
// a drop was pending already, is none.
bool indrop_handle_invalid(const History& h, int i) {
  if (!uses_handle(h, i)) return false;
  int p = named_party(h, i);
  if (p == kNone) return false;
  int told = kNone;
  for (int n : party(h, p).indications) {
    PartyState state = h.state(p, n);
    bool alive = state == PartyState::Up || state == PartyState::Dropping ||
                 state == PartyState::Closing;
    if (told == kNone && n < i && alive) told = n;
  }
  const int left = h.left(p);
  bool dropped = false;
  for (int drop : party(h, p).drops) {
    const Operation& o = operation(h, drop);
    dropped |= o.status == kSuccess && h.dropped_for_good(o, i);
  }
  if (told == kNone || (left != kNone && left < i && !dropped)) return false;
  for (int use : uses_of(party(h, p))) {
    const Operation& o = operation(h, use);
    const bool mistake = o.kind == Function::NdisClCloseCall ? !o.ends_party : !o.counts;
    if (mistake || o.enter <= told || o.enter >= i) continue;
    if (!ended_without_success(o, i)) return true;
  }
  return false;
}

}  // namespace

const std::vector<Rule>& incoming_drop_rules() {
  static const std::vector<Rule> rules = {
      {"indrop-size-null", indrop_size_null},
      {"indrop-client-drops", indrop_client_drops},
      {"indrop-drops-given-party", indrop_drops_given_party},
      {"indrop-handle-invalid", indrop_handle_invalid},
  };
  return rules;
}

}  // namespace condis::oracle
