/// The facts that an author writes above a post: YAML, TOML or JSON.
#ifndef LISTEN_EXTRACT_FRONTMATTER_H
#define LISTEN_EXTRACT_FRONTMATTER_H

#include "extract/extract.h"
#include "extract/rules.h"

enum { FRONT_MAX_CLAIMS = 8, FRONT_MAX_LINES = 16, FRONT_MAX_AUDIO = 4 };

/// What the front matter says. Views lie in the arena; ptr NULL where it says nothing.
struct front_matter {
  size_t end;         ///< where the text begins; 0 where there is no front matter
  struct view title;  ///< as it is meant
  struct span source; ///< the title as it is written; len 0 where it is not found again
  struct view author; ///< several are joined by ", "
  struct view published, language, description;
  struct view voice; ///< profile that is to speak it
  bool draft;
  struct claim claims[FRONT_MAX_CLAIMS]; ///< their source is in the text, not yet in the file
  size_t n_claims;
  struct audio_link audio[FRONT_MAX_AUDIO];
  size_t n_audio;
  size_t lines[FRONT_MAX_LINES]; ///< numbers of the lines that were made use of
  size_t n_lines;
};

/// One key with one of its values; a list gives several.
struct front_entry {
  struct view key, value;
  struct view group; ///< the key of the mapping it stands in ("audio"); else empty
  size_t line;       ///< of the value, from 1
  const char *at;    ///< where the value begins in the text; NULL: unknown
  bool is_flag;      ///< neither quoted nor a date: "false", "5"
};

/// Entries as the three formats give them; heap.
struct front_entries {
  struct front_entry *items;
  size_t n, cap;
  bool failed;
};

void front_add(struct front_entries *entries, struct front_entry entry);

/// Read the front matter at the start of `text` (UTF-8, without byte order mark). Text between two
/// "---" that is no mapping is no front matter.
/// @param path  for diagnostics; may be NULL
/// Errors: LISTEN_E_INPUT with its line: the front matter is broken, or says `listen: false`;
/// LISTEN_E_NOMEM.
enum listen_status front_matter_read(struct view text, const struct rules *rules, const char *path,
                                     struct arena *arena, struct front_matter *out,
                                     struct listen_diag *diag) LISTEN_MUST_CHECK;

/// Does `text` begin with something that looks like front matter?
bool front_matter_looks_like(struct view text);

/// As much TOML as front matter needs: tables, strings of all four kinds, dates, numbers, booleans,
/// lists of strings. Tables other than "params" and "extra" are passed over, dotted keys too.
/// @param toml  what stands between the "+++"; its first line is line `line`
/// Errors: LISTEN_E_INPUT with the line, LISTEN_E_NOMEM.
enum listen_status front_toml_read(struct view toml, size_t line, struct arena *arena,
                                   struct front_entries *out,
                                   struct listen_diag *diag) LISTEN_MUST_CHECK;

/// The line that begins at `pos`, without blanks at its end; `*next` is where the one after begins.
struct view front_line_at(struct view text, size_t pos, size_t *next);

bool front_is_known(struct view group, struct view key); ///< does a key say something to us?

/// Keys whose mapping says more of one thing: `audio: {src: …, duration: …}`, `readingTime: {text:
/// …}`.
bool front_is_group(struct view key);

/// What the entries of the front matter `text` say (frontmatter_facts.c).
/// Errors: as front_matter_read.
enum listen_status front_matter_interpret(struct view text, const struct front_entries *entries,
                                          const struct rules *rules, struct arena *arena,
                                          struct front_matter *out,
                                          struct listen_diag *diag) LISTEN_MUST_CHECK;

/// Keys that may stand one level deeper: `params:` of Hugo, `extra` of Zola.
bool front_is_nest(struct view key);

#endif
