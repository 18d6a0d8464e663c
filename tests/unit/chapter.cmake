listen_unit_test(chapter test_chapter.c)
target_link_libraries(test_chapter PRIVATE PkgConfig::SNDFILE)

listen_unit_test(encoders test_encoders.c)
target_link_libraries(test_encoders PRIVATE PkgConfig::SNDFILE)
if(LISTEN_FFMPEG)
  # The module lies beside the program that loads it.
  add_dependencies(test_encoders listen_av)
  add_custom_command(TARGET test_encoders POST_BUILD COMMAND ${CMAKE_COMMAND} -E create_symlink
    $<TARGET_FILE:listen_av> $<TARGET_FILE_DIR:test_encoders>/listen-av.so)
  target_compile_definitions(test_encoders PRIVATE LISTEN_HAS_AV)

  add_library(hostile_module MODULE hostile_module.c)
  set_target_properties(hostile_module PROPERTIES PREFIX "" OUTPUT_NAME listen-av SUFFIX .so
    LIBRARY_OUTPUT_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR}/hostile)
  target_include_directories(hostile_module PRIVATE ${PROJECT_SOURCE_DIR}/src)
  target_link_libraries(hostile_module PRIVATE listen_flags)
  listen_unit_test(probe test_probe.c)
  add_dependencies(test_probe hostile_module)
  set_target_properties(test_probe PROPERTIES
    RUNTIME_OUTPUT_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR}/hostile)
endif()

listen_unit_test(output test_output.c)
