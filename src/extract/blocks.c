#include "extract/blocks.h"

#include "base/utf8.h"
#include "extract/furniture.h"
#include "extract/paste.h"
#include "extract/text.h"
#include <stdlib.h>

/// The lists that grow while the document is built; heap, copied to the arena at the end.
struct builder {
  struct decoded *decoded;
  const struct rules *rules;
  struct document *out;
  bool plain, failed;

  struct block *blocks;
  size_t n_blocks, cap_blocks;
  struct skipped *skipped;
  size_t n_skipped, cap_skipped;
  struct claim *claims;
  size_t n_claims, cap_claims;
  struct source_run *runs; ///< of all blocks, one after the other
  size_t n_runs, cap_runs;

  // The block being written.
  size_t begin, end; ///< in decoded->text: where it begins, and what is written of it
  size_t first_run;  ///< its first run
  size_t cursor;     ///< run of `decoded` at which the next copy begins
  size_t source_end;
  bool published_is_update;
  bool opens_section; ///< so does the next block, for one of which nothing is read
};

#define PUSH(b, list, item)                                                                        \
  do {                                                                                             \
    void *items = (b)->list;                                                                       \
    if (!array_grow(&items, &(b)->cap_##list, (b)->n_##list + 1, sizeof *(b)->list)) {             \
      (b)->failed = true;                                                                          \
    } else {                                                                                       \
      (b)->list = items;                                                                           \
      (b)->list[(b)->n_##list++] = (item);                                                         \
    }                                                                                              \
  } while (0)

// ---- block text and its map ----

static void push_run(struct builder *b, size_t text, size_t source, const struct source_run *like) {
  if (b->n_runs > b->first_run) {
    struct source_run *last = &b->runs[b->n_runs - 1];
    size_t on = text - last->text_offset;
    if (last->source_offset == source && like->text_step > 1) {
      last->text_step = UINT32_MAX; // a piece that something was taken out of: still one piece
      return;
    }
    if (last->text_step == like->text_step && last->source_step == like->source_step &&
        on % last->text_step == 0 &&
        last->source_offset + on / last->text_step * last->source_step == source)
      return;
  }
  struct source_run run = {text, source, like->text_step, like->source_step};
  PUSH(b, runs, run);
}

/// Map the block's next bytes to the source of the decoded bytes [from, to), which ascend from call
/// to call.
static void map_piece(struct builder *b, size_t from, size_t to) {
  const struct decoded *d = b->decoded;
  while (b->cursor + 1 < d->n_runs && d->runs[b->cursor + 1].text_offset <= from)
    b->cursor++;
  for (size_t k = b->cursor, at = from; at < to; k++) {
    const struct source_run *run = &d->runs[k];
    size_t end = k + 1 < d->n_runs && run[1].text_offset < to ? run[1].text_offset : to;
    size_t on = at - run->text_offset;
    push_run(b, b->end - b->begin + (at - from),
             run->source_offset + on / run->text_step * run->source_step, run);
    size_t pieces = (end - run->text_offset + run->text_step - 1) / run->text_step;
    b->source_end = run->source_offset + pieces * run->source_step;
    at = end;
  }
}

static void copy_piece(struct builder *b, size_t from, size_t to) {
  if (from >= to)
    return;
  map_piece(b, from, to);
  if (b->end != from)
    memmove(b->decoded->text + b->end, b->decoded->text + from, to - from);
  b->end += to - from;
}

/// "[12]" at `at`, right after a word: its length, or 0.
static size_t footnote_mark(struct view text, size_t at) {
  size_t digits = 0, i = at + 1;
  for (; i < text.len && digits < 4 && utf8_is_digit((unsigned char)text.ptr[i]); i++)
    digits++;
  size_t size, end = i + 1;
  bool mark = digits >= 1 && digits <= 3 && i < text.len && text.ptr[i] == ']' && at > 0 &&
              text.ptr[at - 1] != ' ';
  if (mark && end < text.len && utf8_is_mark(utf8_at(text, end, &size)))
    return 0; // it would join the letter before
  return mark ? end - at : 0;
}

static void skip_piece(struct builder *b, struct view text, enum skip_reason reason, size_t line) {
  struct skipped skipped = {arena_copy(&b->out->arena, text), skip_reason_name(reason), line};
  b->failed |= skipped.text.ptr == NULL;
  PUSH(b, skipped, skipped);
}

/// Copy a piece of a line without its footnote marks.
static void copy_without_marks(struct builder *b, size_t from, size_t to, size_t line) {
  struct view text = {b->decoded->text, to};
  while (from < to) {
    const char *open = memchr(text.ptr + from, '[', to - from);
    if (open == NULL)
      break;
    size_t at = (size_t)(open - text.ptr), len = footnote_mark(text, at);
    copy_piece(b, from, len > 0 ? at : at + 1);
    if (len > 0)
      skip_piece(b, view_sub(text, at, len), SKIP_FOOTNOTE_MARK, line);
    from = len > 0 ? at + len : at + 1;
  }
  copy_piece(b, from, to);
}

/// "Berlin (dpa) - Die Regierung" → "Berlin. Die Regierung". The full stop stands for the mark.
static void replace_agency(struct builder *b, size_t from, struct span mark, size_t line) {
  struct decoded *d = b->decoded;
  bool blank = mark.offset > 0; // before the bracket, and always after the dash
  struct view text = {d->text + from + mark.offset + blank, mark.len - blank - 1};
  skip_piece(b, text, SKIP_AGENCY, line);
  copy_piece(b, from, from + mark.offset);
  if (mark.offset == 0)
    return;
  // The mark is " (dpa) - ": two of its bytes become ". ".
  size_t first = from + mark.offset + 1, last = from + mark.offset + mark.len - 1;
  map_piece(b, first, first + 1);
  d->text[b->end++] = '.';
  map_piece(b, last, last + 1);
  d->text[b->end++] = ' ';
}

static void copy_line(struct builder *b, const struct text_line *line, bool first) {
  size_t from = line->start + line->marker, to = line->start + line->len;
  struct span mark;
  if (b->plain) {
    copy_piece(b, from, to);
    return;
  }
  struct view text = {b->decoded->text + from, to - from};
  if (first && line->kind == LINE_TEXT && metadata_agency_mark(b->rules, text, &mark)) {
    replace_agency(b, from, mark, line->number);
    from += mark.offset + mark.len;
  }
  copy_without_marks(b, from, to, line->number);
}

/// What stands between a line and the one joined to it: a blank, or nothing where a word goes on.
static void copy_gap(struct builder *b, const struct text_line *line,
                     const struct text_line *next) {
  struct decoded *d = b->decoded;
  bool keep_hyphen = true;
  struct view text = {d->text + b->begin, b->end - b->begin}; // the line itself may have moved
  struct view after = view_sub(line_text(d, next), next->marker, next->len);
  if (!b->plain && text_breaks_word(text, after, &keep_hyphen)) {
    size_t size;
    if (next->hyphen != HYPHEN_UNKNOWN)
      keep_hyphen = next->hyphen == HYPHEN_KEEP;
    if (!keep_hyphen && b->end > b->begin) {
      utf8_before((struct view){d->text, b->end}, b->end, &size);
      b->end -= size;
      if (b->n_runs > b->first_run && b->runs[b->n_runs - 1].text_offset >= b->end - b->begin)
        b->n_runs--;
    }
    return;
  }
  if (!b->plain && text_breaks_softly(line, after))
    return;
  size_t at = line->start + line->len;
  copy_piece(b, at, at + 1);
}

static enum block_role role_of(const struct text_line *line) {
  switch ((enum line_kind)line->kind) {
  case LINE_TITLE:
    return BLOCK_TITLE;
  case LINE_HEADING:
    return BLOCK_HEADING;
  case LINE_ITEM:
    return BLOCK_LIST_ITEM;
  case LINE_QUOTE:
    return BLOCK_QUOTE;
  case LINE_CAPTION:
    return BLOCK_CAPTION;
  case LINE_CODE:
    return BLOCK_CODE;
  case LINE_TABLE:
    return BLOCK_TABLE;
  case LINE_FOOTNOTE:
    return BLOCK_FOOTNOTE;
  case LINE_TEXT:
  case LINE_BREAK:
  case LINE_UNDERLINE:
  case LINE_MARK:
    break;
  }
  return BLOCK_PARAGRAPH;
}

static void add_block(struct builder *b, size_t i, size_t end) {
  const struct text_line *lines = b->decoded->lines;
  b->begin = b->end = lines[i].start + lines[i].marker;
  b->first_run = b->n_runs;
  for (size_t k = i; k < end; k++) {
    if (k > i)
      copy_gap(b, &lines[k - 1], &lines[k]);
    copy_line(b, &lines[k], k == i);
  }
  b->opens_section |= lines[i].section;
  if (b->begin == b->end) // "• [12]": nothing of it is read
    return;
  enum block_role role = b->plain ? BLOCK_PARAGRAPH : role_of(&lines[i]);
  bool levelled = role == BLOCK_HEADING || role == BLOCK_LIST_ITEM || role == BLOCK_TABLE;
  struct block block = {
      .role = role,
      .level = levelled ? lines[i].level : 0,
      .ordered = role == BLOCK_LIST_ITEM && lines[i].ordered,
      .opens_section = b->opens_section,
      .text = {b->decoded->text + b->begin, b->end - b->begin},
      .line = lines[i].number,
      .map = {NULL, b->n_runs - b->first_run, b->source_end},
  };
  b->opens_section = false;
  if (role == BLOCK_TITLE)
    b->out->title = block.text;
  PUSH(b, blocks, block);
}

// ---- skipped lines ----

static void keep_first(struct view *field, struct view value) {
  if (field->ptr == NULL && value.len > 0)
    *field = value;
}

/// A date of publication has precedence over one of a change, whichever stands first.
static void keep_published(struct builder *b, const struct line_facts *facts) {
  struct document *out = b->out;
  if (facts->published[0] == '\0' ||
      (out->published.ptr != NULL && (facts->updated || !b->published_is_update)))
    return;
  out->published = arena_copy(&out->arena, view_of(facts->published));
  b->failed |= out->published.ptr == NULL;
  b->published_is_update = facts->updated;
}

static void add_skipped(struct builder *b, size_t i) {
  const struct text_line *line = &b->decoded->lines[i];
  struct view text = unit_text(b->decoded, i);
  struct skipped skipped = {text, skip_reason_name(line->reason), line->number};
  PUSH(b, skipped, skipped);
  if (skip_reason_class(line->reason) == SKIP_CLASS_READ)
    return;
  struct furniture furniture;
  furniture_classify(b->rules, text, &furniture);
  if (furniture.reason != line->reason)
    return; // it stands in a place whose facts are not the article's
  keep_published(b, &furniture.facts);
  keep_first(&b->out->author, furniture.facts.author);
  keep_first(&b->out->credit, furniture.facts.credit);
  keep_first(&b->out->site, furniture.facts.site);
  struct claim claim = {.place = CLAIM_IN_TEXT};
  if (line->reason == SKIP_CLAIM && claim_parse(text, &claim)) {
    const struct source_map map = {b->decoded->runs, b->decoded->n_runs, SIZE_MAX};
    size_t start = (size_t)(text.ptr - b->decoded->text) + claim.time.offset;
    claim.line = line->number;
    claim.source = source_map_span(&map, (struct span){start, claim.time.len});
    PUSH(b, claims, claim);
  }
}

// ---- the whole ----

/// What was taken out between the lines goes where it stood.
static void add_dropped(struct builder *b) {
  const struct decoded *d = b->decoded;
  size_t mine = b->n_skipped;
  for (size_t i = 0; i < d->n_dropped; i++) {
    const struct dropped_line *line = &d->dropped[i];
    struct skipped skipped = {line->text, skip_reason_name(line->reason), line->number};
    PUSH(b, skipped, skipped);
  }
  if (b->failed || d->n_dropped == 0)
    return;
  struct skipped *merged = calloc(b->n_skipped, sizeof *merged);
  if (merged == NULL) {
    b->failed = true;
    return;
  }
  for (size_t i = 0, k = mine, n = 0; n < b->n_skipped; n++) {
    bool theirs = i == mine || (k < b->n_skipped && b->skipped[k].line < b->skipped[i].line);
    merged[n] = b->skipped[theirs ? k++ : i++];
  }
  free(b->skipped);
  b->skipped = merged;
  b->cap_skipped = b->n_skipped;
}

/// Move a list to the arena.
static const void *settle(struct builder *b, const void *items, size_t n, size_t size) {
  if (n == 0 || b->failed)
    return NULL;
  void *copy = arena_alloc(&b->out->arena, n, size);
  if (copy == NULL)
    b->failed = true;
  else
    memcpy(copy, items, n * size);
  return copy;
}

static void finish(struct builder *b) {
  struct document *out = b->out;
  const struct source_run *runs = settle(b, b->runs, b->n_runs, sizeof *b->runs);
  for (size_t i = 0; i < b->n_blocks && !b->failed; i++) {
    b->blocks[i].map.runs = runs;
    runs += b->blocks[i].map.n_runs;
  }
  out->blocks = settle(b, b->blocks, b->n_blocks, sizeof *b->blocks);
  out->n_blocks = b->n_blocks;
  out->skipped = settle(b, b->skipped, b->n_skipped, sizeof *b->skipped);
  out->n_skipped = b->n_skipped;
  out->claims = settle(b, b->claims, b->n_claims, sizeof *b->claims);
  out->n_claims = b->n_claims;
}

bool blocks_build(struct decoded *decoded, const struct rules *rules, bool plain,
                  struct document *out) {
  struct builder b = {.decoded = decoded, .rules = rules, .plain = plain, .out = out};
  if (decoded->author.ptr != NULL)
    out->author = decoded->author;
  if (decoded->published.ptr != NULL)
    out->published = decoded->published;
  for (size_t i = 0, end; i < decoded->n_lines && !b.failed; i = end) {
    end = unit_end(decoded, i);
    bool read = skip_reason_class(decoded->lines[i].reason) == SKIP_CLASS_READ &&
                decoded->lines[i].kind != LINE_BREAK && decoded->lines[i].kind != LINE_UNDERLINE &&
                decoded->lines[i].kind != LINE_MARK;
    if (read)
      add_block(&b, i, end);
    else
      add_skipped(&b, i);
  }
  add_dropped(&b);
  finish(&b);
  free(b.blocks);
  free(b.skipped);
  free(b.claims);
  free(b.runs);
  return !b.failed;
}
