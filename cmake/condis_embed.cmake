# Puts files into the program, so that an installed copy needs none beside it.
#
# condis_embed(TARGET target FUNCTION function HEADER header BASE directory
#              [TYPE struct] [NAMES names...] FILES files...)
#
# generates a source of `target` that defines, in namespace condis, the function that `header`
# declares:
#   with TYPE    std::span<const struct> function();   struct {string_view name, text;}
#   without      std::string_view function();          the one file's bytes
# Names are the paths relative to BASE; the order is that of FILES.
#
# On ELF the assembler takes the bytes in (.incbin: no limit on size, no time to compile);
# elsewhere they become an array of numbers. Both ways go through embed_files.cmake.
if(UNIX AND NOT APPLE AND CMAKE_CXX_COMPILER_ID MATCHES "GNU|Clang")
  set(condis_embed_as_bytes_default OFF)
else()
  set(condis_embed_as_bytes_default ON)
endif()
option(CONDIS_EMBED_AS_BYTES "Embed files as arrays instead of by .incbin"
       ${condis_embed_as_bytes_default})

function(condis_embed)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "TARGET;FUNCTION;HEADER;BASE;TYPE" "FILES")
  set(stem "${CMAKE_CURRENT_BINARY_DIR}/${arg_FUNCTION}")
  list(JOIN arg_FILES "\n" names)
  file(GENERATE OUTPUT "${stem}.list" CONTENT "${names}\n")
  add_custom_command(
    OUTPUT "${stem}.cpp" "${stem}.blob"
    COMMAND "${CMAKE_COMMAND}"
      "-DSTEM=${stem}" "-DFUNCTION=${arg_FUNCTION}" "-DHEADER=${arg_HEADER}"
      "-DBASE=${arg_BASE}" "-DTYPE=${arg_TYPE}" "-DAS_BYTES=${CONDIS_EMBED_AS_BYTES}"
      -P "${PROJECT_SOURCE_DIR}/cmake/embed_files.cmake"
    DEPENDS ${arg_FILES} "${stem}.list" "${PROJECT_SOURCE_DIR}/cmake/embed_files.cmake"
    COMMENT "Embedding ${arg_FUNCTION}"
    VERBATIM)
  set_source_files_properties("${stem}.cpp" PROPERTIES OBJECT_DEPENDS "${stem}.blob")
  target_sources(${arg_TARGET} PRIVATE "${stem}.cpp")
endfunction()
