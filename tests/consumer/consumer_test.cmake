# One ctest: installs into the build tree, builds the consumer against that copy, runs it.
# The steps are a script so that they fail one by one, with their own output.
if(CMAKE_SCRIPT_MODE_FILE)
  file(REMOVE_RECURSE "${WORK}")
  function(run)
    execute_process(COMMAND ${ARGN} COMMAND_ERROR_IS_FATAL ANY)
  endfunction()
  run("${CMAKE_COMMAND}" --install "${BUILD}" --prefix "${WORK}/installed" --config "${CONFIG}")
  run("${CMAKE_COMMAND}" -S "${SOURCE}" -B "${WORK}/build" -G "${GENERATOR}"
      "-DCMAKE_PREFIX_PATH=${WORK}/installed" "-DCMAKE_CXX_COMPILER=${COMPILER}"
      "-DCMAKE_BUILD_TYPE=${CONFIG}" "-DCMAKE_EXE_LINKER_FLAGS=${LINK_FLAGS}")
  run("${CMAKE_COMMAND}" --build "${WORK}/build" --config "${CONFIG}")
  find_program(consumer consumer PATHS "${WORK}/build" "${WORK}/build/${CONFIG}"
    NO_DEFAULT_PATH REQUIRED)
  run("${consumer}" "${RECORDING}")
  return()
endif()

if(CONDIS_SANITIZE)
  set(consumer_link_flags "-fsanitize=${CONDIS_SANITIZE}")
endif()
add_test(NAME consumer
  COMMAND "${CMAKE_COMMAND}"
    "-DBUILD=${PROJECT_BINARY_DIR}" "-DWORK=${CMAKE_CURRENT_BINARY_DIR}/consumer"
    "-DSOURCE=${CMAKE_CURRENT_LIST_DIR}" "-DGENERATOR=${CMAKE_GENERATOR}"
    "-DCOMPILER=${CMAKE_CXX_COMPILER}" "-DCONFIG=$<CONFIG>"
    "-DRECORDING=${PROJECT_SOURCE_DIR}/traces/samples/drop-handle-dead-at-call/violated-crash.jsonl"
    "-DLINK_FLAGS=${consumer_link_flags}" -P "${CMAKE_CURRENT_LIST_FILE}")
set_tests_properties(consumer PROPERTIES ENVIRONMENT "${condis_test_environment}" TIMEOUT 300)
