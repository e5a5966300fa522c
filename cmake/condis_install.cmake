# Installs the program, the libraries with their headers, the specification, and a CMake
# package: find_package(condis) gives condis::model, condis::traces, condis::checker and
# condis::warmed (the filled transition table).
include(CMakePackageConfigHelpers)

set(condis_package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/condis")

install(TARGETS condis_model condis_traces condis_checker condis_warmed EXPORT condis)
install(TARGETS condis-check)
foreach(directory IN ITEMS model traces checker)
  install(DIRECTORY ${directory}
    DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/condis"
    FILES_MATCHING PATTERN "*.h" PATTERN samples EXCLUDE)
endforeach()
# The program carries both within itself; they are installed to be read and built upon.
install(DIRECTORY specs DESTINATION "${CMAKE_INSTALL_DATADIR}/condis-check"
  FILES_MATCHING PATTERN "*.smt2")
install(DIRECTORY traces/samples DESTINATION "${CMAKE_INSTALL_DATADIR}/condis-check")

install(EXPORT condis NAMESPACE condis:: DESTINATION "${condis_package_dir}"
  FILE condisTargets.cmake)
configure_package_config_file(cmake/condisConfig.cmake.in
  "${PROJECT_BINARY_DIR}/condisConfig.cmake"
  INSTALL_DESTINATION "${condis_package_dir}")
write_basic_package_version_file("${PROJECT_BINARY_DIR}/condisConfigVersion.cmake"
  COMPATIBILITY SameMinorVersion)
install(FILES
  "${PROJECT_BINARY_DIR}/condisConfig.cmake"
  "${PROJECT_BINARY_DIR}/condisConfigVersion.cmake"
  cmake/FindZ3.cmake
  cmake/Findre2.cmake
  DESTINATION "${condis_package_dir}")
