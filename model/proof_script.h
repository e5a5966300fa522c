// SMT-LIB text for a solver: the specification, constants, assertions; and Z3 reading it.
// Tested by tests/model/induction_test.cpp.
#pragma once

#include <z3++.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace condis {

// The fields of a record: their names and sorts.
using Fields = std::vector<std::pair<std::string, std::string>>;

// Of the specification's records, by their sorts: Vc, Party, Census, Scene, Act, Event
// and Open. Throws z3::exception for text that does not define them.
std::map<std::string, Fields> records_of(const std::string& text);

// The formula as an assertion, and its negation.
std::string given(const std::string& formula);
std::string denied(const std::string& formula);

// Declarations and assertions under a name. The records must outlive it.
class Script {
 public:
  Script(std::string name, std::string text, const std::map<std::string, Fields>& records)
      : name_(std::move(name)), text_(std::move(text)), records_(records) {}

  const std::string& name() const { return name_; }
  const std::string& text() const { return text_; }
  Script& add(const std::string& line) {
    text_ += line + '\n';
    return *this;
  }
  Script& assert_that(const std::string& formula) { return add(given(formula)); }
  // A record of this name, each field of it a constant.
  Script& constant(const std::string& name, const std::string& sort) {
    return add(record(name, sort));
  }
  std::string record(const std::string& name, const std::string& sort) const;
  // Likewise, each field being what `value` says of it.
  template <class Value>
  Script& defined(const std::string& name, const std::string& sort, Value value) {
    constant(name, sort);
    for (const auto& field : records_.at(sort)) {
      assert_that("(= |" + name + '.' + field.first + "| " + value(field.first) + ")");
    }
    return *this;
  }
  const Fields& fields(const std::string& sort) const { return records_.at(sort); }

 private:
  std::string name_;
  std::string text_;
  const std::map<std::string, Fields>& records_;
};

// A solver that has read some text, and reads on.
class Z3Session {
 public:
  // The solver's answers, a line each. Throws z3::exception for text it rejects.
  std::string eval(const std::string& text);

 private:
  z3::context context_;
};

}  // namespace condis
