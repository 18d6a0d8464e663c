#include "book/book.h"

#include "base/fd.h"
#include "base/outfile.h"
#include "book/archive.h"
#include "book/package.h"
#include "book/page.h"
#include "chapter/chapter.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

const char *const book_media_type = "application/epub+zip";

static const enum audio_format audio = AUDIO_MP3;

struct book {
  struct book_options options;
  struct book_plan plan;
  struct book_facts facts;
  struct book_file pages, overlays; ///< those of all parts, one after another

  // The sound.
  size_t sounding; ///< number of the part; 0: none yet
  struct audio_writer *writer;

  // The text.
  size_t telling;  ///< number of the part that is open; 0: none
  size_t n_told;   ///< parts that are begun or over
  size_t shown;    ///< the next block
  size_t n_read;   ///< blocks opened that are read
  bool open, read; ///< a block is, and it is one that is read
  struct book_page page;
  struct book_overlay overlay;
};

static enum listen_status scratch(const struct book *book, int *fd, struct listen_diag *diag) {
  *fd = outfile_scratch(book->options.path);
  return *fd >= 0 ? LISTEN_OK : book_cannot_write(book->options.path, errno, diag);
}

enum listen_status book_open(const struct book_options *options, struct book **out,
                             struct listen_diag *diag) {
  *out = NULL;
  struct book *book = calloc(1, sizeof *book);
  if (book == NULL)
    return diag_nomem(diag);
  *book = (struct book){.options = *options, .pages = {.fd = -1}, .overlays = {.fd = -1}};
  enum listen_status status =
      book_plan_make(options->document, options->division, &book->plan, diag);
  if (status == LISTEN_OK)
    status = book_facts_find(&book->plan, options, &book->facts, diag);
  if (status == LISTEN_OK)
    status = scratch(book, &book->pages.fd, diag);
  if (status == LISTEN_OK)
    status = scratch(book, &book->overlays.fd, diag);
  if (status != LISTEN_OK) {
    book_close(book);
    return status;
  }
  *out = book;
  return LISTEN_OK;
}

void book_close(struct book *book) {
  if (book == NULL)
    return;
  audio_abandon(book->writer);
  xml_abandon(&book->page.xml);
  xml_abandon(&book->overlay.xml);
  for (size_t i = 0; i < book->plan.n_parts; i++)
    if (book->plan.parts[i].audio_fd >= 0)
      close(book->plan.parts[i].audio_fd);
  if (book->pages.fd >= 0)
    close(book->pages.fd);
  if (book->overlays.fd >= 0)
    close(book->overlays.fd);
  book_facts_clear(&book->facts);
  book_plan_clear(&book->plan);
  free(book);
}

// ---- the sound ----

static enum listen_status end_sound(struct book *book, struct listen_diag *diag) {
  if (book->writer == NULL)
    return LISTEN_OK;
  struct audio_writer *writer = book->writer;
  struct book_part *part = &book->plan.parts[book->sounding - 1];
  book->writer = NULL;
  part->n_frames = audio_position(writer);
  enum listen_status status = audio_finish(writer, diag);
  off_t end = status == LISTEN_OK ? lseek(part->audio_fd, 0, SEEK_END) : 0;
  if (end < 0)
    return book_cannot_write(book->options.path, errno, diag);
  part->audio_len = (uint64_t)end;
  return status;
}

enum listen_status book_chapter(struct book *book, size_t block, struct listen_diag *diag) {
  size_t part = book_plan_part_of(&book->plan, block) + 1;
  if (part == book->sounding)
    return LISTEN_OK;
  enum listen_status status = end_sound(book, diag);
  book->sounding = part;
  return status;
}

/// Open the part's file when it is first heard: some have nothing to hear.
static enum listen_status begin_sound(struct book *book, struct listen_diag *diag) {
  if (book->writer != NULL)
    return LISTEN_OK;
  book->sounding = book->sounding > 0 ? book->sounding : 1;
  struct book_part *part = &book->plan.parts[book->sounding - 1];
  enum listen_status status = scratch(book, &part->audio_fd, diag);
  if (status != LISTEN_OK)
    return status;
  struct audio_options options = {
      .format = audio,
      .bitrate_kbps = book->options.bitrate_kbps,
      .sample_rate_hz = book->options.sample_rate_hz,
      .tags = {.title = part->title,
               .artist = part->facts->author,
               .album = buf_as_view(&book->facts.title),
               .date = part->facts->published,
               .language = part->facts->language,
               .track = (unsigned)book->sounding,
               .n_tracks = (unsigned)book->plan.n_parts},
      .host = book->options.host,
  };
  return audio_open(part->audio_fd, book->options.path, &options, &book->writer, diag);
}

