/// What stands in a Markdown file and is neither Markdown nor text: template code, attribute lists,
/// comments, marks of footnotes. It is covered before the parser sees it.
#ifndef LISTEN_EXTRACT_MARKDOWN_MASK_H
#define LISTEN_EXTRACT_MARKDOWN_MASK_H

#include "base/view.h"
#include "extract/skip.h"
#include <stdbool.h>

struct markdown_mask {
  size_t start, end;       ///< bytes covered
  enum skip_reason reason; ///< shortcode, markup, icon or footnote_mark
  bool footnote;           ///< the text of a footnote begins behind it
};

/// From `at` on, the masked text is `extra` bytes ahead of the file.
struct markdown_shift {
  size_t at, extra;
};

/// A text in which every byte keeps its place, but for rules of tables that were too short for the
/// parser, and paragraphs that were too long for it. Covered bytes are letters, or blanks where
/// nothing else stands in the line. Release with markdown_masked_clear.
struct markdown_masked {
  char *text; ///< heap; len bytes
  size_t len;
  struct markdown_shift *shifts; ///< in order
  size_t n_shifts, cap_shifts;
  struct markdown_mask *masks; ///< in order, apart
  size_t n_masks, cap_masks;
};

/// Cover what is no text from byte `from` on:
/// - template code of Hugo `{{< … >}}` `{{% … %}}`, Jekyll, Liquid and Nunjucks `{% … %}` `{{ … }}`
///   `{# … #}`, with all that stands between pairs that hold no prose (`highlight`, `comment`, …)
/// - kramdown's and goldmark's attributes `{: .class}` `{#id}`, `[TOC]`, GitHub's `[!NOTE]`
/// - MDX: import and export lines, tags of components
/// - HTML comments, `<!--more-->` among them
/// - emoji codes `:smile:`, marks of footnotes `[^1]`
/// Nothing in fenced code and in inline code is covered. Time is linear.
/// False when out of memory.
bool markdown_mask(struct view text, size_t from, struct markdown_masked *out);

/// Make the rules of tables as long as the parser wants them, "|-|:-:|" → "|---|:---:|", and keep
/// from it what would take it more than linear time (markdown_bound.h).
/// False when out of memory.
bool markdown_suit(struct markdown_masked *masked, size_t from);

/// Offset in the file of an offset in the masked text.
size_t markdown_masked_source(const struct markdown_masked *masked, size_t offset);

void markdown_masked_clear(struct markdown_masked *masked); ///< NULL is fine

/// The first mask that ends behind `offset`; n_masks where there is none.
size_t markdown_mask_at(const struct markdown_masked *masked, size_t offset);

#endif
