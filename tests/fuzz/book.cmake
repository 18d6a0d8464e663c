listen_fuzz_target(book fuzz_book.c)
if(LISTEN_FUZZ)
  target_link_libraries(fuzz_book PRIVATE PkgConfig::LIBZIP PkgConfig::LIBXML2)
endif()
