listen_unit_test(glob test_glob.c)
listen_unit_test(site_scan test_site_scan.c)
listen_failing_allocations(test_site_scan)
