#include "site/scan_keys.h"

#include "base/utf8.h"
#include "chapter/chapter.h"
#include "yaml/yaml.h"

#include <stdlib.h>

const char *const site_endings[] = {".timings.json", ".vtt", ".chapters.json", ".html",
                                    ".article.json"};
const size_t n_site_endings = sizeof site_endings / sizeof *site_endings;

static size_t last_part(struct view path, size_t from) {
  size_t start = path.len;
  while (start > from && path.ptr[start - 1] != '/')
    start--;
  return start;
}

size_t scan_key(struct view source, size_t fixed, size_t ending, size_t *start) {
  struct view stem = view_sub(source, 0, source.len - ending);
  size_t leaf = last_part(stem, fixed);
  struct view name = view_sub(stem, leaf, stem.len);
  *start = fixed;
  if (!view_eq(name, VIEW("index")) && !view_eq(name, VIEW("_index")))
    return stem.len - fixed;
  return leaf > fixed ? leaf - 1 - fixed : 0;
}

size_t scan_path(const struct site_config *config, struct view source, struct buf *out) {
  struct view folder = view_of(config->folder);
  buf_reset(out);
  if (view_eq(folder, VIEW("."))) {
    buf_view(out, source.len > 0 ? source : folder);
    return 0;
  }
  buf_view(out, folder);
  if (source.len > 0 && !view_ends(folder, VIEW("/")))
    buf_byte(out, '/');
  const size_t start = out->len;
  buf_view(out, source);
  return start;
}

static void make_printable(struct view text, struct buf *out) {
  for (size_t pos = 0, size; pos < text.len; pos += size) {
    uint32_t c = utf8_at(text, pos, &size);
    utf8_append(out, yaml_is_control(c) ? UTF8_REPLACEMENT : c);
  }
}

struct listen_diag *scan_add_misfit(const struct site_config *config, struct site_list *list,
                                    size_t *cap_misfits, struct view source, bool german) {
  struct buf shown = {0}, path = {0};
  make_printable(source, &shown);
  struct view name = arena_copy_buf(&list->arena, &shown);
  bool fine = name.ptr != NULL && array_grow((void **)&list->misfits, cap_misfits,
                                             list->n_misfits + 1, sizeof *list->misfits);
  struct listen_diag *diag = NULL;
  if (fine) {
    scan_path(config, name, &path);
    if (!path.failed) {
      struct site_misfit *misfit = &list->misfits[list->n_misfits++];
      *misfit = (struct site_misfit){.source = name.ptr, .diag = {.german = german}};
      diag = &misfit->diag;
      diag_at(diag, path.ptr, 0, 0);
    }
  }
  buf_clear(&shown);
  buf_clear(&path);
  return diag;
}

// ---- what is in the way of what ----

// Articles of a list by what is to become of each.
struct clashes {
  const struct site_config *config;
  struct site_list *list;
  size_t *cap_misfits;
  struct listen_diag *diag;
  bool *out; // one for each article: it has become a misfit
};

static int by_key(const void *left, const void *right) {
  const struct site_article *a = left, *b = right;
  int c = strcmp(a->key, b->key);
  return c != 0 ? c : strcmp(a->source, b->source);
}

/// A diagnostic for the article; NULL where it has one, with `*status` untouched, or out of memory.
static struct listen_diag *complain(struct clashes *c, size_t i, enum listen_status *status) {
  if (c->out[i])
    return NULL;
  c->out[i] = true;
  struct listen_diag *diag =
      scan_add_misfit(c->config, c->list, c->cap_misfits, view_of(c->list->articles[i].source),
                      c->diag != NULL && c->diag->german);
  if (diag == NULL)
    *status = diag_nomem(c->diag);
  return diag;
}

static void hint_rename(struct listen_diag *diag) {
  diag_hint(diag, "%s",
            DIAG_TEXT(diag, "rename one, or leave one out with exclude",
                      "eines umbenennen oder mit exclude auslassen"));
}

/// Both of two, or all of more: none has a better claim to the name than another.
static enum listen_status same_keys(struct clashes *c) {
  const struct site_article *articles = c->list->articles;
  enum listen_status status = LISTEN_OK;
  for (size_t i = 0, end; i < c->list->n_articles && status == LISTEN_OK; i = end) {
    for (end = i + 1; end < c->list->n_articles; end++)
      if (strcmp(articles[end].key, articles[i].key) != 0)
        break;
    for (size_t k = i; end - i > 1 && k < end && status == LISTEN_OK; k++) {
      struct listen_diag *diag = complain(c, k, &status);
      if (diag == NULL)
        continue;
      diag_set(diag, LISTEN_E_INPUT,
               DIAG_TEXT(diag, "its name in the output, \"%.60s\", is that of %.120s, too",
                         "der Name in der Ausgabe, „%.60s“, ist auch der von %.120s"),
               articles[k].key, articles[k == i ? i + 1 : i].source);
      hint_rename(diag);
    }
  }
  return status;
}

static size_t find_key(const struct site_list *list, struct view key) {
  size_t low = 0, high = list->n_articles;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (view_cmp(view_of(list->articles[middle].key), key) < 0)
      low = middle + 1;
    else
      high = middle;
  }
  bool found = low < list->n_articles && view_eq(view_of(list->articles[low].key), key);
  return found ? low : list->n_articles;
}

