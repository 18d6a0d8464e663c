listen_unit_test(markdown test_markdown.c markdown_check.c extract_dump.c failing_alloc.c)
listen_unit_test(epub test_epub.c markdown_check.c extract_dump.c failing_alloc.c)
target_link_libraries(test_epub PRIVATE PkgConfig::LIBZIP)
# The tests make allocations fail one after the other.
foreach(name markdown epub)
  target_link_options(test_${name} PRIVATE
    -Wl,--wrap=malloc -Wl,--wrap=calloc -Wl,--wrap=realloc)
endforeach()
