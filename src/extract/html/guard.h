/// Bounds on what the parser is given, so that its time stays linear on hostile pages.
#ifndef LISTEN_EXTRACT_HTML_GUARD_H
#define LISTEN_EXTRACT_HTML_GUARD_H

#include "base/status.h"
#include "base/view.h"

/// Elements nest this deep at most; Blink and WebKit flatten beyond 512 as well.
enum {
  HTML_MAX_DEPTH = 400,
  HTML_MAX_FORMATTING = 24,
  HTML_MAX_REOPENED = 100 * 1000,
  HTML_MAX_ATTRIBUTES = 128,
};

/// Overwritten with blanks, so that the text stays, and every offset too, are
/// - tags that would nest deeper than HTML_MAX_DEPTH
/// - formatting elements open beyond HTML_MAX_FORMATTING, and tags of blocks, while two of them are
///   open, once they were opened again in blocks HTML_MAX_REOPENED times
/// - attributes after the HTML_MAX_ATTRIBUTESth of a tag, or after twice as many of all `<html>` and
///   `<body>`
/// (libgumbo walks its stack of open elements for each tag, opens unclosed formatting again in each
/// paragraph, compares each attribute with all before it, and gathers those of all bodies.)
/// `*out` is `page` where nothing had to go, else text in `*owned`, which the caller frees.
/// Errors: LISTEN_E_NOMEM.
enum listen_status html_guard(struct view page, struct view *out, char **owned) LISTEN_MUST_CHECK;

#endif
