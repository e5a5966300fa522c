# Runs one golden case: the command line in CASE/cmd, in the top directory of the sources,
# against the file CASE/expected, which holds exit code, standard output and standard error
# to the letter.
#
# `cmd` is one line, split like a shell's, whose first word is condis-check; a last word
# "<FILE" gives standard input. With UPDATE_GOLDEN=1 in the environment `expected` is
# written instead, except from a run that crashed.
cmake_minimum_required(VERSION 3.25)

set(TOP "${CMAKE_CURRENT_LIST_DIR}/../..")
file(READ "${CASE}/cmd" command)
string(STRIP "${command}" command)
separate_arguments(words UNIX_COMMAND "${command}")
list(POP_FRONT words program)
if(NOT program STREQUAL "condis-check")
  message(FATAL_ERROR "${CASE}/cmd: the first word is '${program}', not condis-check")
endif()
set(input "/dev/null")
if(CMAKE_HOST_WIN32)
  set(input "NUL")
endif()
set(last "")
if(words)
  list(GET words -1 last)
endif()
if(last MATCHES "^<(.+)$")
  set(input "${TOP}/${CMAKE_MATCH_1}")
  list(POP_BACK words)
endif()

execute_process(
  COMMAND "${PROGRAM}" ${words}
  WORKING_DIRECTORY "${TOP}"
  INPUT_FILE "${input}"
  OUTPUT_VARIABLE output
  ERROR_VARIABLE errors
  RESULT_VARIABLE exit_code)
set(actual "exit ${exit_code}\n--- standard output\n${output}--- standard error\n${errors}")

# A signal's name stands where the exit code would, 99 is a sanitizer's, 4 is a bug of ours.
set(crashed FALSE)
if(NOT exit_code MATCHES "^[0-3]$" OR errors MATCHES "Sanitizer|runtime error:|internal error")
  set(crashed TRUE)
endif()

if("$ENV{UPDATE_GOLDEN}")
  if(crashed)
    message(NOTICE "${actual}")
    message(FATAL_ERROR "${CASE}/expected is not written: the run crashed")
  endif()
  file(WRITE "${CASE}/expected" "${actual}")
  message(STATUS "written: ${CASE}/expected")
  return()
endif()

if(NOT EXISTS "${CASE}/expected")
  message(NOTICE "${actual}")
  message(FATAL_ERROR "${CASE}/expected is missing: UPDATE_GOLDEN=1 writes it")
endif()
file(READ "${CASE}/expected" expected)
if(NOT actual STREQUAL expected)
  file(WRITE "${WORK}/actual" "${actual}")
  find_program(diff diff)
  if(diff)
    execute_process(COMMAND "${diff}" -u "${CASE}/expected" "${WORK}/actual")
  else()
    message(NOTICE "${actual}")
  endif()
  message(FATAL_ERROR "${command}\nUPDATE_GOLDEN=1 ctest -R golden rewrites what is expected")
endif()
