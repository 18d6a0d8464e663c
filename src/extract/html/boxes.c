#include "extract/html/boxes.h"

#include "extract/furniture.h"
#include "extract/html/tags.h"

enum {
  BOX_MAX_WORDS = 150,
  BOX_MIN_LIMIT = 60, ///< in words: of a short article too, a box may have so many
  BOX_PERCENT = 15,   ///< of the article's words, at most
  PARAGRAPH_WORDS = 40,
  ACTION_MAX_WORDS = 8,
  MIN_PROMO_WORDS = 2,
};

struct finder {
  struct html_page *page;
  const struct html_content *content;
  const struct html_hints *hints;
  const struct rules *rules;
  uint32_t max_words;
  bool text_in_p; ///< paragraphs are p elements, so that text in a div is something else
};

/// What stands in a container.
struct contents {
  uint32_t n_chunks, n_words, n_link_words, longest;
  uint32_t first; ///< its first chunk
  bool action;    ///< a button, a form, or a link that stands alone
  bool linked_heading;
};

void html_drop(struct html_page *page, uint32_t element, enum skip_reason reason) {
  page->elements[element].skip = reason;
  for (uint32_t i = page->elements[element].first_chunk; i < page->elements[element].end_chunk; i++)
    if (page->chunks[i].skip_root == HTML_NONE)
      page->chunks[i].skip_root = element;
}

bool html_is_container(GumboTag tag) {
  switch (tag) {
  case GUMBO_TAG_DIV:
  case GUMBO_TAG_SECTION:
  case GUMBO_TAG_ARTICLE:
  case GUMBO_TAG_ASIDE:
  case GUMBO_TAG_FORM:
  case GUMBO_TAG_TABLE:
  case GUMBO_TAG_BLOCKQUOTE:
  case GUMBO_TAG_CENTER:
  case GUMBO_TAG_FIELDSET:
  case GUMBO_TAG_UNKNOWN:
    return true;
  default:
    return false;
  }
}

static void look_at_chunk(const struct finder *f, uint32_t i, struct contents *out) {
  const struct html_chunk *chunk = &f->page->chunks[i];
  const struct html_measure *m = &f->content->measures[i];
  if (chunk->skip_root != HTML_NONE) {
    out->action |= f->page->elements[chunk->skip_root].skip == SKIP_INTERFACE;
    return;
  }
  if (m->n_words == 0)
    return;
  bool linked = m->n_link_words * 5 >= m->n_words * 4 && m->n_link_words > 0;
  bool heading = html_heading_level(f->page->elements[chunk->element].tag) > 0;
  out->first = out->n_chunks == 0 ? i : out->first;
  out->n_chunks++;
  out->n_words += m->n_words;
  out->n_link_words += m->n_link_words;
  out->longest = m->n_words > out->longest ? m->n_words : out->longest;
  out->action |= linked && !heading && m->n_words <= ACTION_MAX_WORDS;
  out->linked_heading |= linked && heading;
}

/// False when it is too large for a box.
static bool look_at(const struct finder *f, const struct html_element *element,
                    struct contents *out) {
  *out = (struct contents){0};
  for (uint32_t i = element->first_chunk; i < element->end_chunk; i++) {
    look_at_chunk(f, i, out);
    if (out->n_words > f->max_words)
      return false;
  }
  return out->n_chunks > 0;
}

static uint32_t count_promo_words(const struct finder *f, const struct html_element *element) {
  uint32_t n = 0;
  for (uint32_t i = element->first_chunk; i < element->end_chunk; i++) {
    struct view text = html_chunk_text(f->page, &f->page->chunks[i]);
    while (text.len > 0)
      n += (html_hints_read(f->hints, view_cut(&text, ' ')) & HINT_PROMO) != 0;
  }
  return n;
}

