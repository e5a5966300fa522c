// The specification that the program carries within itself: the files of specs/ as they
// were when it was built, sorted by name. cmake/condis_embed.cmake generates the
// definition.
#pragma once

#include <span>
#include <string_view>

namespace condis {

struct SpecificationFile {
  std::string_view name;  // without directory: "10-party.smt2"
  std::string_view text;
};

std::span<const SpecificationFile> embedded_specification();

}  // namespace condis
