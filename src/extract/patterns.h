/// Furniture that is known by its form: numbers, signs, logos, ways through the site.
#ifndef LISTEN_EXTRACT_PATTERNS_H
#define LISTEN_EXTRACT_PATTERNS_H

#include "extract/furniture.h"

/// A line in the forms that rules look at.
struct line {
  const struct rules *rules;
  struct token_line tokens;
  struct word_line words;
  size_t columns;
  bool dot;   ///< it ends as a sentence does
  bool quote; ///< it begins with a quotation mark: someone's words, never the page's
};

/// Is the line of this kind? Fills `out` if so.
typedef bool recogniser(const struct line *line, struct furniture *out);

recogniser pattern_signs;       ///< "→", "|": nothing but icons
recogniser pattern_page_number; ///< "12", "- 14 -", "Seite 2 von 5", "Bild 3/12"
recogniser pattern_clock;       ///< "00:00 / 06:12", "Audio: 5:12", "5:58 Min."
recogniser pattern_counter;     ///< "12 Kommentare"
recogniser pattern_breadcrumb;  ///< "Startseite > Politik"
recogniser pattern_logo;        ///< "China today logo"
recogniser pattern_placeholder; ///< "[Video: So lief der Tag]"
recogniser pattern_address;     ///< "www.beispiel.de"
recogniser pattern_copyright;   ///< "© 2024 Verlag"
recogniser pattern_plus_mark;   ///< "F+", "SPIEGEL+ Artikel"
recogniser pattern_agency_code; ///< "dpa:240312-99-314159/2"

static inline bool furniture_found(struct furniture *out, enum skip_reason reason, bool edge) {
  out->reason = reason;
  out->edge = edge;
  return true;
}

/// Is word `w` this one, given in lower case?
static inline bool line_word_is(const struct line *line, size_t w, struct view lower) {
  return w < line->words.n && token_is_word(&line->tokens, line->words.token[w], lower);
}

#endif
