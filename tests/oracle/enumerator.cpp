#include "tests/oracle/enumerator.h"

#include <algorithm>
#include <deque>
#include <map>
#include <numeric>
#include <set>
#include <string>
#include <vector>

#include "checker/functions.h"

namespace condis::oracle {
namespace {

constexpr int kNobody = -1;

struct Open {
  Function function;
  Status status;
  Presence data;
  Status inner = Status::Unlogged;
  int party = kNobody;
  bool stale = false;
};

struct Someone {
  StateBytes state;
  bool there = false;  // else the place is free
  bool counts = false;
};

struct World {
  StateBytes vc;
  std::vector<std::vector<Open>> threads;  // the last one is the call manager's
  std::vector<Someone> parties;
  unsigned learned = 0;
};

bool breaks_error(const Step& step, const Specification& specification) {
  return std::any_of(step.broken.begin(), step.broken.end(), [&](std::uint16_t check) {
    return specification.checks()[check].severity == Severity::Error;
  });
}

class Enumerator {
 public:
  Enumerator(const Specification& specification, const Solver& solver,
             Environment& environment, const EnumerationOptions& options)
      : specification_(specification),
        solver_(solver),
        environment_(environment),
        options_(options) {}

  Enumeration run() {
    World world;
    world.vc = solver_.initial_vc();
    world.threads.resize(options_.client_threads + 1);
    world.learned = static_cast<unsigned>(options_.carries ? Support::Yes : Support::No);
    world.parties.assign(options_.parties, {solver_.initial_party(), false, false});
    meet(world);
    while (!open_.empty()) {
      const World next = std::move(open_.front());
      open_.pop_front();
      for (unsigned i = 0; i < next.threads.size(); ++i) expand(next, i);
    }
    return {seen_.size(), classes_.size(), broken_};
  }

 private:
  // Written out with the parties and the threads in the orders given.
  static std::string written(const World& world, const std::vector<int>& order,
                             const std::vector<std::size_t>& threads) {
    std::string text = world.vc + static_cast<char>(world.learned);
    for (const int party : order) {
      const Someone& someone = world.parties[static_cast<std::size_t>(party)];
      text += someone.state + (someone.there ? '+' : '-') + (someone.counts ? '+' : '-');
    }
    for (const std::size_t thread : threads) {
      text += '/';
      for (const Open& open : world.threads[thread]) {
        const auto place = std::find(order.begin(), order.end(), open.party);
        text += static_cast<char>(open.function);
        text += static_cast<char>(open.status);
        text += static_cast<char>(open.data);
        text += static_cast<char>(open.inner);
        text += static_cast<char>(open.party == kNobody ? 99 : place - order.begin());
        text += open.stale ? '!' : '.';
      }
    }
    return text;
  }

  void meet(World world) {
    std::vector<int> order(world.parties.size());
    std::iota(order.begin(), order.end(), 0);
    std::vector<std::size_t> threads(world.threads.size());
    std::iota(threads.begin(), threads.end(), 0);
    for (const int i : order) tidy(world, i);
    if (options_.reduce) world.vc = environment_.normal_vc(world.vc);
    if (!seen_.insert(written(world, order, threads)).second) return;
    std::string least = written(world, order, threads);
    do {
      do {
        least = std::min(least, written(world, order, threads));
      } while (std::next_permutation(order.begin(), order.end()));
    } while (options_.reduce &&
             std::next_permutation(threads.begin(), threads.end() - 1));
    classes_.insert(std::move(least));
    open_.push_back(std::move(world));
  }

  void tidy(World& world, int party) const {
    Someone& someone = world.parties[static_cast<std::size_t>(party)];
    bool named = false;
    for (const auto& stack : world.threads) {
      for (const Open& open : stack) named |= open.party == party;
    }
    if (someone.there && !someone.counts && !named) {
      someone = {solver_.initial_party(), false, false};
    }
    if (options_.reduce) someone.state = environment_.normal_party(someone.state);
  }

