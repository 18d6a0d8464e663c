listen_unit_test(config test_config.c)
# So that a test can make every allocation fail in turn.
target_link_options(test_config PRIVATE -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc)
