#include "extract/emphasis.h"
#include "extract/extract.h"

#include "base/utf8.h"
#include "extract/blocks.h"
#include "extract/decode.h"
#include "extract/epub.h"
#include "extract/format.h"
#include "extract/furniture.h"
#include "extract/html/html.h"
#include "extract/markdown.h"
#include "extract/paste.h"
#include "extract/roles.h"
#include "extract/verbatim.h"

const char *block_role_name(enum block_role role) {
  switch (role) {
  case BLOCK_TITLE:
    return "title";
  case BLOCK_HEADING:
    return "heading";
  case BLOCK_PARAGRAPH:
    return "paragraph";
  case BLOCK_QUOTE:
    return "quote";
  case BLOCK_LIST_ITEM:
    return "list_item";
  case BLOCK_CAPTION:
    return "caption";
  case BLOCK_CODE:
    return "code";
  case BLOCK_FOOTNOTE:
    return "footnote";
  case BLOCK_TABLE:
    return "table";
  }
  return "";
}

void document_clear(struct document *document) {
  if (document == NULL)
    return;
  arena_clear(&document->arena);
  *document = (struct document){0};
}

/// Running text: an empty line ends a block, and that is all there is.
static void mark_plain(struct decoded *d) {
  for (size_t i = 0; i < d->n_lines; i++) {
    d->lines[i].kind = LINE_TEXT;
    d->lines[i].joined = i > 0 && d->lines[i].gap == 0;
    d->lines[i].section = i == 0;
  }
}

static enum listen_status refuse_blank(bool blank, struct listen_diag *diag) {
  if (blank) {
    diag_set(diag, LISTEN_E_INPUT, "%s",
             DIAG_TEXT(diag, "nothing to read: there is only white space",
                       "nichts zu lesen: nur Leerraum"));
    diag_hint(diag, "%s",
              DIAG_TEXT(diag, "give a file that holds the article's text",
                        "eine Datei angeben, in der der Text des Artikels steht"));
    diag_no_text(diag);
    return LISTEN_E_INPUT;
  }
  diag_set(diag, LISTEN_E_INPUT, "%s",
           DIAG_TEXT(diag, "nothing to read: this looks like page furniture only",
                     "nichts zu lesen: das sieht nur nach Seitenbeiwerk aus"));
  diag_hint(diag, "%s",
            DIAG_TEXT(diag, "--plain reads every line as it stands",
                      "--plain liest jede Zeile, wie sie dasteht"));
  diag_no_text(diag);
  return LISTEN_E_INPUT;
}

static enum listen_status read_text(struct view input, bool plain, const struct rules *rules,
                                    struct decoded *decoded, struct document *out,
                                    struct listen_diag *diag) {
  enum listen_status status = decode(input, &out->arena, decoded, diag);
  if (status != LISTEN_OK)
    return status;
  if (!plain && !paste_prepare(decoded, &out->arena, rules))
    return diag_nomem(diag);
  if (plain)
    mark_plain(decoded);
  else
    roles_assign(decoded, rules);
  return blocks_build(decoded, rules, plain, out) ? LISTEN_OK : diag_nomem(diag);
}

static enum listen_status read_document(struct view input, enum input_format format,
                                        const struct extract_options *options,
                                        const struct rules *rules, struct document *out,
                                        struct listen_diag *diag) {
  struct decoded decoded = {0};
  enum listen_status status = LISTEN_OK;
  out->language = VIEW("de");
  switch (format) {
  case INPUT_HTML:
    status = html_read(input, rules, out, diag);
    if (status == LISTEN_OK && !(emphasis_find(out, input, false) && verbatim_find(out, input, 0)))
      status = diag_nomem(diag);
    break;
  case INPUT_MARKDOWN:
    status = markdown_read(input, rules, options->path, out, diag);
    if (status == LISTEN_OK && !(emphasis_find(out, input, true) && verbatim_find(out, input, 0)))
      status = diag_nomem(diag);
    break;
  case INPUT_EPUB:
    status = epub_read(input, rules, out, diag);
    break;
  case INPUT_TEXT:
  case INPUT_AUTO:
    status = read_text(input, options->plain, rules, &decoded, out, diag);
    break;
  }
  if (status == LISTEN_OK && out->n_blocks == 0)
    status = refuse_blank(out->n_skipped == 0, diag);
  decoded_clear(&decoded);
  return status;
}

enum listen_status extract_document(struct view input, const struct extract_options *options,
                                    struct document *out, struct listen_diag *diag) {
  static const struct extract_options defaults = {0};
  *out = (struct document){0};
  if (options == NULL)
    options = &defaults;
  enum input_format format = options->format;
  if (format == INPUT_AUTO)
    format = format_choose(input, options->path, options->plain);
  // Running text needs no rules, and a pipe that talks to us line by line asks often.
  bool needs_rules = format != INPUT_TEXT || !options->plain;
  struct rules *rules = needs_rules ? rules_new() : NULL;
  enum listen_status status = needs_rules && rules == NULL
                                  ? diag_nomem(diag)
                                  : read_document(input, format, options, rules, out, diag);
  rules_free(rules);
  if (status != LISTEN_OK) {
    document_clear(out);
    if (options->path != NULL && diag != NULL)
      diag_at(diag, options->path, diag->line, diag->column);
  }
  return status;
}
