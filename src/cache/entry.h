/// The form of a file in the cache: a head, the key it was stored under, and the content, under one
/// checksum. Whoever reads one believes nothing: an entry that is cut short, damaged, of another
/// version or machine, or of another key is none.
///
/// Layout, in the machine's own byte order (`magic` tells a foreign one): struct entry_head, the
/// key, zeros up to a multiple of 8, the content.
#ifndef LISTEN_CACHE_ENTRY_H
#define LISTEN_CACHE_ENTRY_H

#include "base/view.h"
#include <stdint.h>

enum cache_kind { CACHE_PIECE, CACHE_SCRIPT, CACHE_N_KINDS };

struct entry_head {
  uint64_t sum[2]; ///< XXH3, 128 bits, of all that follows in the file
  uint32_t magic, format;
  uint32_t kind, key_len;
  uint64_t content_len;
};

enum {
  ENTRY_FORMAT = 1,
  ENTRY_KEY_MAX = 64 * 1024,
  ENTRY_MAX_PARTS = 4,
};

/// The head of an entry whose content is the `parts` behind one another, at most ENTRY_MAX_PARTS.
/// False when out of memory.
bool entry_head(enum cache_kind kind, struct view key, const struct view *parts, size_t n_parts,
                struct entry_head *out);

/// Bytes of zeros between key and content.
size_t entry_padding(size_t key_len);

/// Check a whole file against the key. `bytes.ptr` must be aligned to 8.
/// @param content  out: borrowed from `bytes`, aligned to 8
bool entry_open(struct view bytes, enum cache_kind kind, struct view key, struct view *content);

enum { ENTRY_NAME_BYTES = 48 };
/// The file's name: 32 hexadecimal digits of the key's sum, and the kind.
void entry_name(enum cache_kind kind, struct view key, char name[ENTRY_NAME_BYTES]);
/// Is this the name of an entry? Nothing else in the folder is ever touched.
bool entry_name_kind(const char *name, enum cache_kind *kind);

#endif
