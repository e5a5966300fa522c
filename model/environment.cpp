#include "model/environment.h"

#include <fmt/format.h>

#include <map>
#include <regex>
#include <set>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

#include "model/smt.h"

namespace condis {
namespace {

using namespace smt;

constexpr const char* kWanted =
    "a behaviour defines client-does or manager-does with the parameters ((v Vc) (p "
    "Party) "
    "(o Census) (s Scene) (a Act)) and the result Bool";

// The specification, and perhaps a behaviour, in a solver of their own, with free
// variables for the fields of party, VC, census and scene, and for those of the act.
class Texts {
 public:
  explicit Texts(std::vector<SpecificationText> texts) : texts_(std::move(texts)) {}

  // A term over v, p, o, s and a, of this sort; the answer is definition(index returned).
  std::size_t ask(const std::string& sort, const std::string& term) {
    queries_ += fmt::format("(declare-fun |q{0}| ({1}) Bool)(assert (|q{0}| {2}))\n",
                            count_, sort, term);
    return count_++;
  }
  std::optional<Diagnostic> load();

  const z3::expr& definition(std::size_t i) const { return definitions_[i]; }
  const Variables& state() const { return state_; }
  const Variables& act() const { return act_; }
  // The formula of definition `i` once the act is known.
  Formula formula(std::size_t i, const Act& act) const {
    return Formula(act_.with(definitions_[i], all_of_act_, values_of_act(act)), state_);
  }
  Formula formula(std::size_t i) const { return Formula(definitions_[i], state_); }
  // Of a definition that is a record: one formula for each field.
  std::vector<Formula> fields(std::size_t i) const { return split(definitions_[i]); }
  std::vector<Formula> fields(std::size_t i, const Act& act) const {
    return split(act_.with(definitions_[i], all_of_act_, values_of_act(act)));
  }
  z3::context& z3() { return z3_; }
  // Where the scene's fields begin among the variables, and the census's before them.
  std::size_t scene_begin() const { return scene_begin_; }
  std::size_t census_begin() const { return census_begin_; }

  static std::string values_of_act(const Act& act) {
    return {static_cast<char>(act.function), static_cast<char>(act.edge),
            static_cast<char>(act.status), static_cast<char>(act.data)};
  }
  const std::vector<std::uint16_t>& all_of_act() const { return all_of_act_; }

 private:
  static std::optional<Diagnostic> check_scene(const RecordSort& scene);
  std::vector<Formula> split(const z3::expr& record) const;

