#include "chapter/backend.h"

#include "base/fd.h"
#include "chapter/id3.h"
#include "chapter/riff.h"

#include <errno.h>
#include <sndfile.h>
#include <stdlib.h>
#include <unistd.h>

// A RIFF file ends at 4 GiB: 27 hours of mono 16 bit at 22 050 Hz. The estimate is good to a few
// per cent, so from 18 hours on the header leaves room for RF64; libsndfile turns it back into
// plain RIFF if it was not needed.
static const double rf64_from_s = 18.0 * 3600.0;

// A clause is some 50 KB. The system holds a file in larger pieces, and at less cost, when it is
// written in larger ones.
enum { BLOCK_FRAMES = 128 * 1024 };

struct wav_file {
  int fd;
  const char *path;
  const struct audio_options *options; ///< borrowed; for raw NULL
  SNDFILE *file;                       ///< NULL for a pipe, once the header is out
  sf_count_t pos, len;                 ///< of `file`, in bytes
  int err;                             ///< why one of its bytes could not be written; 0: all were
  int16_t *block;                      ///< frames to be written; of a file only
  size_t n_block;
};

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
  // The chunk of tags is ours too, since libsndfile has no field for the language.
  struct buf content = {0};
  const struct audio_tags *tags = &options->tags;
  riff_info_chunk(&content,
                  (const struct riff_info[]){{"IART", tags->artist},
                                             {"ICRD", tags->date},
                                             {"ILNG", tags->language},
                                             {"INAM", tags->title},
                                             {"IPRD", tags->album}},
                  5);
  enum listen_status status = content.len > 0 ? set_chunk(file, "LIST", &content, diag) : LISTEN_OK;
  if (status != LISTEN_OK || options->n_chapters == 0)
    return status;
  // libsndfile writes cue points without names, and fixes their positions before the first frame;
  // so both chunks are ours, and the positions are patched in at the end.
  riff_cue_chunk(&content, options->n_chapters);
  status = set_chunk(file, "cue ", &content, diag);
  if (status != LISTEN_OK)
    return status;
  riff_label_chunk(&content, options->chapter_titles, options->n_chapters);
  return set_chunk(file, "LIST", &content, diag);
}

static sf_count_t new_position(sf_count_t pos, sf_count_t len, sf_count_t offset, int whence) {
  return offset + (whence == SEEK_SET ? 0 : whence == SEEK_CUR ? pos : len);
}

// A file: written by us, because libsndfile tells nobody that its last header did not get there.

static sf_count_t file_size(void *context) {
  return ((struct wav_file *)context)->len;
}

static sf_count_t file_seek(sf_count_t offset, int whence, void *context) {
  struct wav_file *wav = context;
  sf_count_t pos = new_position(wav->pos, wav->len, offset, whence);
  return pos < 0 ? -1 : (wav->pos = pos);
}

static sf_count_t file_write(const void *bytes, sf_count_t len, void *context) {
  struct wav_file *wav = context;
  int err = fd_write_at(wav->fd, bytes, (size_t)len, wav->pos);
  if (err != 0) {
    wav->err = wav->err != 0 ? wav->err : err;
    return 0;
  }
  wav->pos += len;
  wav->len = wav->pos > wav->len ? wav->pos : wav->len;
  return len;
}

static sf_count_t file_tell(void *context) {
  return ((struct wav_file *)context)->pos;
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
  sf_count_t pos =
      new_position((sf_count_t)memory->pos, (sf_count_t)memory->bytes.len, offset, whence);
  if (pos < 0)
    return -1;
  memory->pos = (size_t)pos;
  return pos;
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

static enum listen_status begin_pipe(struct wav_file *wav, const struct audio_options *options,
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
    int err = fd_write_all(wav->fd, memory.bytes.ptr, memory.bytes.len);
    if (err != 0)
      status = audio_write_failed(wav->path, err, diag);
  }
  buf_clear(&memory.bytes);
  return status;
}

static enum listen_status begin_file(struct wav_file *wav, const struct audio_options *options,
                                     struct listen_diag *diag) {
  bool rf64 = options->expected_s > rf64_from_s;
  SF_INFO info = {.samplerate = options->sample_rate_hz,
                  .channels = 1,
                  .format = (rf64 ? SF_FORMAT_RF64 : SF_FORMAT_WAV) | SF_FORMAT_PCM_16};
  SF_VIRTUAL_IO io = {
      .get_filelen = file_size, .seek = file_seek, .write = file_write, .tell = file_tell};
  wav->file = sf_open_virtual(&io, SFM_WRITE, &info, wav);
  if (wav->file == NULL || wav->err != 0)
    return wav->err != 0 ? audio_write_failed(wav->path, wav->err, diag) : diag_nomem(diag);
  wav->block = malloc(BLOCK_FRAMES * sizeof *wav->block);
  if (wav->block == NULL)
    return diag_nomem(diag);
  if (rf64)
    sf_command(wav->file, SFC_RF64_AUTO_DOWNGRADE, NULL, SF_TRUE);
  return set_metadata(wav->file, options, diag);
}

