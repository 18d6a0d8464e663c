/// Inside markdown_mask: what its two files share, the walk over the text.
#ifndef LISTEN_EXTRACT_MARKDOWN_MASKER_H
#define LISTEN_EXTRACT_MARKDOWN_MASKER_H

#include "base/utf8.h"
#include "extract/markdown_mask.h"

enum {
  MASK_NAME_MAX_BYTES = 32, ///< of an emoji code, an item above a table of contents
  MASK_MAX_TICKS = 64,
  MASK_N_SILENT = 11, ///< pairs of template tags that hold no prose
};

/// What closes what.
enum closer {
  CLOSE_ANGLE,
  CLOSE_PERCENT,
  CLOSE_LIQUID,
  CLOSE_OUTPUT,
  CLOSE_NOTE,
  CLOSE_COMMENT,
  N_CLOSERS
};

struct masker {
  struct view text;
  struct markdown_masked *out;
  size_t pos;
  size_t line, line_end; ///< of the line that holds `pos`
  size_t before;         ///< start of the line before
  bool other;            ///< something uncovered stands in this line
  size_t fence_len;      ///< of the open code fence, 0 outside
  char fence_sign;
  bool no_ticks[MASK_MAX_TICKS]; ///< no such run of backticks follows in this line
  bool failed;
  // What was looked for in vain, or found further on, so that no search is made twice.
  size_t vain;                   ///< bytes looked through for the ends of tags that have none
  size_t next_closer[N_CLOSERS]; ///< found there; valid while not before the search
  bool no_pair[MASK_N_SILENT];   ///< nothing closes it any more
};

static inline bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r';
}

static inline bool is_alpha(char c) {
  return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

static inline bool is_word(char c) {
  return is_alpha(c) || utf8_is_digit((unsigned char)c) || c == '_' || c == '-';
}

/// Does `what` stand at `at`?
bool masker_starts(const struct masker *m, size_t at, const char *what);
/// Where `what` stands from `from` on, before `to`; SIZE_MAX where it does not.
size_t masker_find(const struct masker *m, size_t from, size_t to, const char *what);
/// Only blanks stand before `at` in its line.
bool masker_begins_line(const struct masker *m, size_t at);
/// Only blanks stand from `at` to the end of its line.
bool masker_ends_line(const struct masker *m, size_t at);

/// Cover `start` to `end` and go on behind it, in whatever line that is.
void masker_cover(struct masker *m, size_t start, size_t end, enum skip_reason reason,
                  bool footnote);

// ---- markdown_template.c ----

/// At a brace: cover template code or a list of attributes; false where it is neither.
bool masker_cover_braces(struct masker *m);
/// At an angle bracket: cover a comment or the tag of a component; false where it is neither.
bool masker_cover_angle(struct masker *m);

#endif