  z3::context z3_;
  std::vector<SpecificationText> texts_;
  std::string queries_;
  std::size_t count_ = 0;
  Variables state_;
  Variables act_;
  std::vector<std::uint16_t> all_of_act_;
  std::size_t census_begin_ = 0;
  std::size_t scene_begin_ = 0;
  std::vector<z3::expr> definitions_;
};

std::optional<Diagnostic> Texts::load() {
  std::string text;
  for (const SpecificationText& file : texts_) text += file.text + "\n";
  const std::string constants =
      "(declare-const v Vc)(declare-const p Party)(declare-const o Census)"
      "(declare-const s Scene)(declare-const a Act)(declare-const e Event)"
      "(declare-fun |records| (Party Vc Census Scene Event Act) Bool)"
      "(assert (|records| p v o s e a))\n";
  try {
    const z3::expr_vector answers =
        z3_.parse_string((text + constants + queries_).c_str());
    if (answers.size() != count_ + 1) return only_definitions();
    z3::expr_vector records(z3_), fields(z3_);
    std::unordered_set<unsigned> variables, seen;
    const char* prefixes[] = {"party ", "vc ", "census ", "scene ", "event "};
    for (unsigned i = 0; i < 6; ++i) {
      const z3::expr record = answers[0].arg(i);
      const RecordSort sort = RecordSort::of(record.get_sort());
      if (i == 2) census_begin_ = state_.size();
      if (i == 3) {
        scene_begin_ = state_.size();
        if (auto wrong = check_scene(sort)) return wrong;
      }
      records.push_back(record);
      fields.push_back(i < 5 ? state_.add(sort, prefixes[i]) : act_.add(sort, "act "));
      variables.insert(record.id());
    }
    for (std::size_t i = 0; i < act_.size(); ++i) {
      all_of_act_.push_back(static_cast<std::uint16_t>(i));
    }
    for (unsigned i = 1; i < answers.size(); ++i) {
      z3::expr definition = answers[i].arg(0);
      const std::string valueless = valueless_in(definition, variables, seen);
      if (!valueless.empty()) {
        return Diagnostic{
            texts_.back().name, "a definition uses " + valueless,
            "every definition must have a value once state and act are known",
            "define what is declared, and write out the cases of a "
            "quantifier"};
      }
      definitions_.push_back(definition.substitute(records, fields).simplify());
    }
  } catch (const z3::exception& exception) {
    return ErrorPlace(texts_).explain(exception.msg(), kWanted);
  }
  return std::nullopt;
}

std::vector<Formula> Texts::split(const z3::expr& record) const {
  std::vector<Formula> fields;
  for (const z3::func_decl& field : RecordSort::of(record.get_sort()).fields) {
    fields.emplace_back(field(record).simplify(), state_);
  }
  return fields;
}

std::optional<Diagnostic> Texts::check_scene(const RecordSort& scene) {
  if (scene.fields.size() == kSceneFieldCount) return std::nullopt;
  return Diagnostic{"specification",
                    fmt::format("Scene has {} fields instead of {}", scene.fields.size(),
                                kSceneFieldCount),
                    "the stage (20-environment.smt2) belongs to the program",
                    "change what the actors may do, but leave Act and Scene as they are"};
}

bool defines(const SpecificationText& text, const std::string& function) {
  return std::regex_search(text.text,
                           std::regex("\\(define-fun\\s+" + function + "[\\s(]"));
}

// As the specification's functions begin.
const char* name_of(Actor actor) {
  return actor == Actor::Client ? "client" : "manager";
}

const Behaviour& behaviour_of(Actor actor, const Behaviours& behaviours) {
  return actor == Actor::Client ? behaviours.client : behaviours.manager;
}

}  // namespace

std::string may_term(Actor actor, const Behaviours& behaviours, std::string_view vc,
                     std::string_view party, std::string_view rest) {
  const std::string state = fmt::format("{} {} {}", vc, party, rest);
  if (actor == Actor::Ndis) return fmt::format("(ndis-may {})", state);
  const Behaviour& behaviour = behaviour_of(actor, behaviours);
  std::string can = fmt::format("({}-can {})", name_of(actor), state);
  if (!behaviour.text && behaviour.conduct == Conduct::Anything) return can;
  const char* does = behaviour.text                           ? "does"
                     : behaviour.conduct == Conduct::ErrsOnce ? "errs-once"
                                                              : "may";
  return fmt::format("(and {} ({}-{} {}))", can, name_of(actor), does, state);
}

bool have_marks(const Behaviours& behaviours) {
  const auto has = [](Actor actor, const Behaviour& behaviour) {
    if (!behaviour.text) return behaviour.conduct == Conduct::ErrsOnce;
    return defines(*behaviour.text, fmt::format("{}-mark-after", name_of(actor))) ||
           defines(*behaviour.text, fmt::format("{}-party-mark-after", name_of(actor)));
  };
  return has(Actor::Client, behaviours.client) || has(Actor::Manager, behaviours.manager);
}

struct Environment::Impl {
  // One actor: what it may do, and how its driver's variables change. `template_of_may`
  // is a term with {0} and {1} for VC and party.
  struct Player {
    Player(std::vector<SpecificationText> files, Actor actor,
           const Behaviours& behaviours)
        : texts(std::move(files)) {
      const std::string term = may_term(actor, behaviours, "v", "p", "o s a");
      may = texts.ask("Bool", term);
      reads = texts.ask("Bool", fmt::format("(xor {} {})", term,
                                            may_term(actor, behaviours, "(vc-normal v)",
                                                     "(party-normal p)", "o s a")));
      ended = texts.ask("Bool",
                        "(and (party-ended p) (not (mine s)) (not (brings-party a)) "
                        "(not (concerns-vc a)))");
    }

