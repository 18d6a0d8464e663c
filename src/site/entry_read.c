// An entry from JSON that anybody may have written.

#include "base/utf8.h"
#include "chapter/chapter.h"
#include "site/entry.h"

#include <cjson/cJSON.h>
#include <math.h>

static const double MAX_SECONDS = 1e7, MAX_BYTES = 9007199254740992.0; // 2^53

struct reader {
  struct arena *arena;
  struct listen_diag *diag;
  bool no_memory;
  const char *wrong; ///< the first key whose value is wrong; NULL: none
};

static bool refuse(struct reader *r, const char *key) {
  if (r->wrong == NULL && !r->no_memory)
    r->wrong = key;
  return false;
}

static bool keep(struct reader *r, struct view text, struct view *out) {
  *out = arena_copy(r->arena, text);
  r->no_memory |= out->ptr == NULL;
  return out->ptr != NULL;
}

/// A string of valid UTF-8 with at most `max` bytes; ptr NULL for null, or where there is none.
static bool read_text(struct reader *r, const cJSON *parent, const char *key, size_t max,
                      struct view *out) {
  const cJSON *item = cJSON_GetObjectItemCaseSensitive(parent, key);
  *out = (struct view){0};
  if (item == NULL || cJSON_IsNull(item))
    return true;
  struct view text = view_of(cJSON_GetStringValue(item));
  if (text.ptr == NULL || text.len > max || utf8_invalid_at(text) != text.len)
    return refuse(r, key);
  return keep(r, text, out);
}

static bool read_number(struct reader *r, const cJSON *parent, const char *key, double max,
                        double *out) {
  const cJSON *item = cJSON_GetObjectItemCaseSensitive(parent, key);
  if (!cJSON_IsNumber(item) || !(item->valuedouble >= 0 && item->valuedouble <= max))
    return refuse(r, key);
  *out = item->valuedouble;
  return true;
}

static bool read_whole(struct reader *r, const cJSON *parent, const char *key, double max,
                       double *out) {
  return read_number(r, parent, key, max, out) && (floor(*out) == *out || refuse(r, key));
}

static bool read_hash(struct reader *r, const cJSON *parent, const char *key, uint64_t out[2]) {
  struct view text = view_of(cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(parent, key)));
  if (text.len != 32)
    return refuse(r, key);
  out[0] = out[1] = 0;
  for (size_t i = 0; i < 32; i++) {
    const char *digits = "0123456789abcdef", *at = strchr(digits, text.ptr[i]);
    if (at == NULL || *at == '\0')
      return refuse(r, key);
    out[i / 16] = out[i / 16] << 4 | (uint64_t)(at - digits);
  }
  return true;
}

/// Room for the elements of an array, zeroed; NULL with *n = 0 for an empty one.
static bool read_list(struct reader *r, const cJSON *parent, const char *key, int max, size_t size,
                      void **items, size_t *n) {
  const cJSON *list = cJSON_GetObjectItemCaseSensitive(parent, key);
  int count = cJSON_GetArraySize(list);
  if (!cJSON_IsArray(list) || count > max)
    return refuse(r, key);
  *n = (size_t)count;
  *items = count == 0 ? NULL : arena_alloc(r->arena, *n, size);
  r->no_memory |= count > 0 && *items == NULL;
  return !r->no_memory;
}

static bool read_role(struct reader *r, const cJSON *item, enum site_role *out) {
  const char *name = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(item, "role"));
  for (int i = 0; i < SITE_N_ROLES; i++)
    if (name != NULL && strcmp(name, site_role_name((enum site_role)i)) == 0) {
      *out = (enum site_role)i;
      return true;
    }
  return refuse(r, "role");
}

static bool format_fits(const struct site_file *file) {
  enum audio_format format;
  if (file->format.ptr == NULL)
    return false;
  if (file->role == SITE_AUDIO)
    return audio_format_named(file->format.ptr, &format) && format != AUDIO_RAW;
  return view_eq(file->format, view_of(site_role_format(file->role)));
}

/// Its path is known without it; but where it says another, nothing of it is to be believed.
static bool check_path(struct reader *r, struct view key, const struct site_file *file) {
  struct buf path = {0};
  r->no_memory |= !site_file_path(key, file->role, file->format, &path);
  bool same = view_eq(buf_as_view(&path), file->path);
  buf_clear(&path);
  return !r->no_memory && (same || refuse(r, "path"));
}

static bool read_file(struct reader *r, const cJSON *item, struct view key,
                      struct site_file *file) {
  double bytes;
  if (!read_role(r, item, &file->role) || !read_text(r, item, "format", 8, &file->format))
    return false;
  if (!format_fits(file))
    return refuse(r, "format");
  if (!read_text(r, item, "path", SITE_TEXT_MAX + 16, &file->path) || !check_path(r, key, file) ||
      !read_whole(r, item, "bytes", MAX_BYTES, &bytes))
    return false;
  file->bytes = (uint64_t)bytes;
  return read_hash(r, item, "hash", file->hash);
}

static bool read_files(struct reader *r, const cJSON *root, struct site_entry *out) {
  const cJSON *item, *list = cJSON_GetObjectItemCaseSensitive(root, "files");
  if (!read_list(r, root, "files", SITE_FILES_MAX, sizeof *out->files, (void **)&out->files,
                 &out->n_files))
    return false;
  struct site_file *file = out->files;
  cJSON_ArrayForEach(item, list) {
    if (!read_file(r, item, out->key, file++))
      return false;
  }
  return true;
}

