#include "session/timings.h"

#include <string.h>
#include <sys/stat.h>

/// Is it an ending only, which means "beside the audio file"?
static bool is_ending(const char *path) {
  return path[0] == '.' && strchr(path, '/') == NULL && strchr(path + 1, '.') == NULL;
}

enum listen_status timings_check(const struct target_options *options, bool each,
                                 struct listen_diag *diag) {
  enum timing_format format;
  for (size_t i = 0; i < options->n_timings; i++) {
    const char *path = options->timings[i];
    diag_at(diag, path, 0, 0);
    if (!timing_format_of(view_of(path), &format))
      return diag_set(diag, LISTEN_E_USAGE, "%s",
                      DIAG_TEXT(diag, "timings end in .json, .vtt or .srt",
                                "Zeiten enden auf .json, .vtt oder .srt"));
    if (each && !is_ending(path)) {
      diag_set(diag, LISTEN_E_USAGE, "%s",
               DIAG_TEXT(diag, "one file for several articles", "eine Datei für mehrere Artikel"));
      diag_hint(diag,
                DIAG_TEXT(diag, "--timings %s puts one beside each audio file",
                          "--timings %s legt eine neben jede Tondatei"),
                strrchr(path, '.'));
      return LISTEN_E_USAGE;
    }
  }
  diag_at(diag, "", 0, 0);
  return LISTEN_OK;
}

/// A path that lives as long as the arena.
static const char *keep_path(struct timings *timings, const struct buf *path) {
  return arena_copy_buf(&timings->arena, path).ptr;
}

/// "out.wav" and ".vtt" → "out.vtt".
static enum listen_status beside_audio(struct timings *timings, const char *ending,
                                       const char **out, struct listen_diag *diag) {
  if (strcmp(timings->audio_path, "-") == 0) {
    diag_at(diag, ending, 0, 0);
    return diag_set(
        diag, LISTEN_E_USAGE, "%s",
        DIAG_TEXT(diag, "sound on stdout has no name to borrow: give a whole file name",
                  "Ton auf der Standardausgabe hat keinen Namen: ganzen Dateinamen angeben"));
  }
  struct buf path = {0};
  buf_view(&path, output_stem(timings->audio_path));
  buf_str(&path, ending);
  *out = keep_path(timings, &path);
  buf_clear(&path);
  return *out != NULL ? LISTEN_OK : diag_nomem(diag);
}

static bool same_file(const char *a, const char *b) {
  struct stat stat_a, stat_b;
  return strcmp(a, b) == 0 ||
         (stat(a, &stat_a) == 0 && stat(b, &stat_b) == 0 && S_ISREG(stat_a.st_mode) &&
          stat_a.st_dev == stat_b.st_dev && stat_a.st_ino == stat_b.st_ino);
}

/// No file may lose another one.
static enum listen_status check_differs(const struct timings *timings, size_t nth,
                                        const struct target_options *options,
                                        struct listen_diag *diag) {
  const char *path = timings->targets[nth].path, *other = NULL;
  if (same_file(path, timings->audio_path))
    other = timings->audio_path;
  for (size_t i = 0; i < nth; i++)
    if (same_file(path, timings->targets[i].path))
      other = timings->targets[i].path;
  for (int i = 0; i < options->n_sources; i++)
    if (same_file(path, options->sources[i]))
      other = options->sources[i];
  if (other == NULL)
    return LISTEN_OK;
  diag_at(diag, path, 0, 0);
  return diag_set(diag, LISTEN_E_USAGE,
                  DIAG_TEXT(diag, "--timings would overwrite %s: choose another name",
                            "--timings würde %s überschreiben: anderen Namen wählen"),
                  other);
}

static struct view file_name(const char *path) {
  const char *slash = strrchr(path, '/');
  if (strcmp(path, "-") == 0)
    return (struct view){0};
  return view_of(slash != NULL ? slash + 1 : path);
}

static enum listen_status flush(struct timings *timings, struct timings_file *file,
                                struct listen_diag *diag) {
  if (timings->text.failed)
    return diag_nomem(diag);
  enum listen_status status =
      outfile_write(&file->outfile, timings->text.ptr, timings->text.len, diag);
  file->bytes += timings->text.len;
  buf_reset(&timings->text);
  return status;
}

/// Begin a target's file for sound that starts at frame `start`.
static enum listen_status begin_file(struct timings *timings, struct timings_target *target,
                                     const char *path, uint64_t start, struct listen_diag *diag) {
  struct timings_file *file = &timings->files[timings->n_files];
  *file = (struct timings_file){.path = view_of(path), .format = target->writer.format};
  // A target's files lie in one folder: only the first need look for leftovers.
  enum listen_status status = target->swept ? outfile_open_swept(&file->outfile, path, diag)
                                            : outfile_open(&file->outfile, path, diag);
  target->swept = true;
  if (status != LISTEN_OK)
    return status;
  timings->n_files++;
  target->file = file;
  target->writer.start = start;
  target->writer.n_sentences = 0;
  timing_begin(&target->writer, &timings->text);
  return flush(timings, file, diag);
}

static enum listen_status end_file(struct timings *timings, struct timings_target *target,
                                   uint64_t end, struct listen_diag *diag) {
  struct timings_file *file = target->file;
  if (file == NULL)
    return LISTEN_OK;
  target->file = NULL;
  timing_end(&target->writer, end, &timings->text);
  return flush(timings, file, diag);
}