    Texts texts;
    std::size_t may;    // it may do this
    std::size_t reads;  // that depends on what the normal form forgets
    std::size_t ended;  // the act concerns a party that is through, no call being open
    std::optional<std::size_t> mark, party_mark;
  };
  // The acts that may come next in scenes of one kind.
  struct Candidates {
    struct Candidate {
      std::uint16_t act;
      Formula may;
    };
    std::vector<Candidate> list;
    std::vector<std::uint16_t> reads;  // the variables that any of them depends on
    // Which of them may, by subject and the values of these.
    std::unordered_map<std::string, std::vector<std::uint16_t>> enabled;
  };

  std::vector<std::unique_ptr<Player>> players;  // by Actor
  std::vector<Act> acts;
  std::vector<z3::expr> may_by_act;  // of its actor, once the act is known
  // By what the thread is and what is open on it; see key_of().
  std::unordered_map<std::uint32_t, Candidates> candidates;
  std::vector<std::vector<Formula>> events;  // by act, by event field
  std::vector<std::unordered_map<std::string, EventClass>> known_events;  // by act, scene
  std::vector<Formula> learned;                                           // by act
  // By player, query and act.
  std::map<std::tuple<const Player*, std::size_t, std::uint16_t>, Formula> marks;
  std::size_t brings_query = 0, concerns_query = 0;
  std::optional<Formula> end, returns;
  std::unordered_map<std::string, bool> only_returns;  // by scene
  std::vector<Formula> normal_party, normal_vc;        // by field
  bool names_ended = false;
  bool reduces = true;

