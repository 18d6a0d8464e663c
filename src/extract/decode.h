/// Bytes of a file → clean lines of text that know where they came from.
#ifndef LISTEN_EXTRACT_DECODE_H
#define LISTEN_EXTRACT_DECODE_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/source_map.h"
#include "base/view.h"

/// Past this, a line's exact width does not matter.
enum { LINE_COLUMNS_MAX = 1000 };

/// A line that is not blank. Blank ones live on as the gap before the next.
struct text_line {
  size_t start, len;   ///< bytes, in decoded.text
  size_t number;       ///< line of the input, from 1
  uint16_t columns;    ///< code points; LINE_COLUMNS_MAX where it has more bytes than that
  uint16_t indent;     ///< columns of white space before it
  uint8_t gap;         ///< blank lines before it, at most 100
  bool gap_has_blanks; ///< one of those held white space
  bool soft_hyphen;    ///< it ended in U+00AD
  bool page;           ///< a form feed stands before it

  // What later steps find out (text.h, furniture.h).
  bool dropped;   ///< to be taken out by paste_remove
  bool goes_on;   ///< it goes on the line before over the end of a page
  bool fixed;     ///< kind and level are known before text_mark_lines
  uint8_t hyphen; ///< enum line_hyphen: what the text itself says of the one before it
  bool verse;     ///< it stands in a stanza
  bool joined;    ///< it goes on the line before: one block
  bool section;   ///< its block opens a section
  bool ordered;   ///< a list item whose number is not in the text
  bool weak;      ///< skipped only at the edges of the article, or beside other furniture
  uint8_t kind;   ///< enum line_kind
  uint8_t level;  ///< of a heading or list item
  uint8_t marker; ///< bytes at its start that are not read: "- ", "> ", "## "
  uint8_t reason; ///< enum skip_reason; SKIP_NONE = it is read
};

/// A line that was taken out because it interrupted the text.
struct dropped_line {
  struct view text; ///< in the arena
  size_t number;
  uint8_t reason; ///< enum skip_reason
};

/// The text of a whole file: its lines one after the other, a blank between two. So a paragraph
/// that runs over several lines is one piece of it, and nothing is copied to make blocks.
struct decoded {
  char *text; ///< in the arena; UTF-8, NFC, white space folded, invisible characters removed
  size_t len, cap;
  struct text_line *lines; ///< heap
  size_t n_lines, cap_lines;
  struct source_run *runs; ///< heap; from `text` to the file
  size_t n_runs, cap_runs;
  struct dropped_line *dropped; ///< heap; in order of the input
  size_t n_dropped, cap_dropped;
  struct view author, published; ///< as the head of a mail says, in the arena; ptr NULL otherwise
};

/// Decode and clean `input`. Removed: soft hyphens, zero-width and bidirectional controls, other
/// control characters, undecodable bytes. NBSP, tabs and other white space become one blank.
/// Line ends are LF, CRLF and CR; form feed, vertical tab and U+2028 also end a line but are not
/// counted; U+2029 ends a paragraph.
/// Errors: LISTEN_E_INPUT, LISTEN_E_NOMEM. Release with decoded_clear, also after an error.
enum listen_status decode(struct view input, struct arena *arena, struct decoded *out,
                          struct listen_diag *diag) LISTEN_MUST_CHECK;

/// The same for text that is known to be UTF-8, which may be empty. Errors: LISTEN_E_NOMEM.
enum listen_status decode_utf8(struct view text, struct arena *arena, struct decoded *out,
                               struct listen_diag *diag) LISTEN_MUST_CHECK;

void decoded_clear(struct decoded *decoded); ///< the heap part; the text stays in the arena

static inline struct view line_text(const struct decoded *decoded, const struct text_line *line) {
  return (struct view){decoded->text + line->start, line->len};
}

#endif
