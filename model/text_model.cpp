#include "model/text_model.h"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>
#include <stdexcept>
#include <unordered_map>
#include <unordered_set>

#include "model/smt.h"

namespace condis {
namespace {

using namespace smt;

constexpr std::size_t kMostClasses = 12;
constexpr std::size_t kMostBeginnings = 64;
constexpr const char* kWanted =
    "a model defines Vc, Party, Census and Act, party-initial, vc-begins, concerns-vc, "
    "may, "
    "vc-after and party-after; see specs/models";

// The rules that the comments name, in their order.
std::vector<TextModel::Rule> rules_in(const std::string& text) {
  std::vector<TextModel::Rule> rules;
  std::istringstream lines(text);
  bool in_title = false;
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string mark, tag, rest;
    words >> mark >> tag;
    if (mark != ";;") tag.clear();
    if (tag == "@rule") {
      words >> rest;
      rules.push_back({rest, ""});
    } else if (!rules.empty() && (tag == "@title" || (in_title && !tag.empty()))) {
      std::getline(words >> std::ws, rest);
      std::string& title = rules.back().title;
      if (tag != "@title") title += (title.empty() ? "" : " ") + tag + ' ';
      title += rest;
    }
    in_title = tag == "@title" || (in_title && !tag.empty() && tag != "@rule");
  }
  return rules;
}

std::vector<TextModel::Field> fields_of(const RecordSort& record) {
  std::vector<TextModel::Field> fields;
  for (const z3::func_decl& field : record.fields) {
    fields.push_back({field.name().str(), {}});
    for (const z3::expr& value : values_of(field.range())) {
      fields.back().values.push_back(value.to_string());
    }
  }
  return fields;
}

bool is_enumeration(const z3::sort& sort) {
  if (!sort.is_datatype()) return false;
  const unsigned count = Z3_get_datatype_sort_num_constructors(sort.ctx(), sort);
  for (unsigned i = 0; i < count; ++i) {
    const z3::func_decl value(sort.ctx(),
                              Z3_get_datatype_sort_constructor(sort.ctx(), sort, i));
    if (value.arity() != 0) return false;
  }
  return count <= 256;
}

// "" for a record of finite fields, else what is wrong with it.
std::string fault_of(const z3::sort& sort) {
  if (!sort.is_datatype() ||
      Z3_get_datatype_sort_num_constructors(sort.ctx(), sort) != 1) {
    return "is no record";
  }
  for (const z3::func_decl& field : RecordSort::of(sort).fields) {
    if (!field.range().is_bool() && !is_enumeration(field.range())) {
      return fmt::format("has the field '{}', which is no enumeration",
                         field.name().str());
    }
  }
  return {};
}

}  // namespace

struct TextModel::Impl {
  // What may stand in the way of an act once VC and party are known: a formula over the
  // census.
  struct Guard {
    Guard(z3::expr of_all, const Variables& variables, std::size_t census_begin)
        : formula(std::move(of_all)) {
      for (const std::uint16_t variable : variables.read_by(formula)) {
        if (variable < census_begin) reads.push_back(variable);
      }
    }
    Formula& rest(const Variables& all, const std::string& values) {
      std::string key;
      for (const std::uint16_t number : reads) key += values[number];
      const auto found = rests.find(key);
      if (found != rests.end()) return found->second;
      return rests.emplace(std::move(key), Formula(all.with(formula, reads, values), all))
          .first->second;
    }

    z3::expr formula;
    std::vector<std::uint16_t> reads;  // of VC and party
    std::unordered_map<std::string, Formula> rests;
  };
  struct Behaviour {
    bool of_vc = false;
    Guard guard;
    std::vector<Formula> party, vc;  // by field, afterwards
    std::vector<Formula> rules;      // kept
    std::uint32_t visible = 0;       // of the census, guard apart
  };

