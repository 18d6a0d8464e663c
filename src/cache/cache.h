/// What was spoken once, kept in a folder: content under a key, the least recently used dropped
/// first.
///
/// Promise: nothing about a cache is ever an error of the run. What cannot be read is not there;
/// what cannot be written is not kept, and cache_problem says why. An entry is whole or not there,
/// and checked on reading (entry.h), so any number of processes may share a folder, and one may be
/// killed at any moment. The folder keeps within its limit; several processes at work at once may
/// exceed it by a sixteenth each.
///
/// Below the folder: pieces/ holds the entries, a file each, `usage` (how many bytes they are), and
/// tmp/, where a file is written before it gets its name. Other files are left alone.
#ifndef LISTEN_CACHE_CACHE_H
#define LISTEN_CACHE_CACHE_H

#include "base/buf.h"
#include "cache/entry.h"

struct cache;

#define CACHE_DEFAULT_LIMIT ((uint64_t)1 << 30)

/// Where the cache is if nobody says: $XDG_CACHE_HOME/listen, else $HOME/.cache/listen.
/// @return false where neither can be: no home, or one that does not exist
bool cache_default_folder(struct buf *out);

/// Nothing is created before something is kept.
/// @param limit_bytes  what the folder may hold
/// @return NULL when out of memory. Release with cache_close.
struct cache *cache_open(const char *folder, uint64_t limit_bytes);

/// Look an entry up, and mark it as used.
/// @param file  owns the content; reset first, so one buffer serves many look-ups
/// @param content  out: borrowed from `file`, aligned to 8
/// @return false where there is no such entry, or none that is sound
bool cache_get(struct cache *cache, enum cache_kind kind, struct view key, struct buf *file,
               struct view *content);

/// Keep the `parts` (at most ENTRY_MAX_PARTS) under the key. A run keeps no more than half of what
/// the folder may hold, so that a work of many hours neither drives out all else nor its own
/// beginning.
void cache_put(struct cache *cache, enum cache_kind kind, struct view key, const struct view *parts,
               size_t n_parts);

/// Why something could not be kept: an errno value; 0 while all is well.
int cache_problem(const struct cache *cache);
const char *cache_folder(const struct cache *cache);

/// Brings the folder within its limit. NULL is fine.
void cache_close(struct cache *cache);

struct cache_contents {
  uint64_t n_entries[CACHE_N_KINDS];
  uint64_t bytes;
};

/// Count what a folder holds. False, with errno, where it cannot be read; one that does not exist
/// is empty.
bool cache_count(const char *folder, struct cache_contents *out);

/// Remove all entries. False, with errno, where some cannot be removed.
/// @param removed  out: what was there and is not any more
bool cache_clear(const char *folder, struct cache_contents *removed);

#endif
