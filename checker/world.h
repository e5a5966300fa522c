// What a recording has shown so far and may still refer to: VCs, their parties, and by
// which handles and contexts they go.
//
// Memory grows with what is alive. The last kRemembered VCs and parties that ended are
// kept too, so that a late use of a dead handle can be explained; older ones are
// forgotten, and their handles then count as never handed out. Tested by
// tests/checker/world_test.cpp.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <utility>
#include <vector>

#include "checker/identity_map.h"
#include "checker/journal.h"
#include "model/census.h"
#include "model/event_class.h"
#include "model/record.h"
#include "model/transition_table.h"

namespace condis {

// So many VCs and parties at a time are kept track of; see Engine.
inline constexpr std::size_t kMostHeld = 1u << 16;
inline constexpr std::size_t kRemembered = 1024;

// What every record needs comes first, on one cache line, and what only a name or the end
// of a life needs on the next; likewise in VcRecord.
struct alignas(64) PartyRecord {
  StateId state = TransitionTable::initial_party();
  std::uint32_t vc = kNone;
  std::uint32_t census = 0;  // as its VC counts it: TransitionTable::census_of(state), or
                             // 0 if it is not listed
  bool used = false;
  bool found = false;  // alive before the recording shows it
  bool listed = false;
  bool ended = false;
  std::uint64_t serial = 0;     // in the order of creation
  std::uint64_t last_step = 0;  // in the Journal: the newest that changed its state; the
                                // newest of all if its VC is not known
  std::array<std::uint32_t, 7> newest_call{};  // serial of the frame; see Binder
  std::uint8_t lacks = 0;    // by Identity: the names it is known to have, and not shown
  std::uint8_t lacking = 0;  // those of them that it was noted for
  bool shadowing = false;    // it shadows another

  std::uint64_t client_handle = 0;  // 0: not known
  std::uint64_t client_context = 0;
  std::uint64_t manager_handle = 0;
  std::uint64_t manager_context = 0;
  std::uint16_t client_provider = 0;
  std::uint16_t manager_provider = 0;
  std::uint32_t previous = kNone;  // in one of the VC's lists of parties
  std::uint32_t next = kNone;
  PartyReference shadows;  // whose context in use it was given, as a mistake
};
static_assert(sizeof(PartyRecord) == 128);

struct alignas(64) VcRecord {
  StateId state = TransitionTable::initial_vc();
  std::uint32_t census = 0;     // listed parties per class, at most three: two bits each
  std::uint64_t serial = 0;     // in the order of creation
  std::uint64_t last_step = 0;  // in the Journal, of the VC and its parties
  std::array<std::uint32_t, 6> newest_call{};  // serial of the frame; see Binder
  std::uint32_t first_party = kNone;           // of its list of living parties
  std::uint32_t first_ended = kNone;           // and of those that ended
  bool used = false;
  bool found = false;  // alive before the recording shows it
  bool alive = false;
  std::uint8_t lacks = 0;    // by Identity: the names not shown yet
  std::uint8_t lacking = 0;  // those of them that it was noted for

  std::array<std::uint32_t, kCensusClasses> more{};  // than three, per class
  std::uint16_t client_provider = 0;
  std::uint16_t manager_provider = 0;
  std::uint64_t handle = 0;  // 0: not known
  std::uint64_t client_context = 0;
  std::uint64_t manager_context = 0;
  PartyReference making;   // party of the NdisClMakeCall in progress
  PartyReference closing;  // party given to NdisClCloseCall
  PartyReference manager_closing;
};
static_assert(sizeof(VcRecord) == 192);

class World {
 public:
  IdentityMap& identities() { return identities_; }
  // kNone leads to a blank in the initial state, for what is not known, which is to stay
  // as it is.
  VcRecord& vc(std::uint32_t index) { return vcs_[index]; }
  PartyRecord& party(std::uint32_t index) { return parties_[index]; }
  const VcRecord& vc(std::uint32_t index) const { return vcs_[index]; }
  const PartyRecord& party(std::uint32_t index) const { return parties_[index]; }

  PartyReference reference_to(std::uint32_t party) const {
    return {party, static_cast<std::uint32_t>(parties_[party].serial)};
  }
  // The index, or kNone if the party has been forgotten since.
  std::uint32_t party_at(const PartyReference& reference) const {
    const PartyRecord& party = parties_[reference.index];
    const bool same = static_cast<std::uint32_t>(party.serial) == reference.serial;
    return party.used && same ? reference.index : kNone;
  }

  std::uint32_t new_vc();
  // Lists the party with its VC, which may be kNone.
  std::uint32_t new_party(std::uint32_t vc);
  // Likewise, for one that was alive before the recording shows it. Its end may be as
  // invisible as its beginning was, so only the newest kRemembered of these are kept.
  std::uint32_t find_new_vc();
  std::uint32_t find_new_party(std::uint32_t vc);

