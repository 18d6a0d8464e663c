// Globs and paths in listen.yaml: what each accepts, and what it says to the rest.
#include "config/site_values.h"

#include "base/glob.h"
#include "config/settings_field.h"
#include "config/voice_find.h"

#include <stdio.h>

static bool length_fits(const struct site_field *field, const struct yaml_node *node) {
  const size_t n = node->kind == YAML_LIST ? node->n_children : 1;
  return n >= (size_t)field->min && n <= (size_t)field->max;
}

// ---- globs ----

static const char *glob_accepts(enum glob_problem problem, bool german) {
  static const char *const texts[][2] = {
      [GLOB_FINE] = {"", ""},
      [GLOB_EMPTY] = {"a glob such as content/**/*.md", "ein Muster wie content/**/*.md"},
      [GLOB_ABSOLUTE] = {"a path from the folder of this file, without / at its beginning",
                         "ein Pfad vom Ordner dieser Datei aus, ohne / am Anfang"},
      [GLOB_CLIMBS] = {"files below the folder of this file, without ..",
                       "Dateien unterhalb des Ordners dieser Datei, ohne .."},
      [GLOB_DOT] = {"a path without . as a folder", "ein Pfad ohne . als Ordner"},
      [GLOB_GAP] = {"single slashes", "einfache Schrägstriche"},
      [GLOB_FOLDER] = {"files; for all below a folder, ** behind it",
                       "Dateien; für alle in einem Ordner ** dahinter"},
      [GLOB_TOO_DEEP] = {"at most 63 parts between slashes",
                         "höchstens 63 Teile zwischen Schrägstrichen"},
      [GLOB_STARS] = {"** alone between slashes, as in **/*.md",
                      "** nur allein zwischen Schrägstrichen, wie in **/*.md"},
      [GLOB_OPEN] = {"a ] for each [; [[] stands for the character itself",
                     "zu jedem [ ein ]; [[] steht für das Zeichen selbst"},
      [GLOB_RANGE] = {"ranges from low to high, as in [a-z]",
                      "Bereiche von niedrig bis hoch, wie in [a-z]"},
      [GLOB_BRACE] = {"a list with a glob for each; [{] stands for the character itself",
                      "eine Liste mit je einem Muster; [{] steht für das Zeichen selbst"},
      [GLOB_BACKSLASH] = {"/ between folders; ? stands for a \\ in a name",
                          "/ zwischen Ordnern; ? steht für ein \\ in einem Namen"},
      [GLOB_NOT] = {"what is wanted, without ! at its beginning; the rest belongs to exclude",
                    "was gewünscht ist, ohne ! am Anfang; anderes gehört in exclude"},
  };
  return texts[problem][german];
}

static enum listen_status keep_glob(struct site_loader *l, const struct site_field *field,
                                    const struct yaml_node *node, const char **out) {
  const bool german = l->diag != NULL && l->diag->german;
  if (!config_is_path(node)) {
    char accepted[120];
    snprintf(accepted, sizeof accepted,
             DIAG_TEXT(l->diag, "a glob of 1 to %d bytes, such as content/**/*.md",
                       "ein Muster von 1 bis %d Byte, wie content/**/*.md"),
             SETTINGS_PATH_MAX);
    return site_refuse(l, field, node, accepted);
  }
  struct view text = node->text;
  while (view_starts(text, VIEW("./")))
    text = view_sub(text, 2, text.len);
  enum glob_problem problem = glob_check(text);
  if (problem != GLOB_FINE)
    return site_refuse(l, field, node, glob_accepts(problem, german));
  return site_keep(l, text, out);
}

enum listen_status site_take_glob(struct site_loader *l, const struct site_field *field,
                                  const struct yaml_node *node, void *base) {
  return keep_glob(l, field, node, site_member(field, base));
}

enum listen_status site_take_globs(struct site_loader *l, const struct site_field *field,
                                   const struct yaml_node *node, void *base) {
  if (field->min == 0 && yaml_is_null(node)) // every glob commented out
    return LISTEN_OK;
  if (!length_fits(field, node))
    return site_refuse_list(
        l, field, node,
        DIAG_TEXT(l->diag, "globs such as content/**/*.md", "Muster wie content/**/*.md"));
  const char **globs = site_member(field, base);
  size_t *n_globs = (void *)((char *)base + field->count_offset);
  const struct yaml_node *item = site_first_item(node);
  for (; item != NULL; item = site_next_item(node, item)) {
    enum listen_status status = keep_glob(l, field, item, &globs[*n_globs]);
    if (status != LISTEN_OK)
      return status;
    for (size_t i = 0; i < *n_globs; i++)
      if (strcmp(globs[i], globs[*n_globs]) == 0)
        return site_given_twice(l, field, item);
    ++*n_globs;
  }
  return LISTEN_OK;
}

