#include "work_folder.h"

#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

char root[] = "/tmp/listen-test-XXXXXX";

int make_work_folder(void) {
  strcpy(root + strlen(root) - 6, "XXXXXX");
  return mkdtemp(root) == NULL ? -1 : chmod(root, 0755);
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw) {
  (void)st, (void)type, (void)ftw;
  return remove(path);
}

int remove_tree(const char *path) {
  return nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

int remove_work_folder(void) {
  return remove_tree(root);
}

const char *at(const char *relative) {
  static char paths[4][PATH_MAX];
  static size_t next;
  char *path = paths[next++ % 4];
  snprintf(path, PATH_MAX, "%s/%s", root, relative);
  return path;
}
