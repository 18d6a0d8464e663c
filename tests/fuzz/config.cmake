listen_fuzz_target(config fuzz_config.c)
listen_fuzz_target(settings fuzz_settings.c)
