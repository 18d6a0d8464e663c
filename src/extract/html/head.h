/// What a page says of itself: meta elements and JSON-LD.
#ifndef LISTEN_EXTRACT_HTML_HEAD_H
#define LISTEN_EXTRACT_HTML_HEAD_H

#include "extract/html/page.h"

struct cJSON;

/// Views are borrowed from the page or from the JSON; ptr NULL where it says nothing.
struct html_head {
  struct view titles[4]; ///< og:title, JSON-LD headline, twitter:title, <title>, as far as given
  size_t n_titles;
  struct view page_title;  ///< the title element
  struct view description; ///< og:description or the plain one
  struct view site, language, author, published;
  struct view reading_time_label, reading_time; ///< twitter:label1, twitter:data1
  struct view time_required;  ///< JSON-LD, "PT6M"
  struct view audio_duration; ///< of the article's AudioObject
  struct view body;           ///< JSON-LD articleBody
  struct buf authors;         ///< JSON-LD, joined; `author` may be borrowed from it
  struct cJSON **json;
  size_t n_json, cap_json;
};

void html_head_read(const struct html_page *page, struct html_head *out);
void html_head_clear(struct html_head *head); ///< NULL is fine

#endif