/// A chapter begins at frame `start`: each target goes on in a new file.
static enum listen_status begin_chapter(struct timings *timings, size_t block, uint64_t start,
                                        struct listen_diag *diag) {
  const struct block *b = &timings->document->blocks[block];
  size_t number = timings->context.chapter + 1;
  struct buf title = {0}, path = {0};
  chapter_title(b->chapter.ptr != NULL ? b->chapter : b->text, &title);
  struct view kept = arena_copy_buf(&timings->arena, &title);
  output_chapter_path(timings->audio_path, number, kept, timings->audio_ending, &path);
  const char *audio = keep_path(timings, &path);
  enum listen_status status = kept.ptr == NULL || audio == NULL ? diag_nomem(diag) : LISTEN_OK;
  for (size_t i = 0; status == LISTEN_OK && i < timings->n_targets; i++) {
    struct timings_target *target = &timings->targets[i];
    status = end_file(timings, target, start, diag);
    buf_reset(&path);
    output_chapter_path(target->path, number, kept, "", &path);
    const char *name = keep_path(timings, &path);
    target->writer.title = kept;
    target->writer.audio = file_name(audio);
    if (status == LISTEN_OK)
      status = name == NULL ? diag_nomem(diag) : begin_file(timings, target, name, start, diag);
  }
  buf_clear(&title);
  buf_clear(&path);
  return status;
}

/// Count chapters and articles up to `block`; those that begin do so at frame `start`.
static enum listen_status advance(struct timings *timings, size_t block, uint64_t start,
                                  struct listen_diag *diag) {
  const struct document *d = timings->document;
  for (; timings->next_block <= block; timings->next_block++) {
    size_t b = timings->next_block;
    size_t article = timings->context.article;
    if (article + 1 < d->n_articles && d->articles[article + 1] == b)
      timings->context.article++;
    if (!reading_opens_chapter(d, b))
      continue;
    if (timings->any_chapter)
      timings->context.chapter++;
    timings->any_chapter = true;
    enum listen_status status =
        timings->by_chapter ? begin_chapter(timings, b, start, diag) : LISTEN_OK;
    if (status != LISTEN_OK)
      return status;
  }
  return LISTEN_OK;
}

static enum listen_status on_sentence(void *context, const struct timed_sentence *sentence,
                                      struct listen_diag *diag) {
  struct timings *timings = context;
  enum listen_status status = advance(timings, sentence->block, sentence->start, diag);
  for (size_t i = 0; status == LISTEN_OK && i < timings->n_targets; i++) {
    struct timings_target *target = &timings->targets[i];
    timing_add(&target->writer, sentence, &timings->context, &timings->text);
    status = flush(timings, target->file, diag);
  }
  return status;
}

/// Room for a file per target and chapter.
static bool reserve_files(struct timings *timings) {
  size_t n = 1;
  for (size_t i = 0; timings->by_chapter && i < timings->document->n_blocks; i++)
    n += reading_opens_chapter(timings->document, i);
  timings->files = arena_alloc(&timings->arena, n * timings->n_targets, sizeof *timings->files);
  return timings->files != NULL;
}

enum listen_status timings_open(struct timings *timings, const struct target_options *options,
                                const struct document *document, char *const *articles,
                                const char *audio_path, const struct target *audio,
                                int sample_rate_hz, struct listen_diag *diag) {
  *timings = (struct timings){.document = document,
                              .audio_path = audio_path,
                              .audio_ending = target_ending(audio),
                              .by_chapter = options->chapters == CHAPTERS_FILES && !audio->book,
                              .n_targets = options->n_timings};
  timings->sink = (struct sentence_sink){timings, on_sentence};
  if (timings->n_targets == 0)
    return LISTEN_OK;
  if (!reserve_files(timings))
    return diag_nomem(diag);
  enum listen_status status = LISTEN_OK;
  for (size_t i = 0; status == LISTEN_OK && i < timings->n_targets; i++) {
    struct timings_target *target = &timings->targets[i];
    target->path = options->timings[i];
    target->swept = options->swept;
    target->writer =
        (struct timing_file){.document = document,
                             .title = document->title,
                             .audio = file_name(audio_path),
                             .articles = articles,
                             .n_articles = document->n_articles > 0 ? document->n_articles : 1,
                             .sample_rate_hz = sample_rate_hz};
    timing_format_of(view_of(target->path), &target->writer.format);
    if (is_ending(target->path))
      status = beside_audio(timings, options->timings[i], &target->path, diag);
    if (status == LISTEN_OK)
      status = check_differs(timings, i, options, diag);
    if (status == LISTEN_OK && !timings->by_chapter)
      status = begin_file(timings, target, target->path, 0, diag);
  }
  return status;
}

const struct sentence_sink *timings_sink(struct timings *timings) {
  return timings->n_targets > 0 ? &timings->sink : NULL;
}

enum listen_status timings_finish(struct timings *timings, uint64_t n_frames,
                                  struct listen_diag *diag) {
  enum listen_status status = LISTEN_OK;
  if (timings->n_targets > 0 && timings->document->n_blocks > 0)
    status = advance(timings, timings->document->n_blocks - 1, n_frames, diag);
  for (size_t i = 0; status == LISTEN_OK && i < timings->n_targets; i++)
    status = end_file(timings, &timings->targets[i], n_frames, diag);
  return status;
}

enum listen_status timings_commit(struct timings *timings, struct listen_diag *diag) {
  enum listen_status status = LISTEN_OK;
  for (size_t i = 0; status == LISTEN_OK && i < timings->n_files; i++)
    status = outfile_commit(&timings->files[i].outfile, false, diag);
  return status;
}

void timings_close(struct timings *timings) {
  for (size_t i = 0; i < timings->n_files; i++)
    outfile_discard(&timings->files[i].outfile);
  buf_clear(&timings->text);
  arena_clear(&timings->arena);
}
