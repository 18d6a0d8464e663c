/// Words that no lexicon knows and whose spelling shows another language: "Jørgensen", "Erdoğan",
/// "Kabotage". They are said by that language's spelling rules.
#ifndef LISTEN_PRONOUNCE_FOREIGN_H
#define LISTEN_PRONOUNCE_FOREIGN_H

#include "pronounce/spelling.h"

enum foreign_language {
  FOREIGN_FRENCH,
  FOREIGN_ITALIAN,
  FOREIGN_SPANISH,
  FOREIGN_POLISH,
  FOREIGN_CZECH,
  FOREIGN_TURKISH,
  FOREIGN_SCANDINAVIAN,
  FOREIGN_HUNGARIAN,
  FOREIGN_LATIN,
  FOREIGN_GENERAL, ///< as a German reads a name of no known language
  FOREIGN_LANGUAGES,
};

struct foreign_sign;

struct foreign {
  struct spelling spellings[FOREIGN_LANGUAGES];
  struct foreign_sign *signs;
  size_t n_signs;
};

/// Errors: LISTEN_E_NOMEM.
enum listen_status foreign_load(struct foreign *out, struct listen_diag *diag) LISTEN_MUST_CHECK;
void foreign_clear(struct foreign *foreign); ///< NULL or zeroed is fine

/// Say a word by its language's rules, if its spelling shows one.
/// @param lower       the word in small letters
/// @param capital     it is written with a capital
/// @param is_german   German parts explain it: then only foreign letters count
/// @return the language's name for `struct pronunciation`, static; NULL where nothing was appended
const char *foreign_say(const struct foreign *foreign, struct view lower, bool capital,
                        bool is_german, struct buf *out);

/// Say a word whose first letters the engine would spell: "Vranje" as "vau-ranje", "Kjartan" as
/// "ka-jartan".
/// @param lower   the word in small letters
/// @return as `foreign_say`
const char *foreign_say_onset(const struct foreign *foreign, struct view lower, struct buf *out);

#endif
