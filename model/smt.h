// What the Solver and the Environment share in asking Z3: the shape of records, free
// variables for their fields, and formulas over them whose answers are remembered.
// Among the few headers that include z3++.h; nothing outside model/ needs it.
#pragma once

#include <z3++.h>

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "model/result.h"
#include "model/specification.h"

namespace condis::smt {

// A record datatype of the specification: its constructor and the sorts of its fields.
struct RecordSort {
  z3::sort sort;
  z3::func_decl constructor;
  std::vector<z3::func_decl> fields;

  static RecordSort of(const z3::sort& sort);
};

// false and true, or the constructors of an enumeration.
std::vector<z3::expr> values_of(const z3::sort& sort);

// The formulas with these constants replaced by values, simplified; all at once, so that
// what they share is gone through once.
std::vector<z3::expr> replaced(const std::vector<z3::expr>& formulas,
                               const z3::expr_vector& constants,
                               const z3::expr_vector& values);

// One field of a record: a free constant, and what it can be.
struct Variable {
  z3::expr constant;
  std::vector<z3::expr> values;
};

// The fields of some records as free variables, numbered in the order of their addition.
// A valuation is a string with the index of a value per variable.
class Variables {
 public:
  // A constant for each field, named with the prefix; returns the record they make up.
  z3::expr add(const RecordSort& record, const char* prefix);

  std::size_t size() const { return list_.size(); }
  const Variable& operator[](std::size_t number) const { return list_[number]; }
  // The variables in a formula, in ascending order.
  std::vector<std::uint16_t> read_by(const z3::expr& formula) const;
  // The formula, simplified, with these variables replaced by their values.
  z3::expr with(z3::expr formula, const std::vector<std::uint16_t>& reads,
                const std::string& values) const;
  // Which value of its sort this is. Throws std::logic_error if it is none.
  std::uint8_t index_of(const z3::expr& value) const;

 private:
  std::vector<Variable> list_;
  std::unordered_map<unsigned, std::uint16_t> numbers_;  // of variables, by id
  std::unordered_map<unsigned, std::uint8_t> indices_;   // of values, by id
};

// A formula over variables. It depends on a few of them only, so that what was answered
// once serves many valuations.
class Formula {
 public:
  Formula(z3::expr formula, const Variables& variables);

  // Of no variable at all: always this value.
  bool is_constant() const { return reads_.empty(); }
  std::uint8_t constant() const { return constant_; }
  const z3::expr& expression() const { return formula_; }
  const std::vector<std::uint16_t>& reads() const { return reads_; }
  // The index of its value for this valuation.
  std::uint8_t answer(const Variables& variables, const std::string& values);
  // The values of those of its variables that are below `limit`.
  std::string read_below(std::uint16_t limit, const std::string& values) const;
  // What is left of it once these have their values.
  Formula given_below(std::uint16_t limit, const Variables& variables,
                      const std::string& values) const;

 private:
  z3::expr formula_;
  std::vector<std::uint16_t> reads_;  // numbers of variables, ascending
  std::uint8_t constant_ = 0;
  std::unordered_map<std::string, std::uint8_t> answers_;  // by the values of these
};

// Turns Z3's "(error "line 12 column 3: what")" into a Diagnostic on the user's file.
class ErrorPlace {
 public:
  explicit ErrorPlace(const std::vector<SpecificationText>& texts) : texts_(texts) {}
  // `missing` says what is wanted if the error is in none of the texts.
  Diagnostic explain(const std::string& message, const std::string& missing) const;

 private:
  const std::vector<SpecificationText>& texts_;
};

// What in a formula has no value although the variables have one: a quantifier, or the
// name of something declared but not defined. "" if there is nothing.
std::string valueless_in(const z3::expr& formula,
                         const std::unordered_set<unsigned>& variables,
                         std::unordered_set<unsigned>& seen);

// For a text that asserts or sets options.
Diagnostic only_definitions();

}  // namespace condis::smt
