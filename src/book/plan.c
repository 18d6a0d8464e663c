#include "book/plan.h"

#include "chapter/chapter.h"
#include "pipeline/reading.h"

/// About an hour of speech. Reading systems lay out a document as a whole, and seek in its sound.
enum { LONG_BYTES = 64 * 1024 };

/// Does the document deserve more than one file by itself?
static bool is_long(const struct document *document) {
  size_t bytes = 0;
  for (size_t i = 0; i < document->n_blocks; i++) {
    if (document->blocks[i].part.ptr != NULL)
      return true; // a book has its chapters
    bytes += document->blocks[i].text.len;
  }
  return bytes > LONG_BYTES;
}

/// All blocks in the order of the page.
static bool collect_shown(struct book_plan *plan) {
  const struct document *d = plan->document;
  plan->shown = d->shown;
  plan->n_shown = d->n_shown;
  if (d->n_shown > 0)
    return true;
  struct shown_block *shown = arena_alloc(&plan->arena, d->n_blocks + 1, sizeof *shown);
  for (size_t i = 0; shown != NULL && i < d->n_blocks; i++)
    shown[i] = (struct shown_block){&d->blocks[i], true};
  plan->shown = shown;
  plan->n_shown = d->n_blocks;
  return shown != NULL;
}

/// The name of what begins with a block.
static bool name_of(struct book_plan *plan, const struct block *block, struct view *out) {
  struct buf title = {0};
  chapter_title(block->chapter.len > 0 ? block->chapter : block->text, &title);
  if (title.len == 0)
    buf_str(&title, "…");
  *out = arena_copy_buf(&plan->arena, &title);
  buf_clear(&title);
  return out->ptr != NULL;
}

/// What a walk over the blocks knows.
struct walk {
  struct book_plan *plan;
  enum book_division division;
  size_t block;   ///< index of the next read block
  size_t article; ///< articles begun
};

/// The lead below a title: a chapter for the ear, but the reader sees it with the title.
static bool goes_with_title(const struct walk *w) {
  const struct document *d = w->plan->document;
  return w->block > 0 && d->blocks[w->block - 1].role == BLOCK_TITLE &&
         d->blocks[w->block].role != BLOCK_HEADING && d->blocks[w->block].role != BLOCK_TITLE &&
         !(d->n_articles > 0 && reading_opens_chapter(d, w->block));
}

static bool begins_part(const struct walk *w) {
  if (w->block == 0)
    return true;
  const struct document *d = w->plan->document;
  return (d->n_articles > 0 || w->plan->by_chapter) && reading_opens_chapter(d, w->block);
}

static bool begins_place(const struct walk *w) {
  const struct block *block = &w->plan->document->blocks[w->block];
  return block->opens_section || block->role == BLOCK_TITLE;
}

static void add_part(struct walk *w, size_t shown, struct view name) {
  struct book_plan *plan = w->plan;
  const struct document *d = plan->document;
  const struct article_facts *facts = &plan->own;
  if (d->n_articles > 0) {
    facts = &d->facts[w->article++];
    shown = facts->first_shown;
  }
  bool whole = !plan->by_chapter && facts->title.len > 0;
  struct book_part *part = &plan->parts[plan->n_parts++];
  *part = (struct book_part){
      .title = whole ? facts->title : name,
      .shown = plan->n_parts == 1 ? 0 : shown,
      .first_block = w->block,
      .first_place = plan->n_places,
      .facts = facts,
      .begins_article = d->n_articles > 0 || plan->n_parts == 1,
      .audio_fd = -1,
  };
}

/// A read block that stands at `at`; what is not read before it belongs to it from `from` on.
static bool visit(struct walk *w, size_t from, size_t at) {
  struct book_plan *plan = w->plan;
  bool part = begins_part(w);
  if (goes_with_title(w) || (!part && !begins_place(w)))
    return true;
  struct view name;
  // A heading that is not read names its section all the same.
  const struct block *first = plan->shown[from].block;
  if (!name_of(plan, first->opens_section ? first : plan->shown[at].block, &name))
    return false;
  if (part) {
    add_part(w, from, name);
    return true;
  }
  struct book_part *last = &plan->parts[plan->n_parts - 1];
  if (plan->by_chapter || w->division == BOOK_NO_CHAPTERS)
    return true;
  plan->places[plan->n_places++] = (struct book_place){from, name};
  last->n_places++;
  return true;
}

static bool walk_blocks(struct walk *w) {
  struct book_plan *plan = w->plan;
  size_t from = SIZE_MAX; // the first block of a section whose heading is not read
  for (size_t i = 0; i < plan->n_shown; i++) {
    const struct shown_block *shown = &plan->shown[i];
    if (!shown->read) {
      if (from == SIZE_MAX && shown->block->opens_section)
        from = i;
      continue;
    }
    if (!visit(w, from != SIZE_MAX ? from : i, i))
      return false;
    w->block++;
    from = SIZE_MAX;
  }
  return true;
}

static void end_parts(struct book_plan *plan) {
  for (size_t i = 0; i < plan->n_parts; i++) {
    bool last = i + 1 == plan->n_parts;
    plan->parts[i].shown_end = last ? plan->n_shown : plan->parts[i + 1].shown;
    plan->parts[i].ends_article = last || plan->parts[i + 1].begins_article;
  }
}

enum listen_status book_plan_make(const struct document *document, enum book_division division,
                                  struct book_plan *out, struct listen_diag *diag) {
  *out = (struct book_plan){
      .document = document,
      .by_chapter = document->n_articles == 0 && (division == BOOK_CHAPTERS || is_long(document)),
      .own = {.title = document->title,
              .language = document->language,
              .published = document->published,
              .author = document->author,
              .credit = document->credit,
              .site = document->site},
  };
  size_t n = document->n_blocks + 1;
  struct walk walk = {.plan = out, .division = division};
  bool ok = collect_shown(out);
  out->parts = arena_alloc(&out->arena, n, sizeof *out->parts);
  out->places = arena_alloc(&out->arena, n, sizeof *out->places);
  ok = ok && out->parts != NULL && out->places != NULL && walk_blocks(&walk);
  if (!ok) {
    book_plan_clear(out);
    return diag_nomem(diag);
  }
  end_parts(out);
  return LISTEN_OK;
}

void book_plan_clear(struct book_plan *plan) {
  arena_clear(&plan->arena);
  *plan = (struct book_plan){0};
}

size_t book_plan_part_of(const struct book_plan *plan, size_t block) {
  size_t low = 0, high = plan->n_parts;
  while (high - low > 1) {
    size_t middle = low + (high - low) / 2;
    if (plan->parts[middle].first_block <= block)
      low = middle;
    else
      high = middle;
  }
  return low;
}
