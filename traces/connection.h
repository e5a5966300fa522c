// The life of one virtual connection after another, as a source of events.
//
// Create, make the call, add and drop parties in random order (synchronous, pended,
// completed before the call returned, dropped by the remote side), close with the last
// party, delete. Threads are the connection's own, and its handles and contexts come back
// as soon as they are free.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string_view>
#include <vector>

#include "traces/generator.h"
#include "traces/random.h"
#include "traces/recording_text.h"

namespace condis::generated {

struct Party {
  enum class State { Adding, Up, Dropping } state = State::Adding;
  std::uint64_t handle = 0;
  std::uint64_t context = 0;
  std::uint64_t cm_context = 0;
  bool completed_early = false;
};

class Slot {
 public:
  Slot(unsigned index, const GeneratorOptions& options, Random& random,
       std::uint64_t* call_ids, unsigned& mistakes)
      : options_(options), random_(random), call_ids_(call_ids), mistakes_(mistakes) {
    const std::uint64_t base = 0xffffa80b10000000u + std::uint64_t{index} * 0x40000;
    vc_handle_ = base + 0x40;
    vc_context_ = base + 0x10000;
    cm_vc_context_ = base + 0x18000;
    client_thread_ = 300 + index * 16;
    worker_thread_ = client_thread_ + 8;
    for (unsigned i = options.parties * 2 + 2; i > 0; --i) {
      free_handles_.push_back(base + 0x1000 + i * 0x80);
      free_contexts_.push_back(base + 0x20000 + i * 0x100);
    }
  }

  bool idle() const { return queue_.empty() && stage_ == Stage::None; }

  // The next event of this slot. `wind_down`: begin nothing new.
  Event take(bool wind_down) {
    if (queue_.empty()) {
      act(wind_down);
    }
    Event event = queue_.front();
    queue_.pop_front();
    return event;
  }

 private:
  enum class Stage { None, Created, Making, Up, Closing, Closed };
  enum class Way { Synchronous, Pended, Early };

  Way choose_way() {
    switch (random_.below(6)) {
      case 0: return Way::Synchronous;
      case 1: return Way::Early;
      default: return Way::Pended;
    }
  }

  // Queues the entry of a call; `returns` queues the matching exit.
  Event enter(std::string_view name, Side side, unsigned thread) {
    Event event;
    event.name = name;
    event.side = side;
    event.thread = thread;
    event.irql = thread == worker_thread_ ? 2 : 0;
    event.call_id = ++call_ids_[side];
    return event;
  }
  void log(const Event& event) {
    if (event.side == kClient || options_.both_sides) {
      queue_.push_back(event);
    }
  }
  void returns(Event event, std::optional<std::uint32_t> status = std::nullopt) {
    event.enter = false;
    event.has_close_data = false;
    event.has_flags = false;
    event.has_status = status.has_value();
    event.status = status.value_or(0);
    log(event);
  }
  // Whether it is time for a mistake, which is then made.
  bool errs() {
    if (mistakes_ == 0) return false;
    --mistakes_;
    return true;
  }
  static void with_status(Event& event) {
    event.has_status = true;
    event.status = kSuccess;
  }

  void act(bool wind_down) {
    switch (stage_) {
      case Stage::None: create(); break;
      case Stage::Created: make_call(); break;
      case Stage::Making: complete_make(); break;
      case Stage::Up: change_parties(wind_down); break;
      case Stage::Closing: complete_close(); break;
      case Stage::Closed: delete_vc(client_thread_); break;
    }
  }

  void create() {
    Event call = enter("NdisCoCreateVc", kClient, client_thread_);
    call.vc_context = vc_context_;
    log(call);
    Event callback = enter("ProtocolCoCreateVc", kCallManager, client_thread_);
    callback.vc_handle = vc_handle_;
    log(callback);
    callback.vc_context = cm_vc_context_;
    returns(callback, kSuccess);
    call.vc_handle = vc_handle_;
    returns(call, kSuccess);
    goal_ = options_.parties == 1 ? 1 : 2 + random_.below(options_.parties - 1);
    changes_ = 2 * options_.parties + random_.below(options_.parties + 1);
    stage_ = Stage::Created;
  }

  Party& new_party() {
    Party party;
    party.handle = free_handles_.back();
    party.context = free_contexts_.back();
    party.cm_context = party.context + 0x10000;
    free_handles_.pop_back();
    free_contexts_.pop_back();
    parties_.push_back(party);
    return parties_.back();
  }

  void make_call() {
    Party& party = new_party();
    const Way way = choose_way();
    Event call = enter("NdisClMakeCall", kClient, client_thread_);
    call.vc_handle = vc_handle_;
    call.party_context = party.context;
    call.has_flags = true;
    log(call);
    Event callback = enter("ProtocolCmMakeCall", kCallManager, client_thread_);
    callback.vc_context = cm_vc_context_;
    callback.party_handle = party.handle;
    log(callback);
    if (way == Way::Synchronous) {
      activate(client_thread_);
      callback.party_context = party.cm_context;
      returns(callback, kSuccess);
      call.party_handle = party.handle;
      returns(call, kSuccess);
      finish_make(client_thread_);
    } else {
      if (way == Way::Early) {
        complete_make();
      }
      returns(callback, kPending);
      returns(call, kPending);
      stage_ = way == Way::Early ? Stage::Up : Stage::Making;
    }
  }

