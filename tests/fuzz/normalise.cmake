listen_fuzz_target(normalise fuzz_normalise.c)
