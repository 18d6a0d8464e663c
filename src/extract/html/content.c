#include "extract/html/content.h"

#include "extract/html/tags.h"
#include "extract/text.h"
#include <stdlib.h>

/// What a chunk must have in words before it counts as text: a button has one or two, a sentence
/// a dozen.
enum {
  CHUNK_COST = 8,
  LABEL_VALUE = -2,
  LINK_VALUE = -5,
  MAX_COUNTED_WORDS = 400,
  WORD_MAX_BYTES = 24,
  SENTENCE_MIN_WORDS = 2,
  ITEM_MIN_WORDS = 3,
};

void html_content_clear(struct html_content *content) {
  if (content == NULL)
    return;
  free(content->measures);
  *content = (struct html_content){0};
}

/// Words; where blanks are missing, as many as so much text has at least.
static uint32_t count_words(struct view text) {
  uint32_t n = text.len > 0;
  for (size_t i = 0; i < text.len; i++)
    n += text.ptr[i] == ' ';
  uint32_t least = (uint32_t)(text.len / WORD_MAX_BYTES);
  return n > least ? n : least;
}

/// Short text without links: it is no navigation, so it hardly speaks against an article.
static int32_t least_value(const struct html_element *element, bool sentence, uint32_t n_words) {
  bool row = element->tag == GUMBO_TAG_TR || element->tag == GUMBO_TAG_LI;
  if ((sentence && n_words >= SENTENCE_MIN_WORDS) || (row && n_words >= ITEM_MIN_WORDS))
    return 1; // "Er schwieg."
  return row || html_heading_level(element->tag) > 0 ? 0 : LABEL_VALUE;
}

static struct html_measure measure(const struct html_page *page, const struct html_chunk *chunk) {
  struct view text = html_chunk_text(page, chunk);
  uint32_t n_words = count_words(text);
  uint32_t n_linked = chunk->len > 0 ? (uint32_t)((uint64_t)n_words * chunk->link / chunk->len) : 0;
  struct html_measure m = {
      .n_words = n_words, .n_link_words = n_linked, .sentence = text_ends_sentence(text)};
  const struct html_element *element = &page->elements[chunk->element];
  if (text.len == 0 || chunk->skip_root != HTML_NONE)
    return m;
  uint32_t words = n_words < MAX_COUNTED_WORDS ? n_words : MAX_COUNTED_WORDS;
  uint32_t linked = n_linked < words ? n_linked : words;
  m.value = (int32_t)words - 2 * (int32_t)linked - CHUNK_COST;
  int32_t least = linked > 0 ? LINK_VALUE : least_value(element, m.sentence, words);
  m.value = m.value < least ? least : m.value;
  if (html_is_within(page, chunk->element, GUMBO_TAG_FIGURE))
    m.value = 0;
  return m;
}

/// May an element of this name hold an article? A paragraph alone may not, lest the short ones
/// beside it are lost.
static bool may_hold_article(GumboTag tag) {
  switch (tag) {
  case GUMBO_TAG_P:
  case GUMBO_TAG_LI:
  case GUMBO_TAG_DD:
  case GUMBO_TAG_DT:
  case GUMBO_TAG_PRE:
  case GUMBO_TAG_BLOCKQUOTE:
  case GUMBO_TAG_HEADER:
    return false;
  default:
    return html_heading_level(tag) == 0;
  }
}

/// Does what `outer` holds beside `inner`, below the headline, look like more of the article? Lists
/// of other articles have as many links as texts.
static bool adds_text(const struct html_page *page, const struct html_measure *measures,
                      uint32_t outer, uint32_t inner, uint32_t headline) {
  const struct html_element *in = &page->elements[inner], *out = &page->elements[outer];
  uint32_t n = 0, n_linked = 0, i = out->first_chunk;
  if (headline != HTML_NONE && page->elements[headline].end_chunk > i &&
      page->elements[headline].end_chunk <= in->first_chunk)
    i = page->elements[headline].end_chunk;
  for (; i < out->end_chunk; i++) {
    bool inside = i >= in->first_chunk && i < in->end_chunk;
    if (inside || page->chunks[i].skip_root != HTML_NONE || measures[i].n_words == 0)
      continue;
    n++;
    n_linked += measures[i].n_link_words * 2 >= measures[i].n_words;
  }
  return n > 0 && n_linked * 3 <= n;
}