enum listen_status book_frames(struct book *book, const int16_t *frames, size_t n_frames,
                               struct listen_diag *diag) {
  enum listen_status status = begin_sound(book, diag);
  return status == LISTEN_OK ? audio_write(book->writer, frames, n_frames, diag) : status;
}

enum listen_status book_silence(struct book *book, uint64_t n_frames, struct listen_diag *diag) {
  enum listen_status status = begin_sound(book, diag);
  return status == LISTEN_OK ? audio_silence(book->writer, n_frames, diag) : status;
}

// ---- the text ----

static void close_block(struct book *book) {
  if (book->open)
    book_page_close_block(&book->page);
  book->open = false;
}

static void begin_part(struct book *book, uint64_t frame) {
  struct book_part *part = &book->plan.parts[book->n_told++];
  book->telling = book->n_told;
  part->page_offset = book->pages.size;
  part->overlay_offset = book->overlays.size;
  book_page_begin(&book->page, &book->pages, &book->plan, part);
  book_overlay_begin(&book->overlay, &book->overlays, book->telling, book->options.sample_rate_hz,
                     frame);
}

/// The part's sound ends at `frame` of the whole.
static enum listen_status end_part(struct book *book, uint64_t frame, struct listen_diag *diag) {
  if (book->telling == 0)
    return LISTEN_OK;
  struct book_part *part = &book->plan.parts[book->telling - 1];
  const char *path = book->options.path;
  book->telling = 0;
  close_block(book);
  enum listen_status status = book_page_end(&book->page, path, diag);
  if (status == LISTEN_OK)
    status = book_overlay_end(&book->overlay, frame, path, diag);
  part->page_len = book->pages.size - part->page_offset;
  if (book->overlay.n_clips == 0)
    book->overlays.size = part->overlay_offset; // an overlay may not be empty
  part->overlay_len = book->overlays.size - part->overlay_offset;
  return status;
}

/// Write all before the read block `block`, and open it; parts that begin do so at `frame`.
static enum listen_status advance(struct book *book, size_t block, uint64_t frame,
                                  struct listen_diag *diag) {
  const struct book_plan *plan = &book->plan;
  enum listen_status status = LISTEN_OK;
  while (status == LISTEN_OK && !(book->open && book->read && book->n_read == block + 1)) {
    close_block(book);
    bool part = book->n_told < plan->n_parts && plan->parts[book->n_told].shown == book->shown;
    if (part)
      status = end_part(book, frame, diag);
    if (status != LISTEN_OK || book->shown == plan->n_shown)
      return status;
    if (part)
      begin_part(book, frame);
    book->read = plan->shown[book->shown].read;
    book->n_read += book->read;
    book->open = true;
    book_page_open(&book->page, book->shown++);
  }
  return status;
}

enum listen_status book_sentence(struct book *book, const struct timed_sentence *sentence,
                                 struct listen_diag *diag) {
  enum listen_status status = advance(book, sentence->block, sentence->start, diag);
  if (status == LISTEN_OK)
    book_overlay_add(&book->overlay, book_page_sentence(&book->page, sentence->written),
                     sentence->start);
  return status;
}

// ---- the whole ----

/// What stands in `pages` behind the parts.
struct extra {
  uint64_t offset, len;
};

static enum listen_status add_bytes(struct book *book, struct view bytes, struct extra *out,
                                    struct listen_diag *diag) {
  *out = (struct extra){book->pages.size, bytes.len};
  return book_file_add(&book->pages, bytes.ptr, bytes.len)
             ? LISTEN_OK
             : book_cannot_write(book->options.path, book->pages.errnum, diag);
}

static struct extra since(const struct book *book, uint64_t offset) {
  return (struct extra){offset, book->pages.size - offset};
}

static void add_extra(struct book_archive *archive, const struct book *book, const char *name,
                      const struct extra *extra, bool packed) {
  book_archive_add(archive, name, book->pages.fd, extra->offset, extra->len, packed);
}

