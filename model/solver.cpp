#include "model/solver.h"

#include <fmt/format.h>
#include <z3++.h>

#include <algorithm>
#include <array>
#include <optional>
#include <regex>
#include <unordered_map>
#include <unordered_set>

namespace condis {
namespace {

// A record datatype of the specification: its constructor and the sorts of its fields.
struct RecordSort {
  z3::sort sort;
  z3::func_decl constructor;
  std::vector<z3::func_decl> fields;

  static RecordSort of(const z3::sort& sort) {
    z3::context& z3 = sort.ctx();
    z3::func_decl constructor(z3, Z3_get_datatype_sort_constructor(z3, sort, 0));
    RecordSort record{sort, constructor, {}};
    for (unsigned i = 0; i < constructor.arity(); ++i) {
      record.fields.emplace_back(
          z3, Z3_get_datatype_sort_constructor_accessor(z3, sort, 0, i));
    }
    return record;
  }
};

std::vector<z3::expr> values_of(const z3::sort& sort) {
  z3::context& z3 = sort.ctx();
  if (sort.is_bool()) return {z3.bool_val(false), z3.bool_val(true)};
  std::vector<z3::expr> values;
  const unsigned count = Z3_get_datatype_sort_num_constructors(z3, sort);
  for (unsigned i = 0; i < count; ++i) {
    values.push_back(z3::func_decl(z3, Z3_get_datatype_sort_constructor(z3, sort, i))());
  }
  return values;
}

// One value the specification defines, as far as it is known once the event is.
struct Output {
  enum class Kind : std::uint8_t { Constant, Copy, General } kind = Kind::General;
  std::uint8_t constant = 0;
  std::optional<z3::expr> formula;  // General
};

using Outputs = std::vector<Output>;

// Turns Z3's "(error "line 12 column 3: what")" into a Diagnostic on the user's file.
class ErrorPlace {
 public:
  explicit ErrorPlace(const std::vector<SpecificationText>& texts) : texts_(texts) {}

  Diagnostic explain(const std::string& message) const {
    static const std::regex kPattern("line ([0-9]+) column ([0-9]+): ([^\n\"]*)");
    std::smatch match;
    if (!std::regex_search(message, match, kPattern)) {
      return {"specification", "Z3 does not accept it: " + message, "", ""};
    }
    std::size_t line = std::stoul(match[1]);
    for (const SpecificationText& file : texts_) {
      const std::size_t lines = lines_of(file.text);
      if (line <= lines) return in_file(file, line, match[2], match[3]);
      line -= lines;
    }
    return {
        texts_.empty() ? "specification" : texts_.back().name,
        fmt::format("the specification is incomplete: {}", match[3].str()),
        "every field X of Vc and Party needs a function X-after, every field of Census a "
        "function in-X, every rule the parameters ((v Vc) (p Party) (o Census) (e "
        "Event)) "
        "and the result Bool",
        "compare with the specification that 'condis-check explain' quotes"};
  }

  static std::size_t lines_of(const std::string& text) {
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) + 1;
  }

 private:
  static Diagnostic in_file(const SpecificationText& file, std::size_t line,
                            const std::string& column, const std::string& what) {
    std::size_t begin = 0;
    for (std::size_t i = 1; i < line; ++i) begin = file.text.find('\n', begin) + 1;
    const std::size_t end = std::min(file.text.find('\n', begin), file.text.size());
    return {fmt::format("{}:{}:{}", file.name, line, column), what,
            "in: " + file.text.substr(begin, end - begin),
            "the words are those of 00-vocabulary.smt2 and 01-state.smt2"};
  }

  const std::vector<SpecificationText>& texts_;
};

bool depends_on(const z3::expr& formula, const z3::expr& constant,
                std::unordered_set<unsigned>& seen) {
  if (z3::eq(formula, constant)) return true;
  if (!formula.is_app() || !seen.insert(formula.id()).second) return false;
  for (unsigned i = 0; i < formula.num_args(); ++i) {
    if (depends_on(formula.arg(i), constant, seen)) return true;
  }
  return false;
}

}  // namespace

