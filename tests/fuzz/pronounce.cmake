listen_fuzz_target(pronounce fuzz_pronounce.c)
