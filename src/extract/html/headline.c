#include "extract/html/headline.h"

#include "extract/html/tags.h"
#include "extract/html/words.h"

enum { HEADLINE_MAX_BYTES = 400, MAX_CANDIDATES = 2000 };

/// Below this a heading and a title have no more in common than two articles of one site.
static const double min_similarity = 0.5;

static bool is_candidate(const struct html_element *element) {
  unsigned level = html_heading_level(element->tag);
  bool named = (element->hints & HINT_HEADLINE) != 0;
  return element->kind != HTML_SILENT && element->skip == SKIP_NONE && element->text > 2 &&
         element->text < HEADLINE_MAX_BYTES && (level >= 1 || named);
}

/// Is it in a part of the page that lists other articles, or in the page's head?
static double place_value(const struct html_page *page, uint32_t element) {
  double value = 0;
  for (uint32_t i = page->elements[element].parent; i != HTML_NONE; i = page->elements[i].parent) {
    const struct html_element *outer = &page->elements[i];
    if (outer->tag == GUMBO_TAG_NAV || outer->tag == GUMBO_TAG_ASIDE ||
        outer->tag == GUMBO_TAG_FOOTER ||
        ((outer->hints & (HINT_NAVIGATION | HINT_RELATED | HINT_TEASER | HINT_COMMENTS)) != 0 &&
         outer->prose * 4 < page->elements[0].prose))
      value = -0.3;
    if ((outer->tag == GUMBO_TAG_ARTICLE || outer->tag == GUMBO_TAG_MAIN) && value == 0)
      value = 0.1;
  }
  return value;
}

static double tag_value(const struct html_element *element) {
  switch (html_heading_level(element->tag)) {
  case 1:
    return 0.3;
  case 2:
    return 0.1;
  default:
    return element->tag == GUMBO_TAG_SPAN || element->tag == GUMBO_TAG_A ? -0.05 : 0;
  }
}

struct titles {
  struct html_words words[sizeof((struct html_head){0}.titles) / sizeof(struct html_title)];
  size_t n;
};

static double similarity(const struct titles *titles, struct view text) {
  struct html_words words;
  double best = 0;
  html_words_read(&words, text);
  for (size_t i = 0; i < titles->n; i++) {
    double value = html_words_similarity(&words, &titles->words[i]);
    // "Headline | Section | Site": all its words are there, in a longer title.
    if (words.n >= 4 && html_words_common(&words, &titles->words[i]) == words.n && value < 0.9)
      value = 0.9;
    best = value > best ? value : best;
  }
  return best;
}

uint32_t html_headline_find(const struct html_page *page, const struct html_head *head) {
  struct titles titles = {.n = head->n_titles};
  for (size_t i = 0; i < head->n_titles; i++)
    html_words_read(&titles.words[i], head->titles[i].text);
  uint32_t best = HTML_NONE;
  double best_value = 0;
  struct buf text = {0};
  size_t n = 0;
  for (uint32_t i = 0; i < page->n_elements && n < MAX_CANDIDATES; i++) {
    const struct html_element *element = &page->elements[i];
    if (!is_candidate(element))
      continue;
    n++;
    buf_reset(&text);
    html_text_of(page, i, HEADLINE_MAX_BYTES, &text);
    double alike = similarity(&titles, buf_as_view(&text));
    bool level1 = element->tag == GUMBO_TAG_H1;
    if (alike < min_similarity && !level1)
      continue;
    double value = (alike < min_similarity ? 0 : alike) + tag_value(element) + place_value(page, i);
    if (value > best_value + 1e-9) {
      best_value = value;
      best = i;
    }
  }
  buf_clear(&text);
  return best;
}
