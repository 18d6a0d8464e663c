listen_unit_test(markdown test_markdown.c markdown_check.c extract_dump.c)
listen_unit_test(epub test_epub.c markdown_check.c extract_dump.c)
target_link_libraries(test_epub PRIVATE PkgConfig::LIBZIP)
