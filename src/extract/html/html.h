/// An article on a web page → document.
#ifndef LISTEN_EXTRACT_HTML_HTML_H
#define LISTEN_EXTRACT_HTML_HTML_H

#include "extract/extract.h"
#include "extract/rules.h"

/// Does the file begin as a page of HTML does? A doctype, <html>, <head>, <body> or several common
/// tags, after white space, comments and an XML declaration. Any encoding that has ASCII in it.
bool html_looks_like(struct view input);

enum { HTML_PAGE_MAX_BYTES = 64 * 1024 * 1024 };

/// Read the article on a page into `out`, whose arena is used. Block maps lead to `input`.
/// Errors: LISTEN_E_INPUT (no text on the page, or too large), LISTEN_E_NOMEM.
enum listen_status html_read(struct view input, const struct rules *rules, struct document *out,
                             struct listen_diag *diag) LISTEN_MUST_CHECK;

#endif