  void name_vc(std::uint32_t vc, Identity kind, std::uint16_t provider,
               std::uint64_t value);
  void name_party(std::uint32_t party, Identity kind, std::uint16_t provider,
                  std::uint64_t value);

  // Notes which names of a living VC or party the recording has not shown.
  void note_lacks_of_vc(std::uint32_t vc) {
    VcRecord& v = vcs_[vc];
    if ((v.lacks & ~v.lacking) != 0) note_lacks(vc, v.lacks, v.lacking);
  }
  void note_lacks_of_party(std::uint32_t party) {
    PartyRecord& p = parties_[party];
    if ((p.lacks & ~p.lacking) != 0) note_lacks(party, p.lacks, p.lacking);
  }
  // Living VCs or parties that were noted as lacking a name of this kind, and lack it
  // still: a name that nobody is known to bear may be theirs. They are noted no more.
  std::vector<std::uint32_t> take_lacking(Identity kind);

  // The classes that a party belongs to from now on; its VC's counts go along.
  void set_census(std::uint32_t party, std::uint32_t census) {
    if (parties_[party].listed) recount(parties_[party], census);
  }
  // How many others of the VC are in each class: two bits each, none, one or many.
  std::uint32_t census_of_others(std::uint32_t vc, std::uint32_t party) const {
    // A class it is in counts at least one: no borrow.
    return amounts(vcs_[vc].census - counted_in(vc, party));
  }
  // The same if `other` were counted as `census` says, and not as it is.
  std::uint32_t census_of_others(std::uint32_t vc, std::uint32_t party,
                                 std::uint32_t other, std::uint32_t census) const;

  // The party has ended: it counts no more, and is remembered for a while.
  void retire_party(std::uint32_t party);
  // The VC has ended, with all its parties.
  void retire_vc(std::uint32_t vc);
  // Forgets everything.
  void clear();

  // VCs and parties held at present, ended ones included.
  std::size_t held() const { return held_; }
  // Found alive, and not all of its names are known: it may be one that is known by
  // another.
  bool is_guess(std::uint32_t vc, std::uint32_t party) const;
  std::uint64_t vcs_seen() const { return vcs_seen_; }
  std::uint64_t parties_seen() const { return parties_seen_; }
  // Indices of all living VCs, in the order of their creation.
  std::vector<std::uint32_t> living_vcs() const;
  // Living parties whose VC the recording does not tell.
  std::vector<std::uint32_t> stray_parties() const;

 private:
  // Gives a name in place of an older one; `by`: whose names these are, if it matters.
  void rename(Identity kind, std::uint16_t provider, std::uint64_t value,
              std::uint32_t index, std::uint64_t& name, std::uint16_t* by);
  void link(std::uint32_t VcRecord::*list, std::uint32_t party);
  void unlink(std::uint32_t VcRecord::*list, std::uint32_t party);
  void unname_party(std::uint32_t party);
  void unname_vc(std::uint32_t vc);
  void forget_party(std::uint32_t party);
  void forget_vc(std::uint32_t vc);
  // Counts a listed party in these classes, and no more in those of before.
  void recount(PartyRecord& party, std::uint32_t census);
  // The classes in which the VC counts the party.
  std::uint32_t counted_in(std::uint32_t vc, std::uint32_t party) const {
    return parties_[party].vc == vc ? parties_[party].census : 0;
  }
  bool is_lacking(Identity kind, std::uint32_t index) const;
  std::uint8_t& lacking_of(Identity kind, std::uint32_t index);
  void set_lacking(Identity kind, std::uint32_t index, bool set);
  void note_lacks(std::uint32_t index, unsigned lacks, std::uint8_t& lacking);

  IdentityMap identities_;
  std::vector<VcRecord> vcs_ = std::vector<VcRecord>(1);
  std::vector<PartyRecord> parties_ = std::vector<PartyRecord>(1);
  std::vector<std::uint32_t> free_vcs_;
  std::vector<std::uint32_t> free_parties_;
  std::deque<std::uint32_t> ended_vcs_;
  std::deque<std::uint32_t> ended_parties_;
  // Index and serial of those found alive.
  std::deque<std::pair<std::uint32_t, std::uint64_t>> found_vcs_;
  std::deque<std::pair<std::uint32_t, std::uint64_t>> found_parties_;
  std::array<std::vector<std::uint32_t>, 8> lacking_;  // by Identity
  std::size_t held_ = 0;
  std::uint64_t vcs_seen_ = 0;
  std::uint64_t parties_seen_ = 0;
};

}  // namespace condis
