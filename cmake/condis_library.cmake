# What the project's targets have in common: language level, warnings, sanitizers.

# Flags for our own sources only; never exported to users of the libraries.
add_library(condis_flags INTERFACE)
if(MSVC)
  target_compile_options(condis_flags INTERFACE /W4 /utf-8 $<$<BOOL:${CONDIS_WERROR}>:/WX>)
else()
  target_compile_options(condis_flags INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion $<$<BOOL:${CONDIS_WERROR}>:-Werror>)
  # What -Wconversion means to g++.
  target_compile_options(condis_flags INTERFACE
    $<$<CXX_COMPILER_ID:Clang,AppleClang>:-Wno-sign-conversion>)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    # GCC bug 105651: a false alarm inside std::string of libstdc++ 12.
    target_compile_options(condis_flags INTERFACE -Wno-restrict)
  endif()
endif()
if(CONDIS_SANITIZE)
  set(condis_sanitize_flags "-fsanitize=${CONDIS_SANITIZE}" -fno-sanitize-recover=all
    -fno-omit-frame-pointer)
  target_compile_options(condis_flags INTERFACE ${condis_sanitize_flags})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # GCC warns of code that its own instrumentation made; builds without it keep the warning.
    target_compile_options(condis_flags INTERFACE -Wno-maybe-uninitialized)
  endif()
  target_link_options(condis_flags INTERFACE ${condis_sanitize_flags})
endif()

# condis_target(NAME): the common settings of a library or executable.
function(condis_target name)
  target_compile_features(${name} PUBLIC cxx_std_20)
  set_target_properties(${name} PROPERTIES CXX_EXTENSIONS OFF)
  target_link_libraries(${name} PRIVATE $<BUILD_INTERFACE:condis_flags>)
endfunction()

# condis_fast(NAME): optimised across source files, which is worth a fifth of the engine's
# time. Objects stay usable without it, for those who link them with another compiler.
function(condis_fast name)
  if(CMAKE_BUILD_TYPE STREQUAL "Release" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    set_target_properties(${name} PROPERTIES INTERPROCEDURAL_OPTIMIZATION ON)
    target_compile_options(${name} PRIVATE -ffat-lto-objects)
  endif()
endfunction()

# condis_library(NAME SOURCES...): library condis_NAME, exported as condis::NAME. Headers are
# included by their path from the top of the project: "model/record.h".
function(condis_library name)
  add_library(condis_${name} ${ARGN})
  add_library(condis::${name} ALIAS condis_${name})
  condis_target(condis_${name})
  condis_fast(condis_${name})
  set_target_properties(condis_${name} PROPERTIES EXPORT_NAME ${name})
  target_include_directories(condis_${name} PUBLIC
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>
    $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/condis>)
endfunction()

# condis_no_stray_sources(NAME OTHERS...): every .cpp of this directory must be a source of
# library NAME or one of OTHERS, so that none is forgotten while sources are listed by name.
function(condis_no_stray_sources name)
  file(GLOB present CONFIGURE_DEPENDS RELATIVE "${CMAKE_CURRENT_SOURCE_DIR}" "*.cpp")
  get_target_property(listed condis_${name} SOURCES)
  list(REMOVE_ITEM present ${listed} ${ARGN})
  if(present)
    message(FATAL_ERROR "in no target of ${CMAKE_CURRENT_SOURCE_DIR}/CMakeLists.txt: ${present}")
  endif()
endfunction()
