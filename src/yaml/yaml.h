/// A small, bounded reader for YAML files that people write: mappings, lists and scalars.
///
/// Promise: a tree comes whole, or not at all and with one diagnostic. Every node knows its line
/// and column, so that the checks above it can say where a value stands. What such a file does not
/// need is refused: anchors and aliases (and with them alias bombs), tags for types other than the
/// basic ones, more than YAML_MAX_DIRECTIVES directives, more than one document, keys that are not
/// scalars, duplicate keys, nesting deeper than YAML_MAX_DEPTH, files over YAML_MAX_BYTES, text
/// that is not UTF-8, control characters. Reading takes O(n log n) time and O(n) memory.
#ifndef LISTEN_YAML_YAML_H
#define LISTEN_YAML_YAML_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/view.h"

#include <stdint.h>

enum {
  YAML_MAX_BYTES = 1024 * 1024, ///< some 20,000 rules of a site
  YAML_MAX_DEPTH = 8,           ///< mappings and lists inside one another, the outermost counted
  YAML_MAX_DIRECTIVES = 8,      ///< lines that begin with "%"
};

enum yaml_kind { YAML_SCALAR, YAML_MAPPING, YAML_LIST };

struct yaml_node {
  enum yaml_kind kind;
  size_t line, column;                  ///< of the value, from 1
  struct view key;                      ///< inside a mapping; empty elsewhere
  size_t key_line, key_column;          ///< of the key, from 1
  struct view text;                     ///< a scalar's text, no NUL in it and a NUL behind it
  bool plain;                           ///< a scalar without quotes: may be a number, or null
  const struct yaml_node *first, *next; ///< children in the file's order; next sibling
  size_t n_children;
  const struct yaml_node *const *by_key; ///< a mapping's n_children children, sorted by key
};

/// Parse one document.
/// @param file   names the text in diagnostics
/// @param arena  receives the tree; the tree does not refer to `yaml`
/// @param root   the outermost node on success; NULL for an empty document (nothing but comments)
/// Errors: LISTEN_E_CONFIG with line and column, LISTEN_E_NOMEM.
enum listen_status yaml_parse(struct view yaml, const char *file, struct arena *arena,
                              const struct yaml_node **root,
                              struct listen_diag *diag) LISTEN_MUST_CHECK;

/// Read a whole file of at most YAML_MAX_BYTES bytes into `content` (release with buf_clear,
/// after a failure too). A pipe is read as well; a folder, or a file that is too big, is refused
/// unread. Errors: LISTEN_E_IO, LISTEN_E_CONFIG (too big), LISTEN_E_NOMEM.
enum listen_status yaml_read_file(const char *path, struct buf *content,
                                  struct listen_diag *diag) LISTEN_MUST_CHECK;

/// Record that a file exceeds YAML_MAX_BYTES.
enum listen_status yaml_too_big(const char *file, struct listen_diag *diag);

/// The child of a mapping with that key, or NULL. Binary search.
const struct yaml_node *yaml_get(const struct yaml_node *mapping, struct view key);

/// True for a value that was left out: `key:` with nothing behind it, `~` or `null`, unquoted.
bool yaml_is_null(const struct yaml_node *node);

/// Describe a value for a message: a number as it is, a string in quotes and clipped, "a list" …
/// At most 48 bytes, NUL included, whole characters, no control characters.
enum { YAML_SHOWN_BYTES = 48 };
void yaml_show(const struct yaml_node *node, bool german, char out[YAML_SHOWN_BYTES]);

/// The same for a text, such as a key: in quotes and clipped.
void yaml_show_text(struct view text, char out[YAML_SHOWN_BYTES]);

/// Put `text` into `out` in the form that texts have everywhere behind the reader: white space of
/// any kind folded into single blanks and none at either end (a block scalar brings line breaks);
/// without the characters that show nothing, which come along from web pages: soft hyphen,
/// zero-width and bidirectional marks; in NFC. The zero-width joiner stays where it joins emoji.
/// @param control  receives the control character met, or 0; `out` is then incomplete
/// @return false when out of memory
bool yaml_clean_text(struct view text, struct buf *out, uint32_t *control) LISTEN_MUST_CHECK;

/// Control characters and non-characters: what could move the cursor of a terminal, or is no text.
/// Tab and line breaks count too.
bool yaml_is_control(uint32_t c);

/// Record that the key of `again` repeats that of `first`.
enum listen_status yaml_given_twice(const char *file, const struct yaml_node *first,
                                    const struct yaml_node *again, struct listen_diag *diag);

/// Read a whole number: decimal digits, perhaps a sign, nothing else; not in quotes, no leading
/// zeros (YAML 1.1 reads those as octal).
/// @param label  the field's name for the message, e.g. "pauses.comma_ms"
/// Errors: LISTEN_E_CONFIG at the node's place: value and accepted range; `*out` is then unchanged.
enum listen_status yaml_integer(const struct yaml_node *node, const char *file, const char *label,
                                long min, long max, long *out,
                                struct listen_diag *diag) LISTEN_MUST_CHECK;

/// Read a number with or without a fraction, in decimal, with a full stop; not in quotes.
/// Errors as for yaml_integer.
enum listen_status yaml_decimal(const struct yaml_node *node, const char *file, const char *label,
                                long min, long max, double *out,
                                struct listen_diag *diag) LISTEN_MUST_CHECK;

#endif
