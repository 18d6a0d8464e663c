# Run by CPack when everything is installed, a folder for each component, and not packed yet: adds
# what Debian's policy asks of a package, and finds out which packages the libraries come from.

set(source ${CPACK_LISTEN_SOURCE}/src/package)

function(run output folder)
  execute_process(COMMAND ${ARGN} WORKING_DIRECTORY ${folder}
    OUTPUT_VARIABLE out OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
  set(${output} "${out}" PARENT_SCOPE)
endfunction()

# CPack would put the project's summary before each package's own.
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "")

# ---- documents ----

# The same sources give the same packages: their files are as old as the version.
run(head ${source} dpkg-parsechangelog -l changelog -S Version)
if(NOT head STREQUAL CPACK_LISTEN_VERSION)
  message(FATAL_ERROR "src/package/changelog is of ${head}, the project of ${CPACK_LISTEN_VERSION}")
endif()
if(NOT DEFINED ENV{SOURCE_DATE_EPOCH})
  run(seconds ${source} dpkg-parsechangelog -l changelog -S Timestamp)
  set(ENV{SOURCE_DATE_EPOCH} ${seconds})
endif()

foreach(component ${CPACK_COMPONENTS_ALL})
  string(TOUPPER ${component} upper)
  set(package ${CPACK_DEBIAN_${upper}_PACKAGE_NAME})
  set(root ${CPACK_TEMPORARY_DIRECTORY}/${component}/usr)
  set(doc ${root}/share/doc/${package})
  file(MAKE_DIRECTORY ${doc})
  file(COPY_FILE ${source}/changelog ${doc}/changelog.Debian)
  file(COPY_FILE ${CPACK_LISTEN_SOURCE}/CHANGELOG.md ${doc}/changelog)
  file(COPY_FILE ${source}/copyright ${doc}/copyright)
  if(EXISTS ${source}/${package}.lintian-overrides)
    file(MAKE_DIRECTORY ${root}/share/lintian/overrides)
    file(COPY_FILE ${source}/${package}.lintian-overrides ${root}/share/lintian/overrides/${package})
  endif()
  file(GLOB texts ${doc}/changelog* ${root}/share/man/man*/*)
  run(nothing ${root} gzip -9nf ${texts})
endforeach()

# ---- dependencies ----

# The programs need their libraries; those of the encoder and of the server are loaded when they
# are needed, and a message says what is missing.
function(find_libraries component needed wanted)
  string(TOUPPER ${component} upper)
  set(package ${CPACK_DEBIAN_${upper}_PACKAGE_NAME})
  set(root ${CPACK_TEMPORARY_DIRECTORY}/${component})
  set(scratch ${CPACK_TEMPORARY_DIRECTORY}/shlibdeps)
  file(WRITE ${scratch}/debian/control "Source: listen\n\nPackage: ${package}\nArchitecture: any\n")
  if(NOT component STREQUAL library)
    file(WRITE ${scratch}/debian/shlibs.local
      "libpcaudio 0 ${CPACK_DEBIAN_LIBRARY_PACKAGE_NAME} (= ${CPACK_LISTEN_VERSION})\n")
  endif()
  file(MAKE_DIRECTORY ${root}/DEBIAN) # this tells dpkg-shlibdeps where the package begins
  set(files "")
  foreach(file ${needed})
    list(APPEND files -dDepends -e${root}/usr/${file})
  endforeach()
  foreach(file ${wanted})
    if(EXISTS ${root}/usr/${file})
      list(APPEND files -dRecommends -e${root}/usr/${file})
    endif()
  endforeach()
  run(found ${scratch} dpkg-shlibdeps -O
    -l${CPACK_TEMPORARY_DIRECTORY}/library/usr/${CPACK_LISTEN_LIBRARIES} ${files})
  file(REMOVE_RECURSE ${scratch} ${root}/DEBIAN)
  string(REGEX MATCH "shlibs:Depends=([^\n]*)" match "${found}")
  set(CPACK_DEBIAN_${upper}_PACKAGE_DEPENDS
    "${CPACK_DEBIAN_${upper}_PACKAGE_DEPENDS}, ${CMAKE_MATCH_1}" PARENT_SCOPE)
  if(found MATCHES "shlibs:Recommends=([^\n]*)")
    set(CPACK_DEBIAN_${upper}_PACKAGE_RECOMMENDS "${CMAKE_MATCH_1}" PARENT_SCOPE)
  endif()
endfunction()

set(modules ${CPACK_LISTEN_LIBRARIES})
cmake_path(GET modules PARENT_PATH folder)
find_libraries(runtime
  "bin/listen;${modules}/listen-main.so;${modules}/listen-late.so;${modules}/listen-engine.so"
  ${modules}/listen-serve.so)
find_libraries(library "${folder}/liblisten.so.${CPACK_LISTEN_SOVERSION};${modules}/listen-host"
  ${modules}/listen-av.so)
