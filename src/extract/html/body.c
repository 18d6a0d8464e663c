#include "extract/html/body.h"

#include "extract/html/words.h"
#include <stdlib.h>

enum {
  GRAM = 4,
  BODY_MIN_WORDS = 80,
  BODY_MAX_WORDS = 200000,
  RESCUE_MIN_WORDS = 12,
  RESCUE_PERCENT = 90,
};

/// The last four words of a text, as one number.
struct window {
  uint32_t words[GRAM];
  size_t n;
};

static uint32_t push(struct window *w, uint32_t word) {
  memmove(w->words, w->words + 1, (GRAM - 1) * sizeof *w->words);
  w->words[GRAM - 1] = word;
  if (++w->n < GRAM)
    return 0;
  uint32_t hash = 2166136261u;
  for (size_t i = 0; i < GRAM; i++)
    hash = (hash ^ w->words[i]) * 16777619u + (w->words[i] >> 7);
  return hash == 0 ? 1 : hash;
}

static size_t slot_of(const struct html_body *body, uint32_t hash) {
  size_t i = (hash * 2654435761u) & (body->n_slots - 1);
  while (body->slots[i] != 0 && body->slots[i] != hash)
    i = (i + 1) & (body->n_slots - 1);
  return i;
}

/// The next word outside tags.
static uint32_t next_word(struct view text, size_t *pos) {
  while (*pos < text.len && text.ptr[*pos] == '<') {
    size_t end = view_find(text, *pos, '>');
    if (end == text.len)
      break;
    *pos = end + 1;
  }
  return html_word_next(text, pos);
}

enum listen_status html_body_read(struct view text, struct html_body *out) {
  *out = (struct html_body){0};
  size_t n_words = 0, pos = 0;
  while (n_words < BODY_MAX_WORDS && next_word(text, &pos) != 0)
    n_words++;
  if (n_words < BODY_MIN_WORDS)
    return LISTEN_OK;
  size_t n_slots = 256;
  while (n_slots < 2 * n_words)
    n_slots *= 2;
  out->slots = calloc(n_slots, sizeof *out->slots);
  if (out->slots == NULL)
    return LISTEN_E_NOMEM;
  out->n_slots = n_slots;
  struct window window = {.n = 0};
  pos = 0;
  for (size_t i = 0; i < n_words; i++) {
    uint32_t hash = push(&window, next_word(text, &pos));
    if (hash != 0)
      out->slots[slot_of(out, hash)] = hash;
  }
  return LISTEN_OK;
}

void html_body_clear(struct html_body *body) {
  if (body == NULL)
    return;
  free(body->slots);
  *body = (struct html_body){0};
}

int html_body_percent(const struct html_body *body, struct view text) {
  struct window window = {.n = 0};
  size_t n = 0, n_found = 0, pos = 0;
  uint32_t word;
  if (body->n_slots == 0)
    return -1;
  while ((word = html_word_next(text, &pos)) != 0) {
    uint32_t hash = push(&window, word);
    if (hash == 0)
      continue;
    n++;
    n_found += body->slots[slot_of(body, hash)] != 0;
  }
  return n == 0 ? -1 : (int)(n_found * 100 / n);
}

static size_t count_words(struct view text) {
  size_t n = 0, pos = 0;
  while (n < BODY_MAX_WORDS && html_word_next(text, &pos) != 0)
    n++;
  return n;
}

/// Does the chunk stand in the body word by word?
static bool is_quoted(const struct html_body *body, struct view text, size_t *n_words) {
  *n_words = count_words(text);
  return *n_words >= RESCUE_MIN_WORDS && html_body_percent(body, text) >= RESCUE_PERCENT;
}

void html_body_rescue(const struct html_body *body, struct html_page *page) {
  size_t n_kept = 0, n_skipped = 0, n;
  if (body->n_slots == 0)
    return;
  for (size_t i = 0; i < page->n_chunks; i++) {
    const struct html_chunk *chunk = &page->chunks[i];
    if (!is_quoted(body, html_chunk_text(page, chunk), &n))
      continue;
    n_kept += chunk->skip_root == HTML_NONE ? n : 0;
    n_skipped += chunk->skip_root == HTML_NONE ? 0 : n;
  }
  // The text often has boxes in it: only where much of it went was its place misnamed.
  if (n_skipped < n_kept)
    return;
  for (size_t i = 0; i < page->n_chunks; i++) {
    struct html_chunk *chunk = &page->chunks[i];
    if (chunk->skip_root != HTML_NONE && is_quoted(body, html_chunk_text(page, chunk), &n))
      chunk->skip_root = HTML_NONE;
  }
}