static void wav_close(void *file) {
  struct wav_file *wav = file;
  if (wav->file != NULL)
    sf_close(wav->file);
  free(wav->block);
  free(wav);
}

static enum listen_status wav_open(int fd, const char *path, const struct audio_options *options,
                                   void **out, struct listen_diag *diag) {
  struct wav_file *wav = calloc(1, sizeof *wav);
  if (wav == NULL)
    return diag_nomem(diag);
  *wav = (struct wav_file){.fd = fd, .path = path, .options = options};
  *out = wav;
  return fd_can_position(fd) ? begin_file(wav, options, diag) : begin_pipe(wav, options, diag);
}

static int write_block(struct wav_file *wav) {
  sf_count_t n = (sf_count_t)wav->n_block;
  wav->n_block = 0;
  bool written = sf_write_short(wav->file, wav->block, n) == n;
  return wav->err != 0 || written ? wav->err : EIO;
}

static int write_in_blocks(struct wav_file *wav, const int16_t *frames, size_t n_frames) {
  while (n_frames > 0) {
    size_t room = BLOCK_FRAMES - wav->n_block, n = n_frames < room ? n_frames : room;
    memcpy(wav->block + wav->n_block, frames, n * sizeof *frames);
    wav->n_block += n;
    frames += n;
    n_frames -= n;
    int err = wav->n_block == BLOCK_FRAMES ? write_block(wav) : 0;
    if (err != 0)
      return err;
  }
  return 0;
}

static enum listen_status wav_write(void *file, const int16_t *frames, size_t n_frames,
                                    struct listen_diag *diag) {
  struct wav_file *wav = file;
  int err = wav->file == NULL ? fd_write_all(wav->fd, frames, n_frames * sizeof *frames)
                              : write_in_blocks(wav, frames, n_frames);
  return err == 0 ? LISTEN_OK : audio_write_failed(wav->path, err, diag);
}

/// The cover, behind everything: libsndfile's header has room for 100 KiB only.
static int append_cover(const struct wav_file *wav) {
  struct buf tag = {0};
  id3_tag(&tag, wav->options);
  int err = tag.failed ? ENOMEM : riff_append_chunk(wav->fd, "id3 ", buf_as_view(&tag));
  buf_clear(&tag);
  return err;
}

static enum listen_status wav_finish(void *file, const uint64_t *starts, size_t n_starts,
                                     uint64_t n_frames, struct listen_diag *diag) {
  struct wav_file *wav = file;
  (void)n_frames;
  if (wav->file == NULL)
    return LISTEN_OK;
  int err = write_block(wav);
  if (err != 0)
    return audio_write_failed(wav->path, err, diag);
  int failed = sf_close(wav->file);
  wav->file = NULL;
  if (failed != 0 || wav->err != 0)
    return audio_write_failed(wav->path, wav->err, diag);
  // As if it had been written from end to end: something of the caller's may follow on stdout.
  lseek(wav->fd, 0, SEEK_END);
  err = n_starts > 0 ? riff_patch_cues(wav->fd, starts, n_starts) : 0;
  if (err == 0 && wav->options->cover.len > 0)
    err = append_cover(wav);
  return err == 0 ? LISTEN_OK : audio_write_failed(wav->path, err, diag);
}

const struct audio_backend audio_backend_wav = {
    .open = wav_open, .write = wav_write, .finish = wav_finish, .close = wav_close};

// Raw frames: what the writer was given, in little endian as everything here.

static enum listen_status raw_open(int fd, const char *path, const struct audio_options *options,
                                   void **out, struct listen_diag *diag) {
  struct wav_file *raw = calloc(1, sizeof *raw);
  (void)options;
  if (raw == NULL)
    return diag_nomem(diag);
  *raw = (struct wav_file){.fd = fd, .path = path};
  *out = raw;
  return LISTEN_OK;
}

static enum listen_status raw_finish(void *file, const uint64_t *starts, size_t n_starts,
                                     uint64_t n_frames, struct listen_diag *diag) {
  (void)file, (void)starts, (void)n_starts, (void)n_frames, (void)diag;
  return LISTEN_OK;
}

const struct audio_backend audio_backend_raw = {
    .open = raw_open, .write = wav_write, .finish = raw_finish, .close = wav_close};
