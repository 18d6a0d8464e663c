#include "session/output.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_stdout(const struct output *output) {
  return strcmp(output->path, "-") == 0;
}

static struct audio_options audio_options(const struct output *output) {
  const struct document *d = output->document;
  return (struct audio_options){
      .format = output->target->format,
      .bitrate_kbps = output->target->bitrate_kbps,
      .cover = buf_as_view(&output->target->cover),
      .cover_path = output->target->cover_path,
      .sample_rate_hz = output->sample_rate_hz,
      .tags = {.title = d->title,
               .artist = d->author,
               .album = d->site,
               .date = d->published,
               .language = d->language},
      .chapter_titles = output->titles,
      .n_chapters = output->mode == CHAPTERS_MARKS ? output->n_titles : 0,
      .host = output->host,
      .expected_s = output->expected_s,
  };
}

/// Names of all chapters, before the first frame: the header holds them.
static enum listen_status collect_titles(struct output *output, struct listen_diag *diag) {
  const struct document *d = output->document;
  size_t n = 0;
  for (size_t i = 0; i < d->n_blocks; i++)
    n += reading_opens_chapter(d, i);
  output->titles = arena_alloc(&output->arena, n + 1, sizeof *output->titles);
  output->chapters = arena_alloc(&output->arena, n + 1, sizeof *output->chapters);
  output->files = arena_alloc(&output->arena, n + 2, sizeof *output->files);
  output->pending = arena_alloc(&output->arena, n + 2, sizeof *output->pending);
  if (output->titles == NULL || output->chapters == NULL || output->files == NULL ||
      output->pending == NULL)
    return diag_nomem(diag);
  struct buf title = {0};
  for (size_t i = 0; i < d->n_blocks; i++) {
    if (!reading_opens_chapter(d, i))
      continue;
    buf_reset(&title);
    const struct block *block = &d->blocks[i];
    chapter_title(block->chapter.ptr != NULL ? block->chapter : block->text, &title);
    output->titles[output->n_titles] = arena_copy_buf(&output->arena, &title);
    if (output->titles[output->n_titles].ptr == NULL) {
      buf_clear(&title);
      return diag_nomem(diag);
    }
    output->n_titles++;
  }
  buf_clear(&title);
  return LISTEN_OK;
}

/// All files lie in one folder, so that only the first need look for leftovers: each look goes
/// over the files that are not under their names yet.
static enum listen_status open_current(struct output *output, const char *path,
                                       struct listen_diag *diag) {
  bool swept = output->swept;
  output->swept = true;
  return swept ? outfile_open_swept(&output->current, path, diag)
               : outfile_open(&output->current, path, diag);
}

/// Begin a file under a temporary name (or on stdout).
static enum listen_status begin_file(struct output *output, const char *path,
                                     const struct audio_options *options,
                                     struct listen_diag *diag) {
  struct view copy = arena_copy(&output->arena, view_of(path));
  if (copy.ptr == NULL)
    return diag_nomem(diag);
  output->files[output->n_files].path = (char *)(uintptr_t)copy.ptr;
  if (is_stdout(output))
    return audio_open(STDOUT_FILENO, "-", options, &output->writer, diag);
  enum listen_status status = open_current(output, path, diag);
  if (status == LISTEN_OK)
    status = audio_open(output->current.fd, path, options, &output->writer, diag);
  return status;
}

static enum listen_status end_file(struct output *output, struct listen_diag *diag) {
  if (output->writer == NULL && output->book == NULL)
    return LISTEN_OK;
  enum listen_status status;
  if (output->book != NULL) {
    int fd = is_stdout(output) ? STDOUT_FILENO : output->current.fd;
    status = book_finish(output->book, fd, &output->files[output->n_files].bytes, diag);
    book_close(output->book);
    output->book = NULL;
  } else {
    struct audio_writer *writer = output->writer;
    output->writer = NULL;
    status = audio_finish(writer, diag);
  }
  if (status != LISTEN_OK)
    return status;
  struct stat stat;
  if (!is_stdout(output)) {
    if (fstat(output->current.fd, &stat) == 0)
      output->files[output->n_files].bytes = (uint64_t)stat.st_size;
    output->pending[output->n_files] = output->current;
    output->current = (struct outfile){0};
  }
  output->n_files++;
  return LISTEN_OK;
}

struct view output_stem(const char *path) {
  const char *slash = strrchr(path, '/');
  const char *name = slash != NULL ? slash + 1 : path;
  const char *dot = strrchr(name, '.');
  return (struct view){path, dot != NULL && dot != name ? (size_t)(dot - path) : strlen(path)};
}

