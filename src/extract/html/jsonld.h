/// The article among the JSON-LD of a page.
#ifndef LISTEN_EXTRACT_HTML_JSONLD_H
#define LISTEN_EXTRACT_HTML_JSONLD_H

#include "base/buf.h"

struct cJSON;

/// Views are borrowed from the JSON; ptr NULL where it says nothing.
struct jsonld_article {
  struct view headline, description, published, publisher, language, body;
};

enum { JSONLD_MAX_TIMES = 12 };

/// What JSON-LD says of the article's reading time and of its sound.
struct jsonld_times {
  struct jsonld_time {
    const char *field; ///< "timeRequired", of an article or page; "duration", of an AudioObject
    struct view value; ///< "PT6M"
  } times[JSONLD_MAX_TIMES];
  size_t n_times;
  struct view audio[JSONLD_MAX_TIMES]; ///< contentUrl of AudioObjects
  size_t n_audio;
};

/// Find the first object whose @type is a kind of article ("NewsArticle", "BlogPosting", "Report"),
/// at the top, in a list, in @graph, or as mainEntity. Its authors are joined with ", ".
void jsonld_find(struct cJSON *const *roots, size_t n_roots, struct jsonld_article *out,
                 struct buf *authors);

/// Films, podcasts of other pages, recipes and courses have times too; those say nothing here.
void jsonld_find_times(struct cJSON *const *roots, size_t n_roots, struct jsonld_times *out);

#endif
