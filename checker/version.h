// The version of the program and its libraries. CMakeLists.txt reads it here.
#pragma once

namespace condis {

inline constexpr const char* kVersion = "0.1.0";

}  // namespace condis
