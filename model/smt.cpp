#include "model/smt.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <regex>
#include <stdexcept>

namespace condis::smt {
namespace {

constexpr std::uint16_t kEvery = std::numeric_limits<std::uint16_t>::max();

std::size_t lines_of(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) + 1;
}

Diagnostic in_file(const SpecificationText& file, std::size_t line,
                   const std::string& column, const std::string& what) {
  std::size_t begin = 0;
  for (std::size_t i = 1; i < line; ++i) begin = file.text.find('\n', begin) + 1;
  const std::size_t end = std::min(file.text.find('\n', begin), file.text.size());
  return {fmt::format("{}:{}:{}", file.name, line, column), what,
          "in: " + file.text.substr(begin, end - begin),
          "the words are those of 00-vocabulary.smt2 and 01-state.smt2"};
}

}  // namespace

RecordSort RecordSort::of(const z3::sort& sort) {
  z3::context& z3 = sort.ctx();
  z3::func_decl constructor(z3, Z3_get_datatype_sort_constructor(z3, sort, 0));
  RecordSort record{sort, constructor, {}};
  for (unsigned i = 0; i < constructor.arity(); ++i) {
    record.fields.emplace_back(z3,
                               Z3_get_datatype_sort_constructor_accessor(z3, sort, 0, i));
  }
  return record;
}

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

std::vector<z3::expr> replaced(const std::vector<z3::expr>& formulas,
                               const z3::expr_vector& constants,
                               const z3::expr_vector& values) {
  z3::context& z3 = constants.ctx();
  z3::expr_vector arguments(z3);
  z3::sort_vector sorts(z3);
  for (const z3::expr& formula : formulas) {
    arguments.push_back(formula);
    sorts.push_back(formula.get_sort());
  }
  const z3::func_decl together = z3.function("together", sorts, z3.bool_sort());
  const z3::expr done = together(arguments).substitute(constants, values).simplify();
  std::vector<z3::expr> result;
  for (unsigned i = 0; i < done.num_args(); ++i) result.push_back(done.arg(i));
  return result;
}

z3::expr Variables::add(const RecordSort& record, const char* prefix) {
  z3::context& z3 = record.sort.ctx();
  z3::expr_vector constants(z3);
  for (const z3::func_decl& field : record.fields) {
    constants.push_back(
        z3.constant((prefix + field.name().str()).c_str(), field.range()));
    numbers_.emplace(constants.back().id(), static_cast<std::uint16_t>(list_.size()));
    list_.push_back({constants.back(), values_of(field.range())});
    for (std::size_t i = 0; i < list_.back().values.size(); ++i) {
      indices_[list_.back().values[i].id()] = static_cast<std::uint8_t>(i);
    }
  }
  return record.constructor(constants);
}

std::vector<std::uint16_t> Variables::read_by(const z3::expr& formula) const {
  std::vector<std::uint16_t> reads;
  std::unordered_set<unsigned> seen;
  std::vector<z3::expr> open = {formula};
  while (!open.empty()) {
    const z3::expr next = open.back();
    open.pop_back();
    if (!next.is_app() || !seen.insert(next.id()).second) continue;
    const auto variable = numbers_.find(next.id());
    if (variable != numbers_.end()) reads.push_back(variable->second);
    for (unsigned i = 0; i < next.num_args(); ++i) open.push_back(next.arg(i));
  }
  std::sort(reads.begin(), reads.end());
  return reads;
}

z3::expr Variables::with(z3::expr formula, const std::vector<std::uint16_t>& reads,
                         const std::string& values) const {
  z3::expr_vector from(formula.ctx()), to(formula.ctx());
  for (const std::uint16_t number : reads) {
    from.push_back(list_[number].constant);
    to.push_back(list_[number].values[static_cast<unsigned char>(values[number])]);
  }
  return formula.substitute(from, to).simplify();
}

std::uint8_t Variables::index_of(const z3::expr& value) const {
  const auto found = indices_.find(value.id());
  if (found != indices_.end()) return found->second;
  throw std::logic_error("the solver left a formula undecided: " + value.to_string());
}

Formula::Formula(z3::expr formula, const Variables& variables)
    : formula_(std::move(formula)), reads_(variables.read_by(formula_)) {
  if (reads_.empty()) constant_ = variables.index_of(formula_);
}

std::uint8_t Formula::answer(const Variables& variables, const std::string& values) {
  if (is_constant()) return constant_;
  const auto [found, is_new] = answers_.try_emplace(read_below(kEvery, values));
  if (is_new) {
    found->second = variables.index_of(variables.with(formula_, reads_, values));
  }
  return found->second;
}

std::string Formula::read_below(std::uint16_t limit, const std::string& values) const {
  std::string read;
  for (const std::uint16_t number : reads_) {
    if (number < limit) read += values[number];
  }
  return read;
}

Formula Formula::given_below(std::uint16_t limit, const Variables& variables,
                             const std::string& values) const {
  const auto end = std::lower_bound(reads_.begin(), reads_.end(), limit);
  return {variables.with(formula_, {reads_.begin(), end}, values), variables};
}

Diagnostic ErrorPlace::explain(const std::string& message,
                               const std::string& missing) const {
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
  return {texts_.empty() ? "specification" : texts_.back().name,
          fmt::format("the specification is incomplete: {}", match[3].str()), missing,
          "compare with the specification that 'condis-check explain' quotes"};
}

std::string valueless_in(const z3::expr& formula,
                         const std::unordered_set<unsigned>& variables,
                         std::unordered_set<unsigned>& seen) {
  std::vector<z3::expr> open = {formula};
  while (!open.empty()) {
    const z3::expr next = open.back();
    open.pop_back();
    if (!seen.insert(next.id()).second) continue;
    if (!next.is_app()) return "a quantifier";
    const Z3_decl_kind kind = next.decl().decl_kind();
    if (kind == Z3_OP_UNINTERPRETED && !variables.contains(next.id())) {
      return "'" + next.decl().name().str() + "'";
    }
    for (unsigned i = 0; i < next.num_args(); ++i) open.push_back(next.arg(i));
  }
  return {};
}

Diagnostic only_definitions() {
  return {"specification", "it has other commands besides declarations and definitions",
          "an assertion, or (exit), changes what is asked of the solver",
          "take them out of specs and rule files"};
}

}  // namespace condis::smt
