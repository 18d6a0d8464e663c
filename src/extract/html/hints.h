/// What the names of classes, ids, roles and properties say of an element.
#ifndef LISTEN_EXTRACT_HTML_HINTS_H
#define LISTEN_EXTRACT_HTML_HINTS_H

#include "base/view.h"
#include "extract/skip.h"
#include <stdint.h>

/// Kinds of the table src/data/html_hints.tsv; bits.
enum html_hint {
  HINT_NAVIGATION = 1 << 0,
  HINT_FOOTER = 1 << 1,
  HINT_ASIDE = 1 << 2,
  HINT_RELATED = 1 << 3,
  HINT_TEASER = 1 << 4,
  HINT_COMMENTS = 1 << 5,
  HINT_SHARE = 1 << 6,
  HINT_NEWSLETTER = 1 << 7,
  HINT_PAYWALL = 1 << 8,
  HINT_COOKIE = 1 << 9,
  HINT_AD = 1 << 10,
  HINT_EMBED = 1 << 11,
  HINT_AUTHOR = 1 << 12,
  HINT_META = 1 << 13,
  HINT_TAGS = 1 << 14,
  HINT_CAPTION = 1 << 15,
  HINT_MEDIA = 1 << 16,
  HINT_TOOL = 1 << 17,
  HINT_HIDDEN = 1 << 18,
  HINT_LEAD = 1 << 19,
  HINT_KICKER = 1 << 20,
  HINT_HEADLINE = 1 << 21,
  HINT_BODY = 1 << 22, ///< of running text
  HINT_FOOTNOTE = 1 << 23,
  HINT_PLAYER = 1 << 24,
  HINT_ARTICLE = 1 << 25, ///< of the article as a whole, or of anything that belongs to it
  HINT_BOX = 1 << 26,
  HINT_CREDIT = 1 << 27,
  HINT_OVERLAY = 1 << 28,
  HINT_PROMO = 1 << 30, ///< words of offers, for running text
  HINT_PLAIN = 1 << 29, ///< says nothing, though a part of it might
};

struct html_hints;
struct html_hints *html_hints_new(void); ///< NULL when out of memory. Release with html_hints_free.
void html_hints_free(struct html_hints *hints);

/// The hints in names as they stand in a class attribute: "c-article__related isHidden".
/// A name counts as a whole ("sr-only"), by two words of it ("read-more"), and by each word.
uint32_t html_hints_read(const struct html_hints *hints, struct view names);

#endif
