// Who may do what next: the specification's stage (specs/20-environment.smt2 and the
// files after it), asked of Z3 and remembered. For exploration.
//
// Three actors take their turns on threads where calls nest: the client, the call manager
// with the network behind it, and NDIS. The text says of each Act whether it may come
// next in a Scene, and which event a recording of both drivers would show. A driver's
// behaviour takes the place of what a conforming client or call manager may do. Each
// actor has a solver of its own, so that two behaviours may use the same names. Loading
// takes about half a second. Tested by tests/model/environment_test.cpp.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/event_class.h"
#include "model/result.h"
#include "model/solver.h"
#include "model/specification.h"

namespace condis {

enum class Actor : std::uint8_t { Client, Manager, Ndis };
inline constexpr int kActorCount = 3;

// One thing that an actor can do: enter a call, or return from one.
struct Act {
  Actor actor = Actor::Client;
  Function function = Function::Unknown;
  Edge edge = Edge::Enter;
  Status status = Status::Unlogged;  // passed, or returned
  Presence data = Presence::Unlogged;
  bool brings_party = false;
  bool concerns_vc = false;  // and no party
};

// The fields of Scene in specs/20-environment.smt2, in its order.
enum class SceneField : std::uint8_t {
  Thread,
  Busy,
  Top,
  TopStatus,
  TopData,
  Caller,
  Mine,
  Inner,
  Replaced,
  Callbacks,
  Elsewhere,
  Innermost,
  InnermostAbout,
  Around,
  AroundAbout,
  Learned,
  Carries,
  Manager,
  Thorough,
  ClientMark,
  ClientPartyMark,
  ManagerMark,
  ManagerPartyMark
};
inline constexpr int kSceneFieldCount =
    static_cast<int>(SceneField::ManagerPartyMark) + 1;

// What the thread looks like on which something may happen: per field the index of its
// value.
class Scene {
 public:
  template <class Value>
  Scene& set(SceneField field, Value value) {
    values_[static_cast<std::size_t>(field)] = static_cast<char>(value);
    return *this;
  }
  unsigned get(SceneField field) const {
    return static_cast<unsigned char>(values_[static_cast<std::size_t>(field)]);
  }
  const std::string& bytes() const { return values_; }

 private:
  std::string values_ = std::string(kSceneFieldCount, '\0');
};

// The variables of both drivers, which only their behaviours read and write.
struct Marks {
  std::uint8_t client = 0, client_party = 0, manager = 0, manager_party = 0;

  bool operator==(const Marks&) const = default;
};

// What a driver does: all that a conforming one may, besides that once anything else that
// is possible, or anything possible at any time.
enum class Conduct : std::uint8_t { Conforms, ErrsOnce, Anything };

struct Behaviour {
  Conduct conduct = Conduct::Conforms;
  // In the place of that, what one driver does: it defines client-does or manager-does.
  std::optional<SpecificationText> text;
};
struct Behaviours {
  Behaviour client;
  Behaviour manager;
};

// Whether the actor may do this: a term for a solver that knows the specification and, of
// a driver whose behaviour is text, that text. `rest` names census, scene and act.
std::string may_term(Actor actor, const Behaviours& behaviours, std::string_view vc,
                     std::string_view party, std::string_view rest);

// A driver has variables of its own, or is one that errs once, which needs one.
bool have_marks(const Behaviours& behaviours);

class Environment {
 public:
  // Fails with a Diagnostic for text that Z3 does not take and for missing functions.
  static Result<std::unique_ptr<Environment>> load(const Specification& specification,
                                                   const Behaviours& behaviours);
  ~Environment();

  // Everything any actor may ever do, ordered by actor, function, edge, status, data.
  const std::vector<Act>& acts() const;

  enum class Subject : std::uint8_t { Vc, NewParty, Party };
  // Appends to `to` the indices of the acts that may come next on the scene's thread and
  // are of that kind. Of the VC alone, or for a new party, `party` is the initial state.
  void enabled(const StateBytes& vc, const StateBytes& party, std::uint32_t census,
               const Scene& scene, Subject subject, std::vector<std::uint16_t>& to);
  // The event that a recording of both drivers shows.
  EventClass event(const Scene& scene, std::uint16_t act);
  // What the recording says of the medium from then on, as a Medium of the vocabulary.
  std::uint8_t learned_after(const Scene& scene, std::uint16_t act);
  Marks marks_after(const StateBytes& vc, const StateBytes& party, std::uint32_t census,
                    const Scene& scene, std::uint16_t act);
  // Nothing is left to do: the run is complete if no call is open.
  bool run_may_end(const StateBytes& vc);

  // The same for all states that differ only in what nobody looks at again; see
  // specs/23-reduction.smt2.
  StateBytes normal_vc(const StateBytes& vc);
  StateBytes normal_party(const StateBytes& party);
  // Whether no actor chooses by the difference: proved when the behaviours are loaded.
  bool may_reduce() const;

  // Nothing can come next on the scene's thread but one return, whatever the states are.
  // This is what specs/23-reduction.smt2 says; see InductionOptions::returns.
  bool only_returns(const Scene& scene);

  // Could an actor ever name a party that has ended, and whose calls have returned? If
  // not, such a party is nothing but a free place.
  bool may_name_ended_parties() const;
  bool has_marks() const;

 private:
  Environment();
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace condis