static bool holds_other_articles(const struct html_page *page, uint32_t article, uint32_t best) {
  for (uint32_t i = article + 1; i < page->elements[article].end; i++)
    if (page->elements[i].tag == GUMBO_TAG_ARTICLE && page->elements[i].skip == SKIP_NONE &&
        !html_contains(page, i, best))
      return true;
  return false;
}

/// Go outwards, as far as the headline, while that adds text. An article element is the article.
static uint32_t widen(const struct html_page *page, const struct html_measure *measures,
                      uint32_t best, uint32_t headline) {
  uint32_t widest = best;
  if (headline != HTML_NONE && html_contains(page, best, headline))
    return best;
  for (uint32_t i = page->elements[best].parent; i != HTML_NONE; i = page->elements[i].parent) {
    const struct html_element *element = &page->elements[i];
    bool titled = headline != HTML_NONE && html_contains(page, i, headline);
    bool article = element->tag == GUMBO_TAG_ARTICLE && element->skip == SKIP_NONE;
    if (element->tag == GUMBO_TAG_BODY || (headline == HTML_NONE && !article))
      break;
    if ((article && (titled || !holds_other_articles(page, i, best))) ||
        adds_text(page, measures, i, widest, headline))
      widest = i;
    if (titled || article)
      break;
  }
  return widest;
}

/// The element with the greatest sum of evidence; of equals the innermost.
static uint32_t find_best(const struct html_page *page, const int64_t *sums) {
  uint32_t best = HTML_NONE;
  int64_t best_sum = 0;
  for (uint32_t i = 0; i < page->n_elements; i++) {
    const struct html_element *element = &page->elements[i];
    if (element->kind != HTML_BLOCK || element->skip != SKIP_NONE ||
        !may_hold_article(element->tag))
      continue;
    int64_t sum = sums[element->end_chunk] - sums[element->first_chunk];
    if (sum > best_sum || (sum == best_sum && best != HTML_NONE && html_contains(page, best, i))) {
      best_sum = sum;
      best = i;
    }
  }
  return best;
}

/// Where nothing looks like running text: the main element, else what stands around the headline,
/// else the whole page.
static uint32_t find_any(const struct html_page *page, uint32_t headline) {
  uint32_t body = HTML_NONE;
  for (uint32_t i = 0; i < page->n_elements; i++) {
    const struct html_element *element = &page->elements[i];
    if (element->text == 0 || element->skip != SKIP_NONE)
      continue;
    if (element->tag == GUMBO_TAG_MAIN)
      return i;
    if (element->tag == GUMBO_TAG_BODY)
      body = i;
  }
  for (uint32_t i = headline; i != HTML_NONE; i = page->elements[i].parent) {
    const struct html_element *element = &page->elements[i];
    if (element->text - element->link > 2 * page->elements[headline].text &&
        element->skip == SKIP_NONE)
      return i;
  }
  return body;
}

enum listen_status html_content_find(const struct html_page *page, uint32_t headline,
                                     struct html_content *out) {
  *out = (struct html_content){.element = HTML_NONE};
  out->measures = calloc(page->n_chunks + 1, sizeof *out->measures);
  int64_t *sums = calloc(page->n_chunks + 1, sizeof *sums);
  if (out->measures == NULL || sums == NULL) {
    free(sums);
    return LISTEN_E_NOMEM;
  }
  for (size_t i = 0; i < page->n_chunks; i++) {
    out->measures[i] = measure(page, &page->chunks[i]);
    sums[i + 1] = sums[i] + out->measures[i].value;
  }
  out->element = find_best(page, sums);
  free(sums);
  out->element = out->element == HTML_NONE ? find_any(page, headline)
                                           : widen(page, out->measures, out->element, headline);
  if (out->element == HTML_NONE)
    return LISTEN_OK;
  const struct html_element *element = &page->elements[out->element];
  out->first = element->first_chunk;
  out->end = element->end_chunk;
  if (headline != HTML_NONE && page->elements[headline].end_chunk <= element->first_chunk)
    out->first = page->elements[headline].end_chunk;
  return LISTEN_OK;
}
