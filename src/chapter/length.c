#include "chapter/length.h"

#include <sndfile.h>
#include <unistd.h>

/// No article takes longer; a broken head may say anything.
#define LONGEST_S (100.0 * 3600)

double audio_file_seconds(int fd) {
  SF_INFO info = {0};
  lseek(fd, 0, SEEK_SET);
  SNDFILE *file = sf_open_fd(fd, SFM_READ, &info, SF_FALSE);
  if (file == NULL)
    return -1;
  double seconds = info.samplerate > 0 ? (double)info.frames / info.samplerate : -1;
  sf_close(file);
  return seconds > 0 && seconds < LONGEST_S ? seconds : -1;
}