/// The article that has a file of that path; the number of all where none has.
static size_t find_owner(const struct site_list *list, struct view path) {
  for (size_t i = 0; i < n_site_endings + AUDIO_N_FORMATS; i++) {
    char ending[32] = ".";
    if (i < n_site_endings)
      strcpy(ending, site_endings[i]);
    else
      strcpy(ending + 1, audio_format_info((enum audio_format)(i - n_site_endings))->name);
    struct view tail = view_of(ending);
    if (path.len <= tail.len || !view_ends(path, tail))
      continue;
    size_t found = find_key(list, view_sub(path, 0, path.len - tail.len));
    if (found < list->n_articles)
      return found;
  }
  return list->n_articles;
}

static enum listen_status is_folder_and_file(struct clashes *c, size_t inner, size_t outer,
                                             struct view folder) {
  const struct site_article *articles = c->list->articles;
  enum listen_status status = LISTEN_OK;
  for (int i = 0; i < 2 && status == LISTEN_OK; i++) {
    struct listen_diag *diag = complain(c, i == 0 ? inner : outer, &status);
    if (diag == NULL)
      continue;
    diag_set(diag, LISTEN_E_INPUT,
             i == 0 ? DIAG_TEXT(diag, "the folder %.*s in the output is a file of %.120s",
                                "der Ordner %.*s in der Ausgabe ist eine Datei von %.120s")
                    : DIAG_TEXT(diag, "its file %.*s in the output is a folder of %.120s",
                                "die Datei %.*s in der Ausgabe ist ein Ordner von %.120s"),
             (int)(folder.len < 80 ? folder.len : 80), folder.ptr,
             articles[i == 0 ? outer : inner].source);
    hint_rename(diag);
  }
  return status;
}

static enum listen_status takes_own_name(struct clashes *c, size_t i, struct view name) {
  enum listen_status status = LISTEN_OK;
  struct listen_diag *diag = complain(c, i, &status);
  if (diag == NULL)
    return status;
  diag_set(diag, LISTEN_E_INPUT,
           DIAG_TEXT(diag, "the name %.*s in the output belongs to the site's own files",
                     "der Name %.*s in der Ausgabe gehört den eigenen Dateien der Website"),
           (int)(name.len < 80 ? name.len : 80), name.ptr);
  diag_hint(diag, "%s",
            DIAG_TEXT(diag, "rename it, or leave it out with exclude",
                      "umbenennen oder mit exclude auslassen"));
  return LISTEN_OK;
}

static bool is_own_name(const struct site_config *config, struct view folder) {
  return view_eq(folder, VIEW(SITE_MANIFEST_FILE)) || view_eq(folder, VIEW(SITE_PLAYER_FILE)) ||
         view_starts(folder, VIEW(".listen")) ||
         (config->feed.enabled && view_eq(folder, view_of(config->feed.file)));
}

/// The folders of the article number `i`: is one of them a file?
static enum listen_status check_folders(struct clashes *c, size_t i) {
  struct view key = view_of(c->list->articles[i].key);
  enum listen_status status = LISTEN_OK;
  for (size_t len = 0; len < key.len && status == LISTEN_OK; len++) {
    if (key.ptr[len] != '/')
      continue;
    struct view folder = view_sub(key, 0, len);
    if (is_own_name(c->config, folder))
      return takes_own_name(c, i, folder);
    size_t owner = find_owner(c->list, folder);
    if (owner < c->list->n_articles)
      status = is_folder_and_file(c, i, owner, folder);
  }
  return status;
}

/// A hidden name of the site's own without a folder: ".listen…".
static enum listen_status check_own_names(struct clashes *c) {
  enum listen_status status = LISTEN_OK;
  for (size_t i = 0; i < c->list->n_articles && status == LISTEN_OK; i++) {
    struct view key = view_of(c->list->articles[i].key);
    if (view_starts(key, VIEW(".listen")) && !view_has(key, '/'))
      status = takes_own_name(c, i, key);
  }
  // The feed's folders.
  struct view feed = view_of(c->config->feed.enabled ? c->config->feed.file : "");
  for (size_t len = 0; len < feed.len && status == LISTEN_OK; len++) {
    struct view folder = view_sub(feed, 0, len);
    size_t owner = feed.ptr[len] == '/' ? find_owner(c->list, folder) : c->list->n_articles;
    if (owner < c->list->n_articles)
      status = takes_own_name(c, owner, folder);
  }
  return status;
}

static void remove_misfits(struct clashes *c) {
  size_t n = 0;
  for (size_t i = 0; i < c->list->n_articles; i++)
    if (!c->out[i])
      c->list->articles[n++] = c->list->articles[i];
  c->list->n_articles = n;
  memset(c->out, 0, n * sizeof *c->out);
}

enum listen_status scan_check_keys(const struct site_config *config, struct site_list *list,
                                   size_t *cap_misfits, struct listen_diag *diag) {
  if (list->n_articles == 0)
    return LISTEN_OK;
  struct clashes c = {config, list, cap_misfits, diag, calloc(list->n_articles, sizeof(bool))};
  if (c.out == NULL)
    return diag_nomem(diag);
  qsort(list->articles, list->n_articles, sizeof *list->articles, by_key);
  enum listen_status status = same_keys(&c);
  remove_misfits(&c);
  for (size_t i = 0; i < list->n_articles && status == LISTEN_OK; i++)
    status = check_folders(&c, i);
  if (status == LISTEN_OK)
    status = check_own_names(&c);
  remove_misfits(&c);
  free(c.out);
  return status;
}