  std::optional<Diagnostic> load(SpecificationText text);
  std::optional<Diagnostic> check_sorts(const z3::expr& records);
  std::optional<Diagnostic> find_beginnings(const z3::expr& begins, std::size_t begin);
  void add_act(const z3::expr& act, const z3::expr& value,
               const std::vector<z3::expr>& definitions);
  std::uint32_t bits_of(const std::vector<std::uint16_t>& reads) const {
    std::uint32_t bits = 0;
    for (const std::uint16_t number : reads) {
      if (number >= census_begin) bits |= 3u << (2 * (number - census_begin));
    }
    return bits;
  }
  std::string valuation(const StateBytes& vc, const StateBytes& party,
                        std::uint32_t census) const {
    std::string values = party + vc;
    for (std::size_t i = 0; values.size() < variables.size(); ++i) {
      values += static_cast<char>(census >> (2 * i) & 3u);
    }
    return values;
  }

  z3::context z3;
  Variables variables;  // of party, VC, census
  std::size_t vc_begin = 0, census_begin = 0;
  std::vector<Field> vc_fields, party_fields, census_fields;
  std::vector<std::string> acts;
  std::vector<Behaviour> behaviours;  // by act
  std::vector<Formula> classes;       // of the census
  std::vector<Rule> rules;
  std::vector<StateBytes> beginnings;
  StateBytes party_initial;
};

std::optional<Diagnostic> TextModel::Impl::check_sorts(const z3::expr& records) {
  const char* names[] = {"Party", "Vc", "Census"};
  for (unsigned i = 0; i < 3; ++i) {
    const std::string fault = fault_of(records.arg(i).get_sort());
    if (!fault.empty()) {
      return Diagnostic{"model", fmt::format("{} {}", names[i], fault), "", kWanted};
    }
  }
  const RecordSort census = RecordSort::of(records.arg(2).get_sort());
  for (const z3::func_decl& field : census.fields) {
    if (values_of(field.range()).size() == 3) continue;
    return Diagnostic{
        "model",
        fmt::format("the field '{}' of Census has not three values", field.name().str()),
        "it counts other parties: none, one, or many", kWanted};
  }
  if (census.fields.size() > kMostClasses) {
    return Diagnostic{"model", fmt::format("Census has {} fields", census.fields.size()),
                      fmt::format("at most {} can be counted", kMostClasses), ""};
  }
  const z3::sort act = records.arg(3).get_sort();
  if (!is_enumeration(act)) {
    return Diagnostic{"model", "Act is no enumeration", "", kWanted};
  }
  return std::nullopt;
}

std::optional<Diagnostic> TextModel::Impl::load(SpecificationText text) {
  rules = rules_in(text.text);
  std::vector<SpecificationText> texts = {std::move(text)};
  const std::string& source = texts[0].text;
  std::string constants =
      "\n(declare-const v Vc)(declare-const p Party)(declare-const o Census)"
      "(declare-const a Act)(declare-fun |records| (Party Vc Census Act) Bool)"
      "(assert (|records| p v o a))\n";
  std::size_t count = 0;
  const auto ask = [&](const std::string& sort, const std::string& term) {
    constants += fmt::format("(declare-fun |q{0}| ({1}) Bool)(assert (|q{0}| {2}))\n",
                             count, sort, term);
    return count++;
  };
  ask("Bool", "(concerns-vc a)");
  ask("Bool", "(may v p o a)");
  ask("Party", "(party-after v p o a)");
  ask("Vc", "(vc-after v p o a)");
  for (const Rule& rule : rules) ask("Bool", "(" + rule.id + " v p o a)");
  const std::size_t begins = ask("Bool", "(vc-begins v)");
  const std::size_t initial = ask("Party", "party-initial");
  const std::size_t first_class = count;
  try {
    // The classes are named after the fields, which are known once the text was read.
    z3::expr_vector answers = z3.parse_string((source + constants).c_str());
    if (answers.size() != count + 1) return only_definitions();
    if (auto wrong = check_sorts(answers[0])) return wrong;
    for (const Field& field : fields_of(RecordSort::of(answers[0].arg(2).get_sort()))) {
      ask("Bool", "(in-" + field.name + " p)");
    }
    // Sorts of one reading are not those of another: nothing of the first is kept.
    answers = z3.parse_string((source + constants).c_str());
    z3::expr_vector records(z3), fields(z3);
    std::unordered_set<unsigned> known, seen;
    for (unsigned i = 0; i < 4; ++i) known.insert(answers[0].arg(i).id());
    for (unsigned i = 0; i < 3; ++i) {
      const RecordSort sort = RecordSort::of(answers[0].arg(i).get_sort());
      if (i == 1) vc_begin = variables.size();
      if (i == 2) census_begin = variables.size();
      (i == 0 ? party_fields : i == 1 ? vc_fields : census_fields) = fields_of(sort);
      records.push_back(answers[0].arg(i));
      fields.push_back(variables.add(sort, i == 0   ? "party "
                                           : i == 1 ? "vc "
                                                    : "others "));
    }
    std::vector<z3::expr> definitions;
    for (unsigned i = 1; i < answers.size(); ++i) {
      z3::expr definition = answers[i].arg(0);
      const std::string valueless = valueless_in(definition, known, seen);
      if (!valueless.empty()) {
        return Diagnostic{
            texts[0].name, "a definition uses " + valueless,
            "every definition must have a value once state and act are known",
            "define what is declared, and write out the cases of a "
            "quantifier"};
      }
      definitions.push_back(definition.substitute(records, fields).simplify());
    }
    for (const z3::func_decl& field : RecordSort::of(records[0].get_sort()).fields) {
      party_initial +=
          static_cast<char>(variables.index_of(field(definitions[initial]).simplify()));
    }
    for (std::size_t i = first_class; i < count; ++i) {
      classes.emplace_back(definitions[i], variables);
    }
    if (auto wrong = find_beginnings(definitions[begins], vc_begin)) return wrong;
    const z3::expr act = answers[0].arg(3);
    definitions.erase(definitions.begin() + static_cast<std::ptrdiff_t>(begins),
                      definitions.end());
    for (const z3::expr& value : values_of(act.get_sort())) {
      add_act(act, value, definitions);
    }
  } catch (const z3::exception& exception) {
    Diagnostic wrong = ErrorPlace(texts).explain(exception.msg(), "");
    wrong.help = kWanted;
    return wrong;
  }
  return std::nullopt;
}

