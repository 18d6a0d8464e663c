/// Bytes of an article → document.
///
/// Promise: every line of the input is either in a block, in a metadata field, or in `skipped` with
/// a reason. An ordinary paragraph is never dropped; only what is surely furniture is.
#ifndef LISTEN_EXTRACT_EXTRACT_H
#define LISTEN_EXTRACT_EXTRACT_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/source_map.h"
#include "base/view.h"
#include "claim/claim.h"

enum block_role {
  BLOCK_TITLE,
  BLOCK_HEADING,
  BLOCK_PARAGRAPH,
  BLOCK_QUOTE,
  BLOCK_LIST_ITEM,
  BLOCK_CAPTION,
  BLOCK_CODE,
  BLOCK_TABLE, ///< a row, "; " between its cells; in Markdown each behind its column's head, which
               ///< the map leads to the byte before the cell
  BLOCK_FOOTNOTE,
};

const char *block_role_name(enum block_role role); ///< as in INTERFACE: "title", "heading", …

/// A piece of text that is read as a whole.
struct block {
  enum block_role role;
  unsigned level;        ///< heading: 1..6; list item: depth from 1; table: 1 for the row of
                         ///< column heads; otherwise 0
  bool ordered;          ///< list item: it has a number, which is not in the text
  bool opens_section;    ///< a new section (and chapter) begins with this block
  struct view text;      ///< UTF-8, NFC, one line, white space folded to single blanks
  struct view verbatim;  ///< code: `text` with the white space of the input; ptr NULL: unknown
  struct view chapter;   ///< name of the section that begins here; ptr NULL: the text itself
  size_t line;           ///< line of the input it begins on, from 1
  struct source_map map; ///< bytes of `text` → bytes of the input
  struct view part;      ///< EPUB: the file in the archive that it stands in; otherwise ptr NULL
  size_t part_offset;    ///< where that file begins in what `map` counts, which for an EPUB are the
                         ///< documents of its spine behind one another
  const struct span *emphasis; ///< stretches of `text` that the author stressed, ascending
  size_t n_emphasis;
};

/// Something that stands in the input and is not read: whole lines, and inside a paragraph the
/// marks of footnotes ("[1]") and agencies ("(dpa) -").
struct skipped {
  struct view text;
  const char *reason; ///< static: "site", "caption", "dateline", …; all of them in skip.c
  size_t line;
};

/// Where a page says that its sound is.
struct audio_link {
  struct view address; ///< as the page writes it: "ton/artikel.mp3"
  size_t line;
};

/// A block as it stands on the page, read or not.
struct shown_block {
  const struct block *block;
  bool read; ///< it is the next of `blocks`
};

/// What one of several joined documents says of itself.
struct article_facts {
  struct view title, language, published, author, credit, site; ///< as in struct document
  size_t first_shown;                                           ///< its first of `shown`
};

struct document {
  struct arena arena;         ///< owns everything below
  struct view title;          ///< the headline; ptr NULL where there is none
  struct view language;       ///< BCP 47, "de" unless the input says otherwise
  struct view published;      ///< ISO 8601, to the minute where a time is given: "2024-03-12T08:15"
  struct view author;         ///< ptr NULL where unknown
  struct view credit;         ///< "© IMAGO / SOPA Images"
  struct view site;           ///< name of the site; ptr NULL where unknown
  struct view summary;        ///< what it says of itself, a sentence or two; ptr NULL: nothing
  struct view voice;          ///< the voice that its author asks for; ptr NULL: none
  bool draft;                 ///< its author calls it unfinished
  const struct claim *claims; ///< in order of the input
  size_t n_claims;
  const struct audio_link *audio; ///< in order of the input
  size_t n_audio;
  size_t n_images;            ///< in the article
  const struct block *blocks; ///< in reading order
  size_t n_blocks;
  const struct shown_block *shown; ///< `blocks` among those that are not read
  size_t n_shown;                  ///< 0: all are read
  const struct skipped *skipped;   ///< in order of the input
  size_t n_skipped;
  const size_t *articles;            ///< of joined documents: the block each article begins with
  const struct article_facts *facts; ///< of each article
  size_t n_articles;                 ///< 0 for a document as extracted
};

enum input_format { INPUT_AUTO, INPUT_TEXT, INPUT_HTML, INPUT_MARKDOWN, INPUT_EPUB };

struct extract_options {
  enum input_format format;
  bool plain;       ///< running text: nothing is furniture or metadata; an empty line ends a block
  const char *path; ///< for diagnostics, and its ending for INPUT_AUTO; "-" for stdin; may be NULL
};

/// Read an article. `input` is the file as it is; it may be anything, hostile or binary.
/// Decodes UTF-8 with or without BOM, UTF-16 with BOM, and otherwise Windows-1252; a few faulty
/// bytes do not make a text Windows-1252 (charset.h has the rule).
/// The document borrows nothing from `input`.
///
/// Errors: LISTEN_E_INPUT (empty, binary, nothing but furniture), LISTEN_E_NOMEM. On failure `out`
/// is zeroed. Release with document_clear.
enum listen_status extract_document(struct view input, const struct extract_options *options,
                                    struct document *out,
                                    struct listen_diag *diag) LISTEN_MUST_CHECK;

/// Join several documents, in order, into one that is read as a whole: blocks, claims and skipped
/// lines behind one another, metadata of the first. `documents` are cleared, whatever comes of it.
/// Errors: LISTEN_E_NOMEM.
enum listen_status document_join(struct document *documents, size_t n_documents,
                                 struct document *out, struct listen_diag *diag) LISTEN_MUST_CHECK;

void document_clear(struct document *document); ///< NULL is fine; leaves a zeroed document

#endif
