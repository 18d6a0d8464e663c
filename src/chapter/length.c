#include "chapter/length.h"

#include "base/fd.h"
#include "chapter/backend.h"

#include <sndfile.h>
#include <unistd.h>

/// No article takes longer; a broken head may say anything.
#define LONGEST_S (100.0 * 3600)

// libsndfile reads through these: versions differ in whether they close a descriptor that they
// cannot make sense of, and some look for a Macintosh resource fork in other files.
struct reader {
  int fd;
  sf_count_t pos, len;
};

static sf_count_t reader_len(void *context) {
  return ((struct reader *)context)->len;
}

static sf_count_t reader_seek(sf_count_t offset, int whence, void *context) {
  struct reader *reader = context;
  sf_count_t base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? reader->pos : reader->len;
  if (__builtin_add_overflow(base, offset, &offset) || offset < 0)
    return -1;
  return reader->pos = offset;
}

static sf_count_t reader_read(void *bytes, sf_count_t len, void *context) {
  struct reader *reader = context;
  sf_count_t left = reader->len - reader->pos, n = len < left ? len : left;
  if (n <= 0 || fd_read_at(reader->fd, bytes, (size_t)n, reader->pos) != 0)
    return 0;
  reader->pos += n;
  return n;
}

static sf_count_t reader_tell(void *context) {
  return ((struct reader *)context)->pos;
}

static double sndfile_seconds(int fd) {
  static SF_VIRTUAL_IO io = {
      .get_filelen = reader_len, .seek = reader_seek, .read = reader_read, .tell = reader_tell};
  struct reader reader = {.fd = fd, .len = lseek(fd, 0, SEEK_END)};
  SF_INFO info = {0};
  SNDFILE *file = sf_open_virtual(&io, SFM_READ, &info, &reader);
  if (file == NULL)
    return -1;
  double seconds = info.samplerate > 0 ? (double)info.frames / info.samplerate : -1;
  sf_close(file);
  return seconds;
}

double audio_file_seconds(int fd) {
  double seconds = sndfile_seconds(fd);
  if (seconds <= 0) // AAC and MP4 it does not know
    seconds = audio_probe_seconds(fd);
  return seconds > 0 && seconds < LONGEST_S ? seconds : -1;
}
