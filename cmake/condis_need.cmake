# Policy: the installed package, else third_party/, never the network.
#
# The version is compared here and not by find_package(): some packages refuse a newer major
# version than the one asked for.
function(condis_need name version apt)
  find_package(${name} QUIET)
  if(${name}_FOUND AND NOT (${name}_VERSION AND ${name}_VERSION VERSION_LESS version))
    return()
  endif()
  if(EXISTS "${PROJECT_SOURCE_DIR}/third_party/${name}/CMakeLists.txt")
    add_subdirectory("${PROJECT_SOURCE_DIR}/third_party/${name}" EXCLUDE_FROM_ALL SYSTEM)
    return()
  endif()
  set(found "none is installed")
  if(${name}_FOUND)
    set(found "${${name}_VERSION} is installed")
  endif()
  message(FATAL_ERROR
    "condis-check needs ${name} >= ${version}, ${found}: install ${apt} (Debian's name), or "
    "unpack it into third_party/${name}/. Where apt-get is present, ./bootstrap installs it.")
endfunction()