  // The solver takes a millisecond for these.
  struct Facts {
    std::uint32_t census;
    bool ended;
  };
  const Facts& facts_of(const StateBytes& party) {
    const auto found = facts_.find(party);
    if (found != facts_.end()) return found->second;
    return facts_.emplace(party, Facts{solver_.census_of(party), solver_.ended(party)})
        .first->second;
  }

  std::uint32_t census(const World& world, int except) {
    std::uint32_t census = 0;
    for (unsigned i = 0; i < solver_.census_classes(); ++i) {
      std::uint32_t number = 0;
      for (int party = 0; party < static_cast<int>(world.parties.size()); ++party) {
        const Someone& someone = world.parties[static_cast<std::size_t>(party)];
        if (party == except || !someone.counts) continue;
        number += facts_of(someone.state).census >> (2 * i) & 1u;
      }
      census |= std::min(number, 2u) << (2 * i);
    }
    return census;
  }

  Scene scene(const World& world, unsigned thread, int party) const {
    const auto& stack = world.threads[thread];
    Scene scene;
    bool elsewhere = false;
    for (unsigned i = 0; i < world.threads.size(); ++i) {
      elsewhere |= i != thread && !world.threads[i].empty();
    }
    scene.set(SceneField::Thread, thread + 1 == world.threads.size())
        .set(SceneField::Busy, !stack.empty())
        .set(SceneField::Elsewhere, elsewhere)
        .set(SceneField::Learned, world.learned)
        .set(SceneField::Carries, options_.carries)
        .set(SceneField::Manager, options_.integrated);
    const auto look = [&](std::size_t below, SceneField inside, SceneField about) {
      for (std::size_t i = below; i-- > 0;) {
        if (!is_callback(stack[i].function)) continue;
        scene.set(inside, inside_of(stack[i].function));
        if (party != kNobody && stack[i].party != kNobody) {
          scene.set(about, stack[i].party == party ? About::Same : About::Other);
        }
        return;
      }
    };
    look(stack.size(), SceneField::Innermost, SceneField::InnermostAbout);
    if (!stack.empty()) {
      look(stack.size() - 1, SceneField::Around, SceneField::AroundAbout);
      const Open& top = stack.back();
      scene.set(SceneField::Top, top.function)
          .set(SceneField::TopStatus, top.status)
          .set(SceneField::TopData, top.data)
          .set(SceneField::Inner, top.inner)
          .set(SceneField::Replaced, top.stale)
          .set(SceneField::Mine, top.party == party);
    }
    if (stack.size() > 1) scene.set(SceneField::Caller, stack[stack.size() - 2].function);
    const auto of_client =
        std::count_if(stack.begin(), stack.end(), [](const Open& open) {
          return is_callback(open.function) && is_client_call(open.function);
        });
    scene.set(SceneField::Callbacks, std::min<std::ptrdiff_t>(of_client, 2));
    return scene;
  }

  void expand(const World& world, unsigned thread) {
    try_subject(world, thread, kNobody, Environment::Subject::Vc);
    bool newcomer = false;
    for (int party = 0; party < static_cast<int>(options_.parties); ++party) {
      const bool there = world.parties[static_cast<std::size_t>(party)].there;
      // Told apart or not, it is all the same which free place a new party takes.
      if (!there && newcomer) continue;
      newcomer |= !there;
      try_subject(world, thread, party,
                  there ? Environment::Subject::Party : Environment::Subject::NewParty);
    }
  }

  void try_subject(const World& world, unsigned thread, int party,
                   Environment::Subject subject) {
    const StateBytes& state = party == kNobody
                                  ? solver_.initial_party()
                                  : world.parties[static_cast<std::size_t>(party)].state;
    const Scene now = scene(world, thread, party);
    std::vector<std::uint16_t> acts;
    environment_.enabled(world.vc, state, census(world, party), now, subject, acts);
    for (const std::uint16_t act : acts) take(world, thread, party, now, act);
  }

