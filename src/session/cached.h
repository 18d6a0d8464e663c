/// What a run takes from the cache and leaves in it.
#ifndef LISTEN_SESSION_CACHED_H
#define LISTEN_SESSION_CACHED_H

#include "cache/cache.h"
#include "pipeline/speak.h"
#include "session/session.h"

/// Open the cache the options ask for, and note what sound and words depend on.
void session_cache_open(struct session *session);
/// Why something could not be kept, an errno; 0: all could.
/// @param folder  out: of the cache; borrowed while the session is open
int session_cache_problem(const struct session *session, const char **folder);
void session_cache_close(struct session *session);

/// The utterances of a document: found in the cache, or taken down for it.
struct speech_script {
  struct buf key, file;
  struct script record;
};

/// Make ready for speaking a document: find its script in the cache, or else wait for language and
/// engine.
/// @param words  the caller needs the walk through the text, so a script will not do
/// @param out  filled but for progress and what the caller adds; it borrows from all others
/// Errors: those of session_ready and session_engine_ready. Release with speech_end.
enum listen_status speech_begin(struct session *session, const struct document *document,
                                bool words, struct speech_script *script, struct speak_options *out,
                                struct listen_diag *diag);

/// @param spoken  the whole document was: keep its script
void speech_end(const struct session *session, struct speech_script *script, bool spoken);

#endif
