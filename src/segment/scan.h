/// The state of looking for the end of one sentence, and what the files of this stage share.
///
/// Everything here is bounded: each look to the left or to the right stops after a fixed number of
/// bytes, so that the whole is linear however odd the text.
#ifndef LISTEN_SEGMENT_SCAN_H
#define LISTEN_SEGMENT_SCAN_H

#include "base/utf8.h"
#include "base/view.h"
#include "segment/lexicon.h"

enum {
  LOOK_TOKEN = 48,    ///< bytes of a token looked at
  LOOK_BRACKET = 400, ///< a bracket that closes within so many bytes is kept in one sentence
  LOOK_QUOTE = 160,   ///< likewise for a quotation that goes on in lower case
};

/// One sentence being looked for.
struct scan {
  const struct segmenter *segmenter;
  struct view text;
  size_t start; ///< first byte of the sentence
  size_t lead;  ///< its first letter or digit, once has_lead; else how far was searched
  bool has_lead;
  unsigned depth;    ///< open brackets
  size_t bracket_at; ///< of the outermost open bracket
  uint32_t quote;    ///< the mark of an open quotation, 0 when none is open
  size_t quote_at;   ///< where the last quotation was opened
  unsigned item;     ///< number of the list item the sentence began with or came to, 0 for none
};

/// A run of stops: one full stop, an ellipsis, or anything with a mark.
enum stop_kind { STOP_DOT, STOP_ELLIPSIS, STOP_MARK };
struct stop {
  enum stop_kind kind;
  size_t at, after; ///< the run itself
  size_t closed;    ///< after the closing quotes and brackets that follow without a blank
  size_t end;       ///< where the sentence would end: emoji and bracketed remarks included
};

/// What follows a stop.
enum next_kind {
  NEXT_END,
  NEXT_UPPER,
  NEXT_LOWER,
  NEXT_DIGIT,
  NEXT_BRACKET,
  NEXT_PUNCT,
  NEXT_OTHER
};
struct next {
  enum next_kind kind;
  size_t at;      ///< where the next sentence would begin
  size_t word_at; ///< its first letter or digit, behind quotes and dashes
  size_t word_end;
  bool quoted;    ///< a quotation mark stands before the word
  bool dashed;    ///< a dash stands before it
  bool bullet;    ///< a bullet stands before it
  unsigned kinds; ///< WORD_* of the word
};

// ---- brackets.c -------------------------------------------------------------------------------

/// Note a bracket or quotation mark at `pos`; anything else is ignored.
void scan_note(struct scan *scan, size_t pos, uint32_t c, size_t size);

/// Skip closing marks and footnote numbers from `pos`, noting them.
size_t scan_closers(struct scan *scan, size_t pos);

/// True inside a bracket that is closed soon after `pos`.
bool scan_in_bracket(const struct scan *scan, size_t pos);

/// True inside a short quotation after which the sentence goes on ("„Was? Wirklich!“ und ging").
bool scan_in_quote(const struct scan *scan, const struct stop *stop);

/// A question that a frame with a colon brought in, and whose answer goes on with a comma:
/// "Er sagte: „Wann kommst du?“ „Bald“, sagte sie." is one sentence.
bool answered_question(const struct scan *scan, const struct stop *stop, const struct next *next);

/// End of the bracketed remark that begins at `pos`, when it belongs to the sentence before it;
/// else `pos`.
size_t bracket_remark_end(struct view text, size_t pos);

/// True when the sentence goes on after the bracket at `pos` ("„Kills!“ (deutsch: tötet) und").
bool bracket_goes_on(struct view text, size_t pos);

bool is_opener(uint32_t c); ///< a mark that may stand before the first word of a sentence
bool is_closer(uint32_t c); ///< a mark that may stand after the last

// ---- peek.c: to the right ---------------------------------------------------------------------

size_t skip_space(struct view text, size_t pos);

/// `word` in lower case, cut to what `bytes` (LEXICON_MAX_KEY) holds; returns its length, or 0 when
/// the word is too long to be in a table.
size_t lower_word(struct view word, char *bytes);

/// What follows at `pos`, blanks skipped.
struct next peek(const struct scan *scan, size_t pos);

/// Emoji and emoticons at `pos`, blanks before them included: where they end, or `pos`.
size_t skip_emoji(struct view text, size_t pos);

bool next_is_starter(const struct next *next);

/// A year and then a word in lower case: "2003 kam …" begins a sentence.
bool next_is_year_and_verb(const struct scan *scan, const struct next *next);

/// "5. 2020", "12. 24": the next number goes on with a date.
bool next_is_date_part(const struct scan *scan, const struct next *next);

// ---- lookback.c: to the left ------------------------------------------------------------------

/// The token that ends just before `pos`, blanks skipped; empty at the start of the sentence.
struct view token_before(const struct scan *scan, size_t pos);

/// WORD_* of a token, marks at its ends taken off.
unsigned token_kinds(const struct scan *scan, struct view token);

/// Letters (and digits, when asked) that end just before `pos`: where they begin.
size_t letters_before(const struct scan *scan, size_t pos);
size_t digits_before(const struct scan *scan, size_t pos);

/// True when only opening marks stand before `pos`, in the sentence or since a colon or bracket.
bool at_beginning(const struct scan *scan, size_t pos);

/// Code point before `pos`, or a blank at the start of the sentence.
uint32_t char_before(const struct scan *scan, size_t pos);

bool after_colon(const struct scan *scan, size_t pos);

/// True when an article or the like stands before `pos`, with up to `max_between` words between
/// that look like adjectives.
bool determiner_before(const struct scan *scan, size_t pos, int max_between);

// ---- left.c: what stands before a full stop ----------------------------------------------------

enum left {
  LEFT_PLAIN,    ///< a word: the stop ends the sentence
  LEFT_INNER,    ///< an abbreviation that never ends one, or an enumerator
  LEFT_FINAL,    ///< an abbreviation that may
  LEFT_CLOSER,   ///< one that mostly does ("usw.")
  LEFT_REF,      ///< an abbreviation before numbers only ("S. 5")
  LEFT_INITIAL,  ///< "J. F. Kennedy", "Ludwig XIV."
  LEFT_ORDINAL,  ///< a number with an article before it
  LEFT_NUMBER,   ///< a number that may be either
  LEFT_CARDINAL, ///< a number that is no ordinal
};

enum left classify_left(const struct scan *scan, const struct stop *stop);

/// The number before the full stop when it counts the items of a list, else 0.
unsigned item_number(const struct scan *scan, const struct stop *stop);

/// I, V, X only: what kings, popes, centuries and chapters are counted with.
bool is_roman(struct view word);

// ---- rules.c: the decision --------------------------------------------------------------------

/// Whether the sentence ends at `stop`, given what follows.
bool stop_ends(const struct scan *scan, const struct stop *stop, enum left left,
               const struct next *next);

/// Whether it ends there though no blank follows ("Ende.Danach").
bool joined_stop_ends(const struct scan *scan, const struct stop *stop);

#endif
