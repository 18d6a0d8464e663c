#include "api_support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char folder[] = "/tmp/listen-api-XXXXXX";
const char seed[] = PROJECT_DIR "/seeds/china-ki-luecke.txt";
const char brief[] = "# Kurz gesagt\n\nAm 3. Mai um 8:15 Uhr kam Dr. Müller. Das war alles.\n\n"
                     "## Danach\n\nEs blieb still.\n";

const char *at(const char *name) {
  static char path[4][300];
  static int next;
  char *out = path[next++ % 4];
  snprintf(out, sizeof *path, "%s/%s", folder, name);
  return out;
}

bool is(listen_text text, const char *expected) {
  return text.len == strlen(expected) && memcmp(text.data, expected, text.len) == 0;
}

void assert_fine(listen_status status, listen_error *error) {
  if (status != LISTEN_STATUS_OK)
    print_error("%s: %s; %s\n", listen_error_file(error), listen_error_message(error),
                listen_error_hint(error));
  assert_int_equal(status, LISTEN_STATUS_OK);
  assert_null(error);
}

listen_reader *open_reader(const listen_options *options) {
  listen_reader *reader = NULL;
  listen_error *error = NULL;
  assert_fine(listen_reader_open(options, &reader, &error), error);
  return reader;
}

listen_article *parse(listen_reader *reader, const char *text, const char *name) {
  listen_article *article = NULL;
  listen_error *error = NULL;
  assert_fine(listen_article_parse(reader, text, strlen(text), name, NULL, &article, &error),
              error);
  return article;
}

listen_article *load_seed(listen_reader *reader) {
  listen_article *article = NULL;
  listen_error *error = NULL;
  assert_fine(listen_article_load(reader, seed, NULL, &article, &error), error);
  return article;
}

char *read_file(const char *path, size_t *len) {
  FILE *file = fopen(path, "rb");
  assert_non_null(file);
  fseek(file, 0, SEEK_END);
  *len = (size_t)ftell(file);
  rewind(file);
  char *bytes = malloc(*len + 1);
  assert_non_null(bytes);
  assert_int_equal(fread(bytes, 1, *len, file), *len);
  fclose(file);
  return bytes;
}

int make_folder(void **state) {
  (void)state;
  return mkdtemp(folder) == NULL;
}

int remove_folder(void **state) {
  (void)state;
  char command[400];
  snprintf(command, sizeof command, "rm -rf '%s'", folder);
  return system(command);
}
