listen_fuzz_target(site_entry fuzz_site_entry.c)
if(LISTEN_FUZZ)
  target_link_libraries(fuzz_site_entry PRIVATE PkgConfig::CJSON PkgConfig::LIBXML2)
endif()
