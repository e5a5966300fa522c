#include "checker/world.h"

#include <algorithm>
#include <bit>

namespace condis {
namespace {

constexpr bool is_vc_name(Identity kind) {
  return kind <= Identity::ManagerVcContext;
}

constexpr unsigned bit_of(Identity kind, bool set = true) {
  return static_cast<unsigned>(set) << static_cast<unsigned>(kind);
}

// The lowest class of a set.
constexpr std::size_t class_of(std::uint32_t census) {
  return static_cast<std::size_t>(std::countr_zero(census)) / 2;
}

// The names that a VC or party lacks, a bit for each Identity. A side that has shown
// nothing of a party lacks nothing.
std::uint8_t lacks_of(const VcRecord& vc) {
  return static_cast<std::uint8_t>(
      bit_of(Identity::VcHandle, vc.handle == 0) |
      bit_of(Identity::ClientVcContext, vc.client_context == 0) |
      bit_of(Identity::ManagerVcContext, vc.manager_context == 0));
}
std::uint8_t lacks_of(const PartyRecord& party) {
  const bool handle = party.client_handle != 0;
  const bool context = party.client_context != 0;
  const bool manager_handle = party.manager_handle != 0;
  const bool manager_context = party.manager_context != 0;
  return static_cast<std::uint8_t>(
      bit_of(Identity::ClientPartyHandle, context && !handle) |
      bit_of(Identity::ClientPartyContext, handle && !context) |
      bit_of(Identity::ManagerPartyHandle, manager_context && !manager_handle) |
      bit_of(Identity::ManagerPartyContext, manager_handle && !manager_context));
}

}  // namespace

std::uint32_t World::new_vc() {
  std::uint32_t index = 0;
  if (free_vcs_.empty()) {
    index = static_cast<std::uint32_t>(vcs_.size());
    vcs_.emplace_back();
  } else {
    index = free_vcs_.back();
    free_vcs_.pop_back();
    vcs_[index] = VcRecord{};
  }
  ++held_;
  vcs_[index].used = true;
  vcs_[index].alive = true;
  vcs_[index].serial = ++vcs_seen_;
  vcs_[index].lacks = lacks_of(vcs_[index]);
  return index;
}

std::uint32_t World::find_new_vc() {
  const std::uint32_t index = new_vc();
  vcs_[index].found = true;
  found_vcs_.emplace_back(index, vcs_[index].serial);
  if (found_vcs_.size() > kRemembered) {
    const auto [oldest, serial] = found_vcs_.front();
    found_vcs_.pop_front();
    if (vcs_[oldest].used && vcs_[oldest].serial == serial) {
      retire_vc(oldest);
      unname_vc(oldest);
    }
  }
  return index;
}

std::uint32_t World::new_party(std::uint32_t vc) {
  std::uint32_t index = 0;
  if (free_parties_.empty()) {
    index = static_cast<std::uint32_t>(parties_.size());
    parties_.emplace_back();
  } else {
    index = free_parties_.back();
    free_parties_.pop_back();
    parties_[index] = PartyRecord{};
  }
  ++held_;
  PartyRecord& party = parties_[index];
  party.used = true;
  party.vc = vc;
  party.serial = ++parties_seen_;
  if (vc == kNone) return index;
  party.listed = true;
  link(&VcRecord::first_party, index);
  return index;
}

std::uint32_t World::find_new_party(std::uint32_t vc) {
  const std::uint32_t index = new_party(vc);
  parties_[index].found = true;
  found_parties_.emplace_back(index, parties_[index].serial);
  if (found_parties_.size() > kRemembered) {
    const auto [oldest, serial] = found_parties_.front();
    found_parties_.pop_front();
    if (parties_[oldest].used && parties_[oldest].serial == serial) {
      retire_party(oldest);
      unname_party(oldest);
    }
  }
  return index;
}

bool World::is_guess(std::uint32_t vc, std::uint32_t party) const {
  if (vc != kNone && vcs_[vc].found) {
    const VcRecord& v = vcs_[vc];
    if (v.handle == 0 || (v.client_context == 0 && v.manager_context == 0)) return true;
    // One that goes by a context alone may be this one, seen from the other side.
    const auto by_context_alone = [](const VcRecord& other) {
      return other.used && other.alive && other.found && other.handle == 0;
    };
    if ((v.client_context == 0 || v.manager_context == 0) &&
        std::any_of(vcs_.begin(), vcs_.end(), by_context_alone)) {
      return true;
    }
  }
  if (party == kNone || !parties_[party].found) return false;
  const PartyRecord& p = parties_[party];
  return (p.client_handle == 0) != (p.client_context == 0) ||
         (p.manager_handle == 0) != (p.manager_context == 0);
}

// Whether it is alive and lacks the name still.
bool World::is_lacking(Identity kind, std::uint32_t index) const {
  const bool of_vc = is_vc_name(kind);
  const bool alive = of_vc ? vcs_[index].used && vcs_[index].alive
                           : parties_[index].used && !parties_[index].ended;
  const unsigned lacks = of_vc ? vcs_[index].lacks : parties_[index].lacks;
  return alive && (lacks & bit_of(kind)) != 0;
}

std::uint8_t& World::lacking_of(Identity kind, std::uint32_t index) {
  return is_vc_name(kind) ? vcs_[index].lacking : parties_[index].lacking;
}

void World::set_lacking(Identity kind, std::uint32_t index, bool set) {
  std::uint8_t& lacking = lacking_of(kind, index);
  lacking = static_cast<std::uint8_t>((lacking & ~bit_of(kind)) | bit_of(kind, set));
}

void World::note_lacks(std::uint32_t index, unsigned lacks, std::uint8_t& lacking) {
  for (unsigned fresh = lacks & ~lacking; fresh != 0; fresh &= fresh - 1) {
    const auto kind = static_cast<Identity>(std::countr_zero(fresh));
    auto& list = lacking_[static_cast<unsigned>(kind)];
    // Most get their name soon, or end; they are removed from time to time.
    if (list.size() == list.capacity()) {
      list = take_lacking(kind);
      for (const std::uint32_t other : list) set_lacking(kind, other, true);
      list.reserve(2 * list.size() + 64);
    }
    list.push_back(index);
  }
  lacking = static_cast<std::uint8_t>(lacking | lacks);
}

std::vector<std::uint32_t> World::take_lacking(Identity kind) {
  std::vector<std::uint32_t> taken;
  for (const std::uint32_t index :
       std::exchange(lacking_[static_cast<unsigned>(kind)], {})) {
    if ((lacking_of(kind, index) & bit_of(kind)) != 0 && is_lacking(kind, index)) {
      taken.push_back(index);
    }
    set_lacking(kind, index, false);
  }
  return taken;
}

void World::rename(Identity kind, std::uint16_t provider, std::uint64_t value,
                   std::uint32_t index, std::uint64_t& name, std::uint16_t* by) {
  const std::uint16_t before = by == nullptr ? 0 : *by;
  if (by == nullptr) provider = 0;
  if (name != 0 && (name != value || before != provider)) {
    identities_.erase(kind, before, name, index);
  }
  name = value;
  if (by != nullptr) *by = provider;
  identities_.assign(kind, provider, value, index);
}

void World::name_vc(std::uint32_t index, Identity kind, std::uint16_t provider,
                    std::uint64_t value) {
  if (value == 0) return;
  VcRecord& vc = vcs_[index];
  switch (kind) {
    case Identity::VcHandle:
      rename(kind, provider, value, index, vc.handle, nullptr);
      break;
    case Identity::ClientVcContext:
      rename(kind, provider, value, index, vc.client_context, &vc.client_provider);
      break;
    default:
      rename(kind, provider, value, index, vc.manager_context, &vc.manager_provider);
      break;
  }
  vc.lacks = lacks_of(vc);
}

void World::name_party(std::uint32_t index, Identity kind, std::uint16_t provider,
                       std::uint64_t value) {
  if (value == 0) return;
  PartyRecord& party = parties_[index];
  switch (kind) {
    case Identity::ClientPartyHandle:
      rename(kind, provider, value, index, party.client_handle, nullptr);
      break;
    case Identity::ManagerPartyHandle:
      rename(kind, provider, value, index, party.manager_handle, nullptr);
      break;
    case Identity::ClientPartyContext:
      rename(kind, provider, value, index, party.client_context, &party.client_provider);
      break;
    default:
      rename(kind, provider, value, index, party.manager_context,
             &party.manager_provider);
      break;
  }
  party.lacks = lacks_of(party);
}

// A census of one party has bit 2i for class i.
void World::recount(PartyRecord& party, std::uint32_t census) {
  VcRecord& vc = vcs_[party.vc];
  const std::uint32_t left = party.census & ~census;
  const std::uint32_t joined = census & ~party.census;
  std::uint32_t full = vc.census & vc.census >> 1 & (left | joined);
  vc.census += (joined & ~full) - (left & ~full);
  for (; full != 0; full &= full - 1) {
    const std::uint32_t lowest = full & -full;
    std::uint32_t& more = vc.more[class_of(full)];
    if ((joined & lowest) != 0) {
      ++more;
    } else if (more != 0) {
      --more;
    } else {
      vc.census -= lowest;
    }
  }
  party.census = census;
}

std::uint32_t World::census_of_others(std::uint32_t vc, std::uint32_t party,
                                      std::uint32_t other, std::uint32_t census) const {
  const std::uint32_t own = counted_in(vc, party);
  const std::uint32_t was = counted_in(vc, other);
  std::uint32_t others = 0;
  for (int i = 0; i < kCensusClasses; ++i) {
    const auto is_in = [i](std::uint32_t classes) { return classes >> (2 * i) & 1u; };
    const std::uint32_t all =
        (vcs_[vc].census >> (2 * i) & 3u) + vcs_[vc].more[static_cast<std::size_t>(i)];
    const std::uint32_t number = all - is_in(own) - is_in(was) + is_in(census);
    others |= std::min(number, 2u) << (2 * i);
  }
  return others;
}

void World::link(std::uint32_t VcRecord::*list, std::uint32_t index) {
  PartyRecord& party = parties_[index];
  std::uint32_t& first = vcs_[party.vc].*list;
  party.previous = kNone;
  party.next = first;
  if (first != kNone) parties_[first].previous = index;
  first = index;
}

void World::unlink(std::uint32_t VcRecord::*list, std::uint32_t index) {
  const PartyRecord& party = parties_[index];
  if (party.previous != kNone) parties_[party.previous].next = party.next;
  if (party.next != kNone) parties_[party.next].previous = party.previous;
  std::uint32_t& first = vcs_[party.vc].*list;
  if (first == index) first = party.next;
}

void World::retire_party(std::uint32_t index) {
  PartyRecord& party = parties_[index];
  if (party.ended) return;
  party.ended = true;
  if (party.listed) {
    recount(party, 0);
    unlink(&VcRecord::first_party, index);
    link(&VcRecord::first_ended, index);
    party.listed = false;
  }
  ended_parties_.push_back(index);
  if (ended_parties_.size() > kRemembered) {
    forget_party(ended_parties_.front());
    ended_parties_.pop_front();
  }
}

void World::retire_vc(std::uint32_t index) {
  VcRecord& vc = vcs_[index];
  if (!vc.alive) return;
  while (vc.first_party != kNone) retire_party(vc.first_party);
  vc.alive = false;
  ended_vcs_.push_back(index);
  if (ended_vcs_.size() > kRemembered) {
    forget_vc(ended_vcs_.front());
    ended_vcs_.pop_front();
  }
}

void World::unname_party(std::uint32_t index) {
  const PartyRecord& party = parties_[index];
  identities_.erase(Identity::ClientPartyHandle, 0, party.client_handle, index);
  identities_.erase(Identity::ManagerPartyHandle, 0, party.manager_handle, index);
  identities_.erase(Identity::ClientPartyContext, party.client_provider,
                    party.client_context, index);
  identities_.erase(Identity::ManagerPartyContext, party.manager_provider,
                    party.manager_context, index);
}

void World::forget_party(std::uint32_t index) {
  const PartyRecord& party = parties_[index];
  unname_party(index);
  if (party.vc != kNone) unlink(&VcRecord::first_ended, index);
  parties_[index].used = false;
  free_parties_.push_back(index);
  --held_;
}

void World::unname_vc(std::uint32_t index) {
  const VcRecord& vc = vcs_[index];
  identities_.erase(Identity::VcHandle, 0, vc.handle, index);
  identities_.erase(Identity::ClientVcContext, vc.client_provider, vc.client_context,
                    index);
  identities_.erase(Identity::ManagerVcContext, vc.manager_provider, vc.manager_context,
                    index);
}

void World::forget_vc(std::uint32_t index) {
  unname_vc(index);
  for (std::uint32_t party = vcs_[index].first_ended; party != kNone;
       party = parties_[party].next) {
    parties_[party].vc = kNone;
  }
  vcs_[index].used = false;
  free_vcs_.push_back(index);
  --held_;
}

void World::clear() {
  const std::uint64_t vcs = vcs_seen_;
  const std::uint64_t parties = parties_seen_;
  *this = World();
  vcs_seen_ = vcs;
  parties_seen_ = parties;
}

std::vector<std::uint32_t> World::living_vcs() const {
  std::vector<std::uint32_t> living;
  for (std::uint32_t i = 0; i < vcs_.size(); ++i) {
    if (vcs_[i].used && vcs_[i].alive) living.push_back(i);
  }
  std::sort(living.begin(), living.end(), [this](std::uint32_t a, std::uint32_t b) {
    return vcs_[a].serial < vcs_[b].serial;
  });
  return living;
}

std::vector<std::uint32_t> World::stray_parties() const {
  std::vector<std::uint32_t> stray;
  for (std::uint32_t i = 0; i < parties_.size(); ++i) {
    if (parties_[i].used && !parties_[i].ended && !parties_[i].listed) stray.push_back(i);
  }
  return stray;
}

}  // namespace condis
