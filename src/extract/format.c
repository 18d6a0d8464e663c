#include "extract/format.h"

#include "extract/epub.h"
#include "extract/html/html.h"
#include "extract/markdown.h"

static const struct {
  const char *ending;
  enum input_format format;
} endings[] = {
    {".txt", INPUT_TEXT},     {".text", INPUT_TEXT},         {".html", INPUT_HTML},
    {".htm", INPUT_HTML},     {".xhtml", INPUT_HTML},        {".md", INPUT_MARKDOWN},
    {".mdx", INPUT_MARKDOWN}, {".markdown", INPUT_MARKDOWN}, {".epub", INPUT_EPUB},
};

static const struct {
  const char *name;
  enum input_format format;
} names[] = {
    {"txt", INPUT_TEXT}, {"html", INPUT_HTML}, {"markdown", INPUT_MARKDOWN}, {"epub", INPUT_EPUB}};

enum input_format format_named(const char *name) {
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (strcmp(name, names[i].name) == 0)
      return names[i].format;
  return INPUT_AUTO;
}

static bool ends_with(struct view path, struct view ending) {
  if (path.len <= ending.len)
    return false;
  for (size_t i = 0; i < ending.len; i++) {
    char c = path.ptr[path.len - ending.len + i];
    if ((c >= 'A' && c <= 'Z' ? c | 0x20 : c) != ending.ptr[i])
      return false;
  }
  return true;
}

size_t format_ending_len(struct view name) {
  for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
    if (ends_with(name, view_of(endings[i].ending)))
      return strlen(endings[i].ending);
  return 0;
}

static enum input_format by_ending(const char *path) {
  for (size_t i = 0; path != NULL && i < sizeof endings / sizeof *endings; i++)
    if (ends_with(view_of(path), view_of(endings[i].ending)))
      return endings[i].format;
  return INPUT_AUTO;
}

enum input_format format_choose(struct view input, const char *path, bool plain) {
  enum input_format format = by_ending(path);
  if (format == INPUT_EPUB || (format == INPUT_AUTO && epub_looks_like(input)))
    return INPUT_EPUB;
  if (plain)
    return INPUT_TEXT;
  if (format != INPUT_AUTO)
    return format;
  if (html_looks_like(input))
    return INPUT_HTML;
  return markdown_looks_like(input) ? INPUT_MARKDOWN : INPUT_TEXT;
}
