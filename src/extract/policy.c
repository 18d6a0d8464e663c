#include "extract/policy.h"

const char *const read_kind_names[] = {"title", "headings",  "captions", "lists",  "tables",
                                       "code",  "footnotes", "quotes",   "bylines"};
const size_t n_read_kind_names = sizeof read_kind_names / sizeof *read_kind_names;

bool read_kinds_parse(struct view list, unsigned base, unsigned *out, struct view *unknown) {
  unsigned set = 0, add = 0, remove = 0;
  bool absolute = false;
  for (size_t pos = 0; pos <= list.len;) {
    size_t end = view_find(list, pos, ',');
    struct view part = view_trim(view_sub(list, pos, end - pos), VIEW(" "));
    pos = end + 1;
    char sign = part.len > 0 ? part.ptr[0] : '\0';
    struct view name = sign == '+' || sign == '-' ? view_sub(part, 1, part.len) : part;
    unsigned bit = 0;
    for (size_t i = 0; i < n_read_kind_names; i++)
      if (view_eq(name, view_of(read_kind_names[i])))
        bit = 1u << i;
    if (bit == 0) {
      if (unknown != NULL)
        *unknown = part;
      return false;
    }
    if (sign == '+')
      add |= bit;
    else if (sign == '-')
      remove |= bit;
    else
      set |= bit, absolute = true;
  }
  *out = ((absolute ? set : base) | add) & ~remove;
  return true;
}

/// The kind that decides about a block; 0 for paragraphs, which are always read.
static unsigned kind_of(enum block_role role) {
  switch (role) {
  case BLOCK_TITLE:
    return READ_TITLE;
  case BLOCK_HEADING:
    return READ_HEADINGS;
  case BLOCK_CAPTION:
    return READ_CAPTIONS;
  case BLOCK_LIST_ITEM:
    return READ_LISTS;
  case BLOCK_TABLE:
    return READ_TABLES;
  case BLOCK_CODE:
    return READ_CODE;
  case BLOCK_FOOTNOTE:
    return READ_FOOTNOTES;
  case BLOCK_QUOTE:
    return READ_QUOTES;
  case BLOCK_PARAGRAPH:
    break;
  }
  return 0;
}

static bool is_read(const struct block *block, unsigned readings) {
  unsigned kind = kind_of(block->role);
  return kind == 0 || (kind & readings) != 0;
}

static bool is_byline(const struct skipped *skipped) {
  return strcmp(skipped->reason, "byline") == 0;
}

/// What is put together anew.
struct sorting {
  const struct document *document;
  unsigned readings;
  struct block *blocks;
  size_t n_blocks;
  struct shown_block *shown;
  size_t n_shown;
  struct skipped *skipped;
  size_t n_skipped;
};

static void read_block(struct sorting *s, struct block block) {
  s->blocks[s->n_blocks] = block;
  s->shown[s->n_shown++] = (struct shown_block){&s->blocks[s->n_blocks++], true};
}

static void add_bylines(struct sorting *s) {
  for (size_t i = 0; i < s->document->n_skipped; i++) {
    const struct skipped *line = &s->document->skipped[i];
    if (is_byline(line))
      read_block(s,
                 (struct block){.role = BLOCK_PARAGRAPH, .text = line->text, .line = line->line});
  }
}

static void sort_blocks(struct sorting *s) {
  const struct document *d = s->document;
  bool bylines = (s->readings & READ_BYLINES) != 0, opens = false;
  for (size_t i = 0; i < d->n_blocks; i++) {
    const struct block *block = &d->blocks[i];
    bool title = block->role == BLOCK_TITLE;
    if (bylines && !title && (i == 0 || d->blocks[i - 1].role == BLOCK_TITLE))
      add_bylines(s);
    if (!is_read(block, s->readings)) {
      opens |= block->opens_section && !title;
      s->skipped[s->n_skipped++] = (struct skipped){
          .text = block->text, .reason = block_role_name(block->role), .line = block->line};
      s->shown[s->n_shown++] = (struct shown_block){block, false};
      continue;
    }
    read_block(s, *block);
    s->blocks[s->n_blocks - 1].opens_section |= opens;
    opens = false;
  }
}

/// Both lists of left-out lines are in the order of the input: merge them.
static void merge_skipped(struct sorting *s, struct skipped *merged, size_t *n_merged) {
  const struct document *d = s->document;
  bool bylines = (s->readings & READ_BYLINES) != 0;
  size_t n = 0, mine = 0;
  for (size_t i = 0; i <= d->n_skipped; i++) {
    size_t line = i < d->n_skipped ? d->skipped[i].line : (size_t)-1;
    while (mine < s->n_skipped && s->skipped[mine].line < line)
      merged[n++] = s->skipped[mine++];
    if (i < d->n_skipped && !(bylines && is_byline(&d->skipped[i])))
      merged[n++] = d->skipped[i];
  }
  *n_merged = n;
}

enum listen_status document_apply_policy(struct document *document, unsigned readings,
                                         struct listen_diag *diag) {
  size_t n = document->n_blocks + document->n_skipped;
  struct sorting s = {.document = document, .readings = readings};
  s.blocks = arena_alloc(&document->arena, n + 1, sizeof *s.blocks);
  s.shown = arena_alloc(&document->arena, n + 1, sizeof *s.shown);
  s.skipped = arena_alloc(&document->arena, n + 1, sizeof *s.skipped);
  struct skipped *merged = arena_alloc(&document->arena, n + 1, sizeof *merged);
  if (s.blocks == NULL || s.shown == NULL || s.skipped == NULL || merged == NULL)
    return diag_nomem(diag);
  sort_blocks(&s);
  size_t n_merged;
  merge_skipped(&s, merged, &n_merged);
  document->blocks = s.blocks;
  document->n_blocks = s.n_blocks;
  document->shown = s.shown;
  document->n_shown = s.n_shown;
  document->skipped = merged;
  document->n_skipped = n_merged;
  if (s.n_blocks > 0)
    return LISTEN_OK;
  diag_set(diag, LISTEN_E_INPUT, "%s",
           DIAG_TEXT(diag, "nothing is left to read; see --read",
                     "nichts bleibt zum Vorlesen; siehe --read"));
  diag_no_text(diag);
  return LISTEN_E_INPUT;
}