  void activate(unsigned thread) {
    Event call = enter("NdisCmActivateVc", kCallManager, thread);
    call.vc_handle = vc_handle_;
    log(call);
    returns(call, kSuccess);
    Event callback = enter("ProtocolCmActivateVcComplete", kCallManager, thread);
    callback.vc_context = cm_vc_context_;
    with_status(callback);
    log(callback);
    returns(callback);
  }

  void complete_make() {
    activate(worker_thread_);
    Event call = enter("NdisCmMakeCallComplete", kCallManager, worker_thread_);
    call.vc_handle = vc_handle_;
    call.party_handle = parties_[0].handle;
    call.party_context = parties_[0].cm_context;
    with_status(call);
    log(call);
    finish_make(worker_thread_);
    returns(call);
  }

  void finish_make(unsigned thread) {
    Event callback = enter("ProtocolClMakeCallComplete", kClient, thread);
    callback.vc_context = vc_context_;
    callback.party_handle = parties_[0].handle;
    callback.has_flags = true;
    with_status(callback);
    log(callback);
    returns(callback);
    parties_[0].state = Party::State::Up;
    stage_ = Stage::Up;
  }

  std::vector<std::size_t> in_state(Party::State state) const {
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < parties_.size(); ++i) {
      if (parties_[i].state == state) {
        found.push_back(i);
      }
    }
    return found;
  }

  bool finish_add(const std::vector<std::size_t>& adding, bool now) {
    if (adding.empty() || !now) return false;
    complete_add(adding[random_.below(adding.size())]);
    return true;
  }
  bool finish_drop(const std::vector<std::size_t>& dropping, bool now) {
    if (dropping.empty() || !now) return false;
    complete_drop(dropping[random_.below(dropping.size())]);
    return true;
  }

  void change_parties(bool wind_down) {
    const std::vector<std::size_t> adding = in_state(Party::State::Adding);
    const std::vector<std::size_t> up = in_state(Party::State::Up);
    const std::vector<std::size_t> dropping = in_state(Party::State::Dropping);
    if (changes_ > 0) {
      --changes_;
    }
    const bool ending = wind_down || changes_ == 0;
    if (finish_add(adding, ending || random_.one_in(2)) ||
        finish_drop(dropping, random_.one_in(2))) {
      return;
    }
    const bool more = !ending && parties_.size() < goal_ && !random_.one_in(3);
    if (!more && up.size() > 1 && (ending || parties_.size() >= goal_)) {
      const std::size_t chosen = up[random_.below(up.size())];
      // A client drops parties of its own accord when it tears the call down.
      ending && !random_.one_in(4) ? drop(chosen, client_thread_) : remote_drop(chosen);
      return;
    }
    if (!more && (finish_drop(dropping, true) || finish_add(adding, true))) return;
    if (!more && (ending || goal_ == 1)) {
      close();
    } else {
      add_party();
    }
  }

  void add_party() {
    Party& party = new_party();
    const std::size_t index = parties_.size() - 1;
    const Way way = choose_way();
    Event call = enter("NdisClAddParty", kClient, client_thread_);
    call.vc_handle = vc_handle_;
    call.party_context = party.context;
    call.has_flags = true;
    log(call);
    Event callback = enter("ProtocolCmAddParty", kCallManager, client_thread_);
    callback.vc_context = cm_vc_context_;
    callback.party_handle = party.handle;
    log(callback);
    if (way == Way::Synchronous) {
      callback.party_context = party.cm_context;
      returns(callback, kSuccess);
      call.party_handle = party.handle;
      returns(call, kSuccess);
      finish_add(index, client_thread_);
    } else {
      if (way == Way::Early) {
        complete_add(index);
      }
      returns(callback, kPending);
      returns(call, kPending);
    }
  }

  void complete_add(std::size_t index) {
    Event call = enter("NdisCmAddPartyComplete", kCallManager, worker_thread_);
    call.party_handle = parties_[index].handle;
    call.party_context = parties_[index].cm_context;
    with_status(call);
    log(call);
    finish_add(index, worker_thread_);
    returns(call);
  }

  void finish_add(std::size_t index, unsigned thread) {
    Event callback = enter("ProtocolClAddPartyComplete", kClient, thread);
    callback.party_handle = parties_[index].handle;
    callback.party_context = parties_[index].context;
    callback.has_flags = true;
    with_status(callback);
    if (errs()) callback.irql = 3;  // above DISPATCH_LEVEL
    log(callback);
    returns(callback);
    parties_[index].state = Party::State::Up;
  }

