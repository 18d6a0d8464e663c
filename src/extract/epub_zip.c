#include "extract/epub_book.h"

enum {
  MAX_ENTRIES = 10000,
  CHUNK_BYTES = 64 * 1024,
  RATIO_MAX = 200,           ///< text packs to a third, deflate at most to a thousandth
  RATIO_FROM_BYTES = 1 << 20 ///< short entries may be as even as they like
};
static const uint64_t max_bytes = 256u << 20; ///< of all texts together

static enum listen_status broken(struct listen_diag *diag) {
  diag_set(diag, LISTEN_E_INPUT, "%s",
           DIAG_TEXT(diag, "broken EPUB: the ZIP archive cannot be read",
                     "fehlerhaftes EPUB: das ZIP-Archiv ist nicht lesbar"));
  diag_hint(diag, "%s",
            DIAG_TEXT(diag, "download or export the book again",
                      "das Buch noch einmal herunterladen oder exportieren"));
  return LISTEN_E_INPUT;
}

static enum listen_status bomb(struct listen_diag *diag) {
  diag_set(diag, LISTEN_E_INPUT, "%s",
           DIAG_TEXT(diag, "this EPUB unpacks to far more than a book holds",
                     "dieses EPUB wird ausgepackt viel größer, als ein Buch ist"));
  diag_hint(diag, "%s",
            DIAG_TEXT(diag, "a ZIP bomb is not read", "eine ZIP-Bombe wird nicht gelesen"));
  return LISTEN_E_INPUT;
}

static enum listen_status encrypted(struct listen_diag *diag) {
  diag_set(diag, LISTEN_E_INPUT, "%s",
           DIAG_TEXT(diag, "this EPUB is encrypted", "dieses EPUB ist verschlüsselt"));
  diag_hint(diag, "%s",
            DIAG_TEXT(diag, "only books without copy protection can be read",
                      "nur Bücher ohne Kopierschutz lassen sich lesen"));
  return LISTEN_E_INPUT;
}

enum listen_status epub_archive_open(struct view input, struct epub_archive *out,
                                     struct listen_diag *diag) {
  *out = (struct epub_archive){0};
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t *source = zip_source_buffer_create(input.ptr, input.len, 0, &error);
  if (source != NULL) {
    out->zip = zip_open_from_source(source, ZIP_RDONLY, &error);
    if (out->zip == NULL)
      zip_source_free(source);
  }
  bool nomem = zip_error_code_zip(&error) == ZIP_ER_MEMORY;
  zip_error_fini(&error);
  if (out->zip == NULL)
    return nomem ? diag_nomem(diag) : broken(diag);
  return zip_get_num_entries(out->zip, 0) > MAX_ENTRIES ? bomb(diag) : LISTEN_OK;
}

void epub_archive_close(struct epub_archive *archive) {
  if (archive->zip != NULL)
    zip_discard(archive->zip);
  *archive = (struct epub_archive){0};
}

static zip_int64_t locate(const struct epub_archive *archive, struct view path) {
  char name[1024];
  if (path.len == 0 || path.len >= sizeof name)
    return -1;
  memcpy(name, path.ptr, path.len);
  name[path.len] = '\0';
  zip_int64_t index = zip_name_locate(archive->zip, name, 0);
  return index >= 0 ? index : zip_name_locate(archive->zip, name, ZIP_FL_NOCASE);
}

bool epub_archive_has(const struct epub_archive *archive, struct view path) {
  return locate(archive, path) >= 0;
}

/// More than any book: in sum, or for what it was packed in.
static bool is_bomb(const struct epub_archive *archive) {
  return archive->unpacked > max_bytes ||
         (archive->unpacked > RATIO_FROM_BYTES && archive->unpacked / RATIO_MAX > archive->packed);
}

static enum listen_status unpack(struct epub_archive *archive, zip_file_t *file, struct buf *out,
                                 struct listen_diag *diag) {
  for (;;) {
    if (!buf_reserve(out, CHUNK_BYTES))
      return diag_nomem(diag);
    zip_int64_t n = zip_fread(file, out->ptr + out->len, CHUNK_BYTES);
    if (n < 0)
      return broken(diag);
    if (n == 0)
      return LISTEN_OK;
    out->len += (size_t)n;
    archive->unpacked += (uint64_t)n;
    if (is_bomb(archive))
      return bomb(diag);
  }
}

