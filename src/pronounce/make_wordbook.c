// make_wordbook OUT.c SYMBOL FILE.tsv...: run when the program is built. The tables become a book,
// as those of a site do when they are read, and the book's image a C array. A word that stands in
// two tables ends the build: nobody would see which of them is heard.

#include "base/buf.h"
#include "pronounce/wordbook_image.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

enum { MAX_FILES = 8 };

static bool read_file(const char *path, struct buf *out) {
  FILE *file = fopen(path, "rb");
  if (file == NULL)
    return false;
  size_t n = 1;
  while (n > 0 && buf_reserve(out, 1 << 16)) {
    n = fread(out->ptr + out->len, 1, 1 << 16, file);
    out->len += n;
  }
  bool fine = ferror(file) == 0 && !out->failed;
  fclose(file);
  return fine;
}

static bool add_file(struct wordbook_builder *builder, const char *path) {
  struct buf text = {0};
  struct listen_diag diag = {0};
  bool fine = read_file(path, &text);
  if (!fine) {
    fprintf(stderr, "%s: error: %s\n", path, strerror(errno));
  } else {
    struct wordbook_text table = {buf_as_view(&text), path};
    fine = wordbook_add_tsv(builder, &table, &diag) == LISTEN_OK;
    if (!fine)
      fprintf(stderr, "%s:%zu: error: %s%s%s\n", path, diag.line, diag.message,
              diag.hint[0] != '\0' ? "; " : "", diag.hint);
  }
  buf_clear(&text);
  return fine;
}

static bool write_image(const char *path, const char *symbol, const struct wordbook_image *image) {
  FILE *file = fopen(path, "w");
  if (file == NULL)
    return false;
  fprintf(file, "#include <stdint.h>\nextern const uint32_t %s[];\nconst uint32_t %s[] = {\n",
          symbol, symbol);
  for (uint32_t i = 0; i < image->n_bytes / sizeof(uint32_t); i++) {
    uint32_t number;
    memcpy(&number, (const char *)image + i * sizeof number, sizeof number);
    fprintf(file, "0x%x,%s", number, i % 8 == 7 ? "\n" : "");
  }
  fprintf(file, "};\n");
  bool fine = ferror(file) == 0;
  return fclose(file) == 0 && fine;
}

int main(int argc, char **argv) {
  if (argc < 4 || argc > 3 + MAX_FILES) {
    fprintf(stderr, "usage: make_wordbook OUT.c SYMBOL FILE.tsv...\n");
    return 2;
  }
  struct wordbook_builder builder = {.once = true};
  bool fine = true;
  for (int i = 3; fine && i < argc; i++)
    fine = add_file(&builder, argv[i]);
  struct wordbook_image *image = fine ? wordbook_image_make(&builder) : NULL;
  if (fine && (image == NULL || !write_image(argv[1], argv[2], image))) {
    fprintf(stderr, "%s: error: %s\n", argv[1], strerror(errno));
    fine = false;
  }
  free(image);
  wordbook_builder_clear(&builder);
  return fine ? 0 : 1;
}
