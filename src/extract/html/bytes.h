/// The bytes of a page → UTF-8, as the parser wants it.
#ifndef LISTEN_EXTRACT_HTML_BYTES_H
#define LISTEN_EXTRACT_HTML_BYTES_H

#include "base/source_map.h"
#include "base/status.h"
#include "base/view.h"

/// A page in UTF-8. Release with html_bytes_clear.
struct html_bytes {
  struct view utf8;      ///< borrowed from the input, or from `owned`
  struct source_map map; ///< `utf8` → input; without runs where they are the same from `skip` on
  size_t skip;           ///< bytes of the byte order mark, when `utf8` is borrowed
  char *owned;
  struct source_run *runs;
};

/// Find the encoding as browsers do, only with more trust in what the bytes say: byte order mark,
/// valid UTF-8, what a `<meta charset>` anywhere in the page declares, a guess, Windows-1252.
/// Errors: LISTEN_E_NOMEM.
enum listen_status html_bytes_read(struct view input, struct html_bytes *out) LISTEN_MUST_CHECK;

void html_bytes_clear(struct html_bytes *bytes); ///< NULL is fine

/// Offset in the input of a byte of the UTF-8 form.
size_t html_bytes_source(const struct html_bytes *bytes, size_t offset);

/// The encoding that the page declares of itself ("iso-8859-1"); empty where it does not.
struct view html_declared_charset(struct view input);

#endif
