# Finds RE2: target re2::re2.
#
# Debian's libre2-dev ships no CMake package; others (vcpkg, RE2's own install) do, under the
# same target name. The package is taken where there is one.
find_package(re2 QUIET CONFIG)
if(TARGET re2::re2)
  set(re2_LIBRARY re2::re2)
  get_target_property(re2_INCLUDE_DIR re2::re2 INTERFACE_INCLUDE_DIRECTORIES)
else()
  find_path(re2_INCLUDE_DIR NAMES re2/re2.h)
  find_library(re2_LIBRARY NAMES re2)
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(re2 REQUIRED_VARS re2_LIBRARY re2_INCLUDE_DIR)
mark_as_advanced(re2_INCLUDE_DIR re2_LIBRARY)

if(re2_FOUND AND NOT TARGET re2::re2)
  add_library(re2::re2 UNKNOWN IMPORTED)
  set_target_properties(re2::re2 PROPERTIES
    IMPORTED_LOCATION "${re2_LIBRARY}"
    INTERFACE_INCLUDE_DIRECTORIES "${re2_INCLUDE_DIR}")
endif()
