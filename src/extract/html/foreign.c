#include "extract/html/foreign.h"

#include "extract/html/boxes.h"
#include "extract/html/tags.h"

enum {
  MAX_SIGNATURES = 64,
  MIN_PARAGRAPHS = 4, ///< from so many on, a build is the rule
  MIN_PERCENT = 60,   ///< of the words
  MAX_BOX_PERCENT = 12,
  MAX_BOX_WORDS = 200,
  PARAGRAPH_MIN_WORDS = 10,
};

/// How containers of one build add up.
struct signature {
  uint32_t hash, n_paragraphs, n_words;
};

struct survey {
  struct signature items[MAX_SIGNATURES];
  size_t n;
  uint32_t n_words;
};

/// Tag and class name; digits and what follows a blank in "row row-3" count for nothing.
static uint32_t hash_of(const struct html_element *element) {
  uint32_t hash = 2166136261u ^ (uint32_t)element->tag;
  struct view names = html_attribute(element, "class");
  for (size_t i = 0; i < names.len; i++)
    if (names.ptr[i] < '0' || names.ptr[i] > '9')
      hash = (hash ^ (unsigned char)names.ptr[i]) * 16777619u;
  return hash;
}

static uint32_t container_of(const struct html_page *page, uint32_t element) {
  while (element != HTML_NONE && !html_is_container(page->elements[element].tag))
    element = page->elements[element].parent;
  return element;
}

static bool is_paragraph(const struct html_page *page, const struct html_content *content,
                         uint32_t i) {
  const struct html_measure *m = &content->measures[i];
  return page->chunks[i].skip_root == HTML_NONE && m->value > 0 && m->sentence &&
         m->n_words >= PARAGRAPH_MIN_WORDS;
}

static void add(struct survey *s, uint32_t hash, uint32_t n_words) {
  size_t i = 0;
  while (i < s->n && s->items[i].hash != hash)
    i++;
  if (i == MAX_SIGNATURES)
    return;
  if (i == s->n)
    s->items[s->n++] = (struct signature){.hash = hash};
  s->items[i].n_paragraphs++;
  s->items[i].n_words += n_words;
}

/// The build that holds most of the text; 0 where there is no such rule.
static uint32_t find_rule(const struct html_page *page, const struct html_content *content,
                          uint32_t *n_words) {
  struct survey s = {.n = 0};
  for (uint32_t i = content->first; i < content->end; i++) {
    if (!is_paragraph(page, content, i))
      continue;
    uint32_t container = container_of(page, page->chunks[i].element);
    s.n_words += content->measures[i].n_words;
    if (container != HTML_NONE)
      add(&s, hash_of(&page->elements[container]), content->measures[i].n_words);
  }
  *n_words = s.n_words;
  for (size_t i = 0; i < s.n; i++)
    if (s.items[i].n_paragraphs >= MIN_PARAGRAPHS &&
        (uint64_t)s.items[i].n_words * 100 >= (uint64_t)s.n_words * MIN_PERCENT)
      return s.items[i].hash;
  return 0;
}

/// Is it a box: a heading first, then text, and no list?
static bool is_box(const struct html_page *page, const struct html_content *content,
                   const struct html_element *element, uint32_t max_words) {
  uint32_t n_words = 0, n_headings = 0, n_texts = 0;
  for (uint32_t i = element->first_chunk; i < element->end_chunk; i++) {
    if (page->chunks[i].skip_root != HTML_NONE || content->measures[i].n_words == 0)
      continue;
    const struct html_element *block = &page->elements[page->chunks[i].element];
    bool heading = html_heading_level(block->tag) > 0;
    if (block->tag == GUMBO_TAG_LI || (n_headings == 0 && !heading))
      return false;
    n_headings += heading;
    n_texts += !heading;
    n_words += content->measures[i].n_words;
    if (n_words > max_words)
      return false;
  }
  return n_headings == 1 && n_texts > 0;
}

void html_drop_foreign(struct html_page *page, const struct html_content *content,
                       uint32_t headline) {
  uint32_t n_words;
  if (content->element == HTML_NONE)
    return;
  uint32_t rule = find_rule(page, content, &n_words);
  if (rule == 0)
    return;
  uint32_t max_words = n_words * MAX_BOX_PERCENT / 100;
  max_words = max_words < MAX_BOX_WORDS ? max_words : MAX_BOX_WORDS;
  uint32_t first = content->first;
  while (first < content->end && !is_paragraph(page, content, first))
    first++;
  for (uint32_t i = content->element + 1, end = page->elements[content->element].end; i < end;) {
    const struct html_element *element = &page->elements[i];
    bool box = element->skip == SKIP_NONE && element->kind == HTML_BLOCK &&
               element->first_chunk > first && html_is_container(element->tag) &&
               !(headline != HTML_NONE && html_contains(page, i, headline)) &&
               hash_of(element) != rule && is_box(page, content, element, max_words);
    if (box)
      html_drop(page, i, SKIP_ASIDE);
    i = box || element->skip != SKIP_NONE ? element->end : i + 1;
  }
}
