listen_unit_test(claim test_claim.c)
listen_unit_test(furniture test_furniture.c)
listen_unit_test(extract test_extract.c extract_check.c extract_dump.c failing_alloc.c)
# The test makes allocations fail one after the other.
target_link_options(test_extract PRIVATE
  -Wl,--wrap=malloc -Wl,--wrap=calloc -Wl,--wrap=realloc)
