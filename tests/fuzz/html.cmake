# The golden pages are seeds too, where they stand.
set(LISTEN_FUZZ_SEEDS_html ${PROJECT_SOURCE_DIR}/tests/golden/html)
listen_fuzz_target(html fuzz_html.c ../unit/html_check.c)
if(TARGET fuzz_html)
  target_include_directories(fuzz_html PRIVATE ${CMAKE_CURRENT_SOURCE_DIR}/../unit)
endif()
