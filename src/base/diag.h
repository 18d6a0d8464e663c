/// One complaint, in words, with its place. The library fills it; only the command line prints it.
/// Texts that do not fit are cut between two characters.
#ifndef LISTEN_BASE_DIAG_H
#define LISTEN_BASE_DIAG_H

#include "base/status.h"
#include <stdbool.h>
#include <stddef.h>

struct listen_diag {
  bool german; ///< set by the caller: word the message in German

  enum listen_status status;
  char file[256];      ///< path as the user gave it, "-" for stdin, "" where no file is at fault
  size_t line, column; ///< from 1; 0 = unknown; column in code points
  char message[256];   ///< what is wrong
  char hint[192];      ///< what to do; may be empty
  bool no_text;        ///< nothing is wrong with the input, it only holds nothing to read
};

/// Pick the wording of a message: `diag_set(d, s, DIAG_TEXT(d, "empty", "leer"))`. Both wordings
/// take the same printf arguments in the same order, which the compiler checks.
#define DIAG_TEXT(diag, english, german_text)                                                      \
  ((diag) != NULL && (diag)->german ? (german_text) : (english))

/// Record a failure and return `status`, so that `return diag_set(…)` reads as one statement.
/// A NULL `diag` is fine. Keeps `file` and `line` as they are; clears the hint.
enum listen_status diag_set(struct listen_diag *diag, enum listen_status status, const char *fmt,
                            ...) LISTEN_PRINTF(3, 4);

/// Add what the user can do about the failure already recorded.
void diag_hint(struct listen_diag *diag, const char *fmt, ...) LISTEN_PRINTF(2, 3);

/// Say where: `line` and `column` from 1, or 0. `file` may be NULL to keep the present one.
void diag_at(struct listen_diag *diag, const char *file, size_t line, size_t column);

/// Say of the failure already recorded that the input merely holds nothing to read.
void diag_no_text(struct listen_diag *diag);

/// Record an errno value as `LISTEN_E_IO` ("cannot read x: No such file or directory").
/// @param doing_en  what was tried, e.g. "cannot read"
/// @param doing_de  the same in German: "kann nicht gelesen werden"
enum listen_status diag_errno(struct listen_diag *diag, const char *file, int errnum,
                              const char *doing_en, const char *doing_de);

/// Out of memory, worded alike everywhere. Here, so that analysers see what it returns.
static inline enum listen_status diag_nomem(struct listen_diag *diag) {
  diag_set(diag, LISTEN_E_NOMEM, "%s", DIAG_TEXT(diag, "out of memory", "Speicher reicht nicht"));
  return LISTEN_E_NOMEM;
}

#endif