enum listen_status epub_archive_read(struct epub_archive *archive, struct view path,
                                     struct buf *out, struct listen_diag *diag) {
  buf_reset(out);
  zip_int64_t index = locate(archive, path);
  zip_stat_t stat;
  if (index < 0)
    return diag_set(
        diag, LISTEN_E_INPUT,
        DIAG_TEXT(diag, "broken EPUB: '%.*s' is missing", "fehlerhaftes EPUB: '%.*s' fehlt"),
        (int)(path.len > 80 ? 80 : path.len), path.ptr);
  if (zip_stat_index(archive->zip, (zip_uint64_t)index, 0, &stat) != 0)
    return broken(diag);
  if ((stat.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && stat.encryption_method != ZIP_EM_NONE)
    return encrypted(diag);
  archive->packed += (stat.valid & ZIP_STAT_COMP_SIZE) != 0 ? stat.comp_size : 0;
  zip_file_t *file = zip_fopen_index(archive->zip, (zip_uint64_t)index, 0);
  if (file == NULL)
    return broken(diag);
  enum listen_status status = unpack(archive, file, out, diag);
  zip_fclose(file);
  return status;
}

// ---- paths ----

static int hex(char c) {
  char lower = (char)(c | 0x20);
  return c >= '0' && c <= '9' ? c - '0' : lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/// Append `href` up to its fragment or query, percent signs decoded.
static void add_decoded(struct buf *out, struct view href) {
  for (size_t i = 0; i < href.len && href.ptr[i] != '#' && href.ptr[i] != '?'; i++) {
    int high = href.ptr[i] == '%' && i + 2 < href.len ? hex(href.ptr[i + 1]) : -1;
    int low = high >= 0 ? hex(href.ptr[i + 2]) : -1;
    char c = low >= 0 ? (char)(high * 16 + low) : href.ptr[i];
    if (c != '\0')
      buf_byte(out, c);
    i += low >= 0 ? 2 : 0;
  }
}

/// Resolve "." and ".." in place; false where it climbs out.
static bool resolve_dots(struct buf *path) {
  size_t write = 0;
  for (size_t read = 0; read < path->len;) {
    size_t end = read;
    while (end < path->len && path->ptr[end] != '/')
      end++;
    struct view part = {path->ptr + read, end - read};
    if (view_eq(part, VIEW(".."))) {
      if (write == 0)
        return false;
      for (write--; write > 0 && path->ptr[write - 1] != '/';)
        write--;
    } else if (part.len > 0 && !view_eq(part, VIEW("."))) {
      memmove(path->ptr + write, part.ptr, part.len);
      write += part.len;
      if (end < path->len)
        path->ptr[write++] = '/';
    }
    read = end + 1;
  }
  path->len = write;
  return true;
}

enum listen_status epub_resolve(struct view base, struct view href, struct arena *arena,
                                struct view *out, struct listen_diag *diag) {
  struct buf path = {0};
  size_t folder = base.len;
  while (folder > 0 && base.ptr[folder - 1] != '/')
    folder--;
  buf_view(&path, view_sub(base, 0, folder));
  add_decoded(&path, href);
  bool inside = path.failed || (href.len > 0 && href.ptr[0] == '/') == false;
  inside = inside && (path.failed || resolve_dots(&path));
  if (inside)
    *out = arena_copy_buf(arena, &path);
  bool failed = path.failed || (inside && out->ptr == NULL);
  buf_clear(&path);
  if (failed)
    return diag_nomem(diag);
  if (inside)
    return LISTEN_OK;
  return diag_set(diag, LISTEN_E_INPUT,
                  DIAG_TEXT(diag, "broken EPUB: '%.*s' leads out of the book",
                            "fehlerhaftes EPUB: '%.*s' führt aus dem Buch hinaus"),
                  (int)(href.len > 80 ? 80 : href.len), href.ptr);
}
