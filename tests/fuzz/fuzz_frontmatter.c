/// Any bytes as front matter: no crash; views and lines lie in the text.
#include "extract/frontmatter.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct view text = {(const char *)data, size};
  struct arena arena = {0};
  struct front_matter front;
  struct listen_diag diag = {0};
  struct rules *rules = rules_new();
  if (rules == NULL)
    return 0;
  if (front_matter_read(text, rules, "a.md", &arena, &front, &diag) == LISTEN_OK) {
    bool inside = front.end <= size && front.source.offset + front.source.len <= front.end;
    for (size_t i = 0; i < front.n_claims; i++)
      inside = inside && front.claims[i].line > 0 && front.claims[i].text.len > 0;
    if (!inside)
      abort();
  } else if (diag.message[0] == '\0') {
    abort();
  }
  rules_free(rules);
  arena_clear(&arena);
  return 0;
}
