#include "extract/html/jsonld.h"

#include <cjson/cJSON.h>

enum { MAX_DEPTH = 6, MAX_OBJECTS = 2000, MAX_AUTHORS = 12 };

static struct view string_of(const cJSON *value) {
  if (cJSON_IsArray(value))
    value = cJSON_GetArrayItem(value, 0);
  return cJSON_IsString(value) ? view_of(value->valuestring) : (struct view){0};
}

static struct view field(const cJSON *object, const char *name) {
  return string_of(cJSON_GetObjectItemCaseSensitive(object, name));
}

static bool type_matches(const cJSON *type, bool (*matches)(struct view name)) {
  if (cJSON_IsString(type))
    return matches(view_of(type->valuestring));
  const cJSON *item;
  if (cJSON_IsArray(type))
    cJSON_ArrayForEach(item, type) {
      if (cJSON_IsString(item) && matches(view_of(item->valuestring)))
        return true;
    }
  return false;
}

static bool is_type(const cJSON *object, bool (*matches)(struct view name)) {
  return type_matches(cJSON_GetObjectItemCaseSensitive(object, "@type"), matches);
}

static bool is_article(struct view name) {
  return view_ends(name, VIEW("Article")) || view_ends(name, VIEW("Posting")) ||
         view_eq(name, VIEW("Report")) || view_eq(name, VIEW("Review")) ||
         view_eq(name, VIEW("CriticReview"));
}

static bool is_audio(struct view name) {
  return view_eq(name, VIEW("AudioObject"));
}

/// Where an article may stand.
static const char *const places[] = {"@graph", "mainEntity", "mainEntityOfPage", "itemListElement"};

/// Depth first, within bounds.
static const cJSON *find_article(const cJSON *value, unsigned depth, unsigned *n_left) {
  if (value == NULL || depth == 0 || *n_left == 0)
    return NULL;
  const cJSON *item, *found = NULL;
  if (cJSON_IsArray(value)) {
    cJSON_ArrayForEach(item, value) {
      if ((found = find_article(item, depth - 1, n_left)) != NULL)
        return found;
    }
    return NULL;
  }
  if (!cJSON_IsObject(value))
    return NULL;
  (*n_left)--;
  if (is_type(value, is_article))
    return value;
  for (size_t i = 0; i < sizeof places / sizeof *places && found == NULL; i++)
    found = find_article(cJSON_GetObjectItemCaseSensitive(value, places[i]), depth - 1, n_left);
  return found;
}

static bool is_url(struct view text) {
  return text.len >= 8 && (memmem(text.ptr, 8, "http", 4) == text.ptr);
}

static void add_author(const cJSON *author, struct buf *out) {
  struct view name = cJSON_IsObject(author) ? field(author, "name") : string_of(author);
  if (name.len == 0 || name.len > 200 || is_url(name))
    return;
  if (out->len > 0)
    buf_str(out, ", ");
  buf_view(out, name);
}

static void add_authors(const cJSON *authors, struct buf *out) {
  if (!cJSON_IsArray(authors)) {
    add_author(authors, out);
    return;
  }
  const cJSON *author;
  unsigned n = 0;
  cJSON_ArrayForEach(author, authors) {
    if (n++ == MAX_AUTHORS)
      break;
    add_author(author, out);
  }
}

static struct view audio_of(const cJSON *article) {
  static const char *const fields[] = {"audio", "associatedMedia", "encoding"};
  for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
    const cJSON *audio = cJSON_GetObjectItemCaseSensitive(article, fields[i]);
    if (cJSON_IsArray(audio))
      audio = cJSON_GetArrayItem(audio, 0);
    if (cJSON_IsObject(audio) && is_type(audio, is_audio))
      return field(audio, "duration");
  }
  return (struct view){0};
}

void jsonld_find(cJSON *const *roots, size_t n_roots, struct jsonld_article *out,
                 struct buf *authors) {
  *out = (struct jsonld_article){0};
  unsigned n_left = MAX_OBJECTS;
  const cJSON *article = NULL;
  for (size_t i = 0; i < n_roots && article == NULL; i++)
    article = find_article(roots[i], MAX_DEPTH, &n_left);
  if (article == NULL)
    return;
  const cJSON *publisher = cJSON_GetObjectItemCaseSensitive(article, "publisher");
  *out = (struct jsonld_article){.headline = field(article, "headline"),
                                 .description = field(article, "description"),
                                 .published = field(article, "datePublished"),
                                 .publisher = cJSON_IsObject(publisher) ? field(publisher, "name")
                                                                        : string_of(publisher),
                                 .language = field(article, "inLanguage"),
                                 .body = field(article, "articleBody"),
                                 .time_required = field(article, "timeRequired"),
                                 .audio_duration = audio_of(article)};
  if (out->headline.len == 0)
    out->headline = field(article, "name");
  add_authors(cJSON_GetObjectItemCaseSensitive(article, "author"), authors);
}
