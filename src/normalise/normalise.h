/// Written sentence → spoken text, as a newsreader would say it.
///
/// Promise: what is not in an edit is copied unchanged, and every edit keeps the span of the source
/// it replaces, so each input byte is accounted for. Pure: same sentence and options, same output;
/// linear in the sentence, whatever it holds.
#ifndef LISTEN_NORMALISE_NORMALISE_H
#define LISTEN_NORMALISE_NORMALISE_H

#include "base/buf.h"
#include "base/diag.h"
#include "base/view.h"

/// What kind of written thing a token is (the field's "semiotic class").
enum semiotic_class {
  SEMIOTIC_PLAIN,
  SEMIOTIC_CARDINAL,
  SEMIOTIC_ORDINAL,
  SEMIOTIC_DECIMAL,
  SEMIOTIC_FRACTION,
  SEMIOTIC_YEAR,
  SEMIOTIC_DECADE,
  SEMIOTIC_RANGE,
  SEMIOTIC_DATE,
  SEMIOTIC_TIME,
  SEMIOTIC_MONEY,
  SEMIOTIC_PERCENT,
  SEMIOTIC_MEASURE,
  SEMIOTIC_SCORE,
  SEMIOTIC_LAW,
  SEMIOTIC_ROMAN,
  SEMIOTIC_ABBREVIATION,
  SEMIOTIC_ACRONYM,
  SEMIOTIC_COMPOUND,
  SEMIOTIC_VERSION,
  SEMIOTIC_PHONE,
  SEMIOTIC_DIGITS,
  SEMIOTIC_ELECTRONIC,
  SEMIOTIC_GENDER,
  SEMIOTIC_SYMBOL,
  SEMIOTIC_FORMULA,
  SEMIOTIC_EMOJI,
  SEMIOTIC_NOTICE, ///< a string nobody can listen to, replaced by a short notice
  SEMIOTIC_SITE,   ///< a rule of the site's own
  SEMIOTIC_N
};

const char *semiotic_class_name(enum semiotic_class c); ///< "cardinal", "ordinal", …

/// One replacement. Edits ascend in both texts and do not overlap.
struct edit {
  struct span source; ///< bytes of the written sentence
  struct span spoken; ///< bytes of the spoken text; empty where something is left out
  enum semiotic_class semiotic;
  const char *rule; ///< static or owned by the normaliser: name of the rule, for --explain
};

/// The result for one sentence; reuse it for the next to save allocations.
struct spoken {
  struct buf text; ///< ordinary German spelling, UTF-8; punctuation is kept, it carries the pauses
  struct edit *edits;
  size_t n_edits, cap_edits;
  void *scratch; ///< the normaliser's own working memory, kept for the next sentence
  size_t cap_scratch;
};

void spoken_clear(struct spoken *spoken); ///< NULL is fine; leaves it zeroed

enum gender_style {
  GENDER_PAUSE,    ///< "Leser:innen" → "Leser innen" (a short break, as on German radio)
  GENDER_BOTH,     ///< "Leserinnen und Leser"
  GENDER_FEMININE, ///< "Leserinnen"
};

enum emoji_style { EMOJI_SILENT, EMOJI_NAME };

/// A rule of the site's own: this word or phrase is said so. Matched at word boundaries, as
/// written, before every other rule; the longest match wins.
struct site_rule {
  struct view written, spoken;
};

struct normalise_options {
  enum gender_style gender;
  enum emoji_style emoji;
  const struct site_rule *replace; ///< copied by normaliser_new
  size_t n_replace;
  const struct site_rule *abbreviations; ///< as `replace`, but a final full stop of `written` may
                                         ///< also end the sentence
  size_t n_abbreviations;
};

/// The compiled tables and options. Immutable once made: any number of threads may share one.
struct normaliser;

/// @param options  NULL for the defaults (all zero)
/// @return NULL when out of memory, or where a rule is unusable (`diag` says which).
struct normaliser *normaliser_new(const struct normalise_options *options,
                                  struct listen_diag *diag);
void normaliser_free(struct normaliser *normaliser); ///< NULL is fine

/// Verbalise one sentence (or one line, or a title; any length). `sentence` is UTF-8 in NFC; an
/// invalid byte is dropped as an edit. `out` is reset first.
/// Errors: LISTEN_E_NOMEM.
enum listen_status normalise_sentence(const struct normaliser *normaliser, struct view sentence,
                                      struct spoken *out) LISTEN_MUST_CHECK;

#endif
