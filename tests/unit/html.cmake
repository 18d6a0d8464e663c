listen_unit_test(html test_html.c html_check.c extract_dump.c extract_support.c)
listen_failing_allocations(test_html)
