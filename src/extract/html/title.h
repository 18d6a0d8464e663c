/// The wording of the title, when that of the headline's element alone is not it.
#ifndef LISTEN_EXTRACT_HTML_TITLE_H
#define LISTEN_EXTRACT_HTML_TITLE_H

#include "extract/html/head.h"

/// The title as it is to be read, where it stands in the page's head:
/// - "Schnellere Integration: „Job-Turbo“ hilft" when the h1 holds "Schnellere Integration" and
///   "„Job-Turbo“ hilft" in parts set apart by style only, or has the topic line above it;
/// - without the "Meinung" that stands within the h1 as a label;
/// - the window's title without the site's name when the page has no headline at all.
/// False where the headline's own text is best.
/// @param headline  its element, or HTML_NONE
bool html_title_choose(const struct html_page *page, const struct html_head *head,
                       uint32_t headline, struct html_title *out);

#endif
