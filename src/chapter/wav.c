#include "chapter/chapter.h"

#include "chapter/riff.h"

#include <errno.h>
#include <fcntl.h>
#include <sndfile.h>
#include <stdlib.h>
#include <unistd.h>

// A RIFF file ends at 4 GiB: 27 hours of mono 16 bit at 22 050 Hz. The estimate is good to a few
// per cent, so from 18 hours on the header leaves room for RF64; libsndfile turns it back into
// plain RIFF if it was not needed.
static const double rf64_from_s = 18.0 * 3600.0;

struct audio_writer {
  int fd;
  char path[256];
  SNDFILE *file; ///< NULL for a pipe, once the header is out
  uint64_t position;
  uint32_t *chapter_frames;
  size_t n_chapters, n_begun;
};

static enum listen_status write_failed(const struct audio_writer *writer, int errnum,
                                       struct listen_diag *diag) {
  return diag_errno(diag, writer->path, errnum != 0 ? errnum : EIO, "cannot write",
                    "kann nicht geschrieben werden");
}

static void set_tag(SNDFILE *file, int field, struct view value) {
  struct buf text = {0};
  buf_view(&text, value);
  if (value.len > 0 && !text.failed)
    sf_set_string(file, field, text.ptr);
  buf_clear(&text);
}

static enum listen_status set_chunk(SNDFILE *file, const char *id, struct buf *content,
                                    struct listen_diag *diag) {
  SF_CHUNK_INFO chunk = {.id_size = 4, .datalen = (unsigned)content->len, .data = content->ptr};
  memcpy(chunk.id, id, 4);
  bool ok = !content->failed && content->len <= UINT32_MAX &&
            sf_set_chunk(file, &chunk) == SF_ERR_NO_ERROR;
  buf_clear(content);
  return ok ? LISTEN_OK : diag_nomem(diag);
}

static enum listen_status set_metadata(SNDFILE *file, const struct audio_options *options,
                                       struct listen_diag *diag) {
  set_tag(file, SF_STR_TITLE, options->tags.title);
  set_tag(file, SF_STR_ARTIST, options->tags.artist);
  set_tag(file, SF_STR_ALBUM, options->tags.album);
  set_tag(file, SF_STR_DATE, options->tags.date);
  if (options->n_chapters == 0)
    return LISTEN_OK;
  // libsndfile writes cue points without names, and fixes their positions before the first frame;
  // so both chunks are ours, and the positions are patched in at the end.
  struct buf content = {0};
  riff_cue_chunk(&content, options->n_chapters);
  enum listen_status status = set_chunk(file, "cue ", &content, diag);
  if (status != LISTEN_OK)
    return status;
  riff_label_chunk(&content, options->chapter_titles, options->n_chapters);
  return set_chunk(file, "LIST", &content, diag);
}

static bool can_position(int fd) {
  int flags = fcntl(fd, F_GETFL);
  return lseek(fd, 0, SEEK_CUR) == 0 && (flags < 0 || (flags & O_APPEND) == 0);
}

// A pipe: let libsndfile write its header into memory, then pass it on with open sizes.
struct memory_file {
  struct buf bytes;
  size_t pos;
};

static sf_count_t memory_size(void *context) {
  return (sf_count_t)((struct memory_file *)context)->bytes.len;
}

static sf_count_t memory_seek(sf_count_t offset, int whence, void *context) {
  struct memory_file *memory = context;
  sf_count_t base = whence == SEEK_SET   ? 0
                    : whence == SEEK_CUR ? (sf_count_t)memory->pos
                                         : (sf_count_t)memory->bytes.len;
  if (base + offset < 0)
    return -1;
  memory->pos = (size_t)(base + offset);
  return base + offset;
}

static sf_count_t memory_write(const void *bytes, sf_count_t len, void *context) {
  struct memory_file *memory = context;
  size_t end = memory->pos + (size_t)len;
  while (memory->bytes.len < end && !memory->bytes.failed)
    buf_byte(&memory->bytes, '\0');
  if (memory->bytes.failed)
    return 0;
  memcpy(memory->bytes.ptr + memory->pos, bytes, (size_t)len);
  memory->pos = end;
  return len;
}

static sf_count_t memory_tell(void *context) {
  return (sf_count_t)((struct memory_file *)context)->pos;
}

static int write_all(int fd, const void *bytes, size_t len) {
  const char *p = bytes;
  while (len > 0) {
    ssize_t n = write(fd, p, len);
    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0)
      return errno;
    p += n;
    len -= (size_t)n;
  }
  return 0;
}

