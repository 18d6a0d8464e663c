// made_up SEED CASE (text|markdown|paragraph): a made-up article on stdout, for the tests in
// Python.
#include "generate.h"

#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv) {
  if (argc != 4)
    return 2;
  struct generator g = generator_of(strtoull(argv[1], NULL, 10), (unsigned)atoi(argv[2]));
  struct buf text = {0};
  g.odd_percent = 5;
  if (strcmp(argv[3], "paragraph") == 0)
    generate_paragraph(&g, 1 + generate_number(&g, 3), &text);
  else
    generate_article(&g, strcmp(argv[3], "markdown") == 0 ? GENERATE_MARKDOWN : GENERATE_TEXT,
                     &text);
  bool written = !text.failed && fwrite(text.ptr, 1, text.len, stdout) == text.len;
  buf_clear(&text);
  return written && fclose(stdout) == 0 ? 0 : 1;
}