  void remote_drop(std::size_t index) {
    Event dispatch =
        enter("NdisCmDispatchIncomingDropParty", kCallManager, worker_thread_);
    dispatch.party_handle = parties_[index].handle;
    dispatch.has_close_data = true;
    with_status(dispatch);
    log(dispatch);
    Event callback = enter("ProtocolClIncomingDropParty", kClient, worker_thread_);
    callback.party_context = parties_[index].context;
    callback.has_close_data = true;
    with_status(callback);
    log(callback);
    const bool inside = !random_.one_in(4);
    if (inside) {
      drop(index, worker_thread_);
    }
    returns(callback);
    returns(dispatch);
    if (!inside) {
      drop(index, client_thread_);
    }
  }

  void drop(std::size_t index, unsigned thread) {
    const Party party = parties_[index];
    // A completion on the thread of the indication would nest in it; keep to the others.
    const Way way = thread == worker_thread_ ? Way::Pended : choose_way();
    Event call = enter("NdisClDropParty", kClient, thread);
    call.party_handle = party.handle;
    call.has_close_data = true;
    log(call);
    Event callback = enter("ProtocolCmDropParty", kCallManager, thread);
    callback.party_context = party.cm_context;
    callback.has_close_data = true;
    log(callback);
    parties_[index].state = Party::State::Dropping;
    if (way == Way::Synchronous) {
      returns(callback, kSuccess);
      returns(call, kSuccess);
      finish_drop(index, thread);
    } else {
      if (way == Way::Early) {
        complete_drop(index);
      }
      returns(callback, kPending);
      returns(call, kPending);
      if (way == Way::Pended && errs()) drop_again(call);
    }
  }

  void drop_again(Event call) {
    call.call_id = ++call_ids_[kClient];
    log(call);
    returns(call, kPending);
  }

  void complete_drop(std::size_t index) {
    Event call = enter("NdisCmDropPartyComplete", kCallManager, worker_thread_);
    call.party_handle = parties_[index].handle;
    with_status(call);
    log(call);
    finish_drop(index, worker_thread_);
    returns(call);
  }

  void finish_drop(std::size_t index, unsigned thread) {
    Event callback = enter("ProtocolClDropPartyComplete", kClient, thread);
    callback.party_context = parties_[index].context;
    with_status(callback);
    log(callback);
    returns(callback);
    free_party(index);
  }

  void free_party(std::size_t index) {
    free_handles_.push_back(parties_[index].handle);
    free_contexts_.push_back(parties_[index].context);
    parties_.erase(parties_.begin() + static_cast<std::ptrdiff_t>(index));
  }

  void close() {
    Event call = enter("NdisClCloseCall", kClient, client_thread_);
    call.vc_handle = vc_handle_;
    call.party_handle = parties_[0].handle;
    call.has_close_data = true;
    log(call);
    Event callback = enter("ProtocolCmCloseCall", kCallManager, client_thread_);
    callback.vc_context = cm_vc_context_;
    callback.party_context = parties_[0].cm_context;
    callback.has_close_data = true;
    log(callback);
    Event deactivate = enter("NdisCmDeactivateVc", kCallManager, client_thread_);
    deactivate.vc_handle = vc_handle_;
    log(deactivate);
    returns(deactivate, kPending);
    returns(callback, kPending);
    returns(call, kPending);
    stage_ = Stage::Closing;
  }

  void complete_close() {
    Event deactivated =
        enter("ProtocolCmDeactivateVcComplete", kCallManager, worker_thread_);
    deactivated.vc_context = cm_vc_context_;
    with_status(deactivated);
    log(deactivated);
    Event call = enter("NdisCmCloseCallComplete", kCallManager, worker_thread_);
    call.vc_handle = vc_handle_;
    call.party_handle = parties_[0].handle;
    with_status(call);
    log(call);
    Event callback = enter("ProtocolClCloseCallComplete", kClient, worker_thread_);
    callback.vc_context = vc_context_;
    callback.party_context = parties_[0].context;
    with_status(callback);
    log(callback);
    free_party(0);
    stage_ = Stage::Closed;
    if (random_.one_in(2)) {
      delete_vc(worker_thread_);
    }
    returns(callback);
    returns(call);
    returns(deactivated);
  }

  void delete_vc(unsigned thread) {
    Event call = enter("NdisCoDeleteVc", kClient, thread);
    call.vc_handle = vc_handle_;
    log(call);
    Event callback = enter("ProtocolCoDeleteVc", kCallManager, thread);
    callback.vc_context = cm_vc_context_;
    log(callback);
    returns(callback, kSuccess);
    returns(call, kSuccess);
    stage_ = Stage::None;
  }

  const GeneratorOptions& options_;
  Random& random_;
  std::uint64_t* call_ids_;
  unsigned& mistakes_;  // that are due
  Stage stage_ = Stage::None;
  std::deque<Event> queue_;
  std::vector<Party> parties_;
  std::vector<std::uint64_t> free_handles_;
  std::vector<std::uint64_t> free_contexts_;
  std::uint64_t vc_handle_ = 0;
  std::uint64_t vc_context_ = 0;
  std::uint64_t cm_vc_context_ = 0;
  unsigned client_thread_ = 0;
  unsigned worker_thread_ = 0;
  std::size_t goal_ = 0;
  std::size_t changes_ = 0;
};

}  // namespace condis::generated
