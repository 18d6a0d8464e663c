listen_fuzz_target(segment fuzz_segment.c)