  void take(World world, unsigned thread, int party, const Scene& now,
            std::uint16_t number) {
    const Act& act = environment_.acts()[number];
    auto& stack = world.threads[thread];
    const bool enters = act.edge == Edge::Enter;
    const bool counted = enters || !stack.back().stale;
    bool breaks = false;
    bool taken_up = true;
    if (enters && party != kNobody) {
      Someone& someone = world.parties[static_cast<std::size_t>(party)];
      if (!someone.there) someone.there = someone.counts = true;
    }
    if (counted) {
      taken_up = step(world, party, environment_.event(now, number), breaks);
    }
    if (enters) {
      for (auto& other : world.threads) {
        for (Open& open : other) {
          const bool newer = open.function == act.function && taken_up;
          if (newer && matters(open, party)) open.stale = true;
        }
      }
      const bool ignored = !taken_up && one_at_a_time(act.function);
      stack.push_back(
          {act.function, act.status, act.data, Status::Unlogged, party, ignored});
    } else {
      stack.pop_back();
      world.learned = environment_.learned_after(now, number);
      if (!stack.empty() && !is_callback(stack.back().function)) {
        Status& inner = stack.back().inner;
        inner = act.status != Status::Unlogged ? act.status
                : inner == Status::Unlogged    ? Status::Success
                                               : Status::Pending;
      }
    }
    broken_ += breaks;
    if (!breaks) meet(std::move(world));
  }

  static bool one_at_a_time(Function f) {
    return (f >= Function::NdisClMakeCall && f <= Function::NdisClCloseCall) ||
           (f >= Function::ProtocolCmMakeCall && f <= Function::ProtocolCmCloseCall) ||
           (f >= Function::NdisCmMakeCallComplete &&
            f <= Function::NdisCmCloseCallComplete) ||
           f == Function::NdisCmDispatchIncomingDropParty ||
           f == Function::NdisCmDispatchIncomingCloseCall;
  }
  // Requests of a party are told apart by the party, the others are the VC's.
  static bool matters(const Open& open, int party) {
    if (!one_at_a_time(open.function)) return false;
    const bool by_party = open.function == Function::NdisClAddParty ||
                          open.function == Function::NdisClDropParty ||
                          open.function == Function::ProtocolCmAddParty ||
                          open.function == Function::ProtocolCmDropParty ||
                          open.function == Function::NdisCmMakeCallComplete ||
                          open.function == Function::NdisCmAddPartyComplete ||
                          open.function == Function::NdisCmDropPartyComplete ||
                          open.function == Function::NdisCmDispatchIncomingDropParty;
    return !by_party || open.party == party;
  }

  bool step(World& world, int party, EventClass event, bool& breaks) {
    const StateBytes before = party == kNobody
                                  ? solver_.initial_party()
                                  : world.parties[static_cast<std::size_t>(party)].state;
    const Step answer = solver_.step(world.vc, before, census(world, party), event);
    breaks |= breaks_error(answer, specification_);
    world.vc = answer.vc;
    if (party != kNobody) {
      world.parties[static_cast<std::size_t>(party)].state = answer.party;
    }
    if (answer.call_ends) fall_due(world, Derived::CallClosed, breaks);
    if (answer.vc_ends) {
      fall_due(world, Derived::VcDeleted, breaks);
      for (Someone& someone : world.parties) someone.counts = false;
    }
    if (party != kNobody && answer.party != before && facts_of(answer.party).ended) {
      world.parties[static_cast<std::size_t>(party)].counts = false;
    }
    return answer.taken_up;
  }

  void fall_due(World& world, Derived what, bool& breaks) {
    EventClass event;
    event.set(EventField::Function, what).set(EventField::ReturnsLogged, true);
    for (int party = 0; party < static_cast<int>(options_.parties); ++party) {
      if (!world.parties[static_cast<std::size_t>(party)].counts) continue;
      step(world, party, EventClass(event).set(EventField::Handle, Name::Named), breaks);
    }
    step(world, kNobody, event, breaks);
  }

  const Specification& specification_;
  const Solver& solver_;
  Environment& environment_;
  EnumerationOptions options_;
  std::set<std::string> seen_, classes_;
  std::deque<World> open_;
  std::map<StateBytes, Facts> facts_;
  std::size_t broken_ = 0;
};

}  // namespace

Enumeration enumerate(const Specification& specification, const Solver& solver,
                      Environment& environment, const EnumerationOptions& options) {
  return Enumerator(specification, solver, environment, options).run();
}

}  // namespace condis::oracle
