/// A book or article in EPUB 2 or 3 → document.
#ifndef LISTEN_EXTRACT_EPUB_H
#define LISTEN_EXTRACT_EPUB_H

#include "extract/extract.h"
#include "extract/rules.h"

/// Is it a ZIP file that begins as an EPUB does?
bool epub_looks_like(struct view input);

/// Read a book in the order of its spine. Unpacked texts are bounded, nothing is fetched, no entity
/// is expanded. Covers, title pages that repeat the title, and tables of contents are skipped.
///
/// `line` counts in each document of the spine anew; source maps lead to the bytes of all of them,
/// unpacked, one after the other.
/// Errors: LISTEN_E_INPUT (broken, encrypted, too large, no text), LISTEN_E_NOMEM.
enum listen_status epub_read(struct view input, const struct rules *rules, struct document *out,
                             struct listen_diag *diag) LISTEN_MUST_CHECK;

#endif
