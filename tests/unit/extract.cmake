listen_unit_test(claim test_claim.c)
listen_unit_test(furniture test_furniture.c)
listen_unit_test(extract test_extract.c extract_check.c extract_dump.c extract_support.c)
listen_failing_allocations(test_extract)
