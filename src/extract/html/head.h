/// What a page says of itself: meta elements and JSON-LD.
#ifndef LISTEN_EXTRACT_HTML_HEAD_H
#define LISTEN_EXTRACT_HTML_HEAD_H

#include "extract/html/page.h"

struct cJSON;

/// A title that the page gives of itself.
struct html_title {
  struct view text;
  struct view written; ///< as it stands in the page; ptr NULL in JSON
  bool whole_window;   ///< the title element: the site's name may stand in it
};

/// Views are borrowed from the page or from the JSON; ptr NULL where it says nothing.
struct html_head {
  struct html_title titles[6]; ///< og:title and twitter:title, JSON-LD headline, <title>
  size_t n_titles;
  struct view description; ///< og:description or the plain one
  struct view site, language, author, published;
  struct view body;   ///< JSON-LD articleBody
  struct buf authors; ///< JSON-LD, joined; `author` may be borrowed from it
  struct cJSON **json;
  size_t n_json, cap_json;
};

void html_head_read(const struct html_page *page, struct html_head *out);
void html_head_clear(struct html_head *head); ///< NULL is fine

#endif
