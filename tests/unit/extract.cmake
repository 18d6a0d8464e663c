listen_unit_test(claim test_claim.c)