struct Solver::Impl {
  z3::context z3;
  std::optional<RecordSort> vc_sort, party_sort, census_sort, event_sort;
  std::optional<z3::expr> v, p, o, e;
  // Everything that is defined: fields of Party, fields of Vc, taken-up, call-ends,
  // vc-ends, then
  // per check its premise and its conclusion.
  std::vector<z3::expr> definitions;
  std::vector<z3::expr> census_definitions;  // in-X, over p
  std::optional<z3::expr> ended_definition, in_use_definition;
  StateBytes initial_vc, initial_party;
  std::vector<z3::expr> event_fields;  // free constants, one per field of Event
  std::vector<std::vector<z3::expr>> event_values;
  std::unordered_map<unsigned, std::vector<z3::expr>> by_kind;
  std::unordered_map<std::uint64_t, Outputs> by_event;

  std::optional<Diagnostic> load(const Specification& specification);
  std::optional<Diagnostic> check_vocabulary() const;
  z3::expr record_value(const RecordSort& record, const StateBytes& bytes);
  z3::expr census_value(std::uint32_t census);
  z3::expr substitute(z3::expr formula,
                      std::initializer_list<std::pair<z3::expr, z3::expr>> by);
  StateBytes bytes_of(const RecordSort& record, const z3::expr& value) const;
  std::uint8_t index_of(const z3::expr& value) const;
  const std::vector<z3::expr>& for_kind(unsigned kind);
  const Outputs& for_event(EventClass event);
  std::size_t party_fields() const { return party_sort->fields.size(); }
  std::size_t vc_fields() const { return vc_sort->fields.size(); }
  std::size_t first_check() const { return party_fields() + vc_fields() + 3; }
  z3::expr broken(std::uint16_t check) const {
    const std::size_t i = first_check() + 2u * check;
    return definitions[i] && !definitions[i + 1];
  }
};

std::optional<Diagnostic> Solver::Impl::load(const Specification& specification) {
  std::string text;
  for (const SpecificationText& file : specification.texts()) text += file.text + "\n";
  const std::string constants =
      "(declare-const v Vc)(declare-const p Party)(declare-const o Census)"
      "(declare-const e Event)";
  const ErrorPlace place(specification.texts());
  try {
    const z3::expr_vector shapes = z3.parse_string(
        (text + constants +
         "(declare-fun |vc| (Vc Vc) Bool)(assert (|vc| v vc-initial))"
         "(declare-fun |party| (Party Party) Bool)(assert (|party| p party-initial))"
         "(declare-fun |rest| (Census Event) Bool)(assert (|rest| o e))")
            .c_str());
    v = shapes[0].arg(0);
    p = shapes[1].arg(0);
    o = shapes[2].arg(0);
    e = shapes[2].arg(1);
    vc_sort = RecordSort::of(v->get_sort());
    party_sort = RecordSort::of(p->get_sort());
    census_sort = RecordSort::of(o->get_sort());
    event_sort = RecordSort::of(e->get_sort());
    initial_vc = bytes_of(*vc_sort, shapes[0].arg(1).simplify());
    initial_party = bytes_of(*party_sort, shapes[1].arg(1).simplify());
    if (auto wrong = check_vocabulary()) return wrong;

    // Every definition is handed back as the argument of an uninterpreted predicate.
    std::string queries = constants;
    int count = 0;
    const auto ask = [&](const std::string& sort, const std::string& term) {
      queries += fmt::format("(declare-fun |q{0}| ({1}) Bool)(assert (|q{0}| {2}))\n",
                             count++, sort, term);
    };
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
    unsigned next = 0;
    while (next < first_check()) definitions.push_back(answers[next++].arg(0));
    for (const Check& check : specification.checks()) {
      const z3::expr rule = answers[next++].arg(0);
      if (!rule.is_implies()) {
        const Rule& entry = specification.rules()[check.rule];
        return Diagnostic{fmt::format("{}:{}", entry.file, entry.line),
                          fmt::format("rule '{}' is not an implication", check.function),
                          "its left side says when it is put to the test, its right side "
                          "what must hold then",
                          "write (=> when then)"};
      }
      definitions.push_back(rule.arg(0));
      definitions.push_back(rule.arg(1));
    }
    for (std::size_t i = 0; i < census_sort->fields.size(); ++i) {
      census_definitions.push_back(answers[next++].arg(0));
    }
    ended_definition = answers[next++].arg(0);
    in_use_definition = answers[next].arg(0);
  } catch (const z3::exception& exception) {
    return place.explain(exception.msg());
  }
  for (const z3::func_decl& field : event_sort->fields) {
    event_fields.push_back(
        z3.constant(("event " + field.name().str()).c_str(), field.range()));
    event_values.push_back(values_of(field.range()));
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
  if (census_sort->fields.size() > 12) return mismatch("Census has more than 12 fields");
  return std::nullopt;
}

z3::expr Solver::Impl::record_value(const RecordSort& record, const StateBytes& bytes) {
  z3::expr_vector arguments(z3);
  for (std::size_t i = 0; i < record.fields.size(); ++i) {
    arguments.push_back(
        values_of(record.fields[i].range())[static_cast<unsigned char>(bytes[i])]);
  }
  return record.constructor(arguments);
}

z3::expr Solver::Impl::census_value(std::uint32_t census) {
  StateBytes bytes;
  for (std::size_t i = 0; i < census_sort->fields.size(); ++i) {
    bytes.push_back(static_cast<char>((census >> (2 * i)) & 3u));
  }
  return record_value(*census_sort, bytes);
}

z3::expr Solver::Impl::substitute(
    z3::expr formula, std::initializer_list<std::pair<z3::expr, z3::expr>> by) {
  z3::expr_vector from(z3), to(z3);
  for (const auto& [constant, value] : by) {
    from.push_back(constant);
    to.push_back(value);
  }
  return formula.substitute(from, to).simplify();
}

std::uint8_t Solver::Impl::index_of(const z3::expr& value) const {
  if (value.is_true()) return 1;
  if (value.is_false()) return 0;
  const auto values = values_of(value.get_sort());
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (z3::eq(values[i], value)) return static_cast<std::uint8_t>(i);
  }
  throw std::logic_error("the solver left a formula undecided: " + value.to_string());
}

