// Any bytes as a sentence: nothing crashes, and the edits account for every byte.
#include "normalise/normalise.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(struct view source, const struct spoken *spoken) {
  size_t from = 0, to = 0;
  for (size_t i = 0; i <= spoken->n_edits; i++) {
    size_t source_next = i < spoken->n_edits ? spoken->edits[i].source.offset : source.len;
    size_t spoken_next = i < spoken->n_edits ? spoken->edits[i].spoken.offset : spoken->text.len;
    if (source_next < from || spoken_next < to || source_next - from != spoken_next - to)
      abort();
    if (source_next > from &&
        memcmp(source.ptr + from, spoken->text.ptr + to, source_next - from) != 0)
      abort();
    if (i == spoken->n_edits)
      return;
    from = source_next + spoken->edits[i].source.len;
    to = spoken_next + spoken->edits[i].spoken.len;
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static struct normaliser *normaliser;
  if (normaliser == NULL)
    normaliser = normaliser_new(NULL, NULL);
  struct spoken spoken = {0};
  struct view sentence = {(const char *)data, size};
  if (normaliser == NULL || normalise_sentence(normaliser, sentence, &spoken) != LISTEN_OK)
    abort();
  check(sentence, &spoken);
  spoken_clear(&spoken);
  return 0;
}