// One act: the definitions concerns-vc, may, party-after, vc-after and the rules.
void TextModel::Impl::add_act(const z3::expr& act, const z3::expr& value,
                              const std::vector<z3::expr>& definitions) {
  z3::expr_vector from(z3), to(z3);
  from.push_back(act);
  to.push_back(value);
  const auto with_act = [&](std::size_t i) {
    z3::expr definition = definitions[i];
    return definition.substitute(from, to).simplify();
  };
  const auto split = [&](const z3::expr& record) {
    std::vector<Formula> parts;
    for (const z3::func_decl& field : RecordSort::of(record.get_sort()).fields) {
      parts.emplace_back(field(record).simplify(), variables);
    }
    return parts;
  };
  Behaviour behaviour{with_act(0).is_true(),
                      Guard(with_act(1), variables, census_begin),
                      split(with_act(2)),
                      split(with_act(3)),
                      {},
                      0};
  for (std::size_t i = 4; i < definitions.size(); ++i) {
    behaviour.rules.emplace_back(with_act(i), variables);
  }
  for (const auto* formulas : {&behaviour.party, &behaviour.vc, &behaviour.rules}) {
    for (const Formula& formula : *formulas) {
      behaviour.visible |= bits_of(formula.reads());
    }
  }
  acts.push_back(value.to_string());
  behaviours.push_back(std::move(behaviour));
}

std::optional<Diagnostic> TextModel::Impl::find_beginnings(const z3::expr& begins,
                                                           std::size_t begin) {
  z3::solver solver(z3);
  solver.add(begins);
  while (beginnings.size() <= kMostBeginnings && solver.check() == z3::sat) {
    const z3::model found = solver.get_model();
    StateBytes state;
    z3::expr same = z3.bool_val(true);
    for (std::size_t i = begin; i < census_begin; ++i) {
      const z3::expr value = found.eval(variables[i].constant, true);
      state += static_cast<char>(variables.index_of(value));
      same = same && variables[i].constant == value;
    }
    beginnings.push_back(std::move(state));
    solver.add(!same);
  }
  std::sort(beginnings.begin(), beginnings.end());
  if (!beginnings.empty() && beginnings.size() <= kMostBeginnings) return std::nullopt;
  return Diagnostic{"model",
                    beginnings.empty()
                        ? "vc-begins is true of no Vc"
                        : fmt::format("vc-begins is true of more than {} values of Vc",
                                      kMostBeginnings),
                    "a search starts from each of them", ""};
}

