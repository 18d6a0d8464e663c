listen_unit_test(site_scan test_site_scan.c failing_alloc.c)
target_link_options(test_site_scan PRIVATE ${listen_failing_allocations})
