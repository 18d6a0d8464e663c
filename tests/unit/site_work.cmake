listen_unit_test(site_crew test_site_crew.c)
listen_unit_test(site_folder test_site_folder.c failing_alloc.c)
target_link_options(test_site_folder PRIVATE ${listen_failing_allocations})