TextModel::TextModel(SpecificationText text)
    : text_(std::move(text)), impl_(std::make_unique<Impl>()) {}
TextModel::~TextModel() = default;

Result<std::unique_ptr<TextModel>> TextModel::load(SpecificationText text) {
  std::unique_ptr<TextModel> model(new TextModel(std::move(text)));
  Impl& impl = *model->impl_;
  if (auto wrong = impl.load(model->text_)) return *wrong;
  model->vc_fields_ = impl.vc_fields;
  model->party_fields_ = impl.party_fields;
  model->acts_ = impl.acts;
  model->rules_ = impl.rules;
  model->beginnings_ = impl.beginnings;
  model->party_initial_ = impl.party_initial;
  return model;
}

const std::vector<std::string>& TextModel::acts() const {
  return acts_;
}
const std::vector<TextModel::Field>& TextModel::vc_fields() const {
  return vc_fields_;
}
const std::vector<TextModel::Field>& TextModel::party_fields() const {
  return party_fields_;
}
const std::vector<TextModel::Rule>& TextModel::rules() const {
  return rules_;
}
const std::vector<StateBytes>& TextModel::beginnings() const {
  return beginnings_;
}
const StateBytes& TextModel::party_initial() const {
  return party_initial_;
}

void TextModel::rest() {
  impl_.reset();
}

TextModel::Impl& TextModel::impl() {
  if (impl_ == nullptr) {
    impl_ = std::make_unique<Impl>();
    if (impl_->load(text_)) throw std::logic_error("a model cannot be loaded again");
  }
  return *impl_;
}

std::uint32_t TextModel::census_of(const StateBytes& party) {
  Impl& impl = this->impl();
  const std::string values = impl.valuation(beginnings_[0], party, 0);
  std::uint32_t census = 0;
  for (std::size_t i = 0; i < impl.classes.size(); ++i) {
    census |= std::uint32_t{impl.classes[i].answer(impl.variables, values)} << (2 * i);
  }
  return census;
}

std::uint32_t TextModel::visible(const StateBytes& vc, const StateBytes& party,
                                 bool of_vc) {
  Impl& impl = this->impl();
  const std::string values = impl.valuation(vc, party, 0);
  std::uint32_t visible = 0;
  for (Impl::Behaviour& behaviour : impl.behaviours) {
    if (behaviour.of_vc != of_vc) continue;
    const Formula& rest = behaviour.guard.rest(impl.variables, values);
    if (rest.is_constant() && rest.constant() == 0) continue;
    visible |= impl.bits_of(rest.reads()) | behaviour.visible;
  }
  return visible;
}

std::vector<TextModel::Step> TextModel::steps(const StateBytes& vc,
                                              const StateBytes& party,
                                              std::uint32_t census, bool of_vc) {
  Impl& impl = this->impl();
  const std::string values = impl.valuation(vc, party, census);
  const Variables& variables = impl.variables;
  std::vector<Step> steps;
  for (std::size_t act = 0; act < impl.behaviours.size(); ++act) {
    Impl::Behaviour& behaviour = impl.behaviours[act];
    if (behaviour.of_vc != of_vc ||
        behaviour.guard.rest(variables, values).answer(variables, values) == 0) {
      continue;
    }
    Step step;
    step.act = static_cast<std::uint16_t>(act);
    const auto fill = [&](std::vector<Formula>& fields, StateBytes& state) {
      for (Formula& field : fields) {
        state += static_cast<char>(field.answer(variables, values));
      }
    };
    fill(behaviour.vc, step.vc);
    fill(behaviour.party, step.party);
    if (of_vc) step.party = party;
    for (std::size_t rule = 0; rule < behaviour.rules.size(); ++rule) {
      if (behaviour.rules[rule].answer(variables, values) == 0) {
        step.broken.push_back(static_cast<std::uint16_t>(rule));
      }
    }
    steps.push_back(std::move(step));
  }
  return steps;
}

}  // namespace condis
