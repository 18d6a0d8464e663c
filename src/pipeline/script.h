/// The utterances of a whole document as the cache keeps them, so that an article spoken once is
/// spoken again without its text being worked through: no lexicon need be loaded then.
///
/// A script only replaces the walk of reading.h; each utterance still goes through voicing.h, which
/// has it spoken if its sound was dropped.
#ifndef LISTEN_PIPELINE_SCRIPT_H
#define LISTEN_PIPELINE_SCRIPT_H

#include "base/buf.h"
#include "cache/cache.h"
#include "prosody/prosody.h"
#include <stdint.h>

enum { SCRIPT_BYTES_MAX = 1024 * 1024 }; ///< about 15 hours of speech; longer ones are not kept

/// Being written: what the walk gave. Zeroed at first; clear with buf_clear(&script.bytes).
struct script {
  struct buf bytes;
  bool failed; ///< too long, or out of memory: not to be kept
};

/// Append an utterance. `tag` comes back with it.
void script_add(struct script *script, const struct utterance *utterance, uint64_t tag);

/// Is this a script, complete and in order, whose tags are below `tag_limit`?
bool script_check(struct view bytes, uint64_t tag_limit);

/// Keep a complete script.
void script_keep(struct cache *cache, struct view key, const struct script *script,
                 int sample_rate_hz);

/// Look a script up.
/// @param file  owns the bytes
/// @param bytes  out: borrowed from `file`; they have passed script_check
/// @param sample_rate_hz  out: of the sound it had
bool script_find(struct cache *cache, struct view key, uint64_t tag_limit, struct buf *file,
                 struct view *bytes, int *sample_rate_hz);

/// Being read. The bytes must have passed script_check.
struct script_reader {
  struct view rest;
};

/// Step to the next utterance. `*done` at the end. `out` is as of prosody_next.
/// @param text  out: its clauses, for error messages; borrowed from the script
/// Errors: LISTEN_E_NOMEM.
enum listen_status script_next(struct script_reader *reader, struct utterance *out, uint64_t *tag,
                               struct view *text, bool *done) LISTEN_MUST_CHECK;

#endif
