#include "site/scan.h"

#include "base/utf8.h"
#include "extract/format.h"
#include "site/scan_globs.h"
#include "site/scan_keys.h"
#include "yaml/yaml.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct scan {
  const struct site_config *config;
  struct site_list *list;
  struct listen_diag *diag;
  struct arena scratch; // globs and pending folders
  struct glob_set inputs, exclude, sections;
  const char **pending; // folders yet to be read
  size_t n_pending, cap_pending, cap_articles, cap_misfits;
  char *root;             // the configuration's folder, without links
  struct stat outputs[2]; // st_ino 0: it does not exist yet
  struct buf path, source;
  size_t n_excluded, n_other; // files that match: excluded, of no article's ending
};

// ---- files ----

static bool holds_control(struct view name) {
  for (size_t pos = 0, size; pos < name.len; pos += size)
    if (yaml_is_control(utf8_at(name, pos, &size)))
      return true;
  return false;
}

/// A misfit with a message without arguments.
static enum listen_status add_misfit(struct scan *s, const char *english, const char *german) {
  struct listen_diag *diag =
      scan_add_misfit(s->config, s->list, &s->cap_misfits, buf_as_view(&s->source),
                      s->diag != NULL && s->diag->german);
  if (diag == NULL)
    return diag_nomem(s->diag);
  diag_set(diag, LISTEN_E_INPUT, "%s", DIAG_TEXT(diag, english, german));
  return LISTEN_OK;
}

/// Complain of a name that cannot be part of a key; `*fine` tells.
static enum listen_status check_name(struct scan *s, struct view name, bool *fine) {
  *fine = false;
  if (utf8_invalid_at(name) < name.len)
    return add_misfit(s, "the name is not UTF-8: rename it", "der Name ist kein UTF-8: umbenennen");
  if (holds_control(name))
    return add_misfit(s, "the name holds control characters: rename it",
                      "der Name enthält Steuerzeichen: umbenennen");
  *fine = true;
  return LISTEN_OK;
}

/// Is the file that a link leads to below the configuration's folder?
static bool stays_inside(const struct scan *s) {
  char *target = realpath(s->path.ptr, NULL);
  struct view root = view_of(s->root);
  bool inside = target != NULL && view_starts(view_of(target), root) &&
                (view_ends(root, VIEW("/")) || target[root.len] == '/');
  free(target);
  return inside;
}

static size_t section_of(const struct scan *s) {
  for (size_t i = s->sections.n; i-- > 0;)
    if (glob_matches_above(&s->sections.globs[i], buf_as_view(&s->source)))
      return i;
  return SITE_NO_SECTION;
}

/// Can the article's files be named? Folders above are names already.
static enum listen_status check_key(struct scan *s, struct view key, bool *fine) {
  struct view leaf = scan_name(key);
  *fine = false;
  if (view_eq(leaf, VIEW(".")) || view_eq(leaf, VIEW("..")))
    return add_misfit(s, "the name has nothing but full stops: rename it",
                      "der Name besteht nur aus Punkten: umbenennen");
  if (leaf.len > SITE_KEY_PART_MAX)
    return add_misfit(s, "the name is too long: at most 241 bytes without its ending",
                      "der Name ist zu lang: höchstens 241 Byte ohne Endung");
  // The longest ending, or the name of the temporary file beside it.
  const size_t longest = sizeof "/.listen-0123456789abcdef.part";
  if (strlen(s->config->output_path) + key.len + longest > PATH_MAX || s->path.len >= PATH_MAX)
    return add_misfit(s, "the path is too long", "der Pfad ist zu lang");
  *fine = true;
  return LISTEN_OK;
}

