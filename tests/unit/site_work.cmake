listen_unit_test(site_crew test_site_crew.c)
