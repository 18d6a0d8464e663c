if(LISTEN_SERVE)
  # The module lies beside the program that loads it.
  add_executable(serve_driver serve_driver.c)
  target_link_libraries(serve_driver PRIVATE listen_core listen_flags)
  add_dependencies(serve_driver listen_serve)
  add_custom_command(TARGET serve_driver POST_BUILD COMMAND ${CMAKE_COMMAND} -E create_symlink
    $<TARGET_FILE:listen_serve> $<TARGET_FILE_DIR:serve_driver>/listen-serve.so)

  listen_unit_test(serve test_serve.c ../../src/site/serve/open.c ../../src/site/serve/folder.c)
  target_link_libraries(test_serve PRIVATE PkgConfig::MICROHTTPD)
  add_dependencies(test_serve serve_driver)
endif()

listen_unit_test(watch test_watch.c)
target_link_options(test_watch PRIVATE -Wl,--wrap=inotify_add_watch)
listen_failing_allocations(test_watch)