  Player& player(Actor actor) { return *players[static_cast<std::size_t>(actor)]; }
  static std::uint32_t key_of(const Scene& scene) {
    return scene.get(SceneField::Thread) << 16 | scene.get(SceneField::Busy) << 8 |
           scene.get(SceneField::Top);
  }
  std::optional<Diagnostic> load(const Specification& specification,
                                 const Behaviours& behaviours);
  std::optional<Diagnostic> add_driver(Actor actor, std::vector<SpecificationText> texts,
                                       const Behaviours& behaviours);
  void find_acts(Actor actor);
  Candidates& candidates_of(const Scene& scene);
  static bool is_possible(Player& player, std::initializer_list<std::size_t> queries);
  std::string valuation(const StateBytes& vc, const StateBytes& party,
                        std::uint32_t census, const Scene& scene) const;
  std::uint8_t mark(const Player& player, const std::optional<std::size_t>& query,
                    std::uint16_t act, const std::string& values, unsigned before);
};

// The client or the call manager: conforming, free, or as its driver's behaviour says.
std::optional<Diagnostic> Environment::Impl::add_driver(
    Actor actor, std::vector<SpecificationText> texts, const Behaviours& behaviours) {
  const char* name = name_of(actor);
  const Behaviour& behaviour = behaviour_of(actor, behaviours);
  const std::optional<SpecificationText>& driver = behaviour.text;
  const std::string does = fmt::format("{}-does", name);
  if (driver && !defines(*driver, does)) {
    return Diagnostic{driver->name, "it does not define " + does, "", kWanted};
  }
  if (driver) texts.push_back(*driver);
  const bool errs_once = !driver && behaviour.conduct == Conduct::ErrsOnce;
  players.push_back(std::make_unique<Player>(std::move(texts), actor, behaviours));
  Player& player = *players.back();
  const auto ask_mark = [&](const char* which) -> std::optional<std::size_t> {
    const std::string function = fmt::format("{}-{}-after", name, which);
    if (!driver || !defines(*driver, function)) return std::nullopt;
    return player.texts.ask("Mark", "(" + function + " v p o s a)");
  };
  player.mark = errs_once
                    ? player.texts.ask("Mark", fmt::format("({}-erred v p o s a)", name))
                    : ask_mark("mark");
  player.party_mark = ask_mark("party-mark");
  return player.texts.load();
}

std::optional<Diagnostic> Environment::Impl::load(const Specification& specification,
                                                  const Behaviours& behaviours) {
  if (auto wrong = add_driver(Actor::Client, specification.texts(), behaviours)) {
    return wrong;
  }
  if (auto wrong = add_driver(Actor::Manager, specification.texts(), behaviours)) {
    return wrong;
  }
  players.push_back(
      std::make_unique<Player>(specification.texts(), Actor::Ndis, behaviours));
  Texts& texts = players.back()->texts;
  const std::size_t event = texts.ask("Event", "(event-of s a)");
  const std::size_t next_learned = texts.ask("Medium", "(learned-after s a)");
  const std::size_t may_end = texts.ask("Bool", "(run-may-end v)");
  const std::size_t must_return = texts.ask("Bool", "(only-returns s)");
  const std::size_t party = texts.ask("Party", "(party-normal p)");
  const std::size_t vc = texts.ask("Vc", "(vc-normal v)");
  brings_query = texts.ask("Bool", "(brings-party a)");
  concerns_query = texts.ask("Bool", "(concerns-vc a)");
  if (auto wrong = texts.load()) return wrong;

  for (const Actor actor : {Actor::Client, Actor::Manager, Actor::Ndis}) find_acts(actor);
  for (const Act& act : acts) {
    events.push_back(texts.fields(event, act));
    learned.push_back(texts.formula(next_learned, act));
  }
  known_events.resize(acts.size());
  end = texts.formula(may_end);
  returns = texts.formula(must_return);
  normal_party = texts.fields(party);
  normal_vc = texts.fields(vc);
  for (const auto& player : players) {
    names_ended = names_ended || is_possible(*player, {player->may, player->ended});
    reduces = reduces && !is_possible(*player, {player->reads});
  }
  return std::nullopt;
}

// Tries every value of an act's fields, and keeps those that are not out of the question.
void Environment::Impl::find_acts(Actor actor) {
  const Player& own = player(actor);
  const Variables& act = own.texts.act();
  const z3::expr& may = own.texts.definition(own.may);
  for (int function = 0; function < kCallCount; ++function) {
    for (const Edge edge : {Edge::Enter, Edge::Return}) {
      Act found;
      found.actor = actor;
      found.function = static_cast<Function>(function);
      found.edge = edge;
      const z3::expr of_kind = act.with(may, {0, 1}, Texts::values_of_act(found));
      if (of_kind.is_false()) continue;
      for (std::size_t status = 0; status < act[2].values.size(); ++status) {
        for (std::size_t data = 0; data < act[3].values.size(); ++data) {
          found.status = static_cast<Status>(status);
          found.data = static_cast<Presence>(data);
          const std::string values = Texts::values_of_act(found);
          z3::expr of_act = act.with(of_kind, {2, 3}, values);
          if (of_act.is_false()) continue;
          const Texts& texts = player(Actor::Ndis).texts;
          found.brings_party =
              texts.act()
                  .with(texts.definition(brings_query), texts.all_of_act(), values)
                  .is_true();
          found.concerns_vc =
              texts.act()
                  .with(texts.definition(concerns_query), texts.all_of_act(), values)
                  .is_true();
          acts.push_back(found);
          may_by_act.push_back(std::move(of_act));
        }
      }
    }
  }
}

Environment::Impl::Candidates& Environment::Impl::candidates_of(const Scene& scene) {
  const auto [found, is_new] = candidates.try_emplace(key_of(scene));
  if (!is_new) return found->second;
  auto& [list, reads, enabled] = found->second;
  for (const Actor actor : {Actor::Client, Actor::Manager, Actor::Ndis}) {
    Texts& texts = player(actor).texts;
    z3::expr_vector from(texts.z3()), to(texts.z3());
    for (const SceneField field :
         {SceneField::Thread, SceneField::Busy, SceneField::Top}) {
      const Variable& variable =
          texts.state()[texts.scene_begin() + static_cast<std::size_t>(field)];
      from.push_back(variable.constant);
      to.push_back(variable.values[scene.get(field)]);
    }
    std::vector<std::uint16_t> own;
    std::vector<z3::expr> mays;
    for (std::size_t act = 0; act < acts.size(); ++act) {
      if (acts[act].actor != actor) continue;
      own.push_back(static_cast<std::uint16_t>(act));
      mays.push_back(may_by_act[act]);
    }
    std::size_t i = 0;
    for (const z3::expr& may : replaced(mays, from, to)) {
      if (!may.is_false()) list.push_back({own[i], Formula(may, texts.state())});
      ++i;
    }
  }
  std::set<std::uint16_t> all;
  for (const auto& candidate : list) {
    all.insert(candidate.may.reads().begin(), candidate.may.reads().end());
  }
  reads.assign(all.begin(), all.end());
  return found->second;
}

// Is there any state, scene and act whatever for which all of these are true?
bool Environment::Impl::is_possible(Player& player,
                                    std::initializer_list<std::size_t> queries) {
  z3::solver solver(player.texts.z3());
  for (const std::size_t query : queries) solver.add(player.texts.definition(query));
  return solver.check() != z3::unsat;
}

// What the formulas are evaluated for. An empty party or VC stands for any.
std::string Environment::Impl::valuation(const StateBytes& vc, const StateBytes& party,
                                         std::uint32_t census, const Scene& scene) const {
  const Texts& texts = players.front()->texts;
  std::string values = party + vc;
  values.resize(texts.census_begin(), '\0');
  for (std::size_t i = 0; values.size() < texts.scene_begin(); ++i) {
    values += static_cast<char>((census >> (2 * i)) & 3u);
  }
  return values + scene.bytes();
}

std::uint8_t Environment::Impl::mark(const Player& player,
                                     const std::optional<std::size_t>& query,
                                     std::uint16_t act, const std::string& values,
                                     unsigned before) {
  if (!query) return static_cast<std::uint8_t>(before);
  const auto key = std::tuple(&player, *query, act);
  auto found = marks.find(key);
  if (found == marks.end()) {
    found = marks.emplace(key, player.texts.formula(*query, acts[act])).first;
  }
  return found->second.answer(player.texts.state(), values);
}

Environment::Environment() : impl_(std::make_unique<Impl>()) {}
Environment::~Environment() = default;

Result<std::unique_ptr<Environment>> Environment::load(const Specification& specification,
                                                       const Behaviours& behaviours) {
  std::unique_ptr<Environment> environment(new Environment);
  if (auto wrong = environment->impl_->load(specification, behaviours)) return *wrong;
  return environment;
}

const std::vector<Act>& Environment::acts() const {
  return impl_->acts;
}

void Environment::enabled(const StateBytes& vc, const StateBytes& party,
                          std::uint32_t census, const Scene& scene, Subject subject,
                          std::vector<std::uint16_t>& to) {
  const std::string values = impl_->valuation(vc, party, census, scene);
  auto& candidates = impl_->candidates_of(scene);
  std::string key(1, static_cast<char>(subject));
  for (const std::uint16_t number : candidates.reads) key += values[number];
  const auto [found, is_new] = candidates.enabled.try_emplace(std::move(key));
  if (is_new) {
    for (auto& [act, may] : candidates.list) {
      const Act& candidate = impl_->acts[act];
      const Subject kind = candidate.brings_party  ? Subject::NewParty
                           : candidate.concerns_vc ? Subject::Vc
                                                   : Subject::Party;
      if (kind != subject) continue;
      if (may.answer(impl_->player(candidate.actor).texts.state(), values) != 0) {
        found->second.push_back(act);
      }
    }
  }
  to.insert(to.end(), found->second.begin(), found->second.end());
}

EventClass Environment::event(const Scene& scene, std::uint16_t act) {
  const auto [found, is_new] = impl_->known_events[act].try_emplace(scene.bytes());
  if (!is_new) return found->second;
  const std::string values = impl_->valuation({}, {}, 0, scene);
  const Variables& state = impl_->player(Actor::Ndis).texts.state();
  for (std::size_t i = 0; i < impl_->events[act].size(); ++i) {
    found->second.set(static_cast<EventField>(i),
                      impl_->events[act][i].answer(state, values));
  }
  return found->second;
}

std::uint8_t Environment::learned_after(const Scene& scene, std::uint16_t act) {
  return impl_->learned[act].answer(impl_->player(Actor::Ndis).texts.state(),
                                    impl_->valuation({}, {}, 0, scene));
}

Marks Environment::marks_after(const StateBytes& vc, const StateBytes& party,
                               std::uint32_t census, const Scene& scene,
                               std::uint16_t act) {
  const auto& client = impl_->player(Actor::Client);
  const auto& manager = impl_->player(Actor::Manager);
  const std::string values = impl_->valuation(vc, party, census, scene);
  const auto after = [&](const Impl::Player& player, const auto& query,
                         SceneField field) {
    return impl_->mark(player, query, act, values, scene.get(field));
  };
  return {after(client, client.mark, SceneField::ClientMark),
          after(client, client.party_mark, SceneField::ClientPartyMark),
          after(manager, manager.mark, SceneField::ManagerMark),
          after(manager, manager.party_mark, SceneField::ManagerPartyMark)};
}

bool Environment::has_marks() const {
  const auto& client = impl_->player(Actor::Client);
  const auto& manager = impl_->player(Actor::Manager);
  return client.mark || client.party_mark || manager.mark || manager.party_mark;
}

bool Environment::run_may_end(const StateBytes& vc) {
  const Texts& texts = impl_->player(Actor::Ndis).texts;
  // The party comes first in a valuation, and is not read.
  const std::string party(texts.census_begin() - vc.size(), '\0');
  return impl_->end->answer(texts.state(), impl_->valuation(vc, party, 0, {})) != 0;
}

StateBytes Environment::normal_vc(const StateBytes& vc) {
  const Texts& texts = impl_->player(Actor::Ndis).texts;
  const std::string party(texts.census_begin() - vc.size(), '\0');
  const std::string values = impl_->valuation(vc, party, 0, {});
  StateBytes normal;
  for (Formula& field : impl_->normal_vc) {
    normal += static_cast<char>(field.answer(texts.state(), values));
  }
  return normal;
}

StateBytes Environment::normal_party(const StateBytes& party) {
  const Texts& texts = impl_->player(Actor::Ndis).texts;
  const std::string values = impl_->valuation({}, party, 0, {});
  StateBytes normal;
  for (Formula& field : impl_->normal_party) {
    normal += static_cast<char>(field.answer(texts.state(), values));
  }
  return normal;
}

bool Environment::may_reduce() const {
  return impl_->reduces;
}

bool Environment::only_returns(const Scene& scene) {
  const auto [found, is_new] = impl_->only_returns.try_emplace(scene.bytes());
  if (is_new) {
    const Variables& state = impl_->player(Actor::Ndis).texts.state();
    found->second =
        impl_->returns->answer(state, impl_->valuation({}, {}, 0, scene)) != 0;
  }
  return found->second;
}

bool Environment::may_name_ended_parties() const {
  return impl_->names_ended;
}

}  // namespace condis
