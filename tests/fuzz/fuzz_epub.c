/// Any bytes as an EPUB, and as each of the files in one: no crash.
///
/// An archive has check sums that no fuzzer guesses. So the input is a row of files, divided by the
/// byte 0xFF, which are packed here: package, contents, then documents. An input that begins with
/// "PK" is read as an archive itself.
#include "markdown_check.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <zip.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void add(zip_t *zip, const char *path, struct view text) {
  zip_source_t *source = zip_source_buffer(zip, text.ptr, text.len, 0);
  zip_int64_t index = zip_file_add(zip, path, source, ZIP_FL_ENC_UTF_8);
  if (index < 0)
    abort();
  zip_set_file_compression(zip, (zip_uint64_t)index, ZIP_CM_STORE, 0);
}

/// A ZIP archive in memory: caller frees.
static char *pack(struct view input, size_t *len) {
  static const char *const paths[] = {"b.opf", "nav.xhtml", "a.xhtml", "b.xhtml"};
  static const struct view container = {"<container><rootfile full-path='b.opf'/></container>", 52};
  zip_error_t error;
  zip_source_t *out = zip_source_buffer_create(NULL, 0, 0, &error);
  zip_t *zip = zip_open_from_source(out, ZIP_CREATE | ZIP_TRUNCATE, &error);
  if (zip == NULL)
    abort();
  zip_source_keep(out);
  add(zip, "mimetype", VIEW("application/epub+zip"));
  add(zip, "META-INF/container.xml", container);
  for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
    const char *mark = input.len == 0 ? NULL : memchr(input.ptr, 0xFF, input.len);
    size_t n = mark == NULL || i == 3 ? input.len : (size_t)(mark - input.ptr);
    add(zip, paths[i], view_sub(input, 0, n));
    input = view_sub(input, n + 1, input.len);
  }
  if (zip_close(zip) != 0 || zip_source_open(out) != 0)
    abort();
  zip_source_seek(out, 0, SEEK_END);
  *len = (size_t)zip_source_tell(out);
  zip_source_seek(out, 0, SEEK_SET);
  char *file = malloc(*len);
  if (file == NULL || zip_source_read(out, file, *len) < 0)
    abort();
  zip_source_close(out);
  zip_source_free(out);
  return file;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct view input = {(const char *)data, size};
  struct extract_options options = {.format = INPUT_EPUB};
  struct document document;
  char *file = NULL;
  if (!view_starts(input, VIEW("PK"))) {
    file = pack(input, &input.len);
    input.ptr = file;
  }
  if (extract_document(input, &options, &document, NULL) == LISTEN_OK) {
    struct buf why = {0};
    if (!check_markup((struct view){0}, SIZE_MAX, &document, &why)) {
      fprintf(stderr, "%.*s\n", (int)why.len, why.ptr);
      abort();
    }
    buf_clear(&why);
    document_clear(&document);
  }
  free(file);
  return 0;
}
