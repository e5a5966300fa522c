#include "model/solver.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <unordered_map>
#include <unordered_set>

#include "model/census.h"
#include "model/smt.h"

namespace condis {
namespace {

using namespace smt;

// What is left of a formula for the census, once the states are known.
struct OfCensus {
  Formula formula;
  std::uint32_t sees = 0;  // as in Step
};

// One value the specification defines, as far as it is known once the event is.
struct Output {
  bool copies = false;  // the field of the state stays as it is
  Formula formula;
  std::unordered_map<std::string, OfCensus> of_census;  // by what it reads of the states
};

struct Outputs {
  std::vector<Output> all;
  std::vector<std::uint16_t> checks;  // that such an event can put to the test
};

constexpr const char* kConstants =
    "(declare-const v Vc)(declare-const p Party)(declare-const o Census)"
    "(declare-const e Event)";

constexpr const char* kWanted =
    "every field X of Vc and Party needs a function X-after, every field of Census a "
    "function in-X, every rule the parameters ((v Vc) (p Party) (o Census) (e Event)) "
    "and the result Bool";

}  // namespace

struct Solver::Impl {
  z3::context z3;
  std::optional<RecordSort> vc_sort, party_sort, census_sort, event_sort;
  Variables state;  // fields of Party, of Vc, of Census
  Variables event;  // fields of Event
  // Everything that is defined, over these variables: fields of Party, fields of Vc,
  // taken-up, call-ends, vc-ends, then per check its premise and its conclusion.
  std::vector<z3::expr> definitions;
  std::vector<z3::expr> census_definitions;
  std::optional<z3::expr> ended_definition, in_use_definition;
  StateBytes initial_vc, initial_party;
  std::unordered_map<unsigned, std::vector<z3::expr>> by_kind;
  std::unordered_map<std::uint64_t, Outputs> by_event;

