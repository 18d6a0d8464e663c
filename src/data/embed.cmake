# listen_embed(TARGET FILE SYMBOL): compile a data file into the target as
#   const unsigned char SYMBOL[]; const size_t SYMBOL_len;
# so that the program needs no files beside it, while the table stays a text a person can edit.
function(listen_embed target file symbol)
  get_filename_component(path ${file} ABSOLUTE)
  set(out ${CMAKE_CURRENT_BINARY_DIR}/${symbol}.c)
  add_custom_command(
    OUTPUT ${out}
    COMMAND ${CMAKE_COMMAND} -DIN=${path} -DOUT=${out} -DSYMBOL=${symbol}
            -P ${PROJECT_SOURCE_DIR}/src/data/embed_file.cmake
    DEPENDS ${path} ${PROJECT_SOURCE_DIR}/src/data/embed_file.cmake
    COMMENT "Embedding ${file}")
  target_sources(${target} PRIVATE ${out})
endfunction()