static enum listen_status add_article(struct scan *s, size_t input, uint64_t bytes) {
  struct view source = buf_as_view(&s->source);
  size_t start, ending = format_ending_len(scan_name(source));
  size_t fixed = glob_fixed_len(view_of(s->config->inputs[input]));
  size_t len = scan_key(source, fixed, ending, &start);
  struct view key = len == 0 ? VIEW("index") : view_sub(source, start, len);
  bool fine;
  enum listen_status status = check_key(s, key, &fine);
  if (status != LISTEN_OK || !fine)
    return status;
  struct site_list *list = s->list;
  const char *path = arena_copy(&list->arena, buf_as_view(&s->path)).ptr;
  const char *own_key = arena_copy(&list->arena, key).ptr;
  if (path == NULL || own_key == NULL ||
      !array_grow((void **)&list->articles, &s->cap_articles, list->n_articles + 1,
                  sizeof *list->articles))
    return diag_nomem(s->diag);
  list->articles[list->n_articles++] =
      (struct site_article){.path = path,
                            .source = path + (s->path.len - source.len),
                            .key = own_key,
                            .bytes = bytes,
                            .section = section_of(s)};
  return LISTEN_OK;
}

/// A file that matches `input`. Its path is in `s->source` and `s->path`.
static enum listen_status take_file(struct scan *s, int folder, const char *name, size_t input) {
  struct stat own, st;
  if (fstatat(folder, name, &own, AT_SYMLINK_NOFOLLOW) != 0)
    return LISTEN_OK; // removed in this moment
  const bool link = S_ISLNK(own.st_mode);
  const bool leads = !link || fstatat(folder, name, &st, 0) == 0;
  if (link && leads && S_ISDIR(st.st_mode)) // not followed
    return LISTEN_OK;
  if (!link)
    st = own;
  bool fine;
  enum listen_status status = check_name(s, view_of(name), &fine);
  if (status != LISTEN_OK || !fine)
    return status;
  if (!leads)
    return add_misfit(s, "a symbolic link that leads nowhere",
                      "ein symbolischer Link, der ins Leere führt");
  if (link && !stays_inside(s))
    return add_misfit(s, "a symbolic link that leads out of the site's folder",
                      "ein symbolischer Link, der aus dem Ordner der Website hinausführt");
  if (!S_ISREG(st.st_mode))
    return add_misfit(s, "no regular file", "keine gewöhnliche Datei");
  return add_article(s, input, (uint64_t)st.st_size);
}

// ---- folders ----

static enum listen_status push_folder(struct scan *s, struct view source) {
  const char *copy = arena_copy(&s->scratch, source).ptr;
  if (copy == NULL ||
      !array_grow((void **)&s->pending, &s->cap_pending, s->n_pending + 1, sizeof *s->pending))
    return diag_nomem(s->diag);
  s->pending[s->n_pending++] = copy;
  return LISTEN_OK;
}