static void add_parts(struct book_archive *archive, const struct book *book) {
  char name[64];
  for (size_t i = 0; i < book->plan.n_parts; i++) {
    const struct book_part *part = &book->plan.parts[i];
    snprintf(name, sizeof name, "EPUB/text-%03zu.xhtml", i + 1);
    book_archive_add(archive, name, book->pages.fd, part->page_offset, part->page_len, true);
    if (part->overlay_len > 0) {
      snprintf(name, sizeof name, "EPUB/overlay-%03zu.smil", i + 1);
      book_archive_add(archive, name, book->overlays.fd, part->overlay_offset, part->overlay_len,
                       true);
    }
    if (part->audio_len > 0) {
      snprintf(name, sizeof name, "EPUB/audio-%03zu.mp3", i + 1);
      book_archive_add(archive, name, part->audio_fd, 0, part->audio_len, false);
    }
  }
}

/// Write the archive to `fd`, which can be positioned.
static enum listen_status write_archive(struct book *book, int fd, uint64_t *bytes,
                                        struct listen_diag *diag) {
  const struct book_options *options = &book->options;
  struct extra mimetype, container, package, contents, style, cover;
  enum listen_status status = add_bytes(book, view_of(book_media_type), &mimetype, diag);
  uint64_t start = book->pages.size;
  if (status == LISTEN_OK)
    status = book_write_container(&book->pages, options->path, diag);
  container = since(book, start);
  start = book->pages.size;
  if (status == LISTEN_OK)
    status = book_write_package(&book->plan, options, &book->facts, &book->pages, diag);
  package = since(book, start);
  start = book->pages.size;
  if (status == LISTEN_OK)
    status = book_write_contents(&book->plan, options, &book->facts, &book->pages, diag);
  contents = since(book, start);
  if (status == LISTEN_OK)
    status = add_bytes(book, view_of(book_style), &style, diag);
  if (status == LISTEN_OK)
    status = add_bytes(book, options->cover, &cover, diag);
  struct book_archive *archive = NULL;
  if (status == LISTEN_OK)
    status =
        book_archive_new(fd, &book->facts.modified, options->path, options->cancel, &archive, diag);
  if (status != LISTEN_OK)
    return status;
  add_extra(archive, book, "mimetype", &mimetype, false);
  add_extra(archive, book, "META-INF/container.xml", &container, true);
  add_extra(archive, book, "EPUB/package.opf", &package, true);
  add_extra(archive, book, "EPUB/contents.xhtml", &contents, true);
  add_extra(archive, book, "EPUB/style.css", &style, true);
  if (cover.len > 0) {
    char name[64];
    snprintf(name, sizeof name, "EPUB/%s", book_cover_name(options));
    add_extra(archive, book, name, &cover, false);
  }
  add_parts(archive, book);
  status = book_archive_write(archive, bytes, diag);
  book_archive_free(archive);
  return status;
}

/// For what cannot be positioned: a pipe, a device.
static enum listen_status copy(struct book *book, int from, uint64_t len, int to,
                               struct listen_diag *diag) {
  char block[64 * 1024];
  for (uint64_t pos = 0; pos < len;) {
    size_t n = len - pos < sizeof block ? (size_t)(len - pos) : sizeof block;
    int errnum = fd_read_at(from, block, n, (off_t)pos);
    if (errnum == 0)
      errnum = fd_write_all(to, block, n);
    if (errnum != 0)
      return book_cannot_write(book->options.path, errnum, diag);
    pos += n;
  }
  return LISTEN_OK;
}

enum listen_status book_finish(struct book *book, int fd, uint64_t *bytes,
                               struct listen_diag *diag) {
  enum listen_status status = end_sound(book, diag);
  uint64_t n_frames = 0;
  for (size_t i = 0; i < book->plan.n_parts; i++)
    n_frames += book->plan.parts[i].n_frames;
  if (status == LISTEN_OK)
    status = advance(book, SIZE_MAX - 1, n_frames, diag);
  if (status == LISTEN_OK)
    status = end_part(book, n_frames, diag);
  if (status != LISTEN_OK || fd_can_position(fd))
    return status == LISTEN_OK ? write_archive(book, fd, bytes, diag) : status;
  int whole;
  status = scratch(book, &whole, diag);
  if (status != LISTEN_OK)
    return status;
  status = write_archive(book, whole, bytes, diag);
  if (status == LISTEN_OK)
    status = copy(book, whole, *bytes, fd, diag);
  close(whole);
  return status;
}
