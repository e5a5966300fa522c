// A small model of its own: state machines of one VC and its parties as SMT-LIB text,
// which a user can read and change; see specs/models. Z3 interprets it, answers are kept.
//
// The text defines the records Vc, Party and Census, the enumeration Act, and what each
// act needs and does. States are rows of indices of values, as StateBytes are elsewhere.
// For one thread. Tested by tests/checker/model_test.cpp.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "model/result.h"
#include "model/solver.h"
#include "model/specification.h"

namespace condis {

class TextModel {
 public:
  struct Field {
    std::string name;
    std::vector<std::string> values;
  };
  struct Rule {
    std::string id;
    std::string title;
  };
  // What an act does.
  struct Step {
    std::uint16_t act = 0;
    StateBytes vc, party;               // afterwards
    std::vector<std::uint16_t> broken;  // rules, as indices
  };

  // Fails with a Diagnostic for text that Z3 does not take, or that lacks something.
  static Result<std::unique_ptr<TextModel>> load(SpecificationText text);
  ~TextModel();

  const std::vector<std::string>& acts() const;
  const std::vector<Field>& vc_fields() const;
  const std::vector<Field>& party_fields() const;
  const std::vector<Rule>& rules() const;
  const std::vector<StateBytes>& beginnings() const;  // of the VC
  const StateBytes& party_initial() const;

  // Bit 2i is set if the party belongs to class i of the census.
  std::uint32_t census_of(const StateBytes& party);
  // Which bits of the census the steps can depend on. `of_vc`: those of the VC alone.
  std::uint32_t visible(const StateBytes& vc, const StateBytes& party, bool of_vc);
  // Gives back the memory that Z3 holds. Where it is needed again, it is loaded anew.
  void rest();
  // The acts that may happen, and what they do.
  std::vector<Step> steps(const StateBytes& vc, const StateBytes& party,
                          std::uint32_t census, bool of_vc);

 private:
  explicit TextModel(SpecificationText text);
  struct Impl;
  Impl& impl();

  SpecificationText text_;
  // What the text says once and for all.
  std::vector<Field> vc_fields_, party_fields_;
  std::vector<std::string> acts_;
  std::vector<Rule> rules_;
  std::vector<StateBytes> beginnings_;
  StateBytes party_initial_;
  std::unique_ptr<Impl> impl_;  // null: at rest
};

}  // namespace condis