  std::optional<Diagnostic> load(const Specification& specification);
  z3::expr_vector records_of(const std::string& datatypes, const std::string& text);
  std::optional<Diagnostic> check_vocabulary() const;
  z3::expr record_value(const RecordSort& record, std::size_t first,
                        const StateBytes& bytes);
  StateBytes bytes_of(const z3::expr& value) const;
  StateBytes census_bytes(std::uint32_t census) const;
  bool is_true_of(const z3::expr& formula, const StateBytes& party);
  const std::vector<z3::expr>& for_kind(unsigned kind);
  Outputs& for_event(EventClass event);
  OfCensus& of_census(Output& output, const std::string& values);
  std::uint32_t seen_by(const Formula& formula) const;
  std::size_t party_fields() const { return party_sort->fields.size(); }
  std::size_t vc_fields() const { return vc_sort->fields.size(); }
  std::uint16_t first_class() const {  // of the census, among the variables
    return static_cast<std::uint16_t>(party_fields() + vc_fields());
  }
  std::size_t first_check() const { return party_fields() + vc_fields() + 3; }
  std::uint16_t check_count() const {
    return static_cast<std::uint16_t>((definitions.size() - first_check()) / 2);
  }
  // It is put to the test, and kept.
  z3::expr kept(std::uint16_t check) const {
    const std::size_t i = first_check() + 2u * check;
    return definitions[i] && definitions[i + 1];
  }
  z3::expr broken(std::uint16_t check) const {
    const std::size_t i = first_check() + 2u * check;
    return definitions[i] && !definitions[i + 1];
  }
};

// A constant of each record: party, VC, census and event. Their sorts are parsed without
// the formulas, in a tenth of the time, unless something is wrong: what it is, and where,
// the whole text tells. Empty if that does more than define.
z3::expr_vector Solver::Impl::records_of(const std::string& datatypes,
                                         const std::string& text) {
  const auto parse = [this](const std::string& sorts) {
    return z3.parse_string((sorts + kConstants +
                            "(declare-fun |records| (Party Vc Census Event) Bool)"
                            "(assert (|records| p v o e))")
                               .c_str());
  };
  z3::expr_vector answers(z3), records(z3);
  try {
    answers = parse(datatypes);
  } catch (const z3::exception&) {
    answers = parse(text);
  }
  if (answers.size() != 1) return records;
  for (unsigned i = 0; i < 4; ++i) records.push_back(answers[0].arg(i));
  return records;
}

std::optional<Diagnostic> Solver::Impl::load(const Specification& specification) {
  std::string text;
  for (const SpecificationText& file : specification.texts()) text += file.text + "\n";
  const ErrorPlace place(specification.texts());
  try {
    const z3::expr_vector records = records_of(specification.datatypes(), text);
    if (records.empty()) return only_definitions();
    z3::expr_vector fields(z3);
    party_sort = RecordSort::of(records[0].get_sort());
    vc_sort = RecordSort::of(records[1].get_sort());
    census_sort = RecordSort::of(records[2].get_sort());
    event_sort = RecordSort::of(records[3].get_sort());
    if (auto wrong = check_vocabulary()) return wrong;
    fields.push_back(state.add(*party_sort, "party "));
    fields.push_back(state.add(*vc_sort, "vc "));
    fields.push_back(state.add(*census_sort, "census "));
    fields.push_back(event.add(*event_sort, "event "));

    // Every definition is handed back as the argument of an uninterpreted predicate.
    std::string queries(kConstants);
    int count = 0;
    const auto ask = [&](const std::string& sort, const std::string& term) {
      queries += fmt::format("(declare-fun |q{0}| ({1}) Bool)(assert (|q{0}| {2}))\n",
                             count++, sort, term);
    };
    ask("Party", "party-initial");
    ask("Vc", "vc-initial");
    for (const RecordSort* record : {&*party_sort, &*vc_sort}) {
      for (const z3::func_decl& field : record->fields) {
        ask(field.range().name().str(),
            fmt::format("({}-after v p o e)", field.name().str()));
      }
    }
    ask("Bool", "(taken-up v p e)");
    ask("Bool", "(call-ends v e)");
    ask("Bool", "(vc-ends v e)");
    for (const Check& check : specification.checks()) {
      ask("Bool", fmt::format("({} v p o e)", check.function));
    }
    for (const z3::func_decl& field : census_sort->fields) {
      ask("Bool", fmt::format("(in-{} p)", field.name().str()));
    }
    ask("Bool", "(party-ended p)");
    ask("Bool", "(context-in-use p)");
    const z3::expr_vector answers = z3.parse_string((text + queries).c_str());
    if (answers.size() != static_cast<unsigned>(count)) return only_definitions();
    unsigned next = 0;
    std::unordered_set<unsigned> variables, seen;
    for (const z3::expr& record : records) variables.insert(record.id());
    std::string valueless;
    const auto take = [&] {
      z3::expr definition = answers[next++].arg(0);
      if (valueless.empty()) valueless = valueless_in(definition, variables, seen);
      return definition.substitute(records, fields);
    };
    const auto no_value = [&](std::string where) {
      return Diagnostic{
          std::move(where), "a definition uses " + valueless,
          "every definition must have a value once state and event are known",
          "define what is declared, and write out the cases of a quantifier"};
    };
    const z3::expr first_party = take(), first_vc = take();
    while (definitions.size() < first_check()) definitions.push_back(take());
    if (!valueless.empty()) return no_value("specification");
    initial_party = bytes_of(first_party.simplify());
    initial_vc = bytes_of(first_vc.simplify());
    for (const Check& check : specification.checks()) {
      const z3::expr rule = take();
      const Rule& entry = specification.rules()[check.rule];
      const std::string where = fmt::format("{}:{}", entry.file, entry.line);
      if (!valueless.empty()) return no_value(where);
      if (!rule.is_implies()) {
        return Diagnostic{where,
                          fmt::format("rule '{}' is not an implication", check.function),
                          "its left side says when it is put to the test, its right side "
                          "what must hold then",
                          "write (=> when then)"};
      }
      definitions.push_back(rule.arg(0));
      definitions.push_back(rule.arg(1));
    }
    for (std::size_t i = 0; i < census_sort->fields.size(); ++i) {
      census_definitions.push_back(take());
    }
    ended_definition = take();
    in_use_definition = take();
    if (!valueless.empty()) return no_value("specification");
  } catch (const z3::exception& exception) {
    return place.explain(exception.msg(), kWanted);
  }
  return std::nullopt;
}

// The program and the text have to mean the same by the same bits.
std::optional<Diagnostic> Solver::Impl::check_vocabulary() const {
  const auto mismatch = [](const std::string& what) {
    return Diagnostic{
        "specification", what,
        "the vocabulary (00-vocabulary.smt2) belongs to the program: readers "
        "and binder fill it in",
        "add rules, state and behaviour, but leave the vocabulary as it is"};
  };
  const auto layout = event_layout();
  if (event_sort->fields.size() != layout.size()) {
    return mismatch(fmt::format("Event has {} fields instead of {}",
                                event_sort->fields.size(), layout.size()));
  }
  for (std::size_t i = 0; i < layout.size(); ++i) {
    const std::string name = event_sort->fields[i].name().str();
    if (name != layout[i].name) {
      return mismatch(fmt::format("field {} of Event is '{}' instead of '{}'", i + 1,
                                  name, layout[i].name));
    }
    const z3::sort sort = event_sort->fields[i].range();
    if (sort.is_bool() != layout[i].cases.empty()) {
      return mismatch(fmt::format("field '{}' of Event has another sort", name));
    }
    if (sort.is_bool()) continue;
    const auto values = values_of(sort);
    for (std::size_t j = 0; j < std::max(values.size(), layout[i].cases.size()); ++j) {
      const std::string expected =
          j < layout[i].cases.size() ? std::string(layout[i].cases[j]) : "nothing more";
      const std::string found =
          j < values.size() ? values[j].decl().name().str() : "nothing more";
      if (expected != found) {
        return mismatch(fmt::format("case {} of '{}' is '{}' instead of '{}'", j + 1,
                                    name, found, expected));
      }
    }
  }
  if (census_sort->fields.size() > kCensusClasses) {
    return mismatch(fmt::format("Census has more than {} fields", kCensusClasses));
  }
  for (const z3::func_decl& field : census_sort->fields) {
    if (field.range().is_datatype() && values_of(field.range()).size() == 3) continue;
    return mismatch(
        fmt::format("field '{}' of Census is not none, one or many", field.name().str()));
  }
  return std::nullopt;
}

z3::expr Solver::Impl::record_value(const RecordSort& record, std::size_t first,
                                    const StateBytes& bytes) {
  z3::expr_vector arguments(z3);
  for (std::size_t i = 0; i < record.fields.size(); ++i) {
    arguments.push_back(state[first + i].values[static_cast<unsigned char>(bytes[i])]);
  }
  return record.constructor(arguments);
}

StateBytes Solver::Impl::census_bytes(std::uint32_t census) const {
  StateBytes bytes;
  for (std::size_t i = 0; i < census_sort->fields.size(); ++i) {
    bytes.push_back(static_cast<char>((census >> (2 * i)) & 3u));
  }
  return bytes;
}

StateBytes Solver::Impl::bytes_of(const z3::expr& value) const {
  StateBytes bytes;
  for (unsigned i = 0; i < value.num_args(); ++i) {
    bytes.push_back(static_cast<char>(state.index_of(value.arg(i))));
  }
  return bytes;
}

bool Solver::Impl::is_true_of(const z3::expr& formula, const StateBytes& party) {
  return state.with(formula, state.read_by(formula), party).is_true();
}

const std::vector<z3::expr>& Solver::Impl::for_kind(unsigned kind) {
  auto [found, is_new] = by_kind.try_emplace(kind);
  if (!is_new) return found->second;
  z3::expr_vector from(z3), to(z3);
  for (const EventField field : {EventField::Function, EventField::Edge}) {
    const Variable& variable = event[static_cast<std::size_t>(field)];
    from.push_back(variable.constant);
    to.push_back(variable.values[EventClass(kind).get(field)]);
  }
  return found->second = replaced(definitions, from, to);
}

Outputs& Solver::Impl::for_event(EventClass event_class) {
  auto [found, is_new] = by_event.try_emplace(event_class.bits());
  if (!is_new) return found->second;
  const auto& formulas = for_kind(event_class.kind());
  z3::expr_vector from(z3), to(z3);
  for (std::size_t i = 0; i < event.size(); ++i) {
    from.push_back(event[i].constant);
    to.push_back(event[i].values[event_class.get(static_cast<EventField>(i))]);
  }
  std::size_t i = 0;
  for (const z3::expr& formula : replaced(formulas, from, to)) {
    const bool copies =
        i < party_fields() + vc_fields() && z3::eq(formula, state[i].constant);
    found->second.all.push_back({copies, Formula(formula, state), {}});
    ++i;
  }
  for (std::uint16_t check = 0; check < check_count(); ++check) {
    const Formula& premise = found->second.all[first_check() + 2u * check].formula;
    if (!premise.is_constant() || premise.constant() != 0) {
      found->second.checks.push_back(check);
    }
  }
  return found->second;
}

OfCensus& Solver::Impl::of_census(Output& output, const std::string& values) {
  std::string read = output.formula.read_below(first_class(), values);
  const auto known = output.of_census.find(read);
  if (known != output.of_census.end()) return known->second;
  Formula left = output.formula.given_below(first_class(), state, values);
  const std::uint32_t sees = seen_by(left);
  return output.of_census.emplace(std::move(read), OfCensus{std::move(left), sees})
      .first->second;
}

// A threshold does not matter if the formula is the same on both sides of it.
std::uint32_t Solver::Impl::seen_by(const Formula& formula) const {
  std::uint32_t sees = 0;
  for (const std::uint16_t number : formula.reads()) {
    const auto with = [&](char amount) {
      std::string values(state.size(), amount);
      return state.with(formula.expression(), {number}, values);
    };
    const z3::expr none = with(0), one = with(1), many = with(2);
    const unsigned lowest = 2u * (number - first_class());
    if (!z3::eq(none, one)) sees |= 1u << lowest;
    if (!z3::eq(one, many)) sees |= 2u << lowest;
  }
  return sees;
}

Solver::Solver() : impl_(std::make_unique<Impl>()) {}
Solver::~Solver() = default;

Result<std::unique_ptr<Solver>> Solver::load(const Specification& specification) {
  std::unique_ptr<Solver> solver(new Solver);
  if (auto wrong = solver->impl_->load(specification)) return *wrong;
  return solver;
}

const StateBytes& Solver::initial_vc() const {
  return impl_->initial_vc;
}
const StateBytes& Solver::initial_party() const {
  return impl_->initial_party;
}
unsigned Solver::census_classes() const {
  return static_cast<unsigned>(impl_->census_sort->fields.size());
}

std::uint32_t Solver::census_of(const StateBytes& party) const {
  std::uint32_t census = 0;
  for (std::size_t i = 0; i < impl_->census_definitions.size(); ++i) {
    if (impl_->is_true_of(impl_->census_definitions[i], party)) census |= 1u << (2 * i);
  }
  return census;
}

bool Solver::ended(const StateBytes& party) const {
  return impl_->is_true_of(*impl_->ended_definition, party);
}

bool Solver::context_in_use(const StateBytes& party) const {
  return impl_->is_true_of(*impl_->in_use_definition, party);
}

Step Solver::step(const StateBytes& vc, const StateBytes& party, std::uint32_t census,
                  EventClass event) const {
  Impl& impl = *impl_;
  Outputs& outputs = impl.for_event(event);
  const std::string values = party + vc + impl.census_bytes(census);
  Step step;
  const auto left_of = [&](std::size_t i) -> OfCensus& {
    OfCensus& left = impl.of_census(outputs.all[i], values);
    step.sees |= left.sees;
    return left;
  };
  const auto value_of = [&](std::size_t i) {
    return left_of(i).formula.answer(impl.state, values);
  };
  const auto record_after = [&](const StateBytes& before, std::size_t first) {
    StateBytes after = before;
    for (std::size_t i = 0; i < before.size(); ++i) {
      if (!outputs.all[first + i].copies) {
        after[i] = static_cast<char>(value_of(first + i));
      }
    }
    return after;
  };
  step.party = record_after(party, 0);
  step.vc = record_after(vc, impl.party_fields());
  step.taken_up = value_of(impl.first_check() - 3) != 0;
  step.call_ends = value_of(impl.first_check() - 2) != 0;
  step.vc_ends = value_of(impl.first_check() - 1) != 0;
  for (const std::uint16_t check : outputs.checks) {
    const std::size_t number = impl.first_check() + 2u * check;
    OfCensus& premise = left_of(number);
    const bool exercised = premise.formula.answer(impl.state, values) != 0;
    // With another census it may be, and its conclusion matters then.
    if (!exercised && premise.sees == 0) continue;
    const bool kept = value_of(number + 1) != 0;
    if (exercised) step.exercised.push_back(check);
    if (exercised && !kept) step.broken.push_back(check);
  }
  return step;
}

bool Solver::breakable(const StateBytes& vc, const StateBytes& party,
                       std::uint16_t check) const {
  z3::solver solver(impl_->z3);
  solver.add(impl_->broken(check));
  const std::string values = party + vc;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const Variable& variable = impl_->state[i];
    solver.add(variable.constant ==
               variable.values[static_cast<unsigned char>(values[i])]);
  }
  return solver.check() == z3::sat;
}

