// In the place of FFmpeg's libraries: does what a demuxer could be brought to by a hostile file.
// The file's first byte says what.

#include "chapter/backend.h"

#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static double allocate(void) {
  enum { BYTES = 1024 * 1024 * 1024 };
  char *bytes = malloc(BYTES);
  if (bytes == NULL)
    return -1;
  volatile char *last = &bytes[BYTES - 1];
  *last = 1;
  free(bytes);
  return 5;
}

static double act(char what) {
  switch (what) {
  case 'f': // behaves
    return 12.5;
  case 'h': // hangs
    for (;;)
      pause();
  case 'c':
    fprintf(stderr, "not for the user\n");
    abort();
  case 'm':
    return allocate();
  case 'o':
    return open("/etc/passwd", O_RDONLY) < 0 ? -1 : 5;
  case 'n':
    return (double)NAN;
  case 'l':
    return 1e30;
  case 'x':
    _exit(0);
  default:
    return -1;
  }
}

static double seconds(int fd) {
  char what = '\0';
  return pread(fd, &what, 1, 0) == 1 ? act(what) : -1;
}

__attribute__((visibility("default"))) const struct audio_module listen_av_module = {
    .options_size = sizeof(struct audio_options), .seconds = seconds};
