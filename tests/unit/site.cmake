listen_unit_test(site_entry test_site_entry.c site_sample.c failing_alloc.c)
target_link_libraries(test_site_entry PRIVATE PkgConfig::CJSON m)
target_link_options(test_site_entry PRIVATE ${listen_failing_allocations})
listen_unit_test(site_publish test_site_publish.c site_sample.c failing_alloc.c)
target_link_libraries(test_site_publish
  PRIVATE PkgConfig::CJSON PkgConfig::GUMBO PkgConfig::LIBXML2)
target_link_options(test_site_publish PRIVATE ${listen_failing_allocations})
listen_unit_test(site_page test_site_page.c site_sample.c)
set_source_files_properties(site_sample.c PROPERTIES
  COMPILE_DEFINITIONS PROJECT_VERSION="${PROJECT_VERSION}")
