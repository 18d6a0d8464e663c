listen_unit_test(html test_html.c html_check.c extract_dump.c)
# The test makes allocations fail one after the other.
target_link_options(test_html PRIVATE
  -Wl,--wrap=malloc -Wl,--wrap=calloc -Wl,--wrap=realloc)