static enum listen_status begin_pipe(struct audio_writer *writer,
                                     const struct audio_options *options,
                                     struct listen_diag *diag) {
  struct memory_file memory = {0};
  SF_VIRTUAL_IO io = {
      .get_filelen = memory_size, .seek = memory_seek, .write = memory_write, .tell = memory_tell};
  SF_INFO info = {.samplerate = options->sample_rate_hz,
                  .channels = 1,
                  .format = SF_FORMAT_WAV | SF_FORMAT_PCM_16};
  struct audio_options no_chapters = *options;
  no_chapters.n_chapters = 0;
  SNDFILE *file = sf_open_virtual(&io, SFM_WRITE, &info, &memory);
  if (file == NULL)
    return diag_nomem(diag);
  enum listen_status status = set_metadata(file, &no_chapters, diag);
  sf_close(file); // writes the header
  if (status == LISTEN_OK) {
    riff_open_length((unsigned char *)memory.bytes.ptr, memory.bytes.len);
    int err = write_all(writer->fd, memory.bytes.ptr, memory.bytes.len);
    if (err != 0)
      status = write_failed(writer, err, diag);
  }
  buf_clear(&memory.bytes);
  return status;
}

static enum listen_status begin_file(struct audio_writer *writer,
                                     const struct audio_options *options,
                                     struct listen_diag *diag) {
  bool rf64 = options->expected_s > rf64_from_s;
  SF_INFO info = {.samplerate = options->sample_rate_hz,
                  .channels = 1,
                  .format = (rf64 ? SF_FORMAT_RF64 : SF_FORMAT_WAV) | SF_FORMAT_PCM_16};
  errno = 0;
  writer->file = sf_open_fd(writer->fd, SFM_WRITE, &info, SF_FALSE);
  if (writer->file == NULL)
    return write_failed(writer, errno, diag);
  if (rf64)
    sf_command(writer->file, SFC_RF64_AUTO_DOWNGRADE, NULL, SF_TRUE);
  writer->chapter_frames = calloc(options->n_chapters + 1, sizeof *writer->chapter_frames);
  if (writer->chapter_frames == NULL)
    return diag_nomem(diag);
  writer->n_chapters = options->n_chapters;
  return set_metadata(writer->file, options, diag);
}

enum listen_status audio_open(int fd, const char *path, const struct audio_options *options,
                              struct audio_writer **out, struct listen_diag *diag) {
  *out = NULL;
  struct audio_writer *writer = calloc(1, sizeof *writer);
  if (writer == NULL)
    return diag_nomem(diag);
  writer->fd = fd;
  strncpy(writer->path, path, sizeof writer->path - 1);
  enum listen_status status =
      can_position(fd) ? begin_file(writer, options, diag) : begin_pipe(writer, options, diag);
  if (status != LISTEN_OK) {
    audio_abandon(writer);
    return status;
  }
  *out = writer;
  return LISTEN_OK;
}

enum listen_status audio_write(struct audio_writer *writer, const int16_t *frames, size_t n_frames,
                               struct listen_diag *diag) {
  int err = 0;
  if (writer->file == NULL) {
    err = write_all(writer->fd, frames, n_frames * sizeof *frames);
  } else {
    errno = 0;
    if (sf_write_short(writer->file, frames, (sf_count_t)n_frames) != (sf_count_t)n_frames)
      err = errno != 0 ? errno : EIO;
  }
  if (err != 0)
    return write_failed(writer, err, diag);
  writer->position += n_frames;
  return LISTEN_OK;
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
  if (writer->n_begun < writer->n_chapters)
    writer->chapter_frames[writer->n_begun++] =
        writer->position > UINT32_MAX ? UINT32_MAX : (uint32_t)writer->position;
}

uint64_t audio_position(const struct audio_writer *writer) {
  return writer->position;
}

enum listen_status audio_finish(struct audio_writer *writer, struct listen_diag *diag) {
  enum listen_status status = LISTEN_OK;
  if (writer->file != NULL) {
    errno = 0;
    if (sf_close(writer->file) != 0)
      status = write_failed(writer, errno, diag);
    writer->file = NULL;
    if (status == LISTEN_OK && writer->n_begun > 0) {
      int err = riff_patch_cues(writer->fd, writer->chapter_frames, writer->n_begun);
      if (err != 0)
        status = write_failed(writer, err, diag);
    }
  }
  audio_abandon(writer);
  return status;
}

void audio_abandon(struct audio_writer *writer) {
  if (writer == NULL)
    return;
  if (writer->file != NULL)
    sf_close(writer->file);
  free(writer->chapter_frames);
  free(writer);
}
