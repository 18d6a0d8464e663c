// `listen check FOLDER`: the articles below a folder.

#include "cli/cli.h"

#include <errno.h>
#include <fts.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

/// Files that are articles by their ending; others in the tree are passed over.
static bool is_article_name(const char *name) {
  static const char *const endings[] = {".txt", ".text",     ".html", ".htm", ".xhtml",
                                        ".md",  ".markdown", ".mdx",  ".epub"};
  const char *dot = strrchr(name, '.');
  for (size_t i = 0; dot != NULL && dot != name && i < sizeof endings / sizeof *endings; i++)
    if (strcasecmp(dot, endings[i]) == 0)
      return true;
  return false;
}

static int by_name(const FTSENT **a, const FTSENT **b) {
  return strcmp((*a)->fts_name, (*b)->fts_name);
}

static enum listen_status add_path(struct path_list *list, const char *path, const char *root,
                                   struct listen_diag *diag) {
  struct listed_path added = {strdup(path), root};
  if (added.path == NULL ||
      !array_grow((void **)&list->paths, &list->cap, list->n_paths + 1, sizeof *list->paths)) {
    free(added.path);
    return diag_nomem(diag);
  }
  list->paths[list->n_paths++] = added;
  return LISTEN_OK;
}

static enum listen_status add_tree(struct path_list *list, char *folder, struct listen_diag *diag) {
  char *roots[] = {folder, NULL};
  size_t before = list->n_paths;
  FTS *tree = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, by_name);
  if (tree == NULL)
    return diag_errno(diag, folder, errno, "cannot read", "kann nicht gelesen werden");
  enum listen_status status = LISTEN_OK;
  for (FTSENT *entry; status == LISTEN_OK && (entry = fts_read(tree)) != NULL;) {
    if (entry->fts_info == FTS_D && entry->fts_level > 0 && entry->fts_name[0] == '.')
      fts_set(tree, entry, FTS_SKIP); // .git and its like
    else if (entry->fts_info == FTS_F && is_article_name(entry->fts_name))
      status = add_path(list, entry->fts_path, folder, diag);
    else if (entry->fts_info == FTS_DNR || entry->fts_info == FTS_ERR) {
      struct listen_diag why = cli_diag();
      diag_errno(&why, entry->fts_path, entry->fts_errno, "cannot read",
                 "kann nicht gelesen werden");
      cli_complain(&why);
      list->failed = true;
    }
  }
  fts_close(tree);
  if (status == LISTEN_OK && list->n_paths == before && !list->failed) {
    diag_at(diag, folder, 0, 0);
    status = diag_set(diag, LISTEN_E_INPUT, "%s",
                      TR("no article below this folder (.txt, .html, .md, .epub)",
                         "kein Artikel unter diesem Ordner (.txt, .html, .md, .epub)"));
  }
  return status;
}

enum listen_status path_list_add(struct path_list *list, char *path, struct listen_diag *diag) {
  struct stat info;
  if (strcmp(path, "-") != 0 && stat(path, &info) == 0 && S_ISDIR(info.st_mode))
    return add_tree(list, path, diag);
  return add_path(list, path, NULL, diag);
}

void path_list_clear(struct path_list *list) {
  for (size_t i = 0; i < list->n_paths; i++)
    free(list->paths[i].path);
  free(list->paths);
  *list = (struct path_list){0};
}
