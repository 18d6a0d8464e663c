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
                                 .body = field(article, "articleBody")};
  if (out->headline.len == 0)
    out->headline = field(article, "name");
  add_authors(cJSON_GetObjectItemCaseSensitive(article, "author"), authors);
}

// ---- times ----

static bool is_page(struct view name) {
  return view_ends(name, VIEW("WebPage")) || view_eq(name, VIEW("CreativeWork")) ||
         is_article(name);
}

static void add_time(struct jsonld_times *out, const char *name, struct view value) {
  if (value.len > 0 && out->n_times < JSONLD_MAX_TIMES)
    out->times[out->n_times++] = (struct jsonld_time){name, value};
}

static void add_sound(struct jsonld_times *out, const cJSON *audio) {
  struct view address = field(audio, "contentUrl");
  add_time(out, "duration", field(audio, "duration"));
  if (address.len == 0)
    address = field(audio, "url");
  if (address.len > 0 && out->n_audio < JSONLD_MAX_TIMES)
    out->audio[out->n_audio++] = address;
}

static void add_sound_of(struct jsonld_times *out, const cJSON *work) {
  static const char *const fields[] = {"audio", "associatedMedia", "encoding"};
  for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
    const cJSON *audio = cJSON_GetObjectItemCaseSensitive(work, fields[i]), *item;
    if (cJSON_IsObject(audio) && is_type(audio, is_audio))
      add_sound(out, audio);
    if (cJSON_IsArray(audio))
      cJSON_ArrayForEach(item, audio) {
        if (cJSON_IsObject(item) && is_type(item, is_audio))
          add_sound(out, item);
      }
  }
}

/// Call `visit` for the objects at the top and in @graph.
static void for_each_top(cJSON *const *roots, size_t n_roots,
                         void (*visit)(void *context, const cJSON *object), void *context) {
  const cJSON *item, *part;
  unsigned n_left = MAX_OBJECTS;
  for (size_t i = 0; i < n_roots; i++) {
    const cJSON *graph = cJSON_GetObjectItemCaseSensitive(roots[i], "@graph");
    const cJSON *list = cJSON_IsArray(roots[i]) ? roots[i] : cJSON_IsArray(graph) ? graph : NULL;
    if (cJSON_IsObject(roots[i]))
      visit(context, roots[i]);
    if (list != NULL)
      cJSON_ArrayForEach(item, list) {
        if (n_left == 0)
          return;
        n_left--;
        visit(context, item);
        const cJSON *inner = cJSON_GetObjectItemCaseSensitive(item, "@graph");
        if (cJSON_IsArray(inner))
          cJSON_ArrayForEach(part, inner) if (n_left > 0) visit(context, part), n_left--;
      }
  }
}

struct tops {
  struct jsonld_times *out;
  const cJSON *article, *audio;
  unsigned n_audio;
};

static void visit_top(void *context, const cJSON *object) {
  struct tops *tops = context;
  if (!cJSON_IsObject(object) || object == tops->article)
    return;
  if (is_type(object, is_audio)) {
    tops->n_audio++;
    tops->audio = object;
  } else if (is_type(object, is_page) && !is_type(object, is_article)) {
    add_time(tops->out, "timeRequired", field(object, "timeRequired"));
    add_sound_of(tops->out, object);
  }
}

void jsonld_find_times(cJSON *const *roots, size_t n_roots, struct jsonld_times *out) {
  *out = (struct jsonld_times){.n_times = 0};
  unsigned n_left = MAX_OBJECTS;
  const cJSON *article = NULL;
  for (size_t i = 0; i < n_roots && article == NULL; i++)
    article = find_article(roots[i], MAX_DEPTH, &n_left);
  if (article != NULL) {
    add_time(out, "timeRequired", field(article, "timeRequired"));
    add_sound_of(out, article);
  }
  // The one sound at the top is the article's, which refers to it; several are a list of others.
  struct tops tops = {.out = out, .article = article};
  for_each_top(roots, n_roots, visit_top, &tops);
  if (tops.n_audio == 1)
    add_sound(out, tops.audio);
}