// ---- paths ----

static enum listen_status refuse_path(struct site_loader *l, const struct site_field *field,
                                      const struct yaml_node *node) {
  char accepted[120];
  snprintf(accepted, sizeof accepted,
           DIAG_TEXT(l->diag, "a path of 1 to %ld bytes without control characters",
                     "ein Pfad von 1 bis %ld Byte ohne Steuerzeichen"),
           field->max);
  return site_refuse(l, field, node, accepted);
}

enum listen_status site_take_path(struct site_loader *l, const struct site_field *field,
                                  const struct yaml_node *node, void *base) {
  const char **out = site_member(field, base);
  if (!config_is_path(node))
    return refuse_path(l, field, node);
  *out = config_locate(node->text, l->file, &l->config->settings.arena);
  return *out == NULL ? diag_nomem(l->diag) : LISTEN_OK;
}

enum listen_status site_take_voice(struct site_loader *l, const struct site_field *field,
                                   const struct yaml_node *node, void *base) {
  if (config_is_path(node) && voice_is_path(node->text))
    return site_take_path(l, field, node, base);
  if (config_is_path(node))
    return site_keep(l, node->text, site_member(field, base));
  return site_refuse(
      l, field, node,
      DIAG_TEXT(l->diag, "name or path of a voice profile", "Name oder Pfad eines Stimmprofils"));
}

/// The path without "." and double slashes. How many folders it leads down from where it begins,
/// at least, as far as can be told without looking: 0 is the folder itself or one above it.
static size_t tidy_path(struct view path, struct buf *out) {
  const bool absolute = path.ptr[0] == '/';
  size_t depth = 0;
  if (absolute)
    buf_byte(out, '/');
  for (struct view rest = path; rest.len > 0;) {
    struct view part = view_cut(&rest, '/');
    if (part.len == 0 || view_eq(part, VIEW(".")))
      continue;
    if (view_eq(part, VIEW("..")))
      depth -= depth > 0;
    else
      depth++;
    if (out->len > absolute)
      buf_byte(out, '/');
    buf_view(out, part);
  }
  return depth;
}

enum listen_status site_take_output(struct site_loader *l, const struct site_field *field,
                                    const struct yaml_node *node, void *base) {
  struct site_config *config = base;
  if (!config_is_path(node))
    return refuse_path(l, field, node);
  config->output_line = node->line;
  config->output_column = node->column;
  if (view_eq(node->text, VIEW("~")) || view_starts(node->text, VIEW("~/")))
    return site_refuse(
        l, field, node,
        DIAG_TEXT(l->diag, "a path written out, without ~", "ein ausgeschriebener Pfad, ohne ~"));
  struct buf tidy = {0};
  enum listen_status status;
  if (tidy_path(node->text, &tidy) == 0 && !tidy.failed)
    status = site_refuse(
        l, field, node,
        DIAG_TEXT(l->diag, "a folder for it alone, not that of this file or one above it",
                  "ein Ordner nur dafür, nicht der dieser Datei oder einer darüber"));
  else
    status = tidy.failed
                 ? diag_nomem(l->diag)
                 : site_keep(l, buf_as_view(&tidy), (const char **)site_member(field, base));
  buf_clear(&tidy);
  if (status != LISTEN_OK)
    return status;
  config->output_path = config_locate(view_of(config->output), l->file, &config->settings.arena);
  return config->output_path == NULL ? diag_nomem(l->diag) : LISTEN_OK;
}

/// Below the output folder, and no name that an article's files can have, or a hidden one.
static bool is_feed_file(const struct yaml_node *node, size_t max) {
  if (!config_is_path(node) || node->text.len > max)
    return false;
  struct view text = node->text;
  for (size_t i = 0; i < text.len; i++)
    if ((i == 0 || text.ptr[i - 1] == '/') && (text.ptr[i] == '/' || text.ptr[i] == '.'))
      return false;
  return view_ends(text, VIEW(".xml")) || view_ends(text, VIEW(".rss"));
}

enum listen_status site_take_feed_file(struct site_loader *l, const struct site_field *field,
                                       const struct yaml_node *node, void *base) {
  if (is_feed_file(node, (size_t)field->max))
    return site_keep(l, node->text, site_member(field, base));
  return site_refuse(l, field, node,
                     DIAG_TEXT(l->diag,
                               "a name such as feed.xml, in .xml or .rss, below the output folder",
                               "ein Name wie feed.xml, auf .xml oder .rss, im Ausgabeordner"));
}