void output_chapter_path(const char *path, size_t number, struct view title, const char *ending,
                         struct buf *out) {
  struct view stem = output_stem(path);
  buf_view(out, stem);
  buf_printf(out, "-%02zu-", number);
  chapter_file_part(title, out);
  if (path[stem.len] != '\0')
    buf_str(out, path + stem.len);
  else
    buf_printf(out, ".%s", ending);
}

static enum listen_status on_chapter(void *context, size_t block, struct listen_diag *diag) {
  struct output *output = context;
  size_t nth = output->n_chapters++;
  struct output_chapter *chapter = &output->chapters[nth];
  *chapter = (struct output_chapter){.title = output->titles[nth], .start = output->position};
  if (nth > 0)
    output->chapters[nth - 1].end = output->position;
  if (output->book != NULL)
    return book_chapter(output->book, block, diag);
  if (output->mode != CHAPTERS_FILES) {
    audio_begin_chapter(output->writer);
    return LISTEN_OK;
  }
  enum listen_status status = end_file(output, diag);
  if (status != LISTEN_OK)
    return status;
  struct buf path = {0};
  output_chapter_path(output->path, nth + 1, chapter->title,
                      audio_format_info(output->target->format)->name, &path);
  if (path.failed)
    status = diag_nomem(diag);
  if (status == LISTEN_OK) {
    struct audio_options options = audio_options(output);
    // Each file is a track of the article, which is the album then.
    if (options.tags.title.len > 0)
      options.tags.album = options.tags.title;
    options.tags.title = chapter->title;
    options.tags.track = (unsigned)nth + 1;
    options.tags.n_tracks = (unsigned)output->n_titles;
    chapter->file = output->n_files;
    status = begin_file(output, path.ptr, &options, diag);
  }
  buf_clear(&path);
  return status;
}

static enum listen_status on_frames(void *context, const int16_t *frames, size_t n_frames,
                                    struct listen_diag *diag) {
  struct output *output = context;
  output->position += n_frames;
  if (output->book != NULL)
    return book_frames(output->book, frames, n_frames, diag);
  outfile_trickle(&output->current);
  return audio_write(output->writer, frames, n_frames, diag);
}

static enum listen_status on_silence(void *context, uint64_t n_frames, struct listen_diag *diag) {
  struct output *output = context;
  output->position += n_frames;
  if (output->book != NULL)
    return book_silence(output->book, n_frames, diag);
  return audio_silence(output->writer, n_frames, diag);
}

struct speak_sink output_sink(struct output *output) {
  return (struct speak_sink){
      .context = output, .chapter = on_chapter, .frames = on_frames, .silence = on_silence};
}

static enum listen_status on_sentence(void *context, const struct timed_sentence *sentence,
                                      struct listen_diag *diag) {
  struct output *output = context;
  enum listen_status status = LISTEN_OK;
  if (output->also != NULL)
    status = output->also->sentence(output->also->context, sentence, diag);
  return status == LISTEN_OK ? book_sentence(output->book, sentence, diag) : status;
}

const struct sentence_sink *output_sentences(struct output *output,
                                             const struct sentence_sink *also) {
  output->also = also;
  output->tee = (struct sentence_sink){output, on_sentence};
  return output->book != NULL ? &output->tee : also;
}

/// SOURCE_DATE_EPOCH dates what is made, so that it can be made again
/// (https://reproducible-builds.org/specs/source-date-epoch/).
static enum listen_status source_date(struct book_options *options, struct listen_diag *diag) {
  const char *text = getenv("SOURCE_DATE_EPOCH");
  if (text == NULL || text[0] == '\0')
    return LISTEN_OK;
  size_t digits = strspn(text, "0123456789");
  options->has_epoch = true;
  options->epoch_s = (int64_t)strtoll(text, NULL, 10);
  if (digits <= 12 && text[digits] == '\0')
    return LISTEN_OK;
  return diag_set(diag, LISTEN_E_USAGE,
                  DIAG_TEXT(diag, "SOURCE_DATE_EPOCH is '%s'; accepted: seconds since 1970",
                            "SOURCE_DATE_EPOCH ist '%s'; erlaubt: Sekunden seit 1970"),
                  text);
}

/// Begin a book, in the place of the one file.
static enum listen_status begin_book(struct output *output, struct listen_diag *diag) {
  static const enum book_division divisions[] = {[CHAPTERS_MARKS] = BOOK_AUTO,
                                                 [CHAPTERS_FILES] = BOOK_CHAPTERS,
                                                 [CHAPTERS_NONE] = BOOK_NO_CHAPTERS};
  struct book_options options = {.document = output->document,
                                 .division = divisions[output->mode],
                                 .sample_rate_hz = output->sample_rate_hz,
                                 .bitrate_kbps = output->target->bitrate_kbps,
                                 .cover = buf_as_view(&output->target->cover),
                                 .narrator = output->narrator,
                                 .host = output->host,
                                 .path = output->path,
                                 .cancel = output->cancel};
  enum listen_status status = source_date(&options, diag);
  output->files[0].path = (char *)(uintptr_t)output->path;
  if (status == LISTEN_OK && !is_stdout(output))
    status = open_current(output, output->path, diag);
  return status == LISTEN_OK ? book_open(&options, &output->book, diag) : status;
}

