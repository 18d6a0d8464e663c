listen_unit_test(claim test_claim.c)
listen_unit_test(furniture test_furniture.c)
