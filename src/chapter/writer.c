#include "chapter/backend.h"

#include "base/arena.h"
#include "base/fd.h"
#include "base/utf8.h"

#include <stdlib.h>

struct audio_writer {
  const struct audio_backend *backend;
  void *file;
  struct arena arena; ///< owns what `options` points to, the cover excepted
  struct audio_options options;
  struct view path;
  uint64_t position;
  uint64_t *starts;
  size_t n_begun;
};

/// One line of valid text, NUL at its end, which any container can hold.
static bool clean(struct arena *arena, struct view *text) {
  struct buf line = {0};
  for (size_t pos = 0, n; pos < text->len; pos += n) {
    uint32_t c = utf8_at(*text, pos, &n);
    if (c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029)
      buf_byte(&line, ' ');
    else
      utf8_append(&line, c);
  }
  *text = arena_copy_buf(arena, &line);
  buf_clear(&line);
  return text->ptr != NULL;
}

static bool copy_options(struct audio_writer *writer, const struct audio_options *options) {
  struct audio_options *own = &writer->options;
  *own = *options;
  struct view *titles =
      arena_alloc(&writer->arena, options->n_chapters + 1, sizeof *own->chapter_titles);
  writer->starts = arena_alloc(&writer->arena, options->n_chapters + 1, sizeof *writer->starts);
  bool ok = titles != NULL && writer->starts != NULL && clean(&writer->arena, &own->tags.title) &&
            clean(&writer->arena, &own->tags.artist) && clean(&writer->arena, &own->tags.album) &&
            clean(&writer->arena, &own->tags.date) && clean(&writer->arena, &own->tags.language);
  for (size_t i = 0; ok && i < options->n_chapters; i++) {
    titles[i] = options->chapter_titles[i];
    ok = clean(&writer->arena, &titles[i]);
  }
  own->chapter_titles = titles;
  if (own->bitrate_kbps == 0)
    own->bitrate_kbps = audio_format_info(own->format)->bitrate_kbps;
  return ok;
}

static enum listen_status check_target(int fd, const char *path,
                                       const struct audio_format_info *format,
                                       struct listen_diag *diag) {
  if (format->streams || fd_can_position(fd))
    return LISTEN_OK;
  diag_at(diag, path, 0, 0);
  diag_set(diag, LISTEN_E_USAGE,
           DIAG_TEXT(diag, "%s cannot go to a pipe: its index is written last, at the front",
                     "%s geht nicht in eine Pipe: sein Verzeichnis wird zuletzt geschrieben, vorn"),
           format->name);
  diag_hint(diag, "%s",
            DIAG_TEXT(diag, "write a file, or use --format mp3 or opus",
                      "in eine Datei schreiben, oder --format mp3 oder opus"));
  return LISTEN_E_USAGE;
}

enum listen_status audio_open(int fd, const char *path, const struct audio_options *options,
                              struct audio_writer **out, struct listen_diag *diag) {
  *out = NULL;
  enum listen_status status = audio_format_check(options->format, diag);
  if (status == LISTEN_OK)
    status = check_target(fd, path, audio_format_info(options->format), diag);
  if (status != LISTEN_OK)
    return status;
  struct audio_writer *writer = calloc(1, sizeof *writer);
  if (writer == NULL)
    return diag_nomem(diag);
  writer->backend = options->format == AUDIO_WAV   ? &audio_backend_wav
                    : options->format == AUDIO_RAW ? &audio_backend_raw
                                                   : &audio_backend_process;
  writer->path = arena_copy(&writer->arena, view_of(path));
  status = writer->path.ptr != NULL && copy_options(writer, options)
               ? writer->backend->open(fd, writer->path.ptr, &writer->options, &writer->file, diag)
               : diag_nomem(diag);
  if (status != LISTEN_OK) {
    audio_abandon(writer);
    return status;
  }
  *out = writer;
  return LISTEN_OK;
}

enum listen_status audio_write(struct audio_writer *writer, const int16_t *frames, size_t n_frames,
                               struct listen_diag *diag) {
  enum listen_status status = writer->backend->write(writer->file, frames, n_frames, diag);
  if (status == LISTEN_OK)
    writer->position += n_frames;
  return status;
}

enum listen_status audio_silence(struct audio_writer *writer, uint64_t n_frames,
                                 struct listen_diag *diag) {
  static const int16_t zeros[4096];
  const size_t block = sizeof zeros / sizeof *zeros;
  while (n_frames > 0) {
    size_t n = n_frames < block ? (size_t)n_frames : block;
    enum listen_status status = audio_write(writer, zeros, n, diag);
    if (status != LISTEN_OK)
      return status;
    n_frames -= n;
  }
  return LISTEN_OK;
}

void audio_begin_chapter(struct audio_writer *writer) {
  if (writer->n_begun < writer->options.n_chapters)
    writer->starts[writer->n_begun++] = writer->position;
}

uint64_t audio_position(const struct audio_writer *writer) {
  return writer->position;
}

enum listen_status audio_finish(struct audio_writer *writer, struct listen_diag *diag) {
  // The header has room for all chapters: what never began stands at the end, without a frame.
  while (writer->n_begun < writer->options.n_chapters)
    audio_begin_chapter(writer);
  enum listen_status status = writer->backend->finish(writer->file, writer->starts, writer->n_begun,
                                                      writer->position, diag);
  audio_abandon(writer);
  return status;
}

void audio_abandon(struct audio_writer *writer) {
  if (writer == NULL)
    return;
  if (writer->file != NULL)
    writer->backend->close(writer->file);
  arena_clear(&writer->arena);
  free(writer);
}
