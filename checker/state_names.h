// The states of VCs and parties in words, and which field went from what to what. The
// names are those of the specification's text, read without a solver. Tested by
// tests/checker/state_names_test.cpp and tests/checker/chart_test.cpp.
#pragma once

#include <string>
#include <vector>

#include "model/solver.h"
#include "model/specification.h"

namespace condis {

class StateNames {
 public:
  // For a text that declares no such types, there are no names.
  explicit StateNames(const Specification& specification);

  // "client's life: up, by-make: yes": the fields whose value is not the first of its
  // sort; "nothing seen yet" where there is none.
  std::string vc_state(const StateBytes& state) const { return words(vc_, state); }
  std::string party_state(const StateBytes& state) const { return words(party_, state); }
  // "client's life: up -> dropping", one for each field that differs.
  std::vector<std::string> vc_changes(const StateBytes& before,
                                      const StateBytes& after) const {
    return changes(vc_, before, after);
  }
  std::vector<std::string> party_changes(const StateBytes& before,
                                         const StateBytes& after) const {
    return changes(party_, before, after);
  }

 private:
  struct Field {
    std::string name;
    std::vector<std::string> values;
  };
  static std::string words(const std::vector<Field>& fields, const StateBytes& state);
  static std::vector<std::string> changes(const std::vector<Field>& fields,
                                          const StateBytes& before,
                                          const StateBytes& after);

  std::vector<Field> vc_;
  std::vector<Field> party_;
};

}  // namespace condis