static bool is_folder(int folder, const struct dirent *entry) {
  struct stat st;
  if (entry->d_type != DT_UNKNOWN)
    return entry->d_type == DT_DIR;
  return fstatat(folder, entry->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(st.st_mode);
}

/// One entry of the folder `source`.
static enum listen_status take_entry(struct scan *s, int folder, struct view source,
                                     const struct dirent *entry) {
  struct view name = view_of(entry->d_name);
  if (view_eq(name, VIEW(".")) || view_eq(name, VIEW("..")))
    return LISTEN_OK;
  const bool below = is_folder(folder, entry);
  const size_t input = below ? 0 : glob_set_first(&s->inputs, name);
  if (below ? !glob_set_goes_on(&s->inputs, name) : input == s->inputs.n)
    return LISTEN_OK;
  const bool excluded = glob_set_covers(&s->exclude, name);
  const bool article = below || format_ending_len(name) > 0;
  s->n_excluded += excluded && article;
  s->n_other += !article;
  if (excluded || !article)
    return LISTEN_OK;
  buf_reset(&s->source);
  buf_view(&s->source, source);
  if (source.len > 0)
    buf_byte(&s->source, '/');
  buf_view(&s->source, name);
  scan_path(s->config, buf_as_view(&s->source), &s->path);
  if (s->source.failed || s->path.failed)
    return diag_nomem(s->diag);
  if (!below)
    return take_file(s, folder, entry->d_name, input);
  bool fine;
  enum listen_status status = check_name(s, name, &fine);
  return status == LISTEN_OK && fine ? push_folder(s, buf_as_view(&s->source)) : status;
}

/// A folder that cannot be read is a misfit; the configuration's own is an error.
static enum listen_status cannot_read(struct scan *s, struct view source, int errnum) {
  if (source.len > 0 && (errnum == ENOENT || errnum == ENOTDIR || errnum == ELOOP))
    return LISTEN_OK; // removed or replaced in this moment
  if (errnum == ENOMEM)
    return diag_nomem(s->diag);
  struct listen_diag *diag = s->diag;
  if (source.len > 0 && errnum != EMFILE && errnum != ENFILE) {
    diag = scan_add_misfit(s->config, s->list, &s->cap_misfits, source,
                           s->diag != NULL && s->diag->german);
    if (diag == NULL)
      return diag_nomem(s->diag);
    diag_errno(diag, NULL, errnum, "cannot read the folder", "Ordner kann nicht gelesen werden");
    return LISTEN_OK;
  }
  return diag_errno(diag, s->config->folder, errnum, "cannot read the folder",
                    "Ordner kann nicht gelesen werden");
}

static bool is_output(const struct scan *s, int folder) {
  struct stat st;
  bool known = fstat(folder, &st) == 0, is = false;
  for (size_t i = 0; known && i < 2; i++)
    is |= s->outputs[i].st_ino != 0 && st.st_ino == s->outputs[i].st_ino &&
          st.st_dev == s->outputs[i].st_dev;
  return is;
}

static enum listen_status take_entries(struct scan *s, DIR *dir, struct view source) {
  enum listen_status status = LISTEN_OK;
  while (status == LISTEN_OK) {
    errno = 0;
    const struct dirent *entry = readdir(dir);
    if (entry == NULL)
      return errno == 0 ? LISTEN_OK : cannot_read(s, source, errno);
    status = take_entry(s, dirfd(dir), source, entry);
  }
  return status;
}

static enum listen_status read_folder(struct scan *s, struct view source) {
  scan_path(s->config, source, &s->path);
  if (s->path.failed)
    return diag_nomem(s->diag);
  // The configuration's folder may be a link; nothing below it is followed.
  int fd =
      open(s->path.ptr, O_RDONLY | O_DIRECTORY | O_CLOEXEC | (source.len > 0 ? O_NOFOLLOW : 0));
  DIR *dir = fd < 0 ? NULL : fdopendir(fd);
  if (dir == NULL) {
    const int errnum = errno;
    if (fd >= 0)
      close(fd);
    return cannot_read(s, source, errnum);
  }
  enum listen_status status = LISTEN_OK;
  if (!is_output(s, fd)) {
    glob_set_enter(&s->inputs, source);
    glob_set_enter(&s->exclude, source);
    status = take_entries(s, dir, source);
  }
  closedir(dir);
  return status;
}

static enum listen_status walk(struct scan *s) {
  enum listen_status status = push_folder(s, (struct view){0});
  while (status == LISTEN_OK && s->n_pending > 0)
    status = read_folder(s, view_of(s->pending[--s->n_pending]));
  return status;
}

// ---- the whole ----

static bool add_globs(struct scan *s) {
  const struct site_config *config = s->config;
  bool fine = true;
  s->exclude.hidden_too = true;
  for (size_t i = 0; fine && i < config->n_inputs; i++)
    fine = glob_set_add(&s->inputs, config->inputs[i], &s->scratch);
  for (size_t i = 0; fine && i < config->n_exclude; i++)
    fine = glob_set_add(&s->exclude, config->exclude[i], &s->scratch);
  for (size_t i = 0; fine && i < config->n_sections; i++)
    fine = glob_set_add(&s->sections, config->sections[i].match, &s->scratch);
  return fine;
}

/// An input that names a folder; NULL where none does.
static const char *input_folder(struct scan *s) {
  for (size_t i = 0; i < s->config->n_inputs; i++) {
    struct stat st;
    scan_path(s->config, view_of(s->config->inputs[i]), &s->path);
    if (!s->path.failed && stat(s->path.ptr, &st) == 0 && S_ISDIR(st.st_mode))
      return s->config->inputs[i];
  }
  return NULL;
}

static enum listen_status nothing_found(struct scan *s) {
  struct listen_diag *diag = s->diag;
  diag_at(diag, s->config->path, s->config->inputs_line, 0);
  diag_set(
      diag, LISTEN_E_INPUT,
      DIAG_TEXT(diag, "inputs: no file matches %.100s%s", "inputs: keine Datei passt auf %.100s%s"),
      s->config->inputs[0], s->config->n_inputs > 1 ? ", …" : "");
  const char *folder = input_folder(s);
  if (folder != NULL)
    diag_hint(diag,
              DIAG_TEXT(diag, "that is a folder; for all below it: %.100s/**",
                        "das ist ein Ordner; für alles darin: %.100s/**"),
              folder);
  else if (s->n_excluded > 0)
    diag_hint(diag, "%s",
              DIAG_TEXT(diag, "exclude leaves out all that does",
                        "exclude nimmt alles heraus, was passt"));
  else if (s->n_other > 0)
    diag_hint(diag, "%s",
              DIAG_TEXT(diag, "articles end in .txt, .md, .html, .epub or the like",
                        "Artikel enden auf .txt, .md, .html, .epub oder Ähnliches"));
  else
    diag_hint(
        diag,
        DIAG_TEXT(diag, "globs begin in the folder %.100s", "Muster beginnen im Ordner %.100s"),
        s->config->folder);
  return LISTEN_E_INPUT;
}

/// A file that `inputs` names, without wildcards, and that is none: a slip of the pen, surely.
static enum listen_status check_named(struct scan *s) {
  enum listen_status status = LISTEN_OK;
  for (size_t i = 0; status == LISTEN_OK && i < s->config->n_inputs; i++) {
    struct view input = view_of(s->config->inputs[i]);
    struct stat st;
    if (strpbrk(input.ptr, "*?[") != NULL)
      continue;
    buf_reset(&s->source);
    buf_view(&s->source, input);
    scan_path(s->config, input, &s->path);
    if (s->source.failed || s->path.failed)
      return diag_nomem(s->diag);
    if (lstat(s->path.ptr, &st) != 0)
      status = add_misfit(s, "inputs names this file, but it does not exist",
                          "inputs nennt diese Datei, aber es gibt sie nicht");
    else if (S_ISDIR(st.st_mode))
      status = add_misfit(s, "inputs names this folder: for all below it, put /** behind it",
                          "inputs nennt diesen Ordner: für alles darin /** dahinter setzen");
    else if (format_ending_len(scan_name(input)) == 0)
      status = add_misfit(s, "no article by its ending: .txt, .md, .html, .epub or the like",
                          "der Endung nach kein Artikel: .txt, .md, .html, .epub oder Ähnliches");
  }
  return status;
}

static int by_source(const void *left, const void *right) {
  const struct site_misfit *a = left, *b = right;
  int c = strcmp(a->source, b->source);
  return c != 0 ? c : strcmp(a->diag.message, b->diag.message);
}

static enum listen_status prepare(struct scan *s) {
  if (!add_globs(s))
    return diag_nomem(s->diag);
  s->root = realpath(s->config->folder, NULL);
  if (s->root == NULL)
    return cannot_read(s, (struct view){0}, errno);
  const char *paths[] = {s->config->output_path, s->config->usual_output_path};
  for (size_t i = 0; i < 2; i++)
    if (paths[i] == NULL || stat(paths[i], &s->outputs[i]) != 0)
      s->outputs[i] = (struct stat){0};
  return LISTEN_OK;
}

enum listen_status site_scan(const struct site_config *config, struct site_list *out,
                             struct listen_diag *diag) {
  *out = (struct site_list){0};
  struct scan s = {.config = config, .list = out, .diag = diag};
  enum listen_status status = prepare(&s);
  if (status == LISTEN_OK)
    status = walk(&s);
  if (status == LISTEN_OK)
    status = scan_check_keys(config, out, &s.cap_misfits, diag);
  if (status == LISTEN_OK && out->n_articles == 0 && out->n_misfits == 0)
    status = nothing_found(&s);
  if (status == LISTEN_OK)
    status = check_named(&s);
  if (status == LISTEN_OK && out->n_misfits > 0)
    qsort(out->misfits, out->n_misfits, sizeof *out->misfits, by_source);
  if (status != LISTEN_OK)
    site_list_clear(out);
  arena_clear(&s.scratch);
  free(s.pending);
  free(s.root);
  buf_clear(&s.path);
  buf_clear(&s.source);
  return status;
}

void site_list_clear(struct site_list *list) {
  if (list == NULL)
    return;
  arena_clear(&list->arena);
  free(list->articles);
  free(list->misfits);
  *list = (struct site_list){0};
}
