#include "chapter/riff.h"

#include "base/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

enum { CUE_POINT_BYTES = 24, CHUNK_HEAD = 8, RIFF_HEAD = 12 };

static void put_u32(unsigned char *p, uint32_t value) {
  for (int i = 0; i < 4; i++)
    p[i] = (unsigned char)(value >> (8 * i));
}

static uint32_t get_u32(const unsigned char *p) {
  return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static void add_u32(struct buf *out, uint32_t value) {
  unsigned char bytes[4];
  put_u32(bytes, value);
  buf_add(out, (const char *)bytes, sizeof bytes);
}

void riff_info_chunk(struct buf *out, const struct riff_info *infos, size_t n_infos) {
  for (size_t i = 0; i < n_infos; i++) {
    if (infos[i].text.len == 0)
      continue;
    if (out->len == 0)
      buf_str(out, "INFO");
    // Filled up to four bytes with NULs that count, else libsndfile does it after the last one, and
    // then trips over them when it reads.
    size_t nuls = 4 - infos[i].text.len % 4;
    buf_add(out, infos[i].id, 4);
    add_u32(out, (uint32_t)(infos[i].text.len + nuls));
    buf_view(out, infos[i].text);
    for (size_t n = 0; n < nuls; n++)
      buf_byte(out, '\0');
  }
}

void riff_cue_chunk(struct buf *out, size_t n_points) {
  add_u32(out, (uint32_t)n_points);
  for (size_t i = 0; i < n_points; i++) {
    add_u32(out, (uint32_t)i + 1);
    add_u32(out, 0); // position, as the sample offset below
    buf_str(out, "data");
    add_u32(out, 0); // chunk start: no wavl list
    add_u32(out, 0); // block start: PCM
    add_u32(out, 0); // sample offset
  }
}

void riff_label_chunk(struct buf *out, const struct view *names, size_t n_names) {
  buf_str(out, "adtl");
  for (size_t i = 0; i < n_names; i++) {
    // Readers differ: FFmpeg takes one NUL for the end of a label, and libsndfile, which fills the
    // chunk to four bytes, trips over its own padding when it reads. So only the last label is
    // filled up.
    size_t nuls = 1;
    if (i + 1 == n_names)
      nuls += (4 - (out->len + 12 + names[i].len + 1) % 4) % 4;
    buf_str(out, "labl");
    add_u32(out, (uint32_t)(4 + names[i].len + nuls));
    add_u32(out, (uint32_t)i + 1);
    buf_view(out, names[i]);
    for (size_t n = 0; n < nuls; n++)
      buf_byte(out, '\0');
    if (out->len % 2 != 0)
      buf_byte(out, '\0');
  }
}

/// Standard output that goes to a file can be written only: read it through a door of our own.
/// Negative with errno when it cannot be opened.
static int open_reader(int fd) {
  int flags = fcntl(fd, F_GETFL);
  if (flags < 0 || (flags & O_ACCMODE) != O_WRONLY)
    return fd;
  char name[32];
  snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
  return open(name, O_RDONLY | O_CLOEXEC);
}

static int patch_cues(int fd, int read_fd, const uint64_t *frames, size_t n_points) {
  unsigned char head[CHUNK_HEAD];
  off_t offset = RIFF_HEAD;
  for (;;) {
    int err = fd_read_at(read_fd, head, sizeof head, offset);
    if (err != 0)
      return err;
    if (memcmp(head, "cue ", 4) == 0)
      break;
    if (memcmp(head, "data", 4) == 0) // the header's chunks all stand before it
      return EIO;
    uint32_t size = get_u32(head + 4);
    offset += CHUNK_HEAD + (off_t)size + size % 2;
  }
  for (size_t i = 0; i < n_points; i++) {
    unsigned char value[4];
    put_u32(value, frames[i] < UINT32_MAX ? (uint32_t)frames[i] : UINT32_MAX);
    off_t point = offset + CHUNK_HEAD + 4 + (off_t)(CUE_POINT_BYTES * i);
    int err = fd_write_at(fd, value, sizeof value, point + 4);
    if (err == 0)
      err = fd_write_at(fd, value, sizeof value, point + 20);
    if (err != 0)
      return err;
  }
  return 0;
}

int riff_patch_cues(int fd, const uint64_t *frames, size_t n_points) {
  int read_fd = open_reader(fd);
  if (read_fd < 0)
    return errno;
  int err = patch_cues(fd, read_fd, frames, n_points);
  if (read_fd != fd)
    close(read_fd);
  return err;
}

/// The file's size field: 32 bits after "RIFF", or 64 in the chunk that follows "RF64".
static int append_chunk(int fd, int read_fd, const struct buf *chunk) {
  enum { SIZE32_AT = 4, SIZE64_AT = 20 };
  unsigned char head[SIZE64_AT + 8];
  int err = fd_read_at(read_fd, head, sizeof head, 0);
  if (err != 0)
    return err;
  bool rf64 = memcmp(head, "RF64", 4) == 0;
  if (rf64 && memcmp(head + RIFF_HEAD, "ds64", 4) != 0)
    return EIO;
  uint64_t size = get_u32(head + (rf64 ? SIZE64_AT : SIZE32_AT));
  if (rf64)
    size |= (uint64_t)get_u32(head + SIZE64_AT + 4) << 32;
  size += size % 2;
  uint64_t new_size = size + chunk->len;
  if (!rf64 && new_size > UINT32_MAX)
    return 0;
  err = fd_write_at(fd, chunk->ptr, chunk->len, CHUNK_HEAD + (off_t)size);
  if (err != 0)
    return err;
  put_u32(head, (uint32_t)new_size);
  put_u32(head + 4, (uint32_t)(new_size >> 32));
  return rf64 ? fd_write_at(fd, head, 8, SIZE64_AT) : fd_write_at(fd, head, 4, SIZE32_AT);
}

int riff_append_chunk(int fd, const char *id, struct view content) {
  struct buf chunk = {0};
  buf_add(&chunk, id, 4);
  add_u32(&chunk, (uint32_t)content.len);
  buf_view(&chunk, content);
  if (content.len % 2 != 0)
    buf_byte(&chunk, '\0');
  int read_fd = chunk.failed ? -1 : open_reader(fd);
  int err = chunk.failed ? ENOMEM : read_fd < 0 ? errno : append_chunk(fd, read_fd, &chunk);
  if (read_fd >= 0 && read_fd != fd)
    close(read_fd);
  buf_clear(&chunk);
  return err;
}

void riff_open_length(unsigned char *header, size_t len) {
  if (len < RIFF_HEAD)
    return;
  put_u32(header + 4, UINT32_MAX);
  for (size_t pos = RIFF_HEAD; pos + CHUNK_HEAD <= len;) {
    if (memcmp(header + pos, "data", 4) == 0) {
      put_u32(header + pos + 4, UINT32_MAX);
      return;
    }
    uint32_t size = get_u32(header + pos + 4);
    pos += CHUNK_HEAD + (size_t)size + size % 2;
  }
}
