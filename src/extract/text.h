/// Plain text: lines → paragraphs, list items, quotes, headings.
#ifndef LISTEN_EXTRACT_TEXT_H
#define LISTEN_EXTRACT_TEXT_H

#include "extract/decode.h"
#include "extract/rules.h"

enum line_kind {
  LINE_TEXT,
  LINE_ITEM,      ///< "- ", "1. "
  LINE_QUOTE,     ///< "> "
  LINE_HEADING,   ///< marked as one: "## ", or underlined
  LINE_BREAK,     ///< "***"
  LINE_UNDERLINE, ///< "====" below a heading
  LINE_TITLE,     ///< the headline
  // Found by structure only.
  LINE_CAPTION,
  LINE_CODE,
  LINE_TABLE, ///< a row
  LINE_FOOTNOTE,
  LINE_MARK, ///< of a footnote: not read
};

/// How lines of the file were broken.
struct wrap {
  bool wrapped;   ///< paragraphs run over several lines
  size_t columns; ///< the width at which they were broken
};

/// Set kind, level and marker of each line from its first characters.
void text_mark_lines(struct decoded *decoded);

/// Lines were broken at a width when in most of them the next word had no room, and most do not end
/// as a sentence does. (In one-paragraph-a-line text every line does.)
struct wrap text_measure_wrap(const struct decoded *decoded);

/// Set `joined` on each line that goes on the one before. A line break is taken for a deliberate
/// one where the next word would have had room. Furniture is not joined to text.
void text_join_lines(struct decoded *decoded, struct wrap wrap, const struct rules *rules);

/// Is the break between these two lines inside a word? "Wirt-|schaft" is; "Nord-|Süd", "Ein-|und",
/// "20-|jährig" and "KI-|basiert" are words with a hyphen, which stays: `*keep_hyphen`.
/// False where a blank belongs between the lines.
bool text_breaks_word(struct view line, struct view next, bool *keep_hyphen);

/// Did the line end in a soft hyphen, and does a word go on in the next?
bool text_breaks_softly(const struct text_line *line, struct view next);

bool text_ends_sentence(
    struct view text); ///< . ! ? … before closing quotes and brackets, or a colon
bool text_starts_lower(struct view text);

/// A number before a heading: "2.1 Methoden" has 2 parts, "IV. Ergebnisse" and "Kapitel 3" have 1.
unsigned text_heading_number(struct view text);

// ---- units: a line and those joined to it ----

/// The line after the unit that begins at line `i`: the next unit, or n_lines.
static inline size_t unit_end(const struct decoded *decoded, size_t i) {
  for (i++; i < decoded->n_lines && decoded->lines[i].joined;)
    i++;
  return i;
}

/// The unit before the one that begins at line `i` (> 0).
static inline size_t unit_before(const struct decoded *decoded, size_t i) {
  for (i--; i > 0 && decoded->lines[i].joined;)
    i--;
  return i;
}

/// The text of the unit that begins at line `i`, with its marker, lines joined by blanks.
static inline struct view unit_text(const struct decoded *decoded, size_t i) {
  const struct text_line *first = &decoded->lines[i];
  const struct text_line *last = &decoded->lines[unit_end(decoded, i) - 1];
  return (struct view){decoded->text + first->start, last->start + last->len - first->start};
}

#endif
