listen_fuzz_target(config fuzz_config.c)
