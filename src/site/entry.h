/// What was published of one article: the record that the manifest, the feed, the fragment and the
/// next run are made from.
///
/// It is a file of its own beside the article's audio, `KEY.article.json`, on one line, written
/// when all files it names are in place; so whoever finds it can trust it. Its content depends on
/// article and configuration alone: no time, no machine.
#ifndef LISTEN_SITE_ENTRY_H
#define LISTEN_SITE_ENTRY_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/view.h"
#include "claim/claim.h"
#include <stdint.h>

enum {
  SITE_ENTRY_MAX = 16 << 20, ///< bytes of a record: none is written or read that has more
  SITE_TEXT_MAX = 4096,      ///< bytes of a string; the rest of a longer one is not written
  SITE_CHAPTERS_MAX = 4096,  ///< of an entry; the rest is not written
  SITE_CHAPTER_TITLE_MAX = 512,
  SITE_FILES_MAX = 16,
};

/// A file of the article, in this order in the entry.
enum site_role {
  SITE_AUDIO,
  SITE_TIMINGS,
  SITE_CAPTIONS,
  SITE_CHAPTERS,
  SITE_FRAGMENT,
  SITE_N_ROLES,
};

struct site_file {
  enum site_role role;
  struct view path;   ///< relative to the output folder; what site_file_path gives
  struct view format; ///< "mp3", "opus", … of SITE_AUDIO; site_role_format of the others
  uint64_t bytes;
  uint64_t hash[2]; ///< XXH3-128 of its content, high and low
};

struct site_chapter {
  struct view title;
  double start_s, end_s;
};

/// All strings are valid UTF-8, borrowed (from the entry's arena, or from what it was made of);
/// ptr NULL where not known. Those that were read are NUL-terminated.
struct site_entry {
  struct view key, source;
  struct view title, author, published, language, summary; ///< `published` as ISO 8601
  struct view section;                                     ///< title of the section
  struct view voice;                                       ///< name of the profile
  struct view own_voice; ///< what the article itself asks for, as it does; ptr NULL: nothing
  struct view page_url;  ///< of the article's page
  struct view label;     ///< "Artikel anhören • 9 Minuten"
  bool passed_over;      ///< there is nothing to read in it: only hashes are known, and no files
  bool in_feed;
  double duration_s;          ///< of the audio
  int label_minutes;          ///< what the label rounds to
  struct view claim_text;     ///< what the page says itself
  enum claim_kind claim_kind; ///< CLAIM_NONE: nothing
  double claim_s;
  uint64_t source_hash[2]; ///< XXH3-128 of the article's file
  uint64_t build_hash[2];  ///< of all else that shapes audio and timings
  uint64_t page_hash[2];   ///< of all that shapes fragment and entry only
  struct site_file *files;
  size_t n_files;
  struct site_chapter *chapters;
  size_t n_chapters;
};

/// "audio", "timings", "captions", "chapters", "fragment"
const char *site_role_name(enum site_role role);
/// "json", "vtt" or "html"; NULL for SITE_AUDIO, which has many.
const char *site_role_format(enum site_role role);
/// Static; "audio/mpeg", "text/vtt", …
struct view site_media_type(const struct site_file *file);

/// Append the one path that the file of this role and format may have: KEY.mp3, KEY.timings.json,
/// KEY.vtt, KEY.chapters.json, KEY.html. No two keys share one. False when out of memory.
bool site_file_path(struct view key, enum site_role role, struct view format, struct buf *out);

/// The first file of this role; NULL where there is none.
const struct site_file *site_entry_file(const struct site_entry *entry, enum site_role role);

/// Append the record as one line of JSON without a line end: the object that the manifest has under
/// the article's key. Keys in snake_case and always in the same order, numbers with fixed decimals,
/// URLs made from `url` (the configuration's). Nothing in it ends a line or an HTML script.
/// False when out of memory.
bool site_entry_write(const struct site_entry *entry, struct view url, struct buf *out);

/// Read a record; white space may follow it. Nothing of it is trusted: the key is clean, each path
/// is the one that key, role and format give (so it names nobody else's file), numbers are in their
/// ranges, hashes whole. Keys that it does not know are ignored. What it gives is written with the
/// same bytes again.
/// @param name  names it in `diag`
/// Errors: LISTEN_E_INPUT, LISTEN_E_NOMEM; `out` is zeroed then. Strings are in `arena`.
enum listen_status site_entry_read(struct view json, const char *name, struct arena *arena,
                                   struct site_entry *out,
                                   struct listen_diag *diag) LISTEN_MUST_CHECK;

/// A relative path that stays below its folder: valid UTF-8, no empty part, no "." or "..", no
/// control character, not absolute, no part over 255 bytes, SITE_TEXT_MAX bytes at most.
bool site_path_is_clean(struct view path);

#endif
