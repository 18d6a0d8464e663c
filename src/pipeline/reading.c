#include "pipeline/reading.h"

#include "base/sum.h"

void reading_init(struct reading *reading, const struct document *document,
                  const struct reading_tools *tools) {
  *reading = (struct reading){.document = document, .tools = tools};
}

void reading_clear(struct reading *reading) {
  if (reading == NULL)
    return;
  spoken_clear(&reading->spoken);
  stress_clear(&reading->stress);
  pronounced_clear(&reading->pronounced);
  utterance_clear(&reading->utterance);
  *reading = (struct reading){0};
}

/// Does an article of a joined document begin with this block?
static bool begins_article(const struct document *document, size_t block) {
  size_t lo = 0, hi = document->n_articles;
  while (lo < hi) {
    size_t mid = lo + (hi - lo) / 2;
    if (document->articles[mid] == block)
      return true;
    if (document->articles[mid] < block)
      lo = mid + 1;
    else
      hi = mid;
  }
  return false;
}

static enum prosody_end end_of_block(const struct document *document, size_t block) {
  if (block + 1 == document->n_blocks)
    return PROSODY_END_SENTENCE;
  switch (document->blocks[block].role) {
  case BLOCK_TITLE:
    return PROSODY_END_TITLE;
  case BLOCK_HEADING:
    return PROSODY_END_HEADING;
  default:
    break;
  }
  if (document->blocks[block + 1].opens_section || begins_article(document, block + 1))
    return PROSODY_END_SECTION;
  enum block_role role = document->blocks[block].role, next = document->blocks[block + 1].role;
  if ((role == BLOCK_QUOTE) != (next == BLOCK_QUOTE))
    return PROSODY_END_QUOTE;
  return role == BLOCK_LIST_ITEM && next == role ? PROSODY_END_ITEM : PROSODY_END_PARAGRAPH;
}

static bool look_ahead(struct reading *reading) {
  reading->has_ahead =
      segment_next(reading->tools->segmenter, reading->document->blocks[reading->block].text,
                   &reading->pos, &reading->ahead);
  return reading->has_ahead;
}

bool reading_next_sentence(struct reading *reading) {
  const struct document *document = reading->document;
  while (reading->block < document->n_blocks) {
    if (!reading->has_ahead && !look_ahead(reading)) {
      reading->block++;
      reading->pos = 0;
      continue;
    }
    struct view text = document->blocks[reading->block].text;
    struct span span = reading->ahead;
    reading->sentence = (struct reading_sentence){
        .block = reading->block, .span = span, .written = view_sub(text, span.offset, span.len)};
    if (look_ahead(reading)) {
      reading->sentence.end = PROSODY_END_SENTENCE;
    } else {
      reading->sentence.end = end_of_block(document, reading->block);
      reading->block++;
      reading->pos = 0;
    }
    return true;
  }
  return false;
}

static enum utterance_style style_of(enum block_role role) {
  switch (role) {
  case BLOCK_QUOTE:
    return STYLE_QUOTE;
  case BLOCK_TITLE:
    return STYLE_TITLE;
  case BLOCK_HEADING:
    return STYLE_HEADING;
  case BLOCK_LIST_ITEM:
    return STYLE_ITEM;
  default:
    return STYLE_PLAIN;
  }
}

enum listen_status reading_next(struct reading *reading, bool *done) {
  *done = false;
  if (reading->spoken_pos >= reading->spoken.text.len) {
    if (!reading_next_sentence(reading)) {
      *done = true;
      return LISTEN_OK;
    }
    reading->spoken_pos = 0;
    enum listen_status status =
        normalise_sentence(reading->tools->normaliser, reading->sentence.written, &reading->spoken);
    if (status == LISTEN_OK && reading->tools->pronouncer != NULL)
      status = pronounce_sentence(reading->tools->pronouncer, buf_as_view(&reading->spoken.text),
                                  &reading->pronounced);
    if (status == LISTEN_OK && reading->tools->stress &&
        !stress_find(&reading->document->blocks[reading->sentence.block], reading->sentence.span,
                     &reading->spoken, &reading->stress))
      status = LISTEN_E_NOMEM;
    if (status != LISTEN_OK)
      return status;
  }
  reading->utterance.style = style_of(reading->document->blocks[reading->sentence.block].role);
  struct prosody_stress stress = {reading->stress.items, reading->stress.n};
  enum listen_status status = prosody_next_stressed(
      buf_as_view(&reading->spoken.text), &reading->spoken_pos, reading->sentence.end,
      &reading->tools->pauses, &reading->pronounced, &stress, &reading->utterance);
  if (status == LISTEN_OK && reading->tools->whole_utterances)
    utterance_join(&reading->utterance);
  return status;
}

static void add_number(struct buf *out, uint64_t number) {
  buf_add(out, (const char *)&number, sizeof number);
}

bool reading_describe(const struct document *document, struct buf *out) {
  add_number(out, document->n_blocks);
  for (size_t i = 0; i < document->n_blocks; i++) {
    const struct block *block = &document->blocks[i];
    struct digest text = digest_of(block->text);
    add_number(out, (uint64_t)block->role << 1 | block->opens_section);
    buf_add(out, (const char *)&text, sizeof text);
    add_number(out, block->n_emphasis);
    for (size_t k = 0; k < block->n_emphasis; k++) {
      add_number(out, block->emphasis[k].offset);
      add_number(out, block->emphasis[k].len);
    }
  }
  for (size_t i = 0; i < document->n_articles; i++)
    add_number(out, document->articles[i]);
  return !out->failed;
}

bool reading_opens_chapter(const struct document *document, size_t block) {
  if (document->n_articles > 0)
    return begins_article(document, block);
  return block == 0 || document->blocks[block].opens_section ||
         document->blocks[block].role == BLOCK_TITLE;
}
