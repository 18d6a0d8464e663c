#include "config/voice_find.h"

#include "base/nearest.h"
#include "config/voice.h"
#include "yaml/yaml.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { MAX_PARENTS = 4 }; // build/PRESET/src/cli/listen stands four folders below the source tree

static const char *const endings[] = {".yaml", ".yml"};
enum { N_ENDINGS = sizeof endings / sizeof *endings };

static size_t ending_len(struct view name) {
  for (size_t i = 0; i < N_ENDINGS; i++)
    if (view_ends(name, view_of(endings[i])) && name.len > strlen(endings[i]))
      return strlen(endings[i]);
  return 0;
}

bool voice_is_path(struct view name_or_path) {
  return name_or_path.len > 0 && (view_has(name_or_path, '/') || ending_len(name_or_path) > 0);
}

struct view voice_name_of(struct view path) {
  size_t start = path.len;
  while (start > 0 && path.ptr[start - 1] != '/')
    start--;
  struct view name = view_sub(path, start, path.len);
  return view_sub(name, 0, name.len - ending_len(name));
}

static bool is_folder(const char *path) {
  struct stat st;
  return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static bool is_file(const char *folder, const char *name) {
  char path[PATH_MAX];
  int n = snprintf(path, sizeof path, "%s/%s", folder, name);
  struct stat st;
  return n > 0 && (size_t)n < sizeof path && stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

// ---- folders ----

static void add_folder(struct voice_folders *folders, const char *path) {
  if (!is_folder(path) || folders->n == VOICE_MAX_FOLDERS)
    return;
  buf_str(&folders->paths[folders->n++], path);
}

static bool is_source_tree(const char *dir) {
  return is_file(dir, "CMakeLists.txt") && is_file(dir, "voices/" VOICE_DEFAULT ".yaml");
}

/// Go up from the program's folder, `dir`, which is cut shorter on the way.
static void add_source_tree(struct voice_folders *folders, char *dir) {
  for (int up = 0; up <= MAX_PARENTS; up++) {
    if (is_source_tree(dir)) {
      char path[PATH_MAX + sizeof "/voices"];
      snprintf(path, sizeof path, "%s/voices", dir);
      add_folder(folders, path);
      return;
    }
    char *slash = strrchr(dir, '/');
    if (slash == NULL || slash == dir)
      return;
    *slash = '\0';
  }
}

static void add_program_folders(struct voice_folders *folders, const char *program_dir) {
  char dir[PATH_MAX];
  if (realpath(program_dir, dir) == NULL)
    return;
  char moved[PATH_MAX + 64];
  const char *slash = strrchr(dir, '/'); // realpath gives an absolute path: there is one
  snprintf(moved, sizeof moved, "%.*s/share/listen/voices", (int)(slash - dir), dir);
  add_source_tree(folders, dir);
  add_folder(folders, moved);
}

static enum listen_status bad_variable(const char *path, struct listen_diag *diag) {
  diag_at(diag, path, 0, 0);
  return diag_set(diag, LISTEN_E_CONFIG, "%s",
                  DIAG_TEXT(diag, "LISTEN_VOICES names this, but it is not a folder",
                            "LISTEN_VOICES nennt das, aber es ist kein Ordner"));
}

enum listen_status voice_folders_find(const char *program_dir, struct voice_folders *out,
                                      struct listen_diag *diag) {
  *out = (struct voice_folders){0};
  const char *set = getenv("LISTEN_VOICES");
  if (set != NULL && set[0] != '\0') {
    // Looking elsewhere would speak with another voice than the one that was asked for.
    if (!is_folder(set))
      return bad_variable(set, diag);
    add_folder(out, set);
  }
  if (program_dir != NULL)
    add_program_folders(out, program_dir);
  add_folder(out, voice_installed_folder());
  for (size_t i = 0; i < out->n; i++)
    if (out->paths[i].failed) {
      voice_folders_clear(out);
      return diag_nomem(diag);
    }
  return LISTEN_OK;
}

void voice_folders_clear(struct voice_folders *folders) {
  for (size_t i = 0; i < folders->n; i++)
    buf_clear(&folders->paths[i]);
  folders->n = 0;
}

// ---- all profiles in the folders ----

struct found {
  struct buf path; // its name is voice_name_of(path)
  size_t folder;   // index, in search order
};

struct found_list {
  struct found *items;
  size_t n, cap;
};

static void found_clear(struct found_list *list) {
  for (size_t i = 0; i < list->n; i++)
    buf_clear(&list->items[i].path);
  free(list->items);
  *list = (struct found_list){0};
}

// By name; of two alike the one that is used comes first: earlier folder, then .yaml before .yml.
static int by_name(const void *left, const void *right) {
  const struct found *a = left, *b = right;
  int c = view_cmp(voice_name_of(buf_as_view(&a->path)), voice_name_of(buf_as_view(&b->path)));
  if (c != 0)
    return c;
  if (a->folder != b->folder)
    return a->folder < b->folder ? -1 : 1;
  return view_cmp(buf_as_view(&a->path), buf_as_view(&b->path));
}

static bool add_found(struct found_list *list, const char *folder, size_t index, const char *name) {
  if (!array_grow((void **)&list->items, &list->cap, list->n + 1, sizeof *list->items))
    return false;
  struct found *found = &list->items[list->n++];
  *found = (struct found){.folder = index};
  buf_printf(&found->path, "%s/%s", folder, name);
  return !found->path.failed;
}

static enum listen_status scan_folder(struct found_list *list, const char *folder, size_t index,
                                      struct listen_diag *diag) {
  DIR *dir = opendir(folder);
  if (dir == NULL)
    return diag_errno(diag, folder, errno, "cannot read the folder of voices",
                      "Ordner der Stimmen kann nicht gelesen werden");
  enum listen_status status = LISTEN_OK;
  for (struct dirent *entry; status == LISTEN_OK && (entry = readdir(dir)) != NULL;) {
    // Hidden files are editors' backups; a folder or FIFO is no profile.
    if (entry->d_name[0] == '.' || ending_len(view_of(entry->d_name)) == 0 ||
        !is_file(folder, entry->d_name))
      continue;
    if (!add_found(list, folder, index, entry->d_name))
      status = diag_nomem(diag);
  }
  closedir(dir);
  return status;
}

static enum listen_status scan_folders(const struct voice_folders *folders, struct found_list *list,
                                       struct listen_diag *diag) {
  enum listen_status status = LISTEN_OK;
  for (size_t i = 0; i < folders->n && status == LISTEN_OK; i++)
    status = scan_folder(list, folders->paths[i].ptr, i, diag);
  if (status != LISTEN_OK || list->n == 0)
    return status;
  qsort(list->items, list->n, sizeof *list->items, by_name);
  size_t kept = 1;
  for (size_t i = 1; i < list->n; i++) {
    struct found *item = &list->items[i];
    if (view_eq(voice_name_of(buf_as_view(&item->path)),
                voice_name_of(buf_as_view(&list->items[kept - 1].path))))
      buf_clear(&item->path);
    else
      list->items[kept++] = *item;
  }
  list->n = kept;
  return LISTEN_OK;
}

// ---- one profile by name ----

static void list_names(const struct found_list *list, char *out, size_t size) {
  size_t len = 0;
  out[0] = '\0';
  for (size_t i = 0; i < list->n; i++) {
    struct view name = voice_name_of(buf_as_view(&list->items[i].path));
    if (len + name.len + sizeof ", …" > size) {
      snprintf(out + len, size - len, "…");
      return;
    }
    len += (size_t)snprintf(out + len, size - len, "%.*s%s", (int)name.len, name.ptr,
                            i + 1 < list->n ? ", " : "");
  }
}

static void hint_names(const struct found_list *list, struct view wanted,
                       struct listen_diag *diag) {
  struct nearest nearest = {.wanted = wanted};
  for (size_t i = 0; i < list->n; i++)
    nearest_offer(&nearest, voice_name_of(buf_as_view(&list->items[i].path)));
  if (nearest.best.ptr != NULL) {
    diag_hint(diag, DIAG_TEXT(diag, "did you mean %.*s?", "war %.*s gemeint?"),
              (int)nearest.best.len, nearest.best.ptr);
    return;
  }
  char names[150];
  list_names(list, names, sizeof names);
  diag_hint(diag, DIAG_TEXT(diag, "known voices: %s", "bekannte Stimmen: %s"), names);
}

static enum listen_status unknown_voice(const struct voice_folders *folders, const char *name,
                                        struct listen_diag *diag) {
  struct found_list list = {0};
  enum listen_status status = scan_folders(folders, &list, diag);
  if (status == LISTEN_OK) {
    char shown[YAML_SHOWN_BYTES];
    yaml_show_text(view_of(name), shown);
    diag_at(diag, "", 0, 0);
    status = diag_set(diag, LISTEN_E_CONFIG,
                      DIAG_TEXT(diag, "unknown voice %s", "unbekannte Stimme %s"), shown);
    if (list.n > 0)
      hint_names(&list, view_of(name), diag);
    else
      diag_hint(diag, "%s",
                DIAG_TEXT(diag, "no voice profiles found: set LISTEN_VOICES to their folder",
                          "keine Stimmprofile gefunden: LISTEN_VOICES auf ihren Ordner setzen"));
  }
  found_clear(&list);
  return status;
}

/// Put the path of the first NAME.yaml or NAME.yml into `path`; leave it empty when there is none.
static enum listen_status find_by_name(const struct voice_folders *folders, const char *name,
                                       struct buf *path, struct listen_diag *diag) {
  for (size_t i = 0; i < folders->n; i++)
    for (size_t e = 0; e < N_ENDINGS; e++) {
      buf_reset(path);
      buf_printf(path, "%s/%s%s", folders->paths[i].ptr, name, endings[e]);
      if (path->failed)
        return diag_nomem(diag);
      struct stat st;
      if (stat(path->ptr, &st) == 0)
        return LISTEN_OK;
      // A folder that may not be searched could hold the voice: say so rather than skip it.
      if (errno != ENOENT && errno != ENOTDIR && errno != ENAMETOOLONG)
        return diag_errno(diag, path->ptr, errno, "cannot read the voice profile",
                          "Stimmprofil kann nicht gelesen werden");
    }
  buf_reset(path);
  return LISTEN_OK;
}

static enum listen_status load_file(const char *path, struct voice_profile *out,
                                    struct listen_diag *diag) {
  struct buf content = {0};
  enum listen_status status = yaml_read_file(path, &content, diag);
  if (status == LISTEN_OK)
    status = voice_profile_parse(buf_as_view(&content), path, out, diag);
  buf_clear(&content);
  return status;
}

enum listen_status voice_profile_load(const char *name_or_path, const char *program_dir,
                                      struct voice_profile *out, struct listen_diag *diag) {
  *out = (struct voice_profile){0};
  if (voice_is_path(view_of(name_or_path)))
    return load_file(name_or_path, out, diag);
  struct voice_folders folders;
  enum listen_status status = voice_folders_find(program_dir, &folders, diag);
  if (status != LISTEN_OK)
    return status;
  struct buf path = {0};
  if (name_or_path[0] != '\0')
    status = find_by_name(&folders, name_or_path, &path, diag);
  if (status == LISTEN_OK && path.len > 0)
    status = load_file(path.ptr, out, diag);
  else if (status == LISTEN_OK)
    status = unknown_voice(&folders, name_or_path, diag);
  buf_clear(&path);
  voice_folders_clear(&folders);
  return status;
}

// ---- listing ----

static enum listen_status load_all(const struct found_list *found, struct voice_list *out,
                                   struct listen_diag *diag) {
  if (found->n == 0)
    return LISTEN_OK;
  out->profiles = calloc(found->n, sizeof *out->profiles);
  if (out->profiles == NULL)
    return diag_nomem(diag);
  for (; out->n_profiles < found->n; out->n_profiles++) {
    enum listen_status status =
        load_file(found->items[out->n_profiles].path.ptr, &out->profiles[out->n_profiles], diag);
    if (status != LISTEN_OK)
      return status;
  }
  return LISTEN_OK;
}

enum listen_status voice_list_load(const char *program_dir, struct voice_list *out,
                                   struct listen_diag *diag) {
  *out = (struct voice_list){0};
  struct voice_folders folders;
  enum listen_status status = voice_folders_find(program_dir, &folders, diag);
  if (status != LISTEN_OK)
    return status;
  struct found_list found = {0};
  status = scan_folders(&folders, &found, diag);
  if (status == LISTEN_OK)
    status = load_all(&found, out, diag);
  if (status != LISTEN_OK)
    voice_list_clear(out);
  found_clear(&found);
  voice_folders_clear(&folders);
  return status;
}

void voice_list_clear(struct voice_list *list) {
  if (list == NULL)
    return;
  for (size_t i = 0; i < list->n_profiles; i++)
    voice_profile_clear(&list->profiles[i]);
  free(list->profiles);
  *list = (struct voice_list){0};
}