static enum skip_reason reason_of(const struct finder *f, uint32_t chunk) {
  struct furniture furniture;
  furniture_classify(f->rules, html_chunk_text(f->page, &f->page->chunks[chunk]), &furniture);
  return furniture.reason;
}

/// What a label says that stands first in a box; SKIP_NONE when it is no such label.
static enum skip_reason label_of(enum skip_reason reason) {
  switch (reason) {
  case SKIP_RELATED:
  case SKIP_NEWSLETTER:
  case SKIP_FOLLOW:
  case SKIP_COMMENTS:
  case SKIP_COOKIE:
  case SKIP_EMBED:
  case SKIP_PAYWALL:
  case SKIP_AD:
  case SKIP_SHARE:
  case SKIP_TAGS:
  case SKIP_SOURCE:
    return reason;
  default:
    return SKIP_NONE;
  }
}

static enum skip_reason judge(const struct finder *f, const struct html_element *element) {
  struct contents in;
  if (!look_at(f, element, &in))
    return SKIP_NONE;
  enum skip_reason first = reason_of(f, in.first), label = label_of(first);
  if (skip_reason_class(first) == SKIP_CLASS_META && in.n_chunks <= 2)
    return SKIP_NONE; // it says who and when
  if (label != SKIP_NONE && in.n_chunks > 1)
    return label;
  if (in.linked_heading)
    return SKIP_RELATED;
  if (in.n_link_words * 20 >= in.n_words * 7 && in.longest < PARAGRAPH_WORDS)
    return SKIP_RELATED;
  // "Wie das geht, erklären wir in unserem Beitrag …"
  GumboTag block = f->page->elements[f->page->chunks[in.first].element].tag;
  if (f->text_in_p && in.n_chunks == 1 && block == GUMBO_TAG_DIV &&
      in.n_link_words * 4 >= in.n_words)
    return SKIP_RELATED;
  if (in.action && count_promo_words(f, element) >= MIN_PROMO_WORDS)
    return SKIP_AD;
  return SKIP_NONE;
}

static uint32_t limit_words(const struct html_content *content) {
  uint64_t n_words = 0;
  for (uint32_t i = content->first; i < content->end; i++)
    n_words += content->measures[i].value > 0 ? content->measures[i].n_words : 0;
  uint64_t limit = n_words * BOX_PERCENT / 100;
  return limit < BOX_MIN_LIMIT   ? BOX_MIN_LIMIT
         : limit > BOX_MAX_WORDS ? BOX_MAX_WORDS
                                 : (uint32_t)limit;
}

static bool stands_in_p(const struct html_page *page, const struct html_content *content) {
  uint64_t n = 0, n_in_p = 0;
  for (uint32_t i = content->first; i < content->end; i++) {
    if (content->measures[i].value <= 0 || !content->measures[i].sentence)
      continue;
    n += content->measures[i].n_words;
    if (html_is_within(page, page->chunks[i].element, GUMBO_TAG_P))
      n_in_p += content->measures[i].n_words;
  }
  return n > 0 && n_in_p * 10 >= n * 8;
}

void html_drop_boxes(struct html_page *page, const struct html_content *content, uint32_t headline,
                     const struct html_hints *hints, const struct rules *rules) {
  if (content->element == HTML_NONE)
    return;
  const struct finder f = {
      page, content, hints, rules, limit_words(content), stands_in_p(page, content)};
  uint32_t end = page->elements[content->element].end;
  for (uint32_t i = content->element + 1; i < end;) {
    const struct html_element *element = &page->elements[i];
    bool skipped = element->skip != SKIP_NONE;
    bool holds_title = headline != HTML_NONE && html_contains(page, i, headline);
    enum skip_reason reason = SKIP_NONE;
    if (!skipped && !holds_title && element->kind == HTML_BLOCK && html_is_container(element->tag))
      reason = judge(&f, element);
    if (reason != SKIP_NONE)
      html_drop(page, i, reason);
    i = skipped || reason != SKIP_NONE ? element->end : i + 1;
  }
}
