/// Text that stands on the page twice.
#ifndef LISTEN_EXTRACT_HTML_REPEATS_H
#define LISTEN_EXTRACT_HTML_REPEATS_H

#include "extract/html/page.h"

/// Skip paragraphs that were read before word by word (a lead for small screens and one for large
/// ones), and quotes set out of the text ("pull quotes") whose words are all in it. Short lines may
/// come again, as in a song. Errors: LISTEN_E_NOMEM.
enum listen_status html_drop_repeats(struct html_page *page) LISTEN_MUST_CHECK;

#endif
