#include "site/scan_globs.h"

bool glob_set_add(struct glob_set *set, const char *text, struct arena *arena) {
  struct view parts[GLOB_PARTS_MAX];
  struct glob glob = glob_split(view_of(text), parts);
  struct view *copy = arena_alloc(arena, glob.n_parts + 1, sizeof *copy);
  if (copy == NULL)
    return false;
  memcpy(copy, parts, glob.n_parts * sizeof *copy);
  set->globs[set->n++] = (struct glob){copy, glob.n_parts};
  return true;
}

void glob_set_enter(struct glob_set *set, struct view path) {
  for (size_t i = 0; i < set->n; i++)
    set->places[i] = glob_start(&set->globs[i]);
  while (path.len > 0) {
    struct view part = view_cut(&path, '/');
    for (size_t i = 0; i < set->n; i++)
      set->places[i] = glob_step(&set->globs[i], set->places[i], part, set->hidden_too);
  }
}

static uint64_t step(const struct glob_set *set, size_t i, struct view name) {
  return glob_step(&set->globs[i], set->places[i], name, set->hidden_too);
}

size_t glob_set_first(const struct glob_set *set, struct view name) {
  size_t i = 0;
  while (i < set->n && !glob_matches(&set->globs[i], step(set, i, name)))
    i++;
  return i;
}

bool glob_set_goes_on(const struct glob_set *set, struct view name) {
  for (size_t i = 0; i < set->n; i++)
    if (glob_goes_on(&set->globs[i], step(set, i, name)))
      return true;
  return false;
}

bool glob_set_covers(const struct glob_set *set, struct view name) {
  for (size_t i = 0; i < set->n; i++)
    if (glob_covers(&set->globs[i], step(set, i, name)))
      return true;
  return false;
}

bool site_scan_wants(const struct site_config *config, const char *path, bool is_folder) {
  struct glob_set inputs = {.n = 0}, exclude = {.hidden_too = true};
  struct arena arena = {0};
  bool fine = true;
  for (size_t i = 0; fine && i < config->n_inputs; i++)
    fine = glob_set_add(&inputs, config->inputs[i], &arena);
  for (size_t i = 0; fine && i < config->n_exclude; i++)
    fine = glob_set_add(&exclude, config->exclude[i], &arena);
  struct view name = scan_name(view_of(path));
  struct view folder = view_sub(view_of(path), 0, (size_t)(name.ptr - path));
  if (folder.len > 0)
    folder.len--; // the slash
  glob_set_enter(&inputs, folder);
  glob_set_enter(&exclude, folder);
  bool wanted =
      is_folder ? glob_set_goes_on(&inputs, name) : glob_set_first(&inputs, name) < inputs.n;
  wanted = !fine || (wanted && !glob_set_covers(&exclude, name));
  arena_clear(&arena);
  return wanted;
}

bool site_glob_match(const char *text, const char *path) {
  struct view parts[GLOB_PARTS_MAX];
  struct glob_set set = {.globs = {glob_split(view_of(text), parts)}, .n = 1};
  glob_set_enter(&set, view_of(path));
  return glob_matches(&set.globs[0], set.places[0]);
}

bool glob_matches_above(const struct glob *glob, struct view path) {
  uint64_t places = glob_start(glob);
  while (path.len > 0 && !glob_matches(glob, places))
    places = glob_step(glob, places, view_cut(&path, '/'), true);
  return glob_matches(glob, places);
}

struct view scan_name(struct view source) {
  size_t start = source.len;
  while (start > 0 && source.ptr[start - 1] != '/')
    start--;
  return view_sub(source, start, source.len);
}
