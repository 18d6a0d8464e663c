#include "chapter/av/av.h"

#include <errno.h>
#include <unistd.h>

enum { IO_BYTES = 64 * 1024 };

int av_io_write(struct av_io *io, const uint8_t *bytes, int len) {
  for (int done = 0; done < len;) {
    size_t rest = (size_t)(len - done);
    ssize_t n = io->can_position ? pwrite(io->fd, bytes + done, rest, io->position)
                                 : write(io->fd, bytes + done, rest);
    if (n < 0 && errno == EINTR)
      continue; // the parent ends this process if the signal was meant for it
    if (n <= 0) {
      io->errnum = n < 0 ? errno : EIO;
      return AVERROR(io->errnum);
    }
    done += (int)n;
    io->position += n;
  }
  return len;
}

#if LIBAVFORMAT_VERSION_MAJOR < 61
typedef uint8_t io_byte;
#else
typedef const uint8_t io_byte;
#endif

static int io_write(void *context, io_byte *bytes, int len) {
  return av_io_write(context, bytes, len);
}

static int io_read(void *context, uint8_t *bytes, int len) {
  struct av_io *io = context;
  ssize_t n = pread(io->fd, bytes, (size_t)len, io->position);
  if (n <= 0)
    return n < 0 ? AVERROR(errno) : AVERROR_EOF;
  io->position += n;
  return (int)n;
}

static int64_t io_seek(void *context, int64_t offset, int whence) {
  struct av_io *io = context;
  if (whence == AVSEEK_SIZE)
    return lseek(io->fd, 0, SEEK_END);
  int64_t base = whence == SEEK_SET   ? 0
                 : whence == SEEK_CUR ? io->position
                                      : lseek(io->fd, 0, SEEK_END);
  io->position = base + offset;
  return io->position;
}

int av_io_open(struct av_io *io, int fd, bool can_position, bool writes) {
  *io = (struct av_io){.fd = fd, .can_position = can_position};
  unsigned char *bytes = av_malloc(IO_BYTES);
  io->av = bytes == NULL
               ? NULL
               : avio_alloc_context(bytes, IO_BYTES, writes, io, writes ? NULL : io_read,
                                    writes ? io_write : NULL, can_position ? io_seek : NULL);
  if (io->av != NULL)
    return 0;
  av_free(bytes);
  return AVERROR(ENOMEM);
}

void av_io_close(struct av_io *io) {
  if (io->av != NULL)
    av_freep(&io->av->buffer);
  avio_context_free(&io->av);
}