StateBytes Solver::Impl::bytes_of(const RecordSort& record, const z3::expr& value) const {
  StateBytes bytes;
  for (unsigned i = 0; i < record.fields.size(); ++i) {
    bytes.push_back(static_cast<char>(index_of(value.arg(i))));
  }
  return bytes;
}

const std::vector<z3::expr>& Solver::Impl::for_kind(unsigned kind) {
  auto [found, is_new] = by_kind.try_emplace(kind);
  if (!is_new) return found->second;
  z3::expr_vector arguments(z3);
  const EventClass event(kind);
  for (std::size_t i = 0; i < event_fields.size(); ++i) {
    const auto field = static_cast<EventField>(i);
    const bool fixed = field == EventField::Function || field == EventField::Edge;
    arguments.push_back(fixed ? event_values[i][event.get(field)] : event_fields[i]);
  }
  const z3::expr value = event_sort->constructor(arguments);
  for (const z3::expr& definition : definitions) {
    found->second.push_back(substitute(definition, {{*e, value}}));
  }
  return found->second;
}

const Outputs& Solver::Impl::for_event(EventClass event) {
  auto [found, is_new] = by_event.try_emplace(event.bits());
  if (!is_new) return found->second;
  const auto& formulas = for_kind(event.kind());
  z3::expr_vector from(z3), to(z3);
  for (std::size_t i = 0; i < event_fields.size(); ++i) {
    from.push_back(event_fields[i]);
    to.push_back(event_values[i][event.get(static_cast<EventField>(i))]);
  }
  for (std::size_t i = 0; i < formulas.size(); ++i) {
    z3::expr formula = formulas[i];
    formula = formula.substitute(from, to).simplify();
    Output output;
    const bool in_party = i < party_fields();
    const bool in_vc = !in_party && i < party_fields() + vc_fields();
    if (formula.is_app() && formula.num_args() == 0) {
      output.kind = Output::Kind::Constant;
      output.constant = index_of(formula);
    } else if ((in_party && z3::eq(formula, party_sort->fields[i](*p))) ||
               (in_vc && z3::eq(formula, vc_sort->fields[i - party_fields()](*v)))) {
      output.kind = Output::Kind::Copy;
    } else {
      output.formula = formula;
    }
    found->second.push_back(std::move(output));
  }
  return found->second;
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
  const z3::expr value = impl_->record_value(*impl_->party_sort, party);
  std::uint32_t census = 0;
  for (std::size_t i = 0; i < impl_->census_definitions.size(); ++i) {
    if (impl_->substitute(impl_->census_definitions[i], {{*impl_->p, value}}).is_true()) {
      census |= 1u << (2 * i);
    }
  }
  return census;
}

