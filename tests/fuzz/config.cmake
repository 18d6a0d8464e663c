listen_fuzz_target(config fuzz_config.c)
listen_fuzz_target(settings fuzz_settings.c)
listen_fuzz_target(site_config fuzz_site_config.c)
listen_fuzz_target(voice_edit fuzz_voice_edit.c)
