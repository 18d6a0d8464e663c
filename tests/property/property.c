#include "property.h"

#include <stdlib.h>

uint64_t property_number(const char *name, uint64_t fallback) {
  const char *text = getenv(name);
  if (text == NULL || *text == '\0')
    return fallback;
  char *end;
  uint64_t value = strtoull(text, &end, 10);
  if (*end != '\0')
    fail_msg("%s: '%s' is no number", name, text);
  return value;
}

void for_each_case(unsigned n_cases, unsigned odd_percent,
                   bool (*holds)(struct generator *g, struct buf *text, struct buf *why)) {
  enum { ENOUGH = 60 };
  uint64_t seed = property_number("LISTEN_PROPERTY_SEED", 1);
  unsigned n = (unsigned)property_number("LISTEN_PROPERTY_CASES", n_cases);
  unsigned first = (unsigned)property_number("LISTEN_PROPERTY_FIRST", 0), n_failed = 0;
  struct buf text = {0}, why = {0};
  for (unsigned i = first; i < first + n && n_failed < ENOUGH; i++) {
    struct generator g = generator_of(seed, i);
    g.odd_percent = odd_percent;
    buf_reset(&text);
    buf_reset(&why);
    if (holds(&g, &text, &why))
      continue;
    n_failed++;
    print_error("LISTEN_PROPERTY_SEED=%llu LISTEN_PROPERTY_FIRST=%u: %.*s\n%.*s\n",
                (unsigned long long)seed, i, (int)why.len, why.ptr, (int)text.len, text.ptr);
  }
  buf_clear(&text);
  buf_clear(&why);
  if (n_failed > 0)
    fail_msg("%u of the first cases fail", n_failed);
}

static struct segmenter *segmenter;
static struct normaliser *normaliser;
static struct pronouncer *pronouncer;

bool property_tools(struct reading_tools *tools) {
  segmenter = segmenter_new(NULL, 0);
  normaliser = normaliser_new(NULL, NULL);
  if (pronouncer_new(NULL, 0, &pronouncer, NULL) != LISTEN_OK)
    pronouncer = NULL;
  tools->segmenter = segmenter;
  tools->normaliser = normaliser;
  tools->pronouncer = pronouncer;
  return segmenter != NULL && normaliser != NULL && pronouncer != NULL;
}

void property_tools_free(void) {
  pronouncer_free(pronouncer);
  normaliser_free(normaliser);
  segmenter_free(segmenter);
}
