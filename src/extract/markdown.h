/// A post or page in Markdown → document.
#ifndef LISTEN_EXTRACT_MARKDOWN_H
#define LISTEN_EXTRACT_MARKDOWN_H

#include "extract/extract.h"
#include "extract/rules.h"

/// Does a text have signs of Markdown that nobody types by chance? Front matter with a key in it;
/// or several of: headings with "#", links, images, code fences, tables, emphasis.
bool markdown_looks_like(struct view input);

/// Read CommonMark with GitHub's extensions, footnotes and front matter into `out`, whose arena is
/// used. Block maps lead to `input`. The first heading of level 1 is the title, unless the front
/// matter has one.
/// @param path  for diagnostics; may be NULL
/// Errors: LISTEN_E_INPUT (binary, broken front matter with its line, `listen: false`),
/// LISTEN_E_NOMEM.
enum listen_status markdown_read(struct view input, const struct rules *rules, const char *path,
                                 struct document *out, struct listen_diag *diag) LISTEN_MUST_CHECK;

#endif
