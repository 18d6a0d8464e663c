# Prints how words are said, for people who write lexicon entries.
add_executable(pronounce_words pronounce_words.c)
target_link_libraries(pronounce_words PRIVATE listen_test_support listen_flags)

listen_unit_test(pronounce test_pronounce.c)