enum listen_status output_open(struct output *output, struct listen_diag *diag) {
  const char *path = output->path;
  enum chapters_mode mode = output->mode;
  if (is_stdout(output) && isatty(STDOUT_FILENO)) {
    diag_set(diag, LISTEN_E_USAGE, "%s",
             output->target->book ? DIAG_TEXT(diag, "a book does not go to a terminal",
                                              "ein Buch gehört nicht auf ein Terminal")
                                  : DIAG_TEXT(diag, "sound does not go to a terminal",
                                              "Ton gehört nicht auf ein Terminal"));
    diag_hint(diag, "%s",
              DIAG_TEXT(diag, "use -o FILE, or a pipe", "-o DATEI angeben, oder eine Pipe"));
    return LISTEN_E_USAGE;
  }
  bool book = output->target->book;
  if (is_stdout(output) && mode == CHAPTERS_FILES && !book)
    return diag_set(diag, LISTEN_E_USAGE, "%s",
                    DIAG_TEXT(diag, "--chapters=files cannot go to stdout",
                              "--chapters=files geht nicht auf die Standardausgabe"));
  enum listen_status status = collect_titles(output, diag);
  if (status == LISTEN_OK && book)
    return begin_book(output, diag);
  if (status != LISTEN_OK || mode == CHAPTERS_FILES)
    return status;
  struct audio_options options = audio_options(output);
  return begin_file(output, path, &options, diag);
}

/// "out.m3u8": the chapter files in order, with length and title.
static enum listen_status write_list(struct output *output, struct listen_diag *diag) {
  struct buf list = {0}, path = {0};
  buf_str(&list, "#EXTM3U\n");
  for (size_t i = 0; i < output->n_chapters; i++) {
    const struct output_chapter *c = &output->chapters[i];
    const char *file = output->files[c->file].path;
    const char *slash = strrchr(file, '/');
    buf_printf(&list, "#EXTINF:%.0f,%.*s\n%s\n",
               (double)(c->end - c->start) / output->sample_rate_hz, (int)c->title.len,
               c->title.ptr, slash != NULL ? slash + 1 : file);
  }
  const char *slash = strrchr(output->path, '/');
  const char *dot = strrchr(slash != NULL ? slash + 1 : output->path, '.');
  buf_add(&path, output->path, dot != NULL ? (size_t)(dot - output->path) : strlen(output->path));
  buf_str(&path, ".m3u8");
  enum listen_status status = LISTEN_OK;
  struct view copy = arena_copy_buf(&output->arena, &path);
  if (list.failed || copy.ptr == NULL)
    status = diag_nomem(diag);
  if (status == LISTEN_OK)
    status = open_current(output, copy.ptr, diag);
  if (status == LISTEN_OK)
    status = outfile_write(&output->current, list.ptr, list.len, diag);
  if (status == LISTEN_OK) {
    output->files[output->n_files] =
        (struct output_file){.path = (char *)(uintptr_t)copy.ptr, .bytes = list.len};
    output->pending[output->n_files++] = output->current;
    output->current = (struct outfile){0};
  }
  buf_clear(&list);
  buf_clear(&path);
  return status;
}

enum listen_status output_finish(struct output *output, struct listen_diag *diag) {
  if (output->n_chapters > 0)
    output->chapters[output->n_chapters - 1].end = output->position;
  enum listen_status status = end_file(output, diag);
  if (status == LISTEN_OK && output->mode == CHAPTERS_FILES && !output->target->book)
    status = write_list(output, diag);
  return status;
}

enum listen_status output_commit(struct output *output, struct listen_diag *diag) {
  enum listen_status status = LISTEN_OK;
  if (is_stdout(output))
    return status;
  for (size_t i = 0; i < output->n_files && status == LISTEN_OK; i++)
    status = outfile_commit(&output->pending[i], false, diag);
  return status;
}

void output_close(struct output *output) {
  audio_abandon(output->writer);
  book_close(output->book);
  output->writer = NULL;
  output->book = NULL;
  if (!is_stdout(output)) {
    outfile_discard(&output->current);
    for (size_t i = 0; i < output->n_files; i++)
      outfile_discard(&output->pending[i]); // does nothing for a committed one
  }
  arena_clear(&output->arena);
}
