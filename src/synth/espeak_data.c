// espeak-ng's data files: what its sound depends on besides its settings, and where its voices are.
#include "synth/espeak_data.h"

#include "synth/synth.h"

#include <dirent.h>
#include <dlfcn.h>
#include <espeak-ng/espeak_ng.h>
#include <espeak-ng/speak_lib.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

// Sizes and times of the library's file and its data files stand for their content; reading 17 MB
// would take longer than speaking.

/// A sum over files that does not depend on their order, which differs between file systems.
struct files_sum {
  uint64_t sum, n_files;
};

static void add_file(struct files_sum *files, const char *name, const struct stat *stat) {
  char record[NAME_MAX + 64];
  int len = snprintf(record, sizeof record, "%s %lld %lld.%09ld", name, (long long)stat->st_size,
                     (long long)stat->st_mtim.tv_sec, stat->st_mtim.tv_nsec);
  files->sum += XXH3_64bits(record, (size_t)len);
  files->n_files++;
}

/// @param depth  how many folders may still be entered below this one
static void add_folder(struct files_sum *files, int at, const char *path, int depth) {
  int fd = openat(at, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *stream = fd >= 0 ? fdopendir(fd) : NULL;
  if (stream == NULL) {
    if (fd >= 0)
      close(fd);
    return;
  }
  for (struct dirent *item; (item = readdir(stream)) != NULL;) {
    struct stat stat;
    if (item->d_name[0] == '.' || fstatat(dirfd(stream), item->d_name, &stat, 0) != 0)
      continue;
    if (S_ISREG(stat.st_mode))
      add_file(files, item->d_name, &stat);
    else if (S_ISDIR(stat.st_mode) && depth > 0)
      add_folder(files, dirfd(stream), item->d_name, depth - 1);
  }
  closedir(stream);
}

bool espeak_engine_identity(struct buf *out) {
  const char *folder = NULL;
  espeak_ng_InitializePath(NULL);
  const char *version = espeak_Info(&folder);
  Dl_info library;
  struct stat stat_buf;
  struct files_sum files = {0};
  if (folder == NULL || dladdr((const void *)(uintptr_t)espeak_Synth, &library) == 0 ||
      stat(library.dli_fname, &stat_buf) != 0)
    return false;
  add_file(&files, "", &stat_buf);
  add_folder(&files, AT_FDCWD, folder, 2); // voices/!v, lang/gmw
  buf_printf(out, "espeak-ng %s %s %llu %016llx\n", version, folder,
             (unsigned long long)files.n_files, (unsigned long long)files.sum);
  return files.n_files > 1 && !out->failed;
}

// ---- voices ----

static int open_data_folder(const char *name) {
  const char *folder = NULL;
  char path[PATH_MAX];
  espeak_Info(&folder);
  if (folder == NULL || snprintf(path, sizeof path, "%s/%s", folder, name) >= (int)sizeof path)
    return -1;
  return open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

bool espeak_voice_path(const char *voice, char *out, size_t size) {
  size_t len = strcspn(voice, "+");
  if (len == 0 || voice[0] == '.' || memchr(voice, '/', len) != NULL)
    return false;
  int fd = open_data_folder("lang");
  DIR *families = fd >= 0 ? fdopendir(fd) : NULL;
  if (families == NULL) {
    if (fd >= 0)
      close(fd);
    return false;
  }
  bool found = false;
  for (struct dirent *family; !found && (family = readdir(families)) != NULL;) {
    char path[2 * NAME_MAX];
    int n = snprintf(path, sizeof path, "%s/%.*s", family->d_name, (int)len, voice);
    found = family->d_name[0] != '.' && n > 0 && (size_t)n < sizeof path &&
            faccessat(fd, path, R_OK, 0) == 0;
    if (found) {
      n = snprintf(out, size, "%s%s", path, voice + len);
      found = n > 0 && (size_t)n < size;
    }
  }
  closedir(families);
  return found;
}

bool espeak_has_variant(const char *variant) {
  if (variant[0] == '.' || strchr(variant, '/') != NULL)
    return false;
  int fd = open_data_folder("voices/!v");
  bool found = fd >= 0 && faccessat(fd, variant, R_OK, 0) == 0;
  if (fd >= 0)
    close(fd);
  return found;
}
