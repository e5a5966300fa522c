#include "checker/renaming.h"

#include <compare>
#include <cstdint>
#include <utility>

namespace condis {
namespace {

enum class Kind : std::uint32_t { Address, Thread, Cpu, Size, CallId };

// What the names of the model have become: one name each, and no two the same.
class Names {
 public:
  // Whether `to` can be `from` renamed. If not, nothing has changed.
  bool take(const Record& from, const Record& to) {
    const std::size_t before = pairs_.size();
    if (alike(from, to) && take_all(from, to)) return true;
    pairs_.resize(before);
    return false;
  }

 private:
  struct Pair {
    std::uint32_t kind;
    std::uint64_t from;
    std::uint64_t to;
  };

  // All that is no name.
  static bool alike(const Record& a, const Record& b) {
    return a.function == b.function && a.phase == b.phase && a.spelling == b.spelling &&
           a.fields == b.fields && a.status == b.status && a.provider == b.provider &&
           a.irql == b.irql && a.has_data == b.has_data && a.role == b.role &&
           a.close_data == b.close_data && a.state == b.state && a.flags == b.flags &&
           a.process_id == b.process_id && a.count == b.count;
  }

  bool take_all(const Record& from, const Record& to) {
    return take(Kind::Thread, from.thread_id, to.thread_id) &&
           take(Kind::Address, from.vc_handle, to.vc_handle) &&
           take(Kind::Address, from.vc_context, to.vc_context) &&
           take(Kind::Address, from.party_handle, to.party_handle) &&
           take(Kind::Address, from.party_context, to.party_context) &&
           take(Kind::Size, from.data_size, to.data_size) &&
           // 0 is a name like others.
           take(Kind::Cpu, from.cpu + 1u, to.cpu + 1u) &&
           take(Kind::CallId, from.call_id + 1, to.call_id + 1, from.provider);
  }

  bool take(Kind kind, std::uint64_t from, std::uint64_t to, std::uint32_t space = 0) {
    if (from == 0 || to == 0) return from == to;
    const std::uint32_t whose = static_cast<std::uint32_t>(kind) | space << 8;
    for (const Pair& pair : pairs_) {
      if (pair.kind != whose || (pair.from != from && pair.to != to)) continue;
      return pair.from == from && pair.to == to;
    }
    pairs_.push_back({whose, from, to});
    return true;
  }

  std::vector<Pair> pairs_;
};

// Whether times go on alike: neither ever goes back.
bool in_step(const std::vector<Record>& model, const std::vector<Record>& records,
             const std::vector<std::size_t>& places) {
  const Record* last = nullptr;
  const Record* last_renamed = nullptr;
  for (std::size_t i = 0; i < model.size(); ++i) {
    if (!model[i].has(Field::Time)) continue;
    const Record& renamed = records[places[i]];
    if (last != nullptr) {
      const auto order = last->time <=> model[i].time;
      if (order > 0 || order != (last_renamed->time <=> renamed.time)) return false;
    }
    last = &model[i];
    last_renamed = &renamed;
  }
  return true;
}

}  // namespace

std::vector<std::size_t> find_renamed(const std::vector<Record>& model, std::size_t key,
                                      const std::vector<Record>& records,
                                      std::size_t place) {
  Names names;
  std::vector<std::size_t> places(model.size());
  places[key] = place;
  if (!names.take(model[key], records[place])) return {};
  for (std::size_t i = key; i-- > 0;) {
    std::size_t at = places[i + 1];
    while (at > 0 && !names.take(model[i], records[at - 1])) --at;
    if (at == 0) return {};
    places[i] = at - 1;
  }
  for (std::size_t i = key + 1; i < model.size(); ++i) {
    std::size_t at = places[i - 1] + 1;
    while (at < records.size() && !names.take(model[i], records[at])) ++at;
    if (at == records.size()) return {};
    places[i] = at;
  }
  if (!in_step(model, records, places)) return {};
  return places;
}

}  // namespace condis
