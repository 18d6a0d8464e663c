/// From the clean text of a page back to the bytes of its file.
#ifndef LISTEN_EXTRACT_HTML_TRACE_H
#define LISTEN_EXTRACT_HTML_TRACE_H

#include "extract/html/page.h"

/// Replace the runs of the decoded text, which lead to the flat text, by runs that lead to the
/// input, and the lines' numbers by those of the input. False when out of memory.
bool html_trace(const struct html_page *page, struct decoded *decoded);

#endif