static bool read_chapters(struct reader *r, const cJSON *root, struct site_entry *out) {
  const cJSON *item, *list = cJSON_GetObjectItemCaseSensitive(root, "chapters");
  if (!read_list(r, root, "chapters", SITE_CHAPTERS_MAX, sizeof *out->chapters,
                 (void **)&out->chapters, &out->n_chapters))
    return false;
  struct site_chapter *chapter = out->chapters;
  double before = 0;
  cJSON_ArrayForEach(item, list) {
    if (!read_text(r, item, "title", SITE_CHAPTER_TITLE_MAX, &chapter->title) ||
        !read_number(r, item, "start_s", MAX_SECONDS, &chapter->start_s) ||
        !read_number(r, item, "end_s", MAX_SECONDS, &chapter->end_s))
      return false;
    if (chapter->start_s < before || chapter->end_s < chapter->start_s)
      return refuse(r, "start_s");
    before = chapter->start_s;
    chapter++;
  }
  return true;
}

static bool read_claim(struct reader *r, const cJSON *root, struct site_entry *out) {
  const cJSON *claim = cJSON_GetObjectItemCaseSensitive(root, "claim");
  if (claim == NULL || cJSON_IsNull(claim))
    return true;
  const char *kind = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(claim, "kind"));
  for (int i = CLAIM_LISTEN; i <= CLAIM_READ; i++)
    if (kind != NULL && strcmp(kind, claim_kind_name((enum claim_kind)i)) == 0)
      out->claim_kind = (enum claim_kind)i;
  if (out->claim_kind == CLAIM_NONE)
    return refuse(r, "kind");
  return read_text(r, claim, "text", SITE_TEXT_MAX, &out->claim_text) &&
         read_number(r, claim, "seconds", MAX_SECONDS, &out->claim_s);
}

static bool read_texts(struct reader *r, const cJSON *root, struct site_entry *out) {
  struct {
    const char *key;
    struct view *text;
  } texts[] = {
      {"source", &out->source},       {"title", &out->title},       {"author", &out->author},
      {"published", &out->published}, {"language", &out->language}, {"summary", &out->summary},
      {"section", &out->section},     {"voice", &out->voice},       {"own_voice", &out->own_voice},
      {"label", &out->label},         {"page_url", &out->page_url},
  };
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
    if (!read_text(r, root, texts[i].key, SITE_TEXT_MAX, texts[i].text))
      return false;
  return true;
}

static bool read_entry(struct reader *r, const cJSON *root, struct site_entry *out) {
  double minutes;
  if (!read_text(r, root, "key", SITE_TEXT_MAX, &out->key))
    return false;
  if (!site_path_is_clean(out->key))
    return refuse(r, "key");
  const cJSON *feed = cJSON_GetObjectItemCaseSensitive(root, "feed");
  const cJSON *hashes = cJSON_GetObjectItemCaseSensitive(root, "hashes");
  if (!cJSON_IsBool(feed))
    return refuse(r, "feed");
  out->in_feed = cJSON_IsTrue(feed);
  out->passed_over = cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(root, "passed_over"));
  if (!read_texts(r, root, out) || !read_whole(r, root, "label_minutes", 1e6, &minutes))
    return false;
  out->label_minutes = (int)minutes;
  return read_number(r, root, "duration_s", MAX_SECONDS, &out->duration_s) &&
         read_claim(r, root, out) && read_files(r, root, out) && read_chapters(r, root, out) &&
         read_hash(r, hashes, "source", out->source_hash) &&
         read_hash(r, hashes, "build", out->build_hash) &&
         read_hash(r, hashes, "page", out->page_hash);
}

static bool is_blank(const char *from, const char *end) {
  while (from < end && (*from == ' ' || *from == '\t' || *from == '\r' || *from == '\n'))
    from++;
  return from == end;
}

static enum listen_status complain(struct reader *r, const char *name) {
  struct listen_diag *diag = r->diag;
  if (r->no_memory)
    return diag_nomem(diag);
  diag_at(diag, name, 0, 0);
  if (r->wrong != NULL)
    diag_set(diag, LISTEN_E_INPUT,
             DIAG_TEXT(diag, "the article's record has no valid '%s'",
                       "dem Eintrag des Artikels fehlt ein gültiges „%s“"),
             r->wrong);
  else
    diag_set(diag, LISTEN_E_INPUT,
             DIAG_TEXT(diag, "this is no article's record", "das ist kein Eintrag eines Artikels"));
  diag_hint(diag, DIAG_TEXT(diag, "delete the file: the article is built anew then",
                            "die Datei löschen: Der Artikel wird dann neu gebaut"));
  return LISTEN_E_INPUT;
}

enum listen_status site_entry_read(struct view json, const char *name, struct arena *arena,
                                   struct site_entry *out, struct listen_diag *diag) {
  struct reader r = {.arena = arena, .diag = diag};
  const char *end = NULL;
  *out = (struct site_entry){0};
  cJSON *root = json.len == 0 || json.len > SITE_ENTRY_MAX
                    ? NULL
                    : cJSON_ParseWithLengthOpts(json.ptr, json.len, &end, false);
  bool fine = root != NULL && cJSON_IsObject(root) && is_blank(end, json.ptr + json.len) &&
              read_entry(&r, root, out);
  cJSON_Delete(root);
  if (fine)
    return LISTEN_OK;
  *out = (struct site_entry){0};
  return complain(&r, name);
}
