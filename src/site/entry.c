#include "site/entry.h"

#include "base/utf8.h"
#include "chapter/chapter.h"

enum { PART_MAX = 255 };

static const struct {
  const char *name, *format, *ending, *media_type;
} roles[SITE_N_ROLES] = {
    [SITE_AUDIO] = {"audio", NULL, NULL, NULL},
    [SITE_TIMINGS] = {"timings", "json", ".timings.json", "application/json"},
    [SITE_CAPTIONS] = {"captions", "vtt", ".vtt", "text/vtt"},
    [SITE_CHAPTERS] = {"chapters", "json", ".chapters.json", "application/json+chapters"},
    [SITE_FRAGMENT] = {"fragment", "html", ".html", "text/html"},
};

const char *site_role_name(enum site_role role) {
  return roles[role].name;
}

const char *site_role_format(enum site_role role) {
  return roles[role].format;
}

static const struct audio_format_info *audio_of(struct view format) {
  for (int i = 0; i < AUDIO_N_FORMATS; i++) {
    const struct audio_format_info *info = audio_format_info((enum audio_format)i);
    if (view_eq(view_of(info->name), format))
      return info;
  }
  return NULL;
}

struct view site_media_type(const struct site_file *file) {
  if (file->role != SITE_AUDIO)
    return view_of(roles[file->role].media_type);
  const struct audio_format_info *info = audio_of(file->format);
  return info == NULL ? VIEW("application/octet-stream") : view_of(info->media_type);
}

bool site_file_path(struct view key, enum site_role role, struct view format, struct buf *out) {
  buf_view(out, key);
  if (role == SITE_AUDIO) {
    buf_byte(out, '.');
    buf_view(out, format);
  } else {
    buf_str(out, roles[role].ending);
  }
  return !out->failed;
}

const struct site_file *site_entry_file(const struct site_entry *entry, enum site_role role) {
  for (size_t i = 0; i < entry->n_files; i++)
    if (entry->files[i].role == role)
      return &entry->files[i];
  return NULL;
}

static bool part_is_clean(struct view part) {
  return part.len > 0 && part.len <= PART_MAX && !view_eq(part, VIEW(".")) &&
         !view_eq(part, VIEW(".."));
}

bool site_path_is_clean(struct view path) {
  if (path.len == 0 || path.len > SITE_TEXT_MAX || utf8_invalid_at(path) != path.len)
    return false;
  size_t start = 0;
  for (size_t i = 0, size; i < path.len; i += size) {
    uint32_t c = utf8_at(path, i, &size);
    if (c < 0x20 || (c >= 0x7F && c < 0xA0))
      return false;
    if (c != '/')
      continue;
    if (!part_is_clean(view_sub(path, start, i - start)))
      return false;
    start = i + 1;
  }
  return part_is_clean(view_sub(path, start, path.len));
}
