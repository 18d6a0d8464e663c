listen_fuzz_target(timing fuzz_timing.c)
