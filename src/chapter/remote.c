// The options of a file that an encoder in another program writes. Both are of one version, and on
// one machine: they go through the pipe as they are, each text with its length before it.

#include "chapter/backend.h"

#include "base/fd.h"

#include <errno.h>
#include <unistd.h>

enum { MOST_BYTES = 1 << 30 }; ///< of one text, or of the cover

bool audio_read_all(int fd, void *bytes, size_t len) {
  char *p = bytes;
  while (len > 0) {
    ssize_t n = read(fd, p, len);
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      return false;
    p += n;
    len -= (size_t)n;
  }
  return true;
}

/// The texts, without the chapters' titles, in their order.
enum { TITLE, ARTIST, ALBUM, DATE, LANGUAGE, COVER, COVER_PATH, PATH, N_TEXTS };

struct head {
  struct audio_options options; ///< its pointers mean nothing
  bool german;
};

static int send_text(int fd, struct view text) {
  size_t len = text.ptr != NULL ? text.len : 0;
  int err = fd_write_all(fd, &len, sizeof len);
  return err == 0 && len > 0 ? fd_write_all(fd, text.ptr, len) : err;
}

int audio_options_send(int fd, const char *path, const struct audio_options *options, bool german) {
  const struct audio_tags *tags = &options->tags;
  const struct view texts[N_TEXTS] = {[TITLE] = tags->title,
                                      [ARTIST] = tags->artist,
                                      [ALBUM] = tags->album,
                                      [DATE] = tags->date,
                                      [LANGUAGE] = tags->language,
                                      [COVER] = options->cover,
                                      [COVER_PATH] = view_of(options->cover_path),
                                      [PATH] = view_of(path)};
  struct head head;
  memset(&head, 0, sizeof head); // no byte of it is left to chance
  head.options = *options;
  head.german = german;
  int err = fd_write_all(fd, &head, sizeof head);
  for (size_t i = 0; err == 0 && i < N_TEXTS; i++)
    err = send_text(fd, texts[i]);
  for (size_t i = 0; err == 0 && i < options->n_chapters; i++)
    err = send_text(fd, options->chapter_titles[i]);
  return err;
}

/// A text in the arena, with a NUL behind it.
static bool receive_text(int fd, struct arena *arena, struct view *out) {
  size_t len;
  if (!audio_read_all(fd, &len, sizeof len) || len > MOST_BYTES)
    return false;
  char *text = arena_alloc(arena, len + 1, 1);
  if (text == NULL || !audio_read_all(fd, text, len))
    return false;
  text[len] = '\0';
  *out = (struct view){text, len};
  return true;
}

bool audio_options_receive(int fd, struct arena *arena, const char **path,
                           struct audio_options *options, bool *german) {
  struct head head;
  struct view texts[N_TEXTS];
  if (!audio_read_all(fd, &head, sizeof head) || head.options.n_chapters > MOST_BYTES)
    return false;
  for (size_t i = 0; i < N_TEXTS; i++)
    if (!receive_text(fd, arena, &texts[i]))
      return false;
  size_t n = head.options.n_chapters;
  struct view *titles = arena_alloc(arena, n + 1, sizeof *titles);
  for (size_t i = 0; titles != NULL && i < n; i++)
    if (!receive_text(fd, arena, &titles[i]))
      return false;
  *options = head.options;
  options->tags.title = texts[TITLE];
  options->tags.artist = texts[ARTIST];
  options->tags.album = texts[ALBUM];
  options->tags.date = texts[DATE];
  options->tags.language = texts[LANGUAGE];
  options->cover = texts[COVER];
  options->cover_path = texts[COVER_PATH].ptr;
  options->chapter_titles = titles;
  options->host = NULL;
  *path = texts[PATH].ptr;
  *german = head.german;
  return titles != NULL;
}
