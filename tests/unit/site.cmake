listen_unit_test(site_entry test_site_entry.c site_sample.c)
target_link_libraries(test_site_entry PRIVATE PkgConfig::CJSON m)
listen_failing_allocations(test_site_entry)
listen_unit_test(site_publish test_site_publish.c site_sample.c)
target_link_libraries(test_site_publish
  PRIVATE PkgConfig::CJSON PkgConfig::GUMBO PkgConfig::LIBXML2)
listen_failing_allocations(test_site_publish)
listen_unit_test(site_feed test_site_feed.c site_sample.c)
target_link_libraries(test_site_feed PRIVATE PkgConfig::LIBXML2)
listen_unit_test(site_page test_site_page.c site_sample.c)
set_source_files_properties(site_sample.c PROPERTIES
  COMPILE_DEFINITIONS PROJECT_VERSION="${PROJECT_VERSION}")
