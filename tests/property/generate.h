/// Text as articles have it, made up from a seed: the same seed gives the same text everywhere.
#ifndef LISTEN_TESTS_GENERATE_H
#define LISTEN_TESTS_GENERATE_H

#include "base/buf.h"

#include <stdint.h>

struct generator {
  uint64_t state;
  bool straight;        ///< a straight quotation mark is open
  unsigned odd_percent; ///< how many words carry something odd: combining marks, invisible ones
};

/// The generator of one case of a run.
struct generator generator_of(uint64_t seed, unsigned test_case);

uint64_t generate_number(struct generator *g, uint64_t below);

/// Append a sentence, with its mark at the end.
void generate_sentence(struct generator *g, struct buf *out);

/// Append `n_sentences` of them with blanks between, on one line.
void generate_paragraph(struct generator *g, size_t n_sentences, struct buf *out);

enum generate_kind { GENERATE_TEXT, GENERATE_MARKDOWN };

/// Append an article: title, paragraphs, headings, lists, quotes.
void generate_article(struct generator *g, enum generate_kind kind, struct buf *out);

/// Append `text`, one line, wrapped at `columns` where it has blanks.
/// @param line_end  "\n" or "\r\n"
void wrap_text(struct view text, size_t columns, const char *line_end, struct buf *out);

#endif
