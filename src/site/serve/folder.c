// A folder without a page of its own.

#include "site/serve/http.h"
#include "site/serve/server.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct names {
  struct name {
    char *text; ///< a folder's ends with a slash
  } * items;
  size_t n, cap;
};

static int by_bytes(const void *a, const void *b) {
  return strcmp(((const struct name *)a)->text, ((const struct name *)b)->text);
}

static bool add_name(struct names *names, const char *text, bool folder) {
  if (!array_grow((void **)&names->items, &names->cap, names->n + 1, sizeof *names->items))
    return false;
  size_t len = strlen(text);
  char *copy = malloc(len + 2);
  if (copy == NULL)
    return false;
  memcpy(copy, text, len + 1);
  if (folder)
    memcpy(copy + len, "/", 2);
  names->items[names->n++].text = copy;
  return true;
}

static void names_clear(struct names *names) {
  for (size_t i = 0; i < names->n; i++)
    free(names->items[i].text);
  free(names->items);
}

/// Those that can be had: files and folders, no dot files.
static bool read_names(DIR *dir, struct names *names) {
  struct dirent *entry;
  while ((entry = readdir(dir)) != NULL) {
    struct stat stat;
    if (entry->d_name[0] == '.' || fstatat(dirfd(dir), entry->d_name, &stat, 0) != 0 ||
        !(S_ISREG(stat.st_mode) || S_ISDIR(stat.st_mode)))
      continue;
    if (!add_name(names, entry->d_name, S_ISDIR(stat.st_mode)))
      return false;
  }
  if (names->n > 0)
    qsort(names->items, names->n, sizeof *names->items, by_bytes);
  return true;
}

bool folder_page(int fd, struct view path, bool german, struct buf *out) {
  struct names names = {0};
  DIR *dir = fdopendir(fd);
  if (dir == NULL) {
    close(fd);
    return false;
  }
  bool read = read_names(dir, &names);
  closedir(dir);
  buf_printf(out, "<!doctype html>\n<html lang=\"%s\">\n<meta charset=\"utf-8\">\n<title>",
             german ? "de" : "en");
  http_html_text(path, out);
  buf_str(out, "/</title>\n<link rel=\"stylesheet\" href=\"/_listen/page.css\">\n<main><h1>");
  http_html_text(path, out);
  buf_printf(out, "/</h1>\n<p><a href=\"../\">%s</a></p>\n<ul>\n",
             german ? "eine Ebene höher" : "one level up");
  for (size_t i = 0; i < names.n; i++) {
    struct view name = view_of(names.items[i].text);
    buf_str(out, "<li><a href=\"./"); // else "a:b" would be a scheme
    http_path_write(name, out);
    buf_str(out, "\">");
    http_html_text(name, out);
    buf_str(out, "</a></li>\n");
  }
  buf_str(out, "</ul></main>\n");
  names_clear(&names);
  return read && !out->failed;
}
