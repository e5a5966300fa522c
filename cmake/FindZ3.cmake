# Finds Z3 and its C++ API: target z3::libz3.
#
# Debian's libz3-dev ships no CMake package; others (vcpkg, Z3's own install) do, under the
# same target name. The package is taken where there is one.
find_package(Z3 QUIET CONFIG)
if(TARGET z3::libz3)
  set(Z3_VERSION "${Z3_VERSION_STRING}")
  if(NOT Z3_VERSION)
    set(Z3_VERSION
      "${Z3_VERSION_MAJOR}.${Z3_VERSION_MINOR}.${Z3_VERSION_PATCH}.${Z3_VERSION_TWEAK}")
  endif()
  set(Z3_LIBRARY z3::libz3)
  get_target_property(Z3_INCLUDE_DIR z3::libz3 INTERFACE_INCLUDE_DIRECTORIES)
else()
  find_path(Z3_INCLUDE_DIR NAMES z3++.h PATH_SUFFIXES z3)
  find_library(Z3_LIBRARY NAMES z3 libz3)
  if(Z3_INCLUDE_DIR AND EXISTS "${Z3_INCLUDE_DIR}/z3_version.h")
    file(STRINGS "${Z3_INCLUDE_DIR}/z3_version.h" Z3_VERSION REGEX "Z3_FULL_VERSION")
    string(REGEX MATCH "[0-9]+\\.[0-9]+\\.[0-9]+\\.[0-9]+" Z3_VERSION "${Z3_VERSION}")
  endif()
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Z3
  REQUIRED_VARS Z3_LIBRARY Z3_INCLUDE_DIR
  VERSION_VAR Z3_VERSION)
mark_as_advanced(Z3_INCLUDE_DIR Z3_LIBRARY)

if(Z3_FOUND AND NOT TARGET z3::libz3)
  add_library(z3::libz3 UNKNOWN IMPORTED)
  set_target_properties(z3::libz3 PROPERTIES
    IMPORTED_LOCATION "${Z3_LIBRARY}"
    INTERFACE_INCLUDE_DIRECTORIES "${Z3_INCLUDE_DIR}")
endif()
