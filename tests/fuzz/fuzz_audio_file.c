// Any bytes as an audio file of unknown origin: it has a length that can be, or none, and is the
// same each time. FFmpeg's libraries, where they are there, read in a process of its own (probe.c).
#include "fuzz.h"

#include "base/fd.h"
#include "chapter/length.h"

#include <math.h>
#include <sys/mman.h>
#include <unistd.h>

// libvorbis 1.3.7 as libsndfile 1.2.0 calls it leaves 5 KB behind where an Ogg file is broken.
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void) {
  return "leak:libvorbis\n";
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  int fd = memfd_create("audio", MFD_CLOEXEC);
  require(fd >= 0 && fd_write_all(fd, data, size) == 0);
  double seconds = audio_file_seconds(fd), again = audio_file_seconds(fd);
  require(seconds == again && isfinite(seconds));
  require(seconds == -1 || (seconds > 0 && seconds < 100 * 3600));
  require(lseek(fd, 0, SEEK_END) == (off_t)size); // open, and as it was
  close(fd);
  return 0;
}
