// The embedded specification and one transition table for it, shared by the tests of a
// process. The table starts empty, so that its answers come from the solver of this run.
#pragma once

#include <memory>
#include <stdexcept>

#include "model/specification.h"
#include "model/transition_table.h"

namespace condis::test {

inline const Specification& whole_specification() {
  static const Specification kSpecification = [] {
    auto loaded = Specification::load("", {});
    if (!loaded) throw std::runtime_error(loaded.error().what);
    return std::move(*loaded);
  }();
  return kSpecification;
}

inline TransitionTable& whole_table() {
  static const std::unique_ptr<TransitionTable> kTable = [] {
    auto created = TransitionTable::create(whole_specification(), "");
    if (!created) throw std::runtime_error(created.error().what);
    return std::move(*created);
  }();
  return *kTable;
}

}  // namespace condis::test
