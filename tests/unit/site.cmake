listen_unit_test(site_entry test_site_entry.c site_sample.c failing_alloc.c)
target_link_libraries(test_site_entry PRIVATE PkgConfig::CJSON m)
target_link_options(test_site_entry PRIVATE ${listen_failing_allocations})
