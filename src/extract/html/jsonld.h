/// The article among the JSON-LD of a page.
#ifndef LISTEN_EXTRACT_HTML_JSONLD_H
#define LISTEN_EXTRACT_HTML_JSONLD_H

#include "base/buf.h"

struct cJSON;

/// Views are borrowed from the JSON; ptr NULL where it says nothing.
struct jsonld_article {
  struct view headline, description, published, publisher, language, body;
  struct view time_required;  ///< "PT6M"
  struct view audio_duration; ///< of an AudioObject that belongs to the article
};

/// Find the first object whose @type is a kind of article ("NewsArticle", "BlogPosting", "Report"),
/// at the top, in a list, in @graph, or as mainEntity. Its authors are joined with ", ".
void jsonld_find(struct cJSON *const *roots, size_t n_roots, struct jsonld_article *out,
                 struct buf *authors);

#endif
