listen_fuzz_target(html fuzz_html.c ../unit/html_check.c)
if(TARGET fuzz_html)
  target_include_directories(fuzz_html PRIVATE ${CMAKE_CURRENT_SOURCE_DIR}/../unit)
endif()
