# Prints how words are said, for people who write lexicon entries.
add_executable(pronounce_words pronounce_words.c)
target_link_libraries(pronounce_words PRIVATE listen_test_support listen_flags)

listen_unit_test(pronounce test_pronounce.c)

# A mistake in a table ends the build, with its place.
add_test(NAME unit.make_wordbook
  COMMAND sh ${CMAKE_CURRENT_SOURCE_DIR}/make_wordbook.sh $<TARGET_FILE:make_wordbook>
  WORKING_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR})
set_tests_properties(unit.make_wordbook PROPERTIES LABELS unit)
