// The documented rules as loaded text: the SMT-LIB files, and the catalogue that stands
// in the comments above each rule. Reading it needs no solver; what the formulas mean is
// asked of the Solver.
//
// Catalogue entries are comment blocks of lines ";; @tag text", continued by ";;   text",
// in front of a define-fun of the same name:
//   @rule ID          a rule: (define-fun ID ((v Vc) (p Party) (o Census) (e Event)) Bool
//                     (=> when then)); `when` puts the rule to the test, `then` keeps it
//   @grade ID         a part of that rule with a lower severity, named ID.SEVERITY
//   @not-visible ID   a documented rule that no recording can show, with its @reason
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/result.h"
#include "model/rule.h"

namespace condis {

// One file of the specification.
struct SpecificationText {
  std::string name;  // for messages
  std::string text;
};

// A file that the user names: of at most 16 MiB, and not empty. `what` names it in
// messages: "the behaviour".
Result<SpecificationText> read_specification_text(const std::string& path,
                                                  std::string_view what);

// One formula that is evaluated at every step: a rule, or a graded part of one.
struct Check {
  std::string function;    // its define-fun
  std::uint32_t rule = 0;  // index into rules()
  Severity severity = Severity::Error;
  std::string message;
};

class Specification {
 public:
  // The embedded specification, or with `directory` the .smt2 files of that directory in
  // the order of their names; then the user's rule files. Finds mistakes in the
  // catalogue, not in the formulas: those the Solver finds.
  static Result<Specification> load(const std::string& directory,
                                    const std::vector<std::string>& rule_files);
  static Result<Specification> parse(std::vector<SpecificationText> texts);

  const std::vector<Rule>& rules() const { return rules_; }
  const std::vector<InvisibleRule>& invisible_rules() const { return invisible_; }
  const std::vector<Check>& checks() const { return checks_; }
  const std::vector<SpecificationText>& texts() const { return texts_; }
  // The sorts alone: the declare-datatypes commands of all texts.
  std::string datatypes() const;
  // 16 hexadecimal digits over all texts: names a filled transition table.
  const std::string& hash() const { return hash_; }
  // True if the formulas are the embedded ones, which the build has checked.
  bool is_embedded() const { return embedded_; }

 private:
  std::vector<SpecificationText> texts_;
  std::vector<Rule> rules_;
  std::vector<InvisibleRule> invisible_;
  std::vector<Check> checks_;
  std::string hash_;
  bool embedded_ = false;
};

}  // namespace condis
