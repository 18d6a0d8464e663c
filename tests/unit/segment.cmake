listen_unit_test(segment test_segment.c)
# So that a test can make every allocation fail in turn.
target_link_options(test_segment PRIVATE -Wl,--wrap=malloc,--wrap=calloc)