bool Solver::implies(std::uint16_t a, std::uint16_t b) const {
  z3::solver solver(impl_->z3);
  solver.add(impl_->broken(a));
  solver.add(!impl_->broken(b));
  return solver.check() == z3::unsat;
}

// Each answer of the solver is a state in which `check` breaks and some others do not.
std::vector<std::uint16_t> Solver::implied_by(std::uint16_t check) const {
  std::vector<std::uint16_t> left;
  for (std::uint16_t other = 0; other < impl_->check_count(); ++other) {
    if (other != check) left.push_back(other);
  }
  z3::solver solver(impl_->z3);
  solver.add(impl_->broken(check));
  if (solver.check() != z3::sat) return {};  // it never breaks
  while (!left.empty()) {
    z3::expr_vector kept(impl_->z3);
    for (const std::uint16_t other : left) kept.push_back(!impl_->broken(other));
    z3::expr any = z3::mk_or(kept);
    if (solver.check(1, &any) != z3::sat) break;
    const z3::model model = solver.get_model();
    std::erase_if(left, [&](std::uint16_t other) {
      return model.eval(impl_->broken(other), true).is_false();
    });
  }
  return left;
}

bool Solver::can_break(std::uint16_t check) const {
  z3::solver solver(impl_->z3);
  solver.add(impl_->broken(check));
  return solver.check() == z3::sat;
}

bool Solver::can_keep(std::uint16_t check) const {
  z3::solver solver(impl_->z3);
  solver.add(impl_->kept(check));
  return solver.check() == z3::sat;
}

std::string Solver::smt_vc(const StateBytes& vc) const {
  return impl_->record_value(*impl_->vc_sort, impl_->party_fields(), vc).to_string();
}
std::string Solver::smt_party(const StateBytes& party) const {
  return impl_->record_value(*impl_->party_sort, 0, party).to_string();
}
std::string Solver::smt_census(std::uint32_t census) const {
  return impl_
      ->record_value(*impl_->census_sort, impl_->first_class(),
                     impl_->census_bytes(census))
      .to_string();
}
std::string Solver::smt_event(EventClass event) const {
  z3::expr_vector arguments(impl_->z3);
  for (std::size_t i = 0; i < impl_->event.size(); ++i) {
    arguments.push_back(impl_->event[i].values[event.get(static_cast<EventField>(i))]);
  }
  return impl_->event_sort->constructor(arguments).to_string();
}

}  // namespace condis
