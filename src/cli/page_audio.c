// The audio that a page names, where it lies beside it. Nothing is fetched, and nothing outside the
// page's tree is opened.

#include "cli/cli.h"

#include "chapter/length.h"
#include "extract/audio_link.h"

#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/// Is `path` below `folder`? Both are resolved.
static bool lies_below(const char *path, const char *folder) {
  size_t n = strlen(folder);
  return strcmp(folder, "/") == 0 || (strncmp(path, folder, n) == 0 && path[n] == '/');
}

/// Seconds of the file at `path` if it lies below `root`, links resolved; negative otherwise.
static double seconds_below(const char *path, const char *root) {
  char real[PATH_MAX], real_root[PATH_MAX];
  struct stat info;
  if (realpath(path, real) == NULL || realpath(root, real_root) == NULL ||
      !lies_below(real, real_root))
    return -1;
  int fd = open(real, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (fd < 0)
    return -1;
  bool regular = fstat(fd, &info) == 0 && S_ISREG(info.st_mode);
  double seconds = regular ? audio_file_seconds(fd) : -1;
  close(fd);
  return seconds;
}

/// The file an address means: below the root where it begins with a slash, else beside the page.
static double address_seconds(struct view address, const char *folder, const char *root,
                              struct buf *path) {
  struct buf relative = {0};
  double seconds = -1;
  if (audio_address_path(address, &relative)) {
    buf_printf(path, "%s/%s", relative.ptr[0] == '/' ? root : folder, relative.ptr);
    seconds = path->failed ? -1 : seconds_below(path->ptr, root);
  }
  buf_clear(&relative);
  return seconds;
}

void cli_page_audio(const struct document *document, const char *root, struct checked_page *page) {
  enum { SAME_S = 2 }; // one recording in several formats
  char *copy = document->n_audio > 0 ? strdup(page->path) : NULL;
  if (copy == NULL || strcmp(page->path, "-") == 0) {
    free(copy);
    return;
  }
  const char *folder = dirname(copy);
  bool ambiguous = false;
  for (size_t i = 0; i < document->n_audio; i++) {
    struct buf path = {0};
    double seconds =
        address_seconds(document->audio[i].address, folder, root == NULL ? folder : root, &path);
    if (seconds > 0 && page->audio_path.ptr == NULL) {
      page->audio_path = arena_copy(&page->arena, document->audio[i].address);
      page->audio_s = seconds;
    } else if (seconds > 0) {
      ambiguous |= fabs(seconds - page->audio_s) > SAME_S;
    }
    buf_clear(&path);
  }
  if (ambiguous || page->audio_path.ptr == NULL) {
    page->audio_path = (struct view){0}; // which of them the claim means is not known
    page->audio_s = 0;
  }
  free(copy);
}
