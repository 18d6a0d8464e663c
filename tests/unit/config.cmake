# So that a test can make every allocation fail in turn.
set(listen_failing_allocations -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc)

listen_unit_test(config test_config.c config_support.c)
target_link_options(test_config PRIVATE ${listen_failing_allocations})
listen_unit_test(settings test_settings.c config_support.c)
target_link_options(test_settings PRIVATE ${listen_failing_allocations})
listen_unit_test(config_find test_config_find.c)
# A copy of the program that is installed on this machine must not change the results.
target_link_options(test_config_find PRIVATE -Wl,--wrap=voice_installed_folder)
listen_unit_test(outfile test_outfile.c)
listen_unit_test(voice_edit test_voice_edit.c config_support.c)
target_link_options(test_voice_edit PRIVATE ${listen_failing_allocations})
listen_unit_test(site_config test_site_config.c config_support.c)
target_link_options(test_site_config PRIVATE ${listen_failing_allocations})