bool Solver::ended(const StateBytes& party) const {
  const z3::expr value = impl_->record_value(*impl_->party_sort, party);
  return impl_->substitute(*impl_->ended_definition, {{*impl_->p, value}}).is_true();
}

bool Solver::context_in_use(const StateBytes& party) const {
  const z3::expr value = impl_->record_value(*impl_->party_sort, party);
  return impl_->substitute(*impl_->in_use_definition, {{*impl_->p, value}}).is_true();
}

std::uint32_t Solver::visible_census(unsigned kind) const {
  std::uint32_t visible = 0;
  for (std::size_t i = 0; i < impl_->census_sort->fields.size(); ++i) {
    const z3::expr class_of = impl_->census_sort->fields[i](*impl_->o);
    std::unordered_set<unsigned> seen;
    for (const z3::expr& formula : impl_->for_kind(kind)) {
      if (depends_on(formula, class_of, seen)) {
        visible |= 3u << (2 * i);
        break;
      }
    }
  }
  return visible;
}

Step Solver::step(const StateBytes& vc, const StateBytes& party, std::uint32_t census,
                  EventClass event) const {
  Impl& impl = *impl_;
  const Outputs& outputs = impl.for_event(event);
  z3::expr_vector from(impl.z3), to(impl.z3);
  from.push_back(*impl.v);
  from.push_back(*impl.p);
  from.push_back(*impl.o);
  to.push_back(impl.record_value(*impl.vc_sort, vc));
  to.push_back(impl.record_value(*impl.party_sort, party));
  to.push_back(impl.census_value(census));
  const auto value_of = [&](std::size_t i) -> std::uint8_t {
    const Output& output = outputs[i];
    if (output.kind == Output::Kind::Constant) return output.constant;
    z3::expr formula = *output.formula;
    return impl.index_of(formula.substitute(from, to).simplify());
  };
  const auto record_after = [&](const StateBytes& before, std::size_t first) {
    StateBytes after = before;
    for (std::size_t i = 0; i < before.size(); ++i) {
      if (outputs[first + i].kind != Output::Kind::Copy) {
        after[i] = static_cast<char>(value_of(first + i));
      }
    }
    return after;
  };
  Step step;
  step.party = record_after(party, 0);
  step.vc = record_after(vc, impl.party_fields());
  step.taken_up = value_of(impl.first_check() - 3) != 0;
  step.call_ends = value_of(impl.first_check() - 2) != 0;
  step.vc_ends = value_of(impl.first_check() - 1) != 0;
  for (std::size_t i = impl.first_check(); i < outputs.size(); i += 2) {
    if (value_of(i) == 0) continue;
    const auto check = static_cast<std::uint16_t>((i - impl.first_check()) / 2);
    step.exercised.push_back(check);
    if (value_of(i + 1) == 0) step.broken.push_back(check);
  }
  return step;
}

bool Solver::breakable(const StateBytes& vc, const StateBytes& party,
                       std::uint16_t check) const {
  z3::solver solver(impl_->z3);
  solver.add(impl_->broken(check));
  solver.add(*impl_->v == impl_->record_value(*impl_->vc_sort, vc));
  solver.add(*impl_->p == impl_->record_value(*impl_->party_sort, party));
  return solver.check() == z3::sat;
}

bool Solver::implies(std::uint16_t a, std::uint16_t b) const {
  z3::solver solver(impl_->z3);
  solver.add(impl_->broken(a));
  solver.add(!impl_->broken(b));
  return solver.check() == z3::unsat;
}

std::string Solver::smt_vc(const StateBytes& vc) const {
  return impl_->record_value(*impl_->vc_sort, vc).to_string();
}
std::string Solver::smt_party(const StateBytes& party) const {
  return impl_->record_value(*impl_->party_sort, party).to_string();
}
std::string Solver::smt_census(std::uint32_t census) const {
  return impl_->census_value(census).to_string();
}
std::string Solver::smt_event(EventClass event) const {
  z3::expr_vector arguments(impl_->z3);
  for (std::size_t i = 0; i < impl_->event_values.size(); ++i) {
    arguments.push_back(impl_->event_values[i][event.get(static_cast<EventField>(i))]);
  }
  return impl_->event_sort->constructor(arguments).to_string();
}

}  // namespace condis
