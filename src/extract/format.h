/// Which format a file is in.
#ifndef LISTEN_EXTRACT_FORMAT_H
#define LISTEN_EXTRACT_FORMAT_H

#include "extract/extract.h"

/// By the ending of the path (.txt .text .html .htm .xhtml .md .markdown .mdx .epub), otherwise by
/// content: a ZIP file that says it is an EPUB, a page of HTML, Markdown only where that is sure,
/// and else text. With `plain` text is never taken for HTML or Markdown.
/// @param path  may be NULL or "-"
/// @return anything but INPUT_AUTO
enum input_format format_choose(struct view input, const char *path, bool plain);

/// Bytes of the ending, one of those above in upper or lower case, that says what a file is; 0
/// where its name has none, or is nothing else.
size_t format_ending_len(struct view name);

/// "markdown" → INPUT_MARKDOWN; INPUT_AUTO where there is no such format.
enum input_format format_named(const char *name);

#endif
