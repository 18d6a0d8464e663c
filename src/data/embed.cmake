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
  # The target belongs to another folder, which does not see this folder's commands by itself.
  add_custom_target(embed_${symbol} DEPENDS ${out})
  add_dependencies(${target} embed_${symbol})
  set_source_files_properties(${out} TARGET_DIRECTORY ${target} PROPERTIES GENERATED TRUE)
  target_sources(${target} PRIVATE ${out})
endfunction()
